"""A late release: the difference between its neighbours is replaced by two.

Nothing else in the history moves but the pointers of the cells concerned.
"""

from typing import Any

from psycopg.types.json import Jsonb
from sqlalchemy import Connection

from warehouse.statement import run


def insert_before(
    connection: Connection, values: dict[str, Any], following: Any, changes: dict[str, int]
) -> None:
    """Put a late release before its successor, which has another neighbour from now on."""
    after = values | {"released_at": following.released_at}
    taken = run(connection, "take_back_changes", **after).fetchall()
    run(connection, "append_changes", leg=1, **values)
    run(connection, "append_changes", leg=2, **after)
    cells = {
        "taken_series": [row.series_id for row in taken],
        "taken_periods": [row.period_id for row in taken],
    }
    run(connection, "forget_ends", **values, **cells)
    ended = run(connection, "end_again", **values, **cells)
    moments = sorted({row.replaced for row in ended})
    run(connection, "recount_changes", moments=moments, dataset_id=values["dataset_id"])
    run(
        connection,
        "change_release",
        dataset_id=values["dataset_id"],
        released_at=following.released_at,
        outcome="vintage" if changes else "republished",
        changes=Jsonb(changes),
        restructured=list(following.dimensions) != values["dimensions"],
    )
