"""Alerts about documents whose files cannot be read, or are gone: nobody asks their publishers."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, Engine

from ingestion.errors import Misconfigured
from ingestion.failed_runs import RUN_FAILED
from ingestion.publications.load import ORPHANED
from warehouse.alerts import Alert, Ended, open_alerts, raise_alert, resolve_because

_OF = " of "
_BOX = f"publication_feeds.route{_OF}"


def tell_of_unread(
    warehouse: Engine, wrong: Mapping[str, Misconfigured], followed: Collection[str]
) -> None:
    """Raise an alert for each file that is wrong, by document; end those of other documents.

    Of a document that is no longer followed no box goes through any more, and no edition comes:
    what was wrong with these is over.
    """
    with warehouse.begin() as connection:
        _end_unfollowed(connection, {*followed, *wrong})
        for held in open_alerts(connection, RUN_FAILED):
            if held.key.startswith(_BOX) and held.key.removeprefix(_BOX) not in wrong:
                read = "its file is read again, or no longer there"
                resolve_because(connection, Ended(RUN_FAILED, None, held.key, read))
        for document_id, error in wrong.items():
            raise_alert(connection, _alert(document_id, error))


def _end_unfollowed(connection: Connection, known: Collection[str]) -> None:
    failed = [(RUN_FAILED, each.key) for each in open_alerts(connection, RUN_FAILED)]
    lost = [(ORPHANED, each.key) for each in open_alerts(connection, ORPHANED)]
    about_documents = [(kind, key) for kind, key in failed if _OF in key] + lost
    for kind, key in about_documents:
        if key.rpartition(_OF)[2] not in known:
            because = "the document is no longer followed"
            resolve_because(connection, Ended(kind, None, key, because))


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
