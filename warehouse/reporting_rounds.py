"""Reporting rounds: labels over the releases of some days, kept as a dataset's source file says."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Engine

from warehouse.statement import one, run


@dataclass(frozen=True)
class ReportingRound:
    """A label over the releases from a day (included) to a day (not included), Brussels time.

    ``released_to`` is None while the round is open. ``reference_periods`` are what it is about.
    """

    reporting_round: str
    released_from: date
    released_to: date | None
    reference_periods: tuple[str, ...]


def keep_rounds(engine: Engine, dataset_code: str, rounds: Sequence[ReportingRound]) -> int:
    """Make these the rounds of a dataset; returns how many rows that changed.

    A second call changes nothing. A dataset of which nothing is held has no rounds yet.
    """
    with engine.begin() as connection:
        dataset = one(connection, "dataset_number", dataset_code=dataset_code)
        if dataset is None:
            return 0
        names = [each.reporting_round for each in rounds]
        values = {"dataset_id": dataset.dataset_id}
        changed = run(connection, "forget_rounds", names=names, **values).rowcount
        for each in rounds:
            row = asdict(each) | {"reference_periods": list(each.reference_periods)}
            changed += run(connection, "keep_round", **values, **row).rowcount
        return changed
