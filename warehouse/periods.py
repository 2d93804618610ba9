"""The time periods that figures are about, registered by their labels."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Connection

from warehouse.period import period
from warehouse.statement import one, run_each


def register(connection: Connection, labels: Sequence[str]) -> None:
    """Make the periods of these labels known. Raises ValueError for a label of none."""
    run_each(connection, "add_periods", [asdict(period(label)) for label in labels])


def period_set(connection: Connection, labels: Sequence[str]) -> int:
    """The number of a list of periods, which strips of many cells refer to.

    Datasets share them: a new one is kept in a short transaction, whose end others wait for.
    """
    periods = [period(label).period_id for label in labels]
    number: int = one(connection, "add_period_set", periods=periods).period_set_id
    return number
