"""How long questions about revisions take, against a scan of every version of every figure.

    python -m benchmarks.ask_about_revisions --cells 7000000 --vintages 50 --churn 0.015

A quarterly table of invented figures is made inside Postgres and put in place by the warehouse's
own statements, one vintage a month; then each question is asked by an analyst, several times, and
the medians are told: in the server, planning and writing out the answer included, and until Python
has read all of it. Goals: one series below 20 ms, two rounds of a whole dataset below 2 s.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from psycopg.types.json import Jsonb
from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection, Engine, text

from benchmarks.revision_questions import ASKED, CODE, QUESTIONS
from warehouse.connection import engine
from warehouse.migrate import migrate
from warehouse.next_vintage import make_lone_strips
from warehouse.period import period
from warehouse.periods import period_sets, register
from warehouse.reporting_rounds import ReportingRound, keep_rounds
from warehouse.server import Server
from warehouse.statement import driver, one, run

DIMENSIONS = ["freq", "unit", "item", "geo"]
GEOS = 40
LABELS = [period(f"{year}-Q{part}") for year in range(1975, 2022) for part in range(1, 5)]
SERIES = """
    INSERT INTO vintages.series (series_id, dataset_id, dimension_set_id, series_key, dimensions)
    SELECT id, %(dataset_id)s, %(dimension_set_id)s, concat_ws('.', 'Q', 'NR', item, geo),
           jsonb_build_object('freq', 'Q', 'unit', 'NR', 'item', item, 'geo', geo)
      FROM (SELECT id, 'I' || id / %(geos)s AS item, 'G' || id %% %(geos)s AS geo
              FROM generate_series(1, %(series)s) AS id) AS invented"""
FIRST = """
    INSERT INTO stage.first_{stage} (series_id, period_set_id, plain, cells)
    SELECT id, period_set_id, true,
           string_agg(round((1000 + 100 * random())::numeric, 1)::text, E'\\t')
      FROM generate_series(1, %(series)s) AS id
     CROSS JOIN vintages.period_set CROSS JOIN unnest(periods)
     WHERE period_set_id = ANY (%(lists)s)
     GROUP BY id, period_set_id"""
NEXT = """
    INSERT INTO stage.change_{stage}
      (leg, series_id, period_id, change_kind, before_value, after_value)
    SELECT DISTINCT ON (series_id, period_id)
           1, series_id, period_id, 'revised', round((value * 0.99), 1), value
      FROM (SELECT ceil(random() * %(series)s)::integer AS series_id,
                   listed[ceil(random() * cardinality(listed))::integer] AS period_id,
                   round((1000 + 100 * random())::numeric, 2) AS value
              FROM generate_series(1, %(changes)s)
             CROSS JOIN (SELECT %(periods)s::integer[]) AS periods (listed)) AS drawn"""


@dataclass(frozen=True)
class Size:
    """How many cells are current, how many vintages there are, and what share each changes."""

    cells: int
    vintages: int
    churn: float

    @property
    def series(self) -> int:
        """How many series it takes."""
        return self.cells // len(LABELS)

    @property
    def drawn(self) -> dict[str, Any]:
        """What figures are made of."""
        periods = [each.period_id for each in LABELS]
        changes = round(self.series * len(periods) * self.churn)
        return {"series": self.series, "periods": periods, "changes": changes}


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
        owner = engine(server.url("warehouse", "vintages_owner"))
        analyst = engine(server.url("warehouse", "vintages_analyst"))
        _print(size, owner, ask(analyst, chosen.times))


@contextmanager
def invented(size: Size) -> Iterator[Server]:
    """A server of its own, whose warehouse holds so many invented figures; it stops at the end."""
    with tempfile.TemporaryDirectory(prefix="vintages-bench-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        server = Server(home).start()
        try:
            owner = engine(server.url("warehouse", "vintages_owner"))
            migrate(owner)
            fill(owner, size)
            yield server
        finally:
            server.stop()


def fill(owner: Engine, size: Size) -> None:
    """Make the vintages inside Postgres, and append each as a load would."""
    for number, moment in enumerate(_months(size.vintages), start=1):
        with owner.begin() as connection:
            values = _values(connection, moment)
            if number == 1:
                _first(connection, values, size)
            else:
                _next(connection, values, size)
            run(connection, "add_release", **values)
    keep_rounds(owner, CODE, _rounds(size.vintages))
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


@dataclass(frozen=True)
class Taken:
    """Median seconds of a question: in the server, and until its answer was read."""

    served: float
    read: float


def ask(analyst: Engine, times: int) -> dict[str, Taken]:
    """What each question takes, after one time that nobody counts."""
    medians = {}
    with analyst.connect() as connection:
        for name, question in QUESTIONS.items():
            _read(connection, question)
            served = statistics.median(_served(connection, question) for _ in range(times))
            read = statistics.median(_read(connection, question) for _ in range(times))
            medians[name] = Taken(served, read)
    return medians


def _read(connection: Connection, question: str) -> float:
    began = time.perf_counter()
    connection.execute(text(question), ASKED).all()
    return time.perf_counter() - began


def _served(connection: Connection, question: str) -> float:
    told = f"EXPLAIN (ANALYZE, TIMING OFF, SERIALIZE TEXT, FORMAT JSON) {question}"
    ((plan,),) = connection.execute(text(told), ASKED).one()
    return float(plan["Planning Time"] + plan["Execution Time"]) / 1000


def _first(connection: Connection, values: dict[str, Any], size: Size) -> None:
    register(connection, [each.time_period for each in LABELS])
    raw = driver(connection)
    raw.execute(SERIES, {**values, "geos": GEOS, "series": size.series})
    run(connection, "open_first", stage_id=1, **values)
    lists = period_sets(connection, [each.time_period for each in LABELS])
    raw.execute(FIRST.format(stage=1), {**size.drawn, "lists": lists})
    run(connection, "finish_first", stage_id=1)
    run(connection, "first_load", **values, stage_id=1)
    run(connection, "attach", **values)
    make_lone_strips(connection, values["dataset_id"])


def _next(connection: Connection, values: dict[str, Any], size: Size) -> None:
    run(connection, "open_changes", stage_id=1)
    driver(connection).execute(NEXT.format(stage=1), size.drawn)
    run(connection, "end_replaced", stage_id=1, **values)
    run(connection, "depart", stage_id=1, **values)
    run(connection, "append_changes", stage_id=1, replaced_at=None, **values)
    run(connection, "analyze_strips", **values)
    run(connection, "close_changes", stage_id=1)


def _values(connection: Connection, released_at: datetime) -> dict[str, Any]:
    """The row of a release, and the numbers that the other statements want."""
    dataset = one(connection, "add_dataset", dataset_code=CODE, title="Invented figures")
    values = {"dataset_id": dataset.dataset_id, "dimensions": DIMENSIONS}
    return {
        **values,
        "dimension_set_id": one(connection, "add_dimension_set", **values).dimension_set_id,
        "released_at": released_at,
        "recorded_at": released_at,
        "outcome": "vintage",
        "release_key": f"invented@{released_at:%Y-%m}",
        "content_hash": f"{released_at:%Y-%m}",
        "structure_id": None,
        "restructured": False,
        "layout": Jsonb({}),
        "stamps": Jsonb({}),
        "evidence": "captured",
        "silent": False,
        "observations": 0,
        "changes": Jsonb({"revised": 1}),
        "accepted_by": None,
        "accepted_because": None,
    }


def _months(count: int) -> Iterator[datetime]:
    """The days of the vintages: one a month from January 2022."""
    for month in range(count):
        yield datetime(2022 + month // 12, month % 12 + 1, 15, 10, tzinfo=UTC)


def _rounds(count: int) -> list[ReportingRound]:
    """A round for each vintage."""
    days = [moment.date() for moment in _months(count + 1)]
    return [_round(number, days[number - 1], days[number]) for number in range(1, count + 1)]


def _round(number: int, first: date, end: date) -> ReportingRound:
    return ReportingRound(f"month {number}", first, end, ())


def _print(size: Size, owner: Engine, medians: dict[str, Taken]) -> None:
    with owner.connect() as connection:
        versions = connection.execute(text("SELECT count(*) FROM vintages.version")).scalar()
    scan = next(iter(medians.values())).served
    caption = f"{size.cells:,} current cells, {size.vintages} vintages, {versions:,} versions"
    shown = Table(title="Questions about revisions", caption=caption)
    for heading in ("question", "in the server", "until read", "of a full scan"):
        shown.add_column(heading)
    for name, taken in medians.items():
        times = (f"{seconds * 1000:,.1f} ms" for seconds in (taken.served, taken.read))
        shown.add_row(name, *times, f"{taken.served / scan:.3f}")
    Console(width=100).print(shown)


if __name__ == "__main__":
    main()
