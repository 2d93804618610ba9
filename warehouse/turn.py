"""One command after the other: two that bring the same dataset in would undo each other's work."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from warehouse.connection import engine as unpooled
from warehouse.statement import run


@contextmanager
def turn(warehouse: Engine, dataset_code: str) -> Iterator[None]:
    """Wait until no other turn of a dataset is taken, and keep others waiting for this block.

    The turn ends with its own connection, also when the process dies. Readers, and loads of other
    datasets, wait for nobody.
    """
    alone = unpooled(warehouse.url.render_as_string(hide_password=False))
    with alone.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        run(connection, "take_turn", dataset_code=dataset_code)
        yield
