"""Server time of each page over a large warehouse.

    python -m benchmarks.pages --cells 7000000 --vintages 50 --churn 0.015

The invented quarterly table of benchmarks.ask_about_revisions is made, and a document of 300 000
characters with 300 statements; then each page is asked over the pages' own application, without a
network: once with nothing drawn before, then several times. Goal: below 300 ms. The processor's
time, of Python and Postgres together, says the same on a machine that is busy with other things.
"""

import argparse
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psutil
from fastapi.testclient import TestClient
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, text
from sqlalchemy.pool import QueuePool

from benchmarks.ask_about_revisions import Size, invented
from benchmarks.revision_questions import CODE
from warehouse.connection import engine
from warehouse.pages.app import pages
from warehouse.pages.host import Followed, Host
from warehouse.server import Server
from warehouse.statement import driver

GOAL_MS = 300
DOCUMENT = "invented"
# What a load counts: the pages read counts, and rank no vintage of more than some thousand changes.
COUNT = """
    UPDATE vintages.release
       SET observations = (SELECT count(*) FROM vintages.version) / 2,
           changes = jsonb_build_object('revised', (
             SELECT count(*) FROM figures.replacements WHERE replaced = release.released))"""
WRITE = Path(__file__).with_name("invented_document.sql")


@dataclass(frozen=True)
class Taken:
    """Seconds of the clock, and of the processor."""

    clock: float
    processor: float


def main() -> None:
    """Make the warehouse, ask, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--cells", type=int, default=1_000_000)
    parser.add_argument("--vintages", type=int, default=50)
    parser.add_argument("--churn", type=float, default=0.015)
    parser.add_argument("--times", type=int, default=7)
    chosen = parser.parse_args()
    size = Size(chosen.cells, chosen.vintages, chosen.churn)
    with invented(size) as server:
        _write(engine(server.url("warehouse", "vintages_owner")))
        analyst = engine(server.url("warehouse", "vintages_analyst"), QueuePool)
        _print(size, ask(analyst, _postgres(server), chosen.times))
        analyst.dispose()


def ask(analyst: Engine, postgres: psutil.Process, times: int) -> dict[str, Sequence[Taken]]:
    """What each page takes: the first time, then some more times."""
    followed = [Followed(CODE, "Invented figures", timedelta(days=60), timedelta(days=180))]
    reader = TestClient(pages(Host(lambda: analyst, lambda: followed)))
    reader.get(
        f"/datasets/{CODE}/series/Q.NR.I0.G0/lines.svg"
    )  # what a running server has imported
    return {
        name: [_taken(reader, postgres, path) for _ in range(times + 1)]
        for name, path in _paths(analyst).items()
    }


def _paths(analyst: Engine) -> dict[str, str]:
    with analyst.connect() as connection:
        query = "SELECT vintage_id FROM figures.vintages ORDER BY released_at OFFSET 10 LIMIT 1"
        vintage = connection.execute(text(query)).scalar()
    return {
        "overview": "/",
        "a dataset": f"/datasets/{CODE}",
        "a dataset, an older vintage by item": f"/datasets/{CODE}?vintage={vintage}&dimension=item",
        "a dataset, series found by words": f"/datasets/{CODE}?find=i77+g3",
        "a series": f"/datasets/{CODE}/series/Q.NR.I3.G7",
        "its picture": f"/datasets/{CODE}/series/Q.NR.I3.G7/lines.svg",
        "a series, older periods": f"/datasets/{CODE}/series/Q.NR.I3.G7?page=5",
        "picture of its vintages": f"/datasets/{CODE}/time-line.svg",
        "documents": "/documents",
        "a document": f"/documents/{DOCUMENT}",
        "decisions": "/decisions",
        "an unknown dataset": "/datasets/INVENTED",
        "an unknown series": f"/datasets/{CODE}/series/Q.NR.I3.G99",
    }


def _taken(reader: TestClient, postgres: psutil.Process, path: str) -> Taken:
    began, busy = time.perf_counter(), _processor(postgres)
    answer = reader.get(path)
    taken = Taken(time.perf_counter() - began, _processor(postgres) - busy)
    if answer.status_code >= 500:
        raise RuntimeError(f"{path}: {answer.status_code} {answer.text}")
    return taken


def _postgres(server: Server) -> psutil.Process:
    lines = (server.folder / "data" / "postmaster.pid").read_text().splitlines()
    return psutil.Process(int(lines[0]))


def _processor(postgres: psutil.Process) -> float:
    """Seconds that this process used, the backends that live, and those that are gone."""
    gone = postgres.cpu_times()
    living = (each.cpu_times() for each in postgres.children())
    backends = sum(each.user + each.system for each in living)
    return time.process_time() + backends + gone.children_user + gone.children_system


def _write(owner: Engine) -> None:
    with owner.begin() as connection:
        driver(connection).execute(COUNT)
        for statement in WRITE.read_text(encoding="utf-8").split(";\n"):
            driver(connection).execute(statement.encode(), {"code": CODE})


def _print(size: Size, taken: dict[str, Sequence[Taken]]) -> None:
    caption = f"{size.cells:,} current cells, {size.vintages} vintages, {size.churn:.1%} revised"
    shown = Table(title=f"Server time of the pages, goal {GOAL_MS} ms", caption=caption)
    for heading in ("page", "first time", "of the processor", "median after", "of the processor"):
        shown.add_column(heading, justify="left" if heading == "page" else "right")
    for name, (first, *later) in taken.items():
        medians = (statistics.median(each.clock for each in later),
                   statistics.median(each.processor for each in later))  # fmt: skip
        seconds = (first.clock, first.processor, *medians)
        shown.add_row(name, *(f"{each * 1000:,.0f} ms" for each in seconds))
    Console(width=100).print(shown)


if __name__ == "__main__":
    main()
