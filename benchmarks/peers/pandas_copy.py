"""pandas: melt, then to_sql by COPY, every vintage appended whole with its date."""

import sys
from pathlib import Path

from sqlalchemy import create_engine

from benchmarks.peers.copying import by_copy
from benchmarks.peers.long_table import long_table
from benchmarks.speed.clock import Clock


def main(url: str, _: str, file: str, number: str) -> None:
    """Read and append."""
    clock = Clock()
    with clock.stage("read"):
        table = long_table(Path(file))
        table["vintage"] = int(number)
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with clock.stage("write"), engine.begin() as connection:
        table.to_sql(
            "observation",
            connection,
            if_exists="append",
            index=False,
            method=by_copy,
            chunksize=100_000,
        )
    clock.report(rows=len(table))


if __name__ == "__main__":
    main(*sys.argv[1:])
