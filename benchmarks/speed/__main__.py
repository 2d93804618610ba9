"""The benchmark: our line, the physical limit and our peers, side by side in one run.

    make bench
    python -m benchmarks.speed --cells 10000000 --repeat 3 --peers --only limit line

Everything is measured on one embedded Postgres with the product's own settings, on files that the
generator makes, and what `figures` holds afterwards is compared with the generator's truth. The
result is a table here and a JSON file, of which ``python -m benchmarks.speed.page`` makes the
tables and the picture in docs/performance.md.
"""

import argparse
import json
import shlex
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.speed.bench import Bench, Options, say
from benchmarks.speed.cluster import Cluster
from benchmarks.speed.machine import machine
from benchmarks.speed.parts import PARTS
from benchmarks.speed.peers import PEERS, peers
from benchmarks.speed.table import printed

ONCE = {PARTS["vintages"]}


def main() -> None:
    """Measure what was asked for, and tell it."""
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # the server must stop
    chosen = _arguments()
    options = Options(
        chosen.cells,
        chosen.repeat,
        chosen.dataset,
        chosen.churn_cells,
        chosen.vintages,
        chosen.datasets,
        chosen.patience,
        _modules(chosen.peers),
    )
    with tempfile.TemporaryDirectory(prefix="vintages-bench-") as home:
        Path(home).chmod(0o755)
        with Cluster(Path(home)) as cluster:
            bench = Bench(cluster, chosen.folder or Path(home), options)
            try:
                _run(bench, [PARTS[name] for name in chosen.only] + [peers] * bool(options.peers))
            finally:  # an hour's measurements are kept also where the last step fails
                _tell(bench, chosen.json)


def _tell(bench: Bench, path: Path) -> None:
    made = bench.as_json() | {"command": _command(), "machine": machine()}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(made, indent=1))
    say(f"written: {path}")
    printed(made)


def _run(bench: Bench, parts: Sequence[Callable[[Bench], None]]) -> None:
    """Each part as often as asked, in turns, so that a busy minute hits all of them."""
    for turn in range(bench.options.repeat):
        for part in parts:
            if turn == 0 or part not in ONCE:
                say(f"[{turn + 1}/{bench.options.repeat}] {part.__name__}")
                part(bench)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--cells", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--dataset", default="FISH_LD_ES", help="whose code lists are used")
    parser.add_argument("--churn-cells", type=int, default=1_000_000)
    parser.add_argument("--vintages", type=int, default=50)
    parser.add_argument("--datasets", type=int, default=12, help="loaded at once")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--peers", nargs="*", choices=_modules([]), help="all, or these")
    parser.add_argument("--patience", type=float, default=50, help="times ours that a peer gets")
    parser.add_argument("--folder", type=Path, help="keeps the generated files for another run")
    parser.add_argument("--json", type=Path, default=Path(".vintages/bench.json"))
    return parser.parse_args()


def _modules(asked: list[str] | None) -> tuple[str, ...]:
    """Programs of peers: none where nobody asked, all where nobody named them."""
    return () if asked is None else tuple(asked or (peer.module for peer in PEERS))


def _command() -> str:
    return shlex.join(["python", "-m", "benchmarks.speed", *sys.argv[1:]])


if __name__ == "__main__":
    main()
