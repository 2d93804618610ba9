"""A late release: the difference between its neighbours is replaced by two.

A cell that it did not change is in its successor as it was, so only those that it changed are
looked at: there the successor follows another version, or is the same, and its version is taken
over.
"""

from typing import Any

from psycopg.types.json import Jsonb
from sqlalchemy import Connection

from warehouse.periods import period_sets
from warehouse.statement import one, run


def insert_before(
    connection: Connection, values: dict[str, Any], following: Any, changes: dict[str, int]
) -> None:
    """Put a late release before its successor, which has another neighbour from now on."""
    values = values | {"replaced_at": following.released_at}
    is_oldest = not one(connection, "vintage_before", **values).there
    if is_oldest:
        run(connection, "all_stand_alone", **values)
    later = [row.replaced for row in run(connection, "append_after", **values)]
    run(connection, "reappear", **values)
    run(connection, "end_replaced", **values)
    run(connection, "depart", **values)
    run(connection, "take_over", **values)
    run(connection, "append_changes", **values)
    if is_oldest:
        for known in period_sets(connection, values["periods"]):
            run(connection, "pack", **(values | {"period_set_id": known}))
    if later:  # the comparison itself counted the changes of this release and of the following
        run(connection, "recount_changes", moments=later, dataset_id=values["dataset_id"])
    run(
        connection,
        "change_release",
        dataset_id=values["dataset_id"],
        released_at=following.released_at,
        outcome="vintage" if changes else "republished",
        changes=Jsonb(changes),
        restructured=bool(values["observations"])
        and list(following.dimensions) != values["dimensions"],
    )
