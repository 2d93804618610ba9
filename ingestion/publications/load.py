"""Load an edition: in one transaction, with the reviewed statements and where each stands."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from ingestion.publications.anchor import Orphaned, Span, located
from ingestion.publications.document import Document
from ingestion.publications.edition import Edition, difference
from ingestion.publications.quote import quote_of
from ingestion.publications.rows import edition_from, held_document, held_statement
from ingestion.publications.statement import Statement
from warehouse.alerts import Alert, Ended, raise_alert, resolve_because
from warehouse.documents import (
    HeldEdition,
    Orphan,
    Place,
    editions_seen,
    keep_differences,
    keep_document,
    keep_places,
    keep_statements,
    let_in,
    lock,
    orphans_of,
)

ORPHANED = "orphaned"


def load(connection: Connection, document: Document, edition_id: int) -> None:
    """Let an edition in, and state anew what is said of all editions of the document.

    The result is the same in whatever order the editions come, and a second load changes nothing.
    A statement that the current edition lacks, with no newer number for its quantity, raises an
    alert, in the same transaction.
    """
    lock(connection)
    keep_document(connection, held_document(document))
    keep_statements(connection, document.document_id, map(held_statement, document.statements))
    let_in(connection, edition_id)
    keep_differences(connection, document.document_id, _difference)
    for held in editions_seen(connection, document.document_id):
        places, orphans = placed(document.statements, edition_from(held))
        keep_places(connection, held, places, orphans)
    _tell_of_orphans(connection, document)


def placed(statements: Sequence[Statement], edition: Edition) -> tuple[list[Place], list[Orphan]]:
    """Where statements stand in an edition, and those that are not where their anchors say."""
    places: list[Place] = []
    orphans: list[Orphan] = []
    for each in statements:
        found = located(each, edition)
        if isinstance(found, Orphaned):
            orphans.append(Orphan(each.statement_id, found.said))
        spans = found.spans if isinstance(found, Orphaned) else found
        places += _places(each, spans, edition)
    return places, orphans


def _places(statement: Statement, spans: Sequence[Span], edition: Edition) -> Iterator[Place]:
    for span in spans:
        page = edition.page_at(span.start)
        yield Place(
            statement_id=statement.statement_id,
            starts=span.start,
            ends=span.end,
            page=span.page,
            printed_page=page.printed if page else None,
            quote=quote_of(edition.text, span.start, span.end),
        )


def _difference(before: HeldEdition, after: HeldEdition) -> str:
    return difference(edition_from(before), edition_from(after))


def _tell_of_orphans(connection: Connection, document: Document) -> None:
    orphans = orphans_of(connection, document.document_id)
    if not orphans:
        ended = Ended(ORPHANED, None, document.document_id, "every statement has its place again")
        resolve_because(connection, ended)
        return
    lost = f"{len(orphans)} of {len(document.statements)} statements"
    raise_alert(
        connection,
        Alert(
            kind=ORPHANED,
            key=document.document_id,
            fingerprint="; ".join(each.said for each in orphans),
            title=f"statements of {document.document_id} lost their place",
            happened=f"The current edition of {document.title} lacks {lost}: it was edited, or is "
            "read otherwise than before. What was said of them stays.",
            to_do=f"figures.editions shows the difference. vintages review {document.document_id} "
            "anchors again what stands among other words now; confirm a corrected number as a "
            "statement of its own. What is gone for good may stay.",
            findings=tuple(_lost(each.said, each.quote) for each in orphans),
        ),
    )


def _lost(said: str, quote: str | None) -> str:
    return f"{said} (it read: “{quote}”)" if quote else said
