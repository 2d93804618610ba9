"""The shared documents as PDF and HTML, made when a test runs: the project may not hold them."""

import csv
import io
import re
from dataclasses import dataclass
from html import escape
from itertools import groupby

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Spacer

from ingestion.publications.document import document
from ingestion.settings import SHIPPED_SOURCES
from tests.shared import shared_file

FILES = {
    "emn-inform-2025-thb": "000_ace439a4cc975193.txt",
    "dg-home-together-against-thb": "001_ee9a263b21f365f7.txt",
    "com-2018-777": "002_46805e96814eb78b.txt",
    "council-9897-25": "003_0c9c37c635f69569.txt",
    "dg-home-news-2024-12-11": "004_6c3b0a2467488fdc.txt",
}
AS_HTML = frozenset(["dg-home-together-against-thb", "dg-home-news-2024-12-11"])
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@dataclass(frozen=True)
class Seed:
    """One of the 61 located statements: its words are in the text from ``start`` to ``end``."""

    statement_id: str
    file: str
    kind: str
    start: int
    end: int


def seeds() -> list[Seed]:
    """The statements that the shared table locates."""
    with shared_file("publications/seed_statements.csv").open(encoding="utf-8") as file:
        return [
            Seed(row["id"], row["file"], row["kind"], int(row["start"]), int(row["end"]))
            for row in csv.DictReader(file)
        ]


def shared_text(document_id: str) -> str:
    """The text of a document as it was shared, with its markup."""
    return shared_file(f"publications/{FILES[document_id]}").read_text(encoding="utf-8")


def printed(document_id: str) -> bytes:
    """The document in the form in which it was published: PDF or HTML."""
    text = shared_text(document_id)
    if document_id in AS_HTML:
        return html_page(text)
    return pdf(text, columns=2 if document_id.startswith("emn") else 1)


def pdf(text: str, columns: int = 1, head: str = "Vintages of documents") -> bytes:
    """A PDF with a running head, page numbers, raised footnote calls and non-breaking spaces."""
    buffer = io.BytesIO()
    width, height = A4[0] / columns - 50 * (1 + 1 / columns) / 2, A4[1] - 120
    frames = [Frame(40 + n * (width + 22), 60, width, height, 0, 0, 0, 0) for n in range(columns)]
    document = BaseDocTemplate(buffer, pagesize=A4, title="test")
    document.addPageTemplates(
        PageTemplate(frames=frames, onPage=lambda canvas, _: _furniture(canvas, head))
    )
    style = ParagraphStyle("body", fontName="Times-Roman", fontSize=10, leading=12, alignment=4)
    title = ParagraphStyle("title", fontName="Times-Bold", fontSize=12, leading=15)
    note = ParagraphStyle("note", fontName="Times-Roman", fontSize=8, leading=9.5)
    story: list[object] = []
    for each in _paragraphs(text):
        is_note = each.startswith("<super>")
        kind = title if each.startswith("#") else note if is_note else style
        story += [Paragraph(each.lstrip("# "), kind), Spacer(1, 6)]
    document.build(story)
    return buffer.getvalue()


def html_page(text: str) -> bytes:
    """A page as of an EU web site, with a menu, a footer and non-breaking spaces."""
    body = "".join(_html(each) for each in _paragraphs(text))
    page = (
        "<!DOCTYPE html><html lang='en'><head><title>A page</title><meta charset='utf-8'></head>"
        "<body><header class='ecl-site-header'><nav><ul><li><a href='/'>Home</a></li>"
        "<li><a href='/news'>News</a></li></ul></nav></header>"
        f"<main class='ecl-main'><div class='ecl-container'>{body}</div></main>"
        "<footer class='ecl-site-footer'><p>Follow us on 14 networks</p></footer></body></html>"
    )
    return page.encode()


def plain(text: str) -> str:
    """The shared text without its markup, as a reader should give it, blanks as single spaces."""
    text = re.sub(r"<sup>(\d+)</sup>", "", _unmarked(text))
    return " ".join(re.sub(r"^#+ |^- |^\W*\u2022 ", "", text, flags=re.MULTILINE).split())


def _furniture(canvas: Canvas, head: str) -> None:
    canvas.setFont("Times-Roman", 8)
    canvas.drawString(40, A4[1] - 40, head)
    canvas.drawCentredString(A4[0] / 2, 30, f"- {canvas.getPageNumber()} -")


def _paragraphs(text: str) -> list[str]:
    """Paragraphs in reportlab's markup; a heading begins with ``#``."""
    lines = [line.strip() for line in _unmarked(text).splitlines()]
    found: list[str] = []
    for blank, group in groupby(lines, key=lambda line: line in ("", "---")):
        if not blank:
            found += _items(list(group))
    return [_marked_up(each) for each in found]


def _items(lines: list[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        if not items or re.match(r"- |\u2022|\d+\. |[a-z]\) ", line):
            items.append(line)
        else:
            items[-1] += " " + line
    return items


def _unmarked(text: str) -> str:
    text = re.sub(r"\[([^\]\n]+)\]\((?:[^()\n]|\([^()]*\))*\)", r"\1", text)
    text = re.sub(r"<(https?://[^>]*)>", r"\1", text)
    text = re.sub(
        "[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda m: f"<sup>{m.group().translate(_SUPERSCRIPTS)}</sup>", text
    )
    return text.replace("**", "").replace("\\_", "_").replace("\\*", "*")


def _marked_up(text: str) -> str:
    marked = re.sub(
        r"&lt;sup&gt;(\d+)&lt;/sup&gt;", r"<super>\1</super>", escape(text, quote=False)
    )
    return re.sub(r"(?<=\d) (?=\d{3}\b)", "\u00a0", marked)


def _html(paragraph: str) -> str:
    text = paragraph.replace("super>", "sup>")
    if text.startswith("#"):
        return f"<h2>{text.lstrip('# ')}</h2>"
    return f"<p>{text}</p>"


def served(name: str) -> tuple[dict[str, bytes], dict[str, str]]:
    """The files of a source document as its publisher has them, and the ways to ask for it."""
    followed = document(name, [SHIPPED_SOURCES])
    ways = {way: getattr(followed, way) for way in ("celex", "council", "url", "download")}
    told = {way: value for way, value in ways.items() if value}
    files = {f"it.{'html' if name in AS_HTML else 'pdf'}": printed(name)}
    if "download" in told:
        files = {"page.html": _landing_page(told["download"]), **files}
    return files, told


def _landing_page(download: str) -> bytes:
    text = "Here you find the inform of the network as a file to be kept and read. " * 3
    link = f'<a href="{{{{ download }}}}">{download}</a>'
    page = f'<html lang="en"><body><main><p>{text}</p>{link}</main></body></html>'
    return page.encode()
