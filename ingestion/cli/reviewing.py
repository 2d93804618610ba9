"""The command that walks a person through the figures of a document."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ingestion.cli.desk import chosen_settings, opened_line
from ingestion.cli.output import answer, note

if TYPE_CHECKING:
    from ingestion.publications.document import Document
    from ingestion.publications.edition import Edition


def review(
    document: Annotated[
        str, typer.Argument(metavar="DOC", help="The document's id: the name of its file.")
    ],
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            exists=True,
            dir_okay=False,
            help="Its text, PDF or HTML. Without: the newest edition that is held.",
        ),
    ] = None,
) -> None:
    """Walk through the figures that look like statements of a document, and write the confirmed.

    They go into the document's file with fingerprints of the words around them. Nothing is
    confirmed unasked; what you leave for later is asked again. A statement that is no longer found
    is anchored again where you answer with its id.
    """
    from ingestion.publications.document import document as followed
    from ingestion.publications.document import document_path
    from ingestion.publications.review import Moved, unreviewed
    from ingestion.publications.statement import Statement

    folders = chosen_settings().sources
    held = followed(document, folders)
    path = next(each for each in [document_path(document, folders)] if each is not None)
    edition = _held(document) if file is None else _read(file, document, held.language)
    decisions = _walked(held, edition, path)
    statements = [each.statement_id for each in decisions if isinstance(each, Statement)]
    moved = [each.statement_id for each in decisions if isinstance(each, Moved)]
    dismissed = len(decisions) - len(statements) - len(moved)
    left = len(unreviewed(followed(document, folders), edition))
    told = {"document_id": document, "file": path, "statements": statements, "moved": moved}
    answer(
        told | {"dismissed": dismissed, "left": left},
        f"{len(statements)} statements and {dismissed} figures that are none were written "
        f"to {path}, {len(moved)} statements were anchored again; {left} are left",
    )


def _walked(held: "Document", edition: "Edition", path: Path) -> list[Any]:
    """The decisions of the person who is asked, each written at once."""
    from ingestion.publications.review import review as walk
    from ingestion.publications.write_statement import write_decision

    decisions = []
    for decision in walk(held, edition, _ask, note):
        write_decision(path, decision)
        decisions.append(decision)
    return decisions


def _read(file: Path, document: str, language: str) -> "Edition":
    from ingestion.publications.read_html import read_html
    from ingestion.publications.read_pdf import read_pdf

    payload = file.read_bytes()
    read = read_pdf if payload.startswith(b"%PDF-") else read_html
    return read(payload, document, language)


def _held(document: str) -> "Edition":
    """The newest edition in the warehouse. Raises Misconfigured where there is none."""
    from ingestion.errors import Misconfigured
    from ingestion.publications.rows import edition_from
    from warehouse.documents import editions_seen

    with opened_line().warehouse.connect() as connection:
        held = editions_seen(connection, document)
    if not held:
        raise Misconfigured(
            f"no edition of {document} is held yet: trigger a run of the DAG publications for it, "
            "or give its file"
        )
    return edition_from(held[-1])


def _ask(question: str, proposed: str) -> str:
    """An answer from the terminal; a dash leaves empty what was proposed."""
    reply: str = typer.prompt(question, default=proposed, err=True)
    return "" if reply.strip() == "-" else reply
