"""How long a release takes from its file to `figures`, against the limit: COPY and a primary key.

    python -m benchmarks.load_a_release --cells 7000000 --dataset NAMQ_10_GDP

The limit is what Postgres needs for the bare table alone: COPY of every cell as numbers into a
table of five columns, and its key. Everything is measured in one run on one machine. Where
Eurostat's code lists are not at hand, the table has invented codes of the same number.
"""

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, text

from benchmarks.tables import invented_shape, revised, shape_of, table, write
from ingestion.eurostat.line import Line
from ingestion.release import Release
from ingestion.settings import Settings
from warehouse.connection import engine
from warehouse.migrate import migrate
from warehouse.server import Server
from warehouse.statement import driver

CONSTRAINTS = Path(__file__).parents[2] / "shared/data/eurostat/codes/eurostat_constraints.parquet"
FIRST, SECOND = datetime(2026, 1, 8, 22, tzinfo=UTC), datetime(2026, 4, 8, 22, tzinfo=UTC)
SIZES = """
    SELECT sum(pg_relation_size(relid))::float8 AS heap, sum(pg_indexes_size(relid))::float8 AS keys
      FROM pg_partition_tree('vintages.observation')"""
CELLS = """
    COPY (SELECT series_id, period_id, released, obs_value, flags FROM vintages.observation)
      TO STDOUT"""
BARE = """
    CREATE TABLE bare (
      series_id integer, period integer, released integer, obs_value numeric, flags text)"""
QUESTIONS = {
    "as_of, count and sum": """
        SELECT count(*), sum(obs_value) FROM figures.as_of(:code, '2026-02-01Z')""",
    "latest, count and sum": """
        SELECT count(*), sum(obs_value) FROM figures.latest WHERE dataset_code = :code""",
    "latest of one series": """
        SELECT * FROM figures.latest WHERE dataset_code = :code AND series_key = :key""",
    "revisions of the second vintage": """
        SELECT count(*) FROM figures.revisions
         WHERE dataset_code = :code AND released_at = '2026-04-08 22:00Z'""",
}


@dataclass
class Times:
    """Seconds by what was done, and the most memory that this process ever had."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def of(self, what: str) -> Iterator[None]:
        """Measure a block."""
        began = time.perf_counter()
        yield
        self.seconds[what] = time.perf_counter() - began

    @staticmethod
    def peak_megabytes() -> int:
        """The largest resident set so far."""
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """Make two vintages, load both, measure the limit, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--cells", type=int, default=1_000_000)
    parser.add_argument("--dataset", default="NAMQ_10_GDP")
    parser.add_argument("--constraints", type=Path, default=CONSTRAINTS)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vintages-bench-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        server = Server(home).start()
        try:
            _measure(home, server, chosen)
        finally:
            server.stop()


def _measure(home: Path, server: Server, chosen: argparse.Namespace) -> None:
    if chosen.constraints.exists():
        shape = shape_of(chosen.constraints, chosen.dataset, chosen.cells)
    else:
        shape = invented_shape(chosen.cells)
    first = write(home / "1.tsv.gz", shape, shape.periods, table(shape, 1))
    later = (*shape.periods, _next_quarter(shape.periods[-1]))
    second = write(home / "2.tsv.gz", shape, later, revised(table(shape, 1), 0.01, 2))
    migrate(engine(server.url("warehouse", "vintages_owner")))
    line = Line(
        Settings(
            home=home,
            archive_url=f"file://{home}/archive",
            warehouse_url=server.url("warehouse", "vintages_owner"),
            sources=(home,),
        )
    )
    times = Times()
    vintages = (("first", first, FIRST), ("next", second, SECOND))
    counts = [_load(line, chosen.dataset, vintage, times) for vintage in vintages]
    with times.of("same figures, other stamp"):
        _release(line, chosen.dataset, second, datetime(2026, 5, 1, tzinfo=UTC))
    peak = times.peak_megabytes()
    _ask(line.warehouse, chosen.dataset, times)
    _limit(line.warehouse, times)
    _print(line.warehouse, times, {"megabytes": peak, "changes": counts})


def _release(line: Line, code: str, path: Path, at: datetime) -> int | None:
    parts = (line.archive.put(path),)
    key = line.archive.put_release(Release(code, at, at, "tsv", parts, evidence="backfilled"))
    return line.stage(key)


def _load(
    line: Line, code: str, vintage: tuple[str, Path, datetime], times: Times
) -> dict[str, int]:
    name, path, at = vintage
    with times.of(f"{name}: read, compare, stage"):
        stage = _release(line, code, path, at)
    if stage is None:
        raise SystemExit("the two vintages are equal")
    with times.of(f"{name}: check"):
        line.check(stage)
    with times.of(f"{name}: load"):
        return dict(line.load(stage).changes)


def _ask(warehouse: Engine, code: str, times: Times) -> None:
    with warehouse.connect() as connection:
        key = connection.execute(text("SELECT series_key FROM vintages.series LIMIT 1")).scalar()
        for name, question in QUESTIONS.items():
            with times.of(f"ask: {name}"):
                connection.execute(text(question), {"code": code, "key": key}).all()


def _limit(warehouse: Engine, times: Times) -> None:
    """COPY of the bare numbers into a logged table, then its primary key."""
    with warehouse.begin() as connection:
        raw = driver(connection)
        rows: list[bytes] = []
        with raw.cursor().copy(CELLS) as reader:
            rows.extend(bytes(block) for block in reader)
        raw.execute(BARE)
    with (
        times.of("limit: COPY"),
        warehouse.begin() as connection,
        driver(connection).cursor().copy("COPY bare FROM STDIN") as writer,
    ):
        for start in range(0, len(rows), 10_000):
            writer.write(b"".join(rows[start : start + 10_000]))
    with times.of("limit: primary key"), warehouse.begin() as connection:
        driver(connection).execute("ALTER TABLE bare ADD PRIMARY KEY (series_id, period, released)")


def _print(warehouse: Engine, times: Times, found: dict[str, Any]) -> None:
    limit = sum(seconds for what, seconds in times.seconds.items() if what.startswith("limit"))
    shown = Table(title="From a file to figures", caption=json.dumps(found["changes"]))
    for heading in ("work", "seconds", "of the limit"):
        shown.add_column(heading)
    for what, seconds in times.seconds.items():
        shown.add_row(what, f"{seconds:.2f}", f"{seconds / limit:.2f}")
    with warehouse.connect() as connection:
        sizes = connection.execute(text(SIZES)).one()
    shown.add_row("disk: heap, keys", f"{sizes.heap / 1e6:.0f} MB, {sizes.keys / 1e6:.0f} MB", "")
    shown.add_row("peak memory of the client", f"{found['megabytes']} MB", "")
    Console(width=110).print(shown)


def _next_quarter(label: str) -> str:
    year, quarter = label.split("-Q")
    return f"{int(year) + 1}-Q1" if quarter == "4" else f"{year}-Q{int(quarter) + 1}"


if __name__ == "__main__":
    main()
