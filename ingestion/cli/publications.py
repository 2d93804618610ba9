"""Commands that show documents, and the verdicts on what they print."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ingestion.cli.asking import As, To
from ingestion.cli.desk import analyst, require_dataset
from ingestion.cli.formats import write
from ingestion.cli.output import answer, table
from ingestion.errors import Misconfigured

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text
    from sqlalchemy import Engine

DocumentId = Annotated[str, typer.Argument(metavar="DOC", help="A document's id, com-2018-777.")]
_STYLES = {"reproduced": "green", "revised_since": "bold yellow", "never_matched": "bold red"}


def verdicts(
    document: Annotated[
        str | None, typer.Option(metavar="DOC", help="Only on what this document prints.")
    ] = None,
    dataset: Annotated[
        str | None, typer.Option(metavar="CODE", help="Only on what is bound to this dataset.")
    ] = None,
    written_as: As = "table",
    to: To = None,
) -> None:
    """Show what the data say of printed figures: then, by the vintages of their time, and now."""
    from warehouse.query import own

    warehouse = analyst()
    values = {
        "document_id": document and require_document(warehouse, document),
        "dataset_code": dataset and require_dataset(warehouse, dataset),
    }
    write(warehouse, own("current_verdicts", **values), written_as, to)


def document(document_id: DocumentId) -> None:
    """Show a document as it reads now, with its statements and the verdicts on them."""
    from warehouse.query import own

    warehouse = analyst()
    wanted = require_document(warehouse, document_id)
    ((held_id, title, published_on, edition, seen_at, text),) = _rows(
        warehouse, own("document_text", document_id=wanted)
    )
    places = _named(warehouse, own("document_places", document_id=wanted))
    orphans = _named(warehouse, own("document_orphans", document_id=wanted))
    told = {
        "document_id": held_id,
        "title": title,
        "published_on": published_on,
        "edition": edition,
        "last_seen_at": seen_at,
        "text": text,
        "statements": places,
        "orphans": orphans,
    }
    printed = published_on or "undated"
    head = f"{title} ({printed}); edition {edition}, last seen {seen_at:%Y-%m-%d %H:%M} UTC\n"
    answer(told, head, marked(text, places), *_tables(places, orphans))


def require_document(warehouse: "Engine", document_id: str) -> str:
    """The id of a document that is held. Raises Misconfigured for one without an edition."""
    from warehouse.query import own

    held = [name for (name,) in _rows(warehouse, own("documents_held"))]
    wanted = document_id.lower()
    if wanted not in held:
        raise Misconfigured(
            f"no edition of {wanted} is held; there are: {', '.join(held) or 'none yet'}. "
            "Documents come in by the DAG publications"
        )
    return wanted


def marked(text: str, places: list[dict[str, Any]]) -> "Text":
    """The text with the number of each statement behind its figure, in the verdict's colour."""
    from rich.text import Text

    shown = Text()
    done = 0
    for place in places:
        style = _STYLES.get(place["verdict"], "bold")
        starts = max(done, place["starts"])  # one figure may make two statements
        shown.append(text[done:starts])
        shown.append(text[starts : place["ends"]], style)
        shown.append(f" [{place['statement_id']}: {_words(place['verdict'])}]", style)
        done = max(done, place["ends"])
    shown.append(text[done:])
    return shown


def _tables(places: list[dict[str, Any]], orphans: list[dict[str, Any]]) -> list["RenderableType"]:
    said = {
        each["statement_id"]: (
            each["statement_id"],
            each["printed"],
            each["page"],
            _words(each["verdict"]),
            each["reason"],
        )
        for each in places
    }
    headings = ("statement", "printed", "page", "verdict", "because")
    shown: list[RenderableType] = [table(*headings, rows=list(said.values()), title="Statements")]
    if orphans:
        rows = [tuple(each.values()) for each in orphans]
        columns = ("statement", "printed", "verdict", "in this edition")
        shown.append(table(*columns, rows=rows, title="Statements that lost a place"))
    return shown


def _words(verdict: str | None) -> str:
    return (verdict or "not judged yet").replace("_", " ")


def _rows(warehouse: "Engine", question: Any) -> list[tuple[Any, ...]]:
    from warehouse.query import rows_of

    return rows_of(warehouse, question)


def _named(warehouse: "Engine", question: Any) -> list[dict[str, Any]]:
    from warehouse.query import answer_to

    with answer_to(warehouse, question) as found:
        names = [column.name for column in found.columns]
        return [dict(zip(names, row, strict=True)) for row in found.rows]
