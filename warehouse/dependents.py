"""What depends on a staged release: who reads an alert wants to know what it touches."""

from sqlalchemy import Connection

from warehouse.stage import Stage
from warehouse.statement import run


def dependents(connection: Connection, stage: Stage) -> tuple[str, ...]:
    """A sentence for the dataset's view, and for each printed figure that a change would touch."""
    values = {"dataset_code": stage.dataset_code, "stage_id": stage.stage_id}
    return tuple(row.said for row in run(connection, "dependents", **values))
