"""How full should the pages of cells that stand alone be, whose versions later releases end?

    python -m benchmarks.fill_factor

Where the page has room, a version that ends is written anew beside itself, and no index learns of
it; emptier pages take more disk. One table for each filling, in turns; the table for
docs/performance.md is printed.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import psycopg
from psycopg import sql

from warehouse.server import Server

FILLINGS = (70, 80, 90, 100)
SERIES, PERIODS, RELEASES = 31_250, 8, 24
_MADE = """
    CREATE TABLE {table} (
      series_id integer NOT NULL, period_set_id integer NOT NULL,
      released integer NOT NULL, replaced integer,
      dataset_id smallint NOT NULL, plain boolean NOT NULL, cells text NOT NULL,
      departures integer[]
    ) WITH (fillfactor = {filling});
    CREATE INDEX ON {table} (series_id, period_set_id);
    INSERT INTO {table}
    SELECT series, period, 0, NULL, 1, true, (series % 977 + period)::text
      FROM generate_series(1, {series}) AS series, generate_series(1, {periods}) AS period
     ORDER BY series, period"""
_ENDED = """
    UPDATE {table} SET replaced = %(at)s
     WHERE replaced IS NULL AND (series_id * 31 + period_set_id * 17 + %(at)s * 7) %% 20 = 0"""
_APPENDED = """
    INSERT INTO {table}
    SELECT series_id, period_set_id, %(at)s, NULL, 1, true,
           (series_id %% 983) || E'\\t' || split_part(cells, E'\\t', 1)
      FROM {table} WHERE replaced = %(at)s
     ORDER BY series_id, period_set_id"""
_READ = """
    SELECT count(*), sum(split_part(cells, E'\\t', 1)::numeric) FROM {table}
     WHERE dataset_id = 1 AND series_id BETWEEN 1 AND 3000 AND replaced IS NULL"""


class Filling:
    """A table whose first pages are so full, and what its releases took."""

    def __init__(self, connection: psycopg.Connection, percent: int) -> None:
        self.percent = percent
        self._connection = connection
        self._words = {
            "table": sql.Identifier(f"filled_{percent}"),
            "filling": sql.Literal(percent),
            "series": sql.Literal(SERIES),
            "periods": sql.Literal(PERIODS),
        }
        for statement in _MADE.split(";"):
            self._run(statement)
        self.seconds: list[float] = []
        self.log = 0
        self.built = self._bytes()

    def release(self, number: int) -> None:
        """One more release; it is timed, with the log that it writes."""
        before, began = self._log_place(), time.perf_counter()
        self._run(_ENDED, at=number)
        self._run(_APPENDED, at=number)
        self.seconds.append(time.perf_counter() - began)
        self.log += self._log_place() - before

    def row(self) -> str:
        """A line of the table."""
        self._run("VACUUM ANALYZE {table}")
        began = time.perf_counter()
        self._run(_READ)
        read = time.perf_counter() - began
        return (
            f"| {self.percent} | {self.built >> 20} MB | {self._bytes() >> 20} MB | "
            f"{self.seconds[0]:.2f} s | {median(self.seconds):.2f} s | {sum(self.seconds):.1f} s | "
            f"{self.log >> 20} MB | {1000 * read:.0f} ms |"
        )

    def _run(self, statement: str, **values: int) -> psycopg.Cursor:
        return self._connection.execute(sql.SQL(statement).format(**self._words), values or None)

    def _bytes(self) -> int:
        return self._number(f"SELECT pg_total_relation_size('filled_{self.percent}')")

    def _log_place(self) -> int:
        return self._number("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")

    def _number(self, query: str) -> int:
        row = self._connection.execute(query.encode()).fetchone()
        return int(row[0]) if row else 0


def say(line: str) -> None:
    """A line on standard output."""
    sys.stdout.write(f"{line}\n")


def main() -> None:
    """Every filling gets each release in turn."""
    with _server() as url, psycopg.connect(url, autocommit=True) as connection:
        fillings = [Filling(connection, percent) for percent in FILLINGS]
        for release in range(1, RELEASES + 1):
            connection.execute("CHECKPOINT")  # whole pages go to the log once after each
            for filling in fillings:
                filling.release(release)
        say("| filling | made | after | first release | median | all | log | 3,000 series |")
        say("| --- | --- | --- | --- | --- | --- | --- | --- |")
        for filling in fillings:
            say(filling.row())


@contextmanager
def _server() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="vintages-bench-") as folder:
        Path(folder).chmod(0o755)  # Postgres' own user passes through it
        server = Server(Path(folder)).start()
        try:
            yield server.url("warehouse", "postgres").replace("+psycopg", "")
        finally:
            server.stop()


if __name__ == "__main__":
    main()
