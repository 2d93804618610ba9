"""The limit: gunzip a release, COPY its numbers into a bare logged table, add the key.

    python -m benchmarks.speed.limit_step URL FILE ROWS

The numbers were prepared before: splitting and numbering cells is not part of the limit.
"""

import gzip
import sys
from pathlib import Path

import psycopg

from benchmarks.speed.clock import Clock

_PIECE = 1_048_576
_TABLE = """
    CREATE TABLE bare (
      series_id integer NOT NULL, period smallint NOT NULL, released smallint NOT NULL,
      obs_value numeric, flags text)"""


def main(url: str, release: str, rows: str) -> None:
    """Measure the three."""
    clock = Clock()
    with clock.stage("gunzip"), gzip.open(release) as file:
        while file.read(_PIECE):
            pass
    with psycopg.connect(url) as connection:
        connection.execute(_TABLE)
        connection.commit()  # made in an earlier transaction, so that its rows are logged
        with clock.stage("COPY"):
            _copy(connection, Path(rows))
            connection.commit()
        with clock.stage("primary key"):
            connection.execute("ALTER TABLE bare ADD PRIMARY KEY (series_id, period, released)")
            connection.commit()
        size = connection.execute("SELECT pg_total_relation_size('bare')").fetchone()
    clock.report(bytes=size[0] if size else 0)


def _copy(connection: psycopg.Connection[tuple[int]], path: Path) -> None:
    with path.open("rb") as file, connection.cursor().copy("COPY bare FROM STDIN") as writer:
        while piece := file.read(_PIECE):
            writer.write(piece)


if __name__ == "__main__":
    main(*sys.argv[1:])
