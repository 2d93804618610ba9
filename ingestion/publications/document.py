"""The documents we follow: one TOML file each, ``FOLDER/publications/<document_id>.toml``.

Adding a document is adding a file. docs/reference/documents.md lists the keys.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from ingestion.errors import Misconfigured
from ingestion.publications.statement import Anchor, ContextFigure, Statement
from ingestion.source_folders import file_in, files_in, read_apart
from ingestion.toml_table import parsed_toml, table_as

WING = "publications"
DocumentKind = Literal[
    "report", "staff_working_document", "council_paper", "article", "news", "web_page", "inform"
]
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CELEX = re.compile(r"\d{5}[A-Z]{1,2}\d{4}(\(\d{2}\))?")
_COUNCIL = re.compile(r"ST-\d+-\d{4}-(INIT|(REV|ADD|COR)-\d+(-(REV|ADD|COR)-\d+)*)")


@dataclass(frozen=True)
class Document:
    """A document that we follow, and the statements that a person found in it."""

    document_id: str
    title: Annotated[str, "the title, as printed"]
    publisher: Annotated[str, "who published it"]
    kind: Annotated[DocumentKind, "what it is"]
    published_on: Annotated[
        date | None, "the day of publication; absent: undated, edited in place"
    ] = None
    language: Annotated[str, "the language that we follow, two letters"] = "en"
    celex: Annotated[str | None, "fetched from CELLAR by this number, e.g. `52018DC0777`"] = None
    council: Annotated[
        str | None, "fetched from the Council's register, e.g. `ST-9897-2025-INIT`"
    ] = None
    url: Annotated[str | None, "fetched from this address"] = None
    download: Annotated[
        str | None, "with `url`: the file name of a download found on that page"
    ] = None
    oldid: Annotated[int | None, "with `url`: the revision of a Statistics Explained article"] = (
        None
    )
    derived_from: Annotated[
        tuple[str, ...], "ids of the documents that it repeats: repetition is no confirmation"
    ] = ()
    reporting_rounds: Annotated[
        tuple[str, ...],
        "the rounds whose figures it prints, labelled as in the datasets' files: `2022 data`",
    ] = ()
    statements: Annotated[tuple[Statement, ...], "what it states, as reviewed"] = ()
    context: Annotated[
        tuple[ContextFigure, ...], "figures of other documents, for the checks of this one"
    ] = ()
    dismissed: Annotated[tuple[Anchor, ...], "figures that a person found to be no statement"] = ()

    def __post_init__(self) -> None:
        """Raises ValueError when keys contradict each other."""
        if sum(way is not None for way in (self.celex, self.council, self.url)) != 1:
            raise ValueError("wants exactly one of 'celex', 'council' and 'url'")
        if (self.download or self.oldid is not None) and not self.url:
            raise ValueError("keys 'download' and 'oldid' go with 'url'")
        if self.url is not None and not self.url.startswith(("https://", "http://")):
            raise ValueError(f"key 'url': {self.url!r} does not begin with https://")
        _fits("celex", self.celex, _CELEX)
        _fits("council", self.council, _COUNCIL)
        ids = Counter(statement.statement_id for statement in self.statements)
        twice = [name for name, count in ids.items() if count > 1]
        if twice:
            raise ValueError(f"statement ids are there twice: {', '.join(twice)}")


def document(document_id: str, folders: Sequence[Path]) -> Document:
    """The file of a document, from the first folder that has one, as with PATH.

    Raises Misconfigured when there is none, or when it is wrong.
    """
    path = document_path(document_id, folders)
    if path is None:
        raise Misconfigured(
            f"{document_id!r} is not followed: no {document_id}.toml under "
            f"{', '.join(str(folder / WING) for folder in folders)}; "
            "docs/how-to/follow-a-document.md shows how to write one"
        )
    return _read(path)


def document_path(document_id: str, folders: Sequence[Path]) -> Path | None:
    """Where the file of a document is; None when the document is not followed."""
    if not _ID.fullmatch(document_id):  # a path would lead out of the folders
        return None
    return file_in(folders, WING, f"{document_id}.toml")


def documents(folders: Sequence[Path]) -> list[Document]:
    """All documents that we follow, by id. Raises Misconfigured where one file is wrong."""
    return [_read(path) for path in files_in(folders, WING)]


def documents_apart(folders: Sequence[Path]) -> tuple[list[Document], dict[str, Misconfigured]]:
    """All documents that we follow, and what is wrong with the files of others, by id.

    Raises Misconfigured only for a folder that is not there.
    """
    return read_apart(folders, WING, _read)


def document_from(text: str, path: Path) -> Document:
    """The document that the text of a file describes; ``path`` gives its id and stands in errors.

    Raises Misconfigured.
    """
    if not _ID.fullmatch(path.stem):
        raise Misconfigured(
            f"{path}: the file's name is the document's id: wanted lower-case words and digits "
            "joined by '-', as in com-2018-777.toml"
        )
    content = parsed_toml(text, str(path))
    return table_as(Document, content, str(path), document_id=path.stem)


def _read(path: Path) -> Document:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Misconfigured(f"{path}: not UTF-8: {error}; save it as UTF-8") from error
    except OSError as error:
        raise Misconfigured(f"{path} cannot be read: {error.strerror}; mend its rights") from error
    return document_from(text, path)


def _fits(name: str, value: str | None, pattern: re.Pattern[str]) -> None:
    if value is not None and not pattern.fullmatch(value):
        raise ValueError(f"key {name!r}: {value!r} is not of the form {pattern.pattern}")
