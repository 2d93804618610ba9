"""The command that walks a person through the figures of a document."""

from pathlib import Path
from typing import Annotated

import typer

from ingestion.cli.desk import chosen_settings
from ingestion.cli.output import answer, note


def review(
    document: Annotated[
        str, typer.Argument(metavar="DOC", help="The document's id: the name of its file.")
    ],
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="Its text: PDF or HTML."),
    ],
) -> None:
    """Walk through the figures that look like statements of a document, and write the confirmed.

    They go into the document's file with fingerprints of the words around them. Nothing is
    confirmed unasked; what you leave for later is asked again.
    """
    from ingestion.publications.document import document as followed
    from ingestion.publications.document import document_path
    from ingestion.publications.read_html import read_html
    from ingestion.publications.read_pdf import read_pdf
    from ingestion.publications.review import review as walk
    from ingestion.publications.review import unreviewed
    from ingestion.publications.statement import Statement
    from ingestion.publications.write_statement import write_decision

    folders = chosen_settings().sources
    held = followed(document, folders)
    path = next(each for each in [document_path(document, folders)] if each is not None)
    payload = file.read_bytes()
    read = read_pdf if payload.startswith(b"%PDF-") else read_html
    edition = read(payload, document, held.language)
    decisions = []
    for decision in walk(held, edition, _ask, note):
        write_decision(path, decision)
        decisions.append(decision)
    statements = [each.statement_id for each in decisions if isinstance(each, Statement)]
    told = {
        "document_id": document,
        "file": path,
        "statements": statements,
        "dismissed": len(decisions) - len(statements),
        "left": len(unreviewed(followed(document, folders), edition)),
    }
    answer(
        told,
        f"{len(statements)} statements and {told['dismissed']} figures that are none were written "
        f"to {path}; {told['left']} are left",
    )


def _ask(question: str, proposed: str) -> str:
    """An answer from the terminal; a dash leaves empty what was proposed."""
    reply: str = typer.prompt(question, default=proposed, err=True)
    return "" if reply.strip() == "-" else reply
