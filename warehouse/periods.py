"""The time periods that figures are about, registered by their labels."""

from collections.abc import Sequence
from dataclasses import asdict, fields

from sqlalchemy import Connection

from warehouse.period import Period, period
from warehouse.statement import one, run

STRIP = 256  # cells at most: what is asked of one is read from the start of its strip


def register(connection: Connection, labels: Sequence[str]) -> None:
    """Make the periods of these labels known. Raises ValueError for a label of none."""
    periods = [asdict(period(label)) for label in labels]
    columns = {field.name: [each[field.name] for each in periods] for field in fields(Period)}
    run(connection, "add_periods", **columns)


def period_sets(connection: Connection, labels: Sequence[str]) -> list[int]:
    """The numbers of lists of periods, ``STRIP`` in each, which strips of many cells refer to.

    Datasets share them: a new one is kept in a short transaction, whose end others wait for.
    """
    periods = [period(label).period_id for label in labels]
    return [
        one(connection, "add_period_set", periods=periods[first : first + STRIP]).period_set_id
        for first in range(0, len(periods), STRIP)
    ]
