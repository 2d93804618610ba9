"""Twelve datasets at once on Celery workers: is any release loaded twice, or by half?

``make scale`` runs it: the services of docker-compose.yml by hand (see by_hand.py), a stand-in for
Eurostat that publishes a release of all twelve at the same moment, again and again; then the same
releases one after the other in one process, and both warehouses compared. Redis is looked for in
REDIS_SERVER, else in the path.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from benchmarks.by_hand import by_hand
from benchmarks.rounds import own_warehouse
from examples.eurostat_stand_in import StandIn
from examples.stand_in.shelf import shelve
from ingestion.eurostat.line import Line
from ingestion.settings import settings
from warehouse.connection import engine
from warehouse.recreate import disagreements
from warehouse.statement import one

CODES = tuple(f"SCALE_{number:02}" for number in range(1, 13))
SERIES, MONTHS, RELEASES = 100, 60, 2
_PATIENCE_SECONDS = 1800


def release(code: str, number: int) -> bytes:
    """A table whose every release revises one cell in fifty and adds a month."""
    months = [f"{2019 + month // 12}-{month % 12 + 1:02}" for month in range(MONTHS + number)]
    head = "freq,indic,geo\\TIME_PERIOD\t" + "\t".join(f"{month} " for month in months)
    seed = CODES.index(code)
    lines = [head]
    for series in range(SERIES):
        cells = (
            f"{1000 + 7 * series + month + (number if (series + month + seed) % 50 == 0 else 0)} "
            for month in range(len(months))
        )
        lines.append(f"M,I{series:03},EU27_2020\t" + "\t".join(cells))
    return ("\r\n".join(lines) + "\r\n").encode()


def shelf(folder: Path) -> None:
    """All releases of all datasets, and the files that follow them."""
    sources = folder / "etc" / "sources" / "eurostat"
    sources.mkdir(parents=True)
    for code in CODES:
        (sources / f"{code.lower()}.toml").write_text(SOURCE)
        for number in range(1, RELEASES + 1):
            at = f"2026-0{number}-07T11:00:00+0100"
            shelve(folder / "shelf" / code, release(code, number), update_data=at)


SOURCE = """\
title = "Invented: one of twelve"
frequencies = ["M"]
dimensions = ["freq", "indic", "geo"]
unit_note = "Nothing: the figures are invented."
"""


def counted(warehouse: Engine) -> dict[str, Any]:
    """What is held, and whatever is there twice or by half."""
    queries = {
        "releases": "SELECT count(*) FROM vintages.release",
        "vintages": "SELECT count(*) FROM vintages.release WHERE outcome = 'vintage'",
        "observations": "SELECT count(*) FROM vintages.version",
        "loads": "SELECT sum(loads) FROM vintages.dataset",
        "stages left open": "SELECT count(*) FROM stage.stage WHERE status IN ('staged', 'held')",
    }
    with warehouse.connect() as connection:
        found = {name: connection.execute(text(query)).scalar() for name, query in queries.items()}
        found["hash of all"] = one(connection, "content_hashes").content_hash[:16]
    found["vintages that are not as recorded"] = len(disagreements(warehouse))
    return found


def at_once(folder: Path, workers: int) -> tuple[dict[str, Any], dict[str, int]]:
    """Publish each release of all datasets at one moment, and wait for the workers."""
    with ExitStack() as stack:
        eurostat = stack.enter_context(StandIn(folder / "shelf"))
        told = told_of(folder, eurostat)
        installation = stack.enter_context(by_hand(folder, told, workers))
        warehouse = engine(installation.warehouse_url("vintages_owner"))
        for number in range(1, RELEASES + 1):
            started = time.monotonic()
            for code in CODES if number > 1 else ():
                eurostat.publish(code, number)
            wait_for(warehouse, number)
            say(f"release {number} of all twelve: {time.monotonic() - started:.1f} s")
        return counted(warehouse), shares(installation.airflow_url)


def one_by_one(folder: Path) -> dict[str, Any]:
    """The same releases, one after the other in this process."""
    with own_warehouse() as access, StandIn(folder / "shelf") as eurostat:
        chosen = settings(told_of(folder, eurostat) | {"VINTAGES_HOME": str(folder / "alone")})
        line = Line(replace(chosen, warehouse_url=access.owner))
        for number in range(1, RELEASES + 1):
            for code in CODES:
                eurostat.publish(code, number)
                stage = line.stage(line.fetch(code))
                if stage is not None:
                    line.load(stage)
        return counted(line.warehouse)


def told_of(folder: Path, eurostat: StandIn) -> dict[str, str]:
    """What differs from a real installation: who is asked, how often, and for what."""
    return {
        "VINTAGES_EUROSTAT_URL": eurostat.url,
        "VINTAGES_PUBLISHERS_URL": f"{eurostat.base}/",
        "VINTAGES_SOURCES": str(folder / "etc" / "sources"),
        "VINTAGES_POLL_SECONDS": "1",
        "VINTAGES_PACE_SECONDS": "0",
        "AIRFLOW__CORE__PARALLELISM": "16",
        "AIRFLOW__CELERY__WORKER_CONCURRENCY": "6",  # two workers: a box of each dataset at once
    }


def shares(airflow_url: str) -> dict[str, int]:
    """How many boxes of the line each worker ran, by Airflow's own account."""
    query = text(
        "SELECT hostname, state, count(*) FROM task_instance "
        "WHERE dag_id = 'eurostat_ingest' GROUP BY 1, 2 ORDER BY 1, 2"
    )
    with engine(airflow_url).connect() as connection:
        return {f"{host}: {state}": int(count) for host, state, count in connection.execute(query)}


def wait_for(warehouse: Engine, number: int) -> None:
    """Until so many releases of every dataset are held."""
    query = text("SELECT count(*) FROM vintages.release")
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        with warehouse.connect() as connection:
            held = connection.execute(query).scalar_one()
        if held >= number * len(CODES):
            return
        if time.monotonic() > deadline:
            raise TimeoutError(f"{held} releases of {number * len(CODES)} after the patience")
        time.sleep(0.5)


def rows(found: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """A table, a column per way."""
    names = list(next(iter(found.values())))
    yield "\t".join(("", *found))
    for name in names:
        yield "\t".join((name, *(str(each[name]) for each in found.values())))


def say(line: str) -> None:
    """A line on standard output, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Both ways, and a table; the exit code is 1 where they differ."""
    parser = argparse.ArgumentParser(description="Twelve datasets at once on Celery workers.")
    parser.add_argument("--workers", type=int, default=2, help="0: LocalExecutor")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vintages-scale-") as name:
        folder = Path(name)
        shelf(folder)
        together, boxes = at_once(folder, chosen.workers)
        alone = one_by_one(folder)
    for row in rows({"at once": together, "one by one": alone}):
        say(row)
    say(f"boxes: {boxes}")
    return 0 if together == alone else 1


if __name__ == "__main__":
    sys.exit(main())
