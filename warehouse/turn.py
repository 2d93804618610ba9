"""One command after the other: two that bring the same dataset in would undo each other's work."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from warehouse.connection import engine as unpooled
from warehouse.statement import one, run


@contextmanager
def turn(warehouse: Engine, dataset_code: str) -> Iterator[None]:
    """Wait until no other turn of a dataset is taken, and keep others waiting for this block.

    The turn ends with its own connection, also when the process dies. Readers, and loads of other
    datasets, wait for nobody.
    """
    with _alone(warehouse) as connection:
        run(connection, "take_turn", dataset_code=dataset_code)
        yield


@contextmanager
def turn_if_free(warehouse: Engine, dataset_code: str) -> Iterator[bool]:
    """Take a turn for this block where nobody has it; gives at once whether it was taken."""
    with _alone(warehouse) as connection:
        yield one(connection, "take_turn_if_free", dataset_code=dataset_code).taken


def _alone(warehouse: Engine) -> Connection:
    engine = unpooled(warehouse.url.render_as_string(hide_password=False))
    return engine.connect().execution_options(isolation_level="AUTOCOMMIT")
