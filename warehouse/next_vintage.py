"""The next release of a dataset: its changes are appended, as cells that stand alone.

Those of a dataset's second release are the first of their kind. Their table is no part of the
whole before the end of the load, so a connection of its own fills it, and builds its indexes at
once, while the strips are told what left them.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import Connection, Engine

from warehouse.statement import one, run


def append_next(engine: Engine, connection: Connection, values: dict[str, Any]) -> bool:
    """Append the changes of a release that none follows.

    Returns whether their table is new: its load attaches it.
    """
    values = values | {"replaced_at": None}
    if has_lone_strips(connection, values["dataset_id"]):
        run(connection, "end_replaced", **values)
        run(connection, "depart", **values)
        run(connection, "append_changes", **values)
        return False
    with ThreadPoolExecutor(1) as beside:
        written = beside.submit(_write_first, engine, values)
        run(connection, "depart_first", **values)
        written.result()
    return True


def make_lone_strips(connection: Connection, dataset_id: int) -> None:
    """Give a dataset its table of cells that stand alone, empty, unless it has one."""
    run(connection, "lock_dataset", dataset_id=dataset_id)
    if not has_lone_strips(connection, dataset_id):
        run(connection, "open_lone_strips", dataset_id=dataset_id)
        run(connection, "finish_lone_strips", dataset_id=dataset_id)
        run(connection, "attach", dataset_id=dataset_id)


def has_lone_strips(connection: Connection, dataset_id: int) -> bool:
    """Whether a cell of the dataset may stand alone."""
    there: bool = one(connection, "has_lone_strips", dataset_id=dataset_id).there
    return there


def _write_first(engine: Engine, values: dict[str, Any]) -> None:
    with engine.begin() as connection:
        run(connection, "open_lone_strips", **values)
        run(connection, "append_changes", **values)
        run(connection, "finish_lone_strips", **values)
