"""The time periods that figures are about, registered by their labels."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Connection

from warehouse.period import period
from warehouse.statement import run_each


def register(connection: Connection, labels: Sequence[str]) -> None:
    """Make the periods of these labels known. Raises ValueError for a label of none."""
    run_each(connection, "add_periods", [asdict(period(label)) for label in labels])
