"""A PDF as text: columns in reading order, footnote calls marked, running heads gone."""

from importlib.metadata import version

import pypdfium2

from ingestion.errors import Unreadable
from ingestion.publications.edition import Edition, Page, normal_text
from ingestion.publications.language import require_language
from ingestion.publications.pdf_glyphs import fragments
from ingestion.publications.pdf_lines import Line, lines_of, paragraphs
from ingestion.publications.pdf_tables import FAULTS, RuledTable, ruled_tables, with_tables
from ingestion.publications.running_heads import printed_pages, without_running_heads

EXTRACTOR = f"read_pdf 2, pypdfium2 {version('pypdfium2')}"
# Reports have up to 300 pages; a file of more is a collection, and hours of work.
MOST_PAGES = 1500
# A page of a scan has a stamp or a page number at best.
_LEAST_LETTERS = 100
_LEAST_TEXT_SHARE = 0.5


def read_pdf(payload: bytes, document_id: str, language: str = "en") -> Edition:
    """The edition that a PDF holds.

    Raises Unreadable for what is no PDF, is encrypted or broken, has no text (a scan), too many
    pages, or another language than ``language`` (two letters).
    """
    pages = _pages(payload, document_id)
    printed = printed_pages(pages)
    text = ""
    spans: list[Page] = []
    for index, lines in enumerate(without_running_heads(pages)):
        start = len(text)
        text += "".join(f"{normal_text(each)}\n\n" for each in paragraphs(lines))
        spans.append(Page(index + 1, printed[index], start, len(text)))
    _require_text(text, pages, document_id)
    require_language(text, language, document_id)
    return Edition(document_id, text, tuple(spans), EXTRACTOR)


def _pages(payload: bytes, document_id: str) -> list[list[Line]]:
    opened = _opened(payload, document_id)
    try:
        if len(opened) > MOST_PAGES:
            raise Unreadable(
                f"{document_id}: {len(opened)} pages, more than {MOST_PAGES}: follow a part of it"
            )
        tables = _tables(payload, opened, document_id)
        return [
            lines_of(found) if number not in tables else with_tables(found, tables[number])
            for number, found in ((n, fragments(opened[n])) for n in range(len(opened)))
        ]
    except pypdfium2.PdfiumError as error:
        raise Unreadable(
            f"{document_id}: the PDF breaks off or is damaged ({error}): fetch it again"
        ) from error
    finally:
        opened.close()


def _tables(
    payload: bytes, opened: pypdfium2.PdfDocument, document_id: str
) -> dict[int, list[RuledTable]]:
    try:
        return ruled_tables(payload, opened)
    except FAULTS as error:
        raise Unreadable(
            f"{document_id}: the tables of the PDF are damaged ({type(error).__name__}: {error}): "
            "fetch it again"
        ) from error


def _opened(payload: bytes, document_id: str) -> pypdfium2.PdfDocument:
    if not payload:
        raise Unreadable(f"{document_id}: the file is empty: fetch it again")
    if b"%PDF-" not in payload[:1024]:
        raise Unreadable(
            f"{document_id}: wanted a PDF, found {payload[:20]!r}: look at the address in a browser"
        )
    try:
        return pypdfium2.PdfDocument(payload)
    except pypdfium2.PdfiumError as error:
        encrypted = "password" in str(error).lower()
        why = "is encrypted: ask the publisher" if encrypted else "is damaged: fetch it again"
        raise Unreadable(f"{document_id}: the PDF {why} ({error})") from error


def _require_text(text: str, pages: list[list[Line]], document_id: str) -> None:
    """A scan has pages and no letters: silence would look like a document without figures."""
    with_text = sum(bool(page) for page in pages)
    if len(text) < _LEAST_LETTERS or with_text < _LEAST_TEXT_SHARE * len(pages):
        raise Unreadable(
            f"{document_id}: {with_text} of {len(pages)} pages have text, {len(text)} characters: "
            "it is a scan or pictures; look for another form of the document"
        )
