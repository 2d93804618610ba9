"""The peers, on the same files and the same server: first vintage, next one, same figures again."""

import statistics
from dataclasses import dataclass
from pathlib import Path

import psycopg

from benchmarks.speed.bench import Bench, Truth
from benchmarks.speed.meter import measured

PYTHON = Path(__file__).parents[2] / ".venv-peers" / "bin" / "python"
FILES = {"first": "first", "next": "next", "same figures": "recompressed"}
SHORTEST_PATIENCE = 300.0


@dataclass(frozen=True)
class Peer:
    """A program that people use; ``current`` counts what it holds as current after a vintage."""

    name: str
    module: str
    current: str


PEERS = (
    Peer(
        "pandas to_sql (COPY)",
        "pandas_copy",
        "SELECT count(*) FROM observation WHERE vintage = (SELECT max(vintage) FROM observation)",
    ),
    Peer("full copy per vintage", "full_copy", "SELECT count(*) FROM snapshot_{number}"),
    Peer(
        "dlt scd2 (Parquet)",
        "dlt_scd2",
        "SELECT count(*) FROM peer.observation WHERE _dlt_valid_to IS NULL",
    ),
    Peer(
        "dbt snapshot (check)",
        "dbt_snapshot",
        "SELECT count(*) FROM peer.observation WHERE dbt_valid_to IS NULL",
    ),
    Peer("py_load_eurostat's method", "staged_upsert", "SELECT count(*) FROM observation"),
)


class PeersNotInstalled(RuntimeError):
    """The peers' own libraries are not there."""


def peers(bench: Bench) -> None:
    """The peers asked for. Raises PeersNotInstalled where ``make bench-peers`` was not run."""
    if not PYTHON.exists():
        raise PeersNotInstalled(f"no {PYTHON.relative_to(PYTHON.parents[2])}: run make bench-peers")
    for peer in (each for each in PEERS if each.module in bench.options.peers):
        _three_vintages(bench, peer)


def _three_vintages(bench: Bench, peer: Peer) -> None:
    """Until the peer is stopped, which ends it: what it left is half of a vintage.

    Each may take more memory than we do: with our 32 MB, dlt's ``NOT IN`` over ten million cells
    looks each up among all others.
    """
    folder, truth = bench.steps
    home = bench.empty_home(peer.module)
    with bench.cluster.database(f"peer_{peer.module}", "template0") as database:
        bench.cluster.allow_memory(database, "2GB")
        url = bench.cluster.plain_url(database)
        for number, (step, name) in enumerate(FILES.items(), 1):
            words = (url, home, folder / f"{name}.tsv.gz", number)
            module = f"benchmarks.peers.{peer.module}"
            command = [str(PYTHON), "-m", module, *map(str, words)]
            patience = _patience(bench, step)
            cost = measured(bench.cluster, database, command, patience)
            bench.keep(f"{peer.name}, {step}", cost)
            if cost.stopped:
                return
            _note_rows(bench, peer, (database, number), truth)


def _patience(bench: Bench, step: str) -> float:
    """So many times as long as we took for the same, and five minutes at least: it has to start."""
    ours = [cost.seconds for cost in bench.costs.get("next" if step != "first" else step, ())]
    longest = statistics.median(ours) * bench.options.patience if ours else 0
    return max(longest, SHORTEST_PATIENCE)


def _note_rows(bench: Bench, peer: Peer, place: tuple[str, int], truth: Truth) -> None:
    """What the peer holds as current, beside what is."""
    database, number = place
    with psycopg.connect(bench.cluster.plain_url(database)) as connection:
        row = connection.execute(peer.current.format(number=number).encode()).fetchone()
    wanted = truth["vintages"]["first" if number == 1 else "next"]["observations"]
    found = bench.numbers.setdefault("peers", {}).setdefault(peer.name, {})
    found[tuple(FILES)[number - 1]] = {"rows": row[0] if row else 0, "wanted": wanted}
