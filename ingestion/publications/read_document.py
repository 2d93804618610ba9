"""Read a document from its archived parts, whatever each of them is."""

from collections.abc import Sequence
from dataclasses import replace

from ingestion.archive import Archive
from ingestion.decompress import decompressed
from ingestion.errors import Unreadable
from ingestion.publication_release import Part, PublicationRelease
from ingestion.publications.edition import Edition, Page
from ingestion.publications.read_html import read_html
from ingestion.publications.read_pdf import read_pdf

_PDF = "application/pdf"
_PAGES = ("text/html", "application/xhtml+xml")
_BETWEEN = "\n\n"


def read_document(
    release: PublicationRelease, archive: Archive, max_bytes: int, language: str = "en"
) -> Edition:
    """The edition that a release holds: its parts one after the other.

    A pure function of the archived bytes. Raises Unreadable for bytes that hold no such text.
    """
    editions = [
        _read(part, decompressed(archive.read(part.archive_key), max_bytes), release, language)
        for part in release.parts
    ]
    return joined(editions)


def joined(editions: Sequence[Edition]) -> Edition:
    """Several texts as one; their pages are counted through."""
    first, *others = editions
    for each in others:
        first = _followed(first, each)
    return first


def _followed(first: Edition, other: Edition) -> Edition:
    offset, count = len(first.text) + len(_BETWEEN), len(first.pages)
    pages = tuple(
        Page(page.number + count, page.printed, page.start + offset, page.end + offset)
        for page in other.pages
    )
    extractors = dict.fromkeys((*first.extractor.split(" + "), other.extractor))
    return replace(
        first,
        text=first.text + _BETWEEN + other.text,
        pages=first.pages + pages,
        extractor=" + ".join(extractors),
    )


def _read(part: Part, payload: bytes, release: PublicationRelease, language: str) -> Edition:
    if part.content_type == _PDF:
        return read_pdf(payload, release.document_id, language)
    if part.content_type in _PAGES:
        return read_html(payload, release.document_id, language)
    raise Unreadable(
        f"{release.document_id}: {part.url} is {part.content_type}, wanted a PDF or a page: "
        "look at the document's address"
    )
