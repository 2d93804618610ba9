"""A late release: the difference between its neighbours is replaced by two.

A cell that it did not change is in its successor as it was, so only those that it changed are
looked at: there the successor follows another version, or is the same and has none of its own.
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
    run(connection, "take_back_changes", **after)
    run(connection, "append_changes", leg=1, **values)
    run(connection, "append_after", **after)
    run(connection, "forget_ends", **values)
    ended = run(connection, "end_again", **values)
    later = sorted({row.replaced for row in ended if row.replaced > following.released})
    if later:  # the comparison itself counted the changes of this release and of the following
        run(connection, "recount_changes", moments=later, dataset_id=values["dataset_id"])
    run(
        connection,
        "change_release",
        dataset_id=values["dataset_id"],
        released_at=following.released_at,
        outcome="vintage" if changes else "republished",
        changes=Jsonb(changes),
        restructured=list(following.dimensions) != values["dimensions"],
    )
