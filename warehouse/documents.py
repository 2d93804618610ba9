"""Documents in the warehouse: their editions, the statements in them, where each stands.

Everything that can be stated anew is stated anew, so that a second run changes nothing and the
order in which editions came does not show.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any, Protocol

from psycopg.types.json import Jsonb
from sqlalchemy import Connection

from warehouse.errors import NotStaged
from warehouse.statement import one, run

Json = Mapping[str, Any]


@dataclass(frozen=True)
class HeldDocument:
    """What is known of a document: the columns of ``figures.documents``."""

    document_id: str
    title: str
    publisher: str
    kind: str
    published_on: date | None = None
    language: str = "en"
    celex: str | None = None
    council: str | None = None
    url: str | None = None
    derived_from: tuple[str, ...] = ()
    reporting_rounds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """A text as read from archived bytes.

    ``pages`` are tables with ``number``, ``printed``, ``start`` and ``end``; ``archive_keys`` and
    ``urls`` go together, one for each part of the document.
    """

    text: str
    text_hash: str
    pages: Sequence[Json]
    extractor: str
    release_key: str
    fetched_at: datetime
    archive_keys: tuple[str, ...]
    urls: tuple[str, ...]


@dataclass(frozen=True)
class HeldEdition:
    """The text of one content of a document, as it was read."""

    edition_id: int
    document_id: str
    text: str
    pages: tuple[Json, ...]
    extractor: str


@dataclass(frozen=True)
class HeldStatement:
    """A statement as reviewed: the columns of ``figures.statements`` that a person wrote.

    A value prints so when ``low <= value < high``; ``binding`` has the keys ``numerator``,
    ``denominator``, ``base`` and ``alternatives``.
    """

    statement_id: str
    kind: str
    unit: str
    printed: str
    printed_number: Decimal | None
    low: Decimal | None
    high: Decimal | None
    hedge: str | None
    quantity: str
    identity: Json
    inferred: Json
    derived_from: str | None
    related_to: Json
    binding: Json | None
    datasets: tuple[str, ...]
    unbound_because: str | None
    note: str | None


@dataclass(frozen=True)
class Place:
    """Where a statement stands: from ``starts`` up to ``ends``, and the sentence around it."""

    statement_id: str
    starts: int
    ends: int
    page: int | None
    printed_page: str | None
    quote: str


@dataclass(frozen=True)
class Orphan:
    """A statement that is not where its anchors say, and what is there."""

    statement_id: str
    said: str


class Finding(Protocol):
    """What a check found: the statements that contradict each other, and the words for a person."""

    @property
    def check_id(self) -> str:
        """The name of the check."""

    @property
    def statement_ids(self) -> tuple[str, ...]:
        """The statements concerned."""

    @property
    def said(self) -> str:
        """What a reader of the document should know."""


def lock(connection: Connection) -> None:
    """Wait until no other load or judgement of documents runs; held to the transaction's end."""
    run(connection, "lock_documents")


def keep_document(connection: Connection, document: HeldDocument) -> None:
    """Register a document, or bring what is known of it up to date."""
    lists = {
        "derived_from": list(document.derived_from),
        "reporting_rounds": list(document.reporting_rounds),
    }
    run(connection, "add_document", **asdict(document) | lists)


def keep_reading(connection: Connection, document_id: str, reading: Reading) -> int:
    """Keep a text that nobody sees yet; the edition's number, the same for the same text."""
    columns = asdict(reading) | {"document_id": document_id, "pages": Jsonb(list(reading.pages))}
    edition_id: int = one(connection, "add_edition", **columns).edition_id
    lists = {name: list(columns[name]) for name in ("archive_keys", "urls")}
    run(connection, "add_capture", **columns | lists, edition_id=edition_id)
    return edition_id


def let_in(connection: Connection, edition_id: int) -> None:
    """Let an edition in: analysts see it from now on."""
    run(connection, "let_edition_in", edition_id=edition_id)
    run(connection, "drop_outdated_captures", edition_id=edition_id)


def edition_of(connection: Connection, edition_id: int) -> HeldEdition:
    """The edition of a number, let in or not. Raises NotStaged where there is none."""
    row = one(connection, "edition", edition_id=edition_id)
    if row is None:
        raise NotStaged(f"there is no edition {edition_id}: read the document again")
    return _edition(row)


def editions_seen(connection: Connection, document_id: str) -> list[HeldEdition]:
    """The editions of a document that were let in, by first sight."""
    return [_edition(row) for row in run(connection, "editions_seen", document_id=document_id)]


def keep_differences(
    connection: Connection,
    document_id: str,
    difference: Callable[[HeldEdition, HeldEdition], str],
) -> None:
    """Compare each edition with the one before it, where that is another than it was."""
    rows = run(connection, "editions_seen", document_id=document_id).fetchall()
    if rows and rows[0].previous_id is not None:
        _set_difference(connection, rows[0].edition_id, None, None)
    for before, after in pairwise(rows):
        if after.previous_id != before.edition_id:
            said = difference(_edition(before), _edition(after))
            _set_difference(connection, after.edition_id, before.edition_id, said)


def keep_statements(
    connection: Connection, document_id: str, statements: Iterable[HeldStatement]
) -> None:
    """Make these the reviewed statements of a document; others of it are withdrawn.

    A verdict on one that has another number or other cells now was given against no vintage.
    """
    kept = []
    for each in statements:
        columns = _columns(each) | {"document_id": document_id}
        run(connection, "unsettle_verdict", **columns)
        run(connection, "add_statement", **columns)
        kept.append(each.statement_id)
    run(connection, "withdraw_statements", document_id=document_id, kept=kept)


def keep_places(
    connection: Connection,
    edition: HeldEdition,
    places: Iterable[Place],
    orphans: Iterable[Orphan],
) -> None:
    """State where the statements stand in an edition, and which are not where they should be."""
    of = {"edition_id": edition.edition_id, "document_id": edition.document_id}
    run(connection, "forget_places", **of)
    run(connection, "forget_orphans", **of)
    for place in places:
        run(connection, "add_place", **of, **asdict(place))
    for orphan in orphans:
        run(connection, "add_orphan", **of, **asdict(orphan))


def keep_findings(connection: Connection, edition_id: int, findings: Iterable[Finding]) -> None:
    """State what the arithmetic inside an edition says."""
    run(connection, "forget_findings", edition_id=edition_id)
    for each in findings:
        ids = list(each.statement_ids)
        columns = {"check_id": each.check_id, "statement_ids": ids, "said": each.said}
        run(connection, "add_finding", edition_id=edition_id, **columns)


def orphans_of(connection: Connection, document_id: str) -> list[Any]:
    """What the current edition lacks: rows ``statement_id, said, quote, page``."""
    return run(connection, "orphans", document_id=document_id).fetchall()


def _edition(row: Any) -> HeldEdition:
    return HeldEdition(row.edition_id, row.document_id, row.text, tuple(row.pages), row.extractor)


def _set_difference(
    connection: Connection, edition_id: int, previous_id: int | None, said: str | None
) -> None:
    values = {"previous_id": previous_id, "difference": said}
    run(connection, "set_difference", edition_id=edition_id, **values)


def _columns(statement: HeldStatement) -> dict[str, Any]:
    columns = asdict(statement)
    tables = {name: Jsonb(columns[name]) for name in ("identity", "inferred", "related_to")}
    binding = None if statement.binding is None else Jsonb(statement.binding)
    return columns | tables | {"binding": binding, "datasets": list(statement.datasets)}
