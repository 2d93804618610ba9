"""A document: its text with each statement marked by its verdict, what data said then and now."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from warehouse.pages.held import NotHeld, datasets_held, nearest, rows


@dataclass(frozen=True)
class Piece:
    """A stretch of the text; ``statements`` are those that print it, none for plain text.

    ``anchors`` are the ids of those that stand here first: links to them lead here.
    """

    text: str
    statements: Sequence[Any] = ()
    anchors: Sequence[str] = ()


def documents_page(connection: Connection) -> dict[str, Any]:
    """What the list of documents shows."""
    return {"documents": rows(connection, "documents")}


def document_page(connection: Connection, document_id: str) -> dict[str, Any]:
    """What the page of a document shows. Raises NotHeld."""
    found = rows(connection, "document", document_id=document_id.lower())
    if not found:
        ids = [row.document_id for row in rows(connection, "documents")]
        near = [(f"documents/{each}", each) for each in nearest(document_id.lower(), ids)]
        raise NotHeld(f"No document {document_id} is followed.", near)
    (document,) = found
    about = {"document_id": document.document_id}
    statements = rows(connection, "statements", **about)
    places = rows(connection, "places", **about)
    marked = pieces(document.text or "", places, statements)
    return {
        "document": document,
        "statements": statements,
        "pieces": marked,
        "datasets_held": datasets_held(connection),
        "anchors": {name for piece in marked for name in piece.anchors},
    }


def pieces(text: str, places: Iterable[Any], statements: Iterable[Any]) -> list[Piece]:
    """The text cut where statements begin and end; one figure may make two statements."""
    by_id = {each.statement_id: each for each in statements}
    standing: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for place in places:
        if place.statement_id in by_id:
            standing[place.starts, place.ends].append(by_id[place.statement_id])
    found: list[Piece] = []
    anchored: set[str] = set()
    done = 0
    for (starts, ends), printed in sorted(standing.items()):
        if ends <= done:  # inside a figure that is marked already
            continue
        found += [Piece(text[done : max(starts, done)])] if starts > done else []
        anchors = [name for each in printed if (name := each.statement_id) not in anchored]
        found.append(Piece(text[max(starts, done) : ends], printed, anchors))
        anchored.update(anchors)
        done = ends
    return [*found, Piece(text[done:])] if text[done:] else found
