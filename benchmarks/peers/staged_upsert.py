"""The method of py_load_eurostat, in our own words; its licence forbids to run it here.

It reads the file in pieces with Python's own text functions, makes an observation at a time with
labels beside its codes, writes them by COPY into a staging table, and merges that table into the
current one by INSERT ... ON CONFLICT DO UPDATE over all key columns. Only the current state is
kept; what is no longer in a file stays. Simplified to its favour: no labels are looked up.
"""

import gzip
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg

from benchmarks.speed.clock import Clock

Observation = tuple[str | None, ...]
MERGE = """
    INSERT INTO observation SELECT * FROM staging
        ON CONFLICT ({keys}) DO UPDATE
       SET obs_value = excluded.obs_value, flags = excluded.flags"""


def main(url: str, _: str, file: str, number: str) -> None:
    """Read observation by observation into a staging table, then merge."""
    clock = Clock()
    dimensions = _dimensions(Path(file))
    keys = ", ".join(f'"{name}"' for name in (*dimensions, "time_period"))
    columns = ", ".join(f'"{name}" text NOT NULL' for name in (*dimensions, "time_period"))
    with psycopg.connect(url) as connection:
        _make_tables(connection, columns, keys)
        rows = 0
        with (
            clock.stage("read and copy"),
            connection.cursor().copy("COPY staging FROM STDIN") as writer,
        ):
            for observation in _observations(Path(file)):
                writer.write_row(observation)
                rows += 1
        with clock.stage("merge"):
            connection.execute(MERGE.format(keys=keys))
            connection.commit()
    clock.report(rows=rows, number=number)


def _make_tables(
    connection: psycopg.Connection[tuple[object, ...]], columns: str, keys: str
) -> None:
    connection.execute(
        f"""CREATE TABLE IF NOT EXISTS observation
              ({columns}, obs_value double precision, flags text, PRIMARY KEY ({keys}))"""
    )
    connection.execute("DROP TABLE IF EXISTS staging")
    connection.execute(f"CREATE TABLE staging ({columns}, obs_value double precision, flags text)")
    connection.commit()


def _dimensions(file: Path) -> list[str]:
    with gzip.open(file, "rt") as lines:
        return next(lines).partition("\\")[0].split(",")


def _observations(file: Path) -> Iterator[Observation]:
    with gzip.open(file, "rt") as lines:
        periods = [label.strip() for label in next(lines).split("\t")[1:]]
        for line in lines:
            key, *cells = line.rstrip("\r\n").split("\t")
            for period, cell in zip(periods, cells, strict=True):
                if cell:
                    yield _observation(key, period, cell)


def _observation(key: str, period: str, cell: str) -> Observation:
    value, _, flags = cell.strip().partition(" ")
    number = None if value == ":" else str(float(value))
    return (*key.split(","), period, number, flags or None)


if __name__ == "__main__":
    main(*sys.argv[1:])
