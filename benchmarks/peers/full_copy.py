"""Full-copy snapshot tables: each vintage whole, codes as text, with its primary key.

What a careful person writes without a framework: the frame is written as CSV, Postgres reads it by
one COPY into a new table, and the key is added afterwards.
"""

import io
import sys
from pathlib import Path

import psycopg

from benchmarks.peers.long_table import identity, long_table
from benchmarks.speed.clock import Clock


def main(url: str, _: str, file: str, number: str) -> None:
    """Read, copy, add the key."""
    clock = Clock()
    with clock.stage("read"):
        table = long_table(Path(file))
        buffer = io.StringIO()
        table.to_csv(buffer, index=False, header=False)
    name = f"snapshot_{int(number)}"
    keys = ", ".join(f'"{column}"' for column in identity(table))
    columns = ", ".join(f'"{column}" text NOT NULL' for column in identity(table))
    with psycopg.connect(url) as connection:
        connection.execute(f"CREATE TABLE {name} ({columns}, obs_value numeric, flags text)")
        connection.commit()
        with clock.stage("write"):
            with connection.cursor().copy(f"COPY {name} FROM STDIN WITH (FORMAT csv)") as writer:
                writer.write(buffer.getvalue())
            connection.execute(f"ALTER TABLE {name} ADD PRIMARY KEY ({keys})")
            connection.commit()
    clock.report(rows=len(table))


if __name__ == "__main__":
    main(*sys.argv[1:])
