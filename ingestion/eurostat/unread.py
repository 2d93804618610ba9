"""Alerts about datasets of which nobody knows whether a release is out.

Nothing is announced of them, so that nothing else misses a release.
"""

from collections.abc import Mapping

from sqlalchemy import Engine

from ingestion.errors import DatasetGone, SourceUnavailable
from ingestion.failed_runs import RUN_FAILED
from warehouse.alerts import Alert, Ended, open_alerts, raise_alert, resolve_because
from warehouse.errors import VintagesError, WarehouseUnreachable

BOX = "eurostat_releases.route"
# The first two pass by themselves; of the last upkeep tells.
_TOLD_ELSEWHERE = (SourceUnavailable, WarehouseUnreachable, DatasetGone)


def tell_of_unread(warehouse: Engine, failures: Mapping[str, VintagesError]) -> None:
    """Raise an alert for each failure that asking again does not mend; end those of other datasets.

    ``failures`` are all of one comparison, by dataset.
    """
    with warehouse.begin() as connection:
        for held in open_alerts(connection, RUN_FAILED):
            if held.key == BOX and held.dataset_code and held.dataset_code not in failures:
                read = "it is read again, or no longer followed"
                resolve_because(connection, Ended(RUN_FAILED, held.dataset_code, BOX, read))
        for code, error in failures.items():
            if not isinstance(error, _TOLD_ELSEWHERE):
                raise_alert(connection, _alert(code, error))


def _alert(code: str, error: VintagesError) -> Alert:
    name = type(error).__name__
    return Alert(
        kind=RUN_FAILED,
        dataset_code=code,
        key=BOX,
        fingerprint=name,
        severity="critical",
        title=f"nobody knows whether a release is out: {name}",
        happened=f"The box route of eurostat_releases cannot ask about this dataset, and goes on "
        f"with the others. {name}: {error}",
        to_do="Mend what the message names, or see at Eurostat what became of the dataset. Until "
        "then no release of it is found: vintages load "
        f"{code} FILE --released-at MOMENT takes one at hand. The next "
        "comparison that can read it, at most half an hour later, ends this alert.",
    )
