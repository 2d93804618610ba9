"""Many datasets through our line at once: first and next vintage of each, by some workers.

python -m benchmarks.speed.datasets_step URL HOME FOLDER DATASETS WORKERS
"""

import json
import multiprocessing
import sys
from datetime import datetime
from pathlib import Path

from benchmarks.generator.releases import CODE
from benchmarks.speed.clock import Clock
from benchmarks.speed.line_step import carry, line_at, warm_up
from ingestion.eurostat.line import Line

LONGEST_START = 600.0
_lines: list[Line] = []


def main(url: str, home: str, folder: str, datasets: str, workers: str) -> None:
    """The workers are ready before the clock starts."""
    count, hands = int(datasets), int(workers)
    spawn = multiprocessing.get_context("spawn")
    ready = spawn.Barrier(hands + 1)
    with spawn.Pool(hands, _start, (url, home, ready)) as pool:
        ready.wait(LONGEST_START)
        clock = Clock()
        with clock.stage("all"):
            codes = [(f"{CODE}_{number}", folder) for number in range(1, count + 1)]
            done = pool.starmap(_carry_both, codes, chunksize=1)
    clock.report(vintages=sum(done))


def _start(url: str, home: str, ready: "multiprocessing.synchronize.Barrier") -> None:
    line = line_at(url, Path(home))
    warm_up(line)
    _lines.append(line)
    ready.wait(LONGEST_START)


def _carry_both(code: str, folder: str) -> int:
    vintages = json.loads(Path(folder, "truth.json").read_text())["vintages"]
    for name in ("first", "next"):
        at = datetime.fromisoformat(vintages[name]["released_at"])
        carry(_lines[0], (code, Path(folder, f"{name}.tsv.gz"), at), Clock())
    return 2


if __name__ == "__main__":
    main(*sys.argv[1:])
