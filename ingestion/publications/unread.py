"""Alerts about documents whose files cannot be read: nobody asks their publishers."""

from collections.abc import Mapping

from sqlalchemy import Engine

from ingestion.errors import Misconfigured
from ingestion.failed_runs import RUN_FAILED
from warehouse.alerts import Alert, Ended, open_alerts, raise_alert, resolve_because

_BOX = "publication_feeds.route of "


def tell_of_unread(warehouse: Engine, wrong: Mapping[str, Misconfigured]) -> None:
    """Raise an alert for each file that is wrong, by document; end those of other documents."""
    with warehouse.begin() as connection:
        for held in open_alerts(connection, RUN_FAILED):
            if held.key.startswith(_BOX) and held.key.removeprefix(_BOX) not in wrong:
                read = "its file is read again, or no longer there"
                resolve_because(connection, Ended(RUN_FAILED, None, held.key, read))
        for document_id, error in wrong.items():
            raise_alert(connection, _alert(document_id, error))


def _alert(document_id: str, error: Misconfigured) -> Alert:
    return Alert(
        kind=RUN_FAILED,
        key=f"{_BOX}{document_id}",
        fingerprint=str(error),
        severity="critical",
        title=f"the file of {document_id} is wrong: nobody asks for the document",
        happened=f"The box route of publication_feeds goes on with the other documents. {error}",
        to_do="Mend what the message names. What is held of the document stays. The next route, at "
        "most an hour later, ends this alert.",
    )
