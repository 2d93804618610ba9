"""What the rules cost: against Great Expectations on pandas, and against SQL written by hand.

    python -m benchmarks.check_a_release --changed 1000000 --large 1000000 7000000

writes two tables into docs/explanation/checks.md. The first checks a release that changes every
cell: by the gate; by the rules that Great Expectations has itself, on a pandas frame; by three
statements that check the same. The second compares a small dataset of which every cell changed with
a large one of which 1 % did: as many changes, so the cost should be alike. Each way has a process
of its own.
"""

import argparse
import multiprocessing
import random
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from typing import Any

import psycopg
from rich.console import Console
from sqlalchemy import Engine

from benchmarks.native_checks import HAND_WRITTEN, NATIVE_RULES, frame_of, native
from benchmarks.page import row, write_table
from benchmarks.rounds import own_warehouse
from ingestion.checks.engine import outcomes
from ingestion.checks.rule import Rule, profile
from ingestion.source import Checks, Source, Sum
from warehouse.candidate import Candidate
from warehouse.connection import engine
from warehouse.load import Arrival, load
from warehouse.neighbours import neighbours
from warehouse.quality import close_run, open_run
from warehouse.snapshot import Snapshot
from warehouse.stage import stage, stage_of
from warehouse.structure import Code, Codelist, Structure

NAME, SIZES = "python -m benchmarks.check_a_release", "python -m benchmarks.check_a_release, sizes"
DIMENSIONS = ("freq", "indic", "sex", "unit", "geo")
PERIODS = tuple(str(year) for year in range(1925, 2025))
FIRST, SECOND = datetime(2025, 6, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
SUMS = {"sex": Sum("sex", "T", ("F", "M"))}


@dataclass(frozen=True)
class Cost:
    """Wall seconds of a way, the most memory its process had, and what it found."""

    seconds: float
    megabytes: float
    checks: int


def snapshot(cells: int, share: float | None) -> Snapshot:
    """A yearly table of about so many cells; with a share, that share of them a little revised."""
    indicators = max(1, round(cells / len(PERIODS) / 120))
    codes = ([f"I{n:05}" for n in range(indicators)], ("F", "M", "T"), ("NR",), geos())
    chance = random.Random(5)  # noqa: S311 - figures, not secrets
    dice = random.Random(6)  # noqa: S311 - figures, not secrets
    lines = []
    for key in product(*codes):
        numbers = [chance.randrange(1_000, 90_000) for _ in PERIODS]
        if share:
            numbers = [n + n // 200 + 1 if dice.random() < share else n for n in numbers]
        lines.append("\t".join((",".join(("A", *key)), *map(str, numbers))).encode())
    lines.sort(key=lambda line: line.partition(b"\t")[0])
    return Snapshot(DIMENSIONS, PERIODS, lines)


def geos() -> list[str]:
    """Forty countries."""
    return [f"{one}{other}" for one in "ABCD" for other in "FGHIJKLMNO"]


def staged(warehouse: Engine, code: str, cells: int, share: float) -> int:
    """A dataset with one vintage and a stage that changes a share of it; the stage's number."""
    before, after = snapshot(cells, None), snapshot(cells, share)
    load(warehouse, _stage(warehouse, code, Candidate("one", FIRST, before)), Arrival("one", FIRST))
    return _stage(warehouse, code, Candidate("two", SECOND, after, before))


def _stage(warehouse: Engine, code: str, candidate: Candidate) -> int:
    with warehouse.begin() as connection:
        place = neighbours(connection, code, candidate.released_at)
    return stage(warehouse, place, candidate)


def asked(series: Sequence[bytes]) -> dict[str, Any]:
    """The profile: all rules, a sum, and the codes."""
    keys = [line.partition(b"\t")[0].decode().split(",") for line in series]
    lists = {
        name: Codelist(name, None, tuple(Code(code) for code in sorted({key[at] for key in keys})))
        for at, name in enumerate(DIMENSIONS)
    }
    source = Source("CHECKED", "Checked", ("A",), checks=Checks(additivity=SUMS))
    return profile(source, Structure(None, DIMENSIONS, lists), {"OBS_COUNT": ""})


def by_gate(url: str, stage_id: int, asked_of: dict[str, Any], only: tuple[str, ...]) -> Cost:
    """The gate: the bench is laid out, the rules are asked, the bench is taken away."""
    import great_expectations  # noqa: F401 - its import is not what is measured

    warehouse = engine(url)
    rules = [Rule(**rule) for name, rule in asked_of["rules"].items() if not only or name in only]
    with warehouse.connect() as connection:
        held = stage_of(connection, stage_id)
    began = time.perf_counter()
    run_id, bench = open_run(warehouse, held, asked_of)
    found = outcomes(rules, bench, warehouse.url)
    close_run(warehouse, run_id)
    return _cost(began, len([each for each in found if each.outcome != "error"]))


def by_pandas(url: str, stage_id: int, asked_of: dict[str, Any], _: tuple[str, ...]) -> Cost:
    """Great Expectations' own rules on a frame that is read from the same stage."""
    import great_expectations  # noqa: F401 - its import is not what is measured

    began = time.perf_counter()
    return _cost(began, native(frame_of(url, stage_id), asked_of["codes"]))


def by_hand(url: str, stage_id: int, asked_of: dict[str, Any], _: tuple[str, ...]) -> Cost:
    """Three statements."""
    began = time.perf_counter()
    with psycopg.connect(url.replace("+psycopg", ""), options="-c jit=off") as connection:
        for statement in HAND_WRITTEN:
            connection.execute(statement.replace("<stage>", str(stage_id)).encode()).fetchall()
    return _cost(began, len(NATIVE_RULES))


def _cost(began: float, checks: int) -> Cost:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Cost(time.perf_counter() - began, peak, checks)


def alone(way: Callable[..., Cost], *values: Any) -> Cost:
    """The cost of a way in a new process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(way, values)


def ways(url: str, changed: int) -> Iterator[tuple[str, Cost]]:
    """Every way of checking the same stage, in which each cell is another."""
    stage_id = staged(engine(url), "ALL", changed, 1)
    asked_of = asked(snapshot(changed, None).lines)
    yield "hand-written SQL, the same 7 rules", alone(by_hand, url, stage_id, asked_of, ())
    yield "the gate, the same 7 rules", alone(by_gate, url, stage_id, asked_of, NATIVE_RULES)
    yield (
        "Great Expectations on pandas, its own 7 rules",
        alone(by_pandas, url, stage_id, asked_of, ()),
    )
    yield "the gate, all rules", alone(by_gate, url, stage_id, asked_of, ())


def sizes(url: str, large: int) -> Iterator[tuple[str, Cost]]:
    """A dataset of which 1 % changed, beside one of a hundredth of which all did."""
    for code, cells, share in (("SMALL", large // 100, 1.0), ("LARGE", large, 0.01)):
        stage_id = staged(engine(url), f"{code}_{large}", cells, share)
        asked_of = asked(snapshot(cells, None).lines)
        said = f"{cells:,} cells, {share:.0%} changed"
        yield said, alone(by_gate, url, stage_id, asked_of, ())


def table(found: list[tuple[str, Cost]]) -> list[str]:
    """The ways as Markdown; ratios are to the first."""
    lines = [row("way", "rules", "seconds", "ratio", "peak memory, MB"), "|---|---|---|---|---|"]
    first = found[0][1].seconds
    for name, cost in found:
        ratio = f"{cost.seconds / first:.1f}"
        lines.append(row(name, cost.checks, f"{cost.seconds:.1f}", ratio, f"{cost.megabytes:.0f}"))
    return lines


def main() -> None:
    """Measure, print and write the page."""
    parser = argparse.ArgumentParser(prog=NAME)
    parser.add_argument("--changed", type=int, default=1_000_000)
    parser.add_argument("--large", type=int, nargs="*", default=[1_000_000])
    parser.add_argument("--show", action="store_true", help="leave the page as it is")
    wanted, console = parser.parse_args(), Console(width=200)
    with own_warehouse() as access:
        compared = [list(sizes(access.loader, large)) for large in wanted.large]
        for found in compared:
            console.print("\n".join(table(found)), markup=False)
        checked = table(list(ways(access.loader, wanted.changed)))
    console.print("\n".join(checked), markup=False)
    if not wanted.show:
        write_table(NAME, checked)
        write_table(SIZES, [line for found in compared for line in [*table(found), ""]][:-1])


if __name__ == "__main__":
    main()
