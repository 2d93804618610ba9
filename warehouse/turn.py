"""One command after the other: two that bring the same dataset in would undo each other's work."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from warehouse.statement import run


@contextmanager
def turn(engine: Engine, dataset_code: str) -> Iterator[None]:
    """Wait until no other turn of a dataset is taken, and keep others waiting for this block.

    A process that dies ends its turn: Postgres lets go with the connection. Readers, and loads of
    other datasets, wait for nobody.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        run(connection, "take_turn", dataset_code=dataset_code)
        try:
            yield
        finally:
            run(connection, "end_turn", dataset_code=dataset_code)
