"""What depends on a dataset: who reads an alert wants to know what it touches."""

from sqlalchemy import Connection

from warehouse.statement import run


def dependents(connection: Connection, dataset_code: str) -> tuple[str, ...]:
    """A sentence for each thing that a change of a dataset would touch."""
    return tuple(row.said for row in run(connection, "dependents", dataset_code=dataset_code))
