"""A web page as text: without menus, with headings, tables and footnote calls marked."""

import re
from collections.abc import Iterator
from importlib.metadata import version

import trafilatura
from lxml import etree, html

from ingestion.errors import Unreadable
from ingestion.publications.edition import Edition, normal_text
from ingestion.publications.language import require_language

EXTRACTOR = f"read_html 4, trafilatura {version('trafilatura')}"
# The longest report has 3 MB; a page takes a hundred times its length in memory.
MOST_BYTES = 15_000_000
_LEAST_LETTERS = 100
_CHALLENGE = re.compile(
    rb"awswaf|gokuprops|_Incapsula_Resource|cf-chl-|challenge-platform|"
    rb"enable javascript and cookies|<title>\s*just a moment|are you a robot",
    re.IGNORECASE,
)
# A challenge is short; a long page that speaks of robots is a page.
_CHALLENGE_BYTES = 60_000
_SITE_PARTS = ("main", "nav", "header", "footer", "aside")
_NO_TEXT = ("script", "style", "noscript", "template", "form", "button", "svg", "head")
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BLOCKS = ("p", "li", "item", "dt", "dd", "quote", "blockquote", "caption", "pre", "div", "section")
_ALL_BLOCKS = (*_BLOCKS, *_HEADINGS, "table", "ul", "ol", "dl", "list", "head")
# What stands on the two sides of such a tag are two words; the names are HTML's and trafilatura's.
_APART = frozenset([*_ALL_BLOCKS, "br", "lb", "tr", "row", "td", "th", "cell"])
# What browsers do not show: soft hyphens, and spaces without a width.
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_DIGITS = re.compile(r"\d+")
_CALLS = re.compile(r"[\s(\[]*(\d{1,3}(?:[\s,;()\[\]]+\d{1,3})*)[\s)\]]*")
# Less of the words of the main part, and trafilatura took text for a menu.
_LEAST_KEPT = 0.7


def read_html(payload: bytes, document_id: str, language: str = "en") -> Edition:
    """The edition that a web page holds.

    Pages of sites lose their menus by trafilatura; a page that is a document alone, as CELLAR's
    XHTML, is taken whole. Raises Unreadable for a bot challenge, a page without text, something
    else than HTML, or another language than ``language`` (two letters).
    """
    _refuse(payload, document_id)
    tree = _parsed(payload, document_id)
    _mark_calls(tree)
    text = normal_text("".join(f"{each}\n\n" for each in _blocks(_content(tree))))
    if len(text) < _LEAST_LETTERS:
        raise Unreadable(
            f"{document_id}: {len(text)} characters of text, at least {_LEAST_LETTERS} wanted: "
            "the page is empty or made by scripts; look at it in a browser"
        )
    require_language(text, language, document_id)
    return Edition(document_id, text, (), EXTRACTOR)


def _refuse(payload: bytes, document_id: str) -> None:
    if not payload.strip():
        raise Unreadable(f"{document_id}: the page is empty: fetch it again")
    if len(payload) > MOST_BYTES:
        raise Unreadable(
            f"{document_id}: a page of {len(payload)} bytes, more than {MOST_BYTES}: follow a part "
            "of it, or its PDF"
        )
    if payload.startswith(b"%PDF-") or b"<" not in payload[:2000]:
        raise Unreadable(
            f"{document_id}: wanted HTML, found {payload[:20]!r}: look at the document's address"
        )
    if len(payload) < _CHALLENGE_BYTES and _CHALLENGE.search(payload):
        raise Unreadable(
            f"{document_id}: a challenge against bots came in place of the page: it is not stored "
            "as an edition; ask later, or find the document at another publisher"
        )


def _parsed(payload: bytes, document_id: str) -> html.HtmlElement:
    try:
        text = payload.decode("utf-8")
    except UnicodeDecodeError:
        parser = html.HTMLParser()
    else:
        # lxml refuses text that declares an encoding.
        payload = re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", text).encode()
        parser = html.HTMLParser(encoding="utf-8")
    try:
        return html.document_fromstring(payload, parser=parser)
    except etree.ParserError as error:
        raise Unreadable(f"{document_id}: no HTML that can be read: {error}") from error


def _mark_calls(tree: html.HtmlElement) -> None:
    """Turn footnote calls into ``[^n]``, so that none sticks to the word before it.

    Calls are raised numbers, and numbers that lead to another place of the page.
    """
    for each in list(tree.iter("sup", "span", "a")):
        calls = _CALLS.fullmatch(each.text_content())
        raised = each.tag == "sup" or "super" in (each.get("class") or "").lower()
        if calls and (raised or (each.get("href") or "").startswith("#")):
            tail = each.tail
            each.clear()
            marks = (f"[^{number}]" for number in re.findall(r"\d+", calls[1]))
            each.tag, each.text, each.tail = "span", "".join(marks), tail


def _content(tree: html.HtmlElement) -> etree._Element:
    """The part of a page that is the document."""
    for each in list(tree.iter(*_NO_TEXT)):
        each.drop_tree()
    for each in tree.iter("figure", "figcaption"):  # of which trafilatura keeps tables only
        each.tag = "div" if each.tag == "figure" else "p"
    body: etree._Element = tree if tree.body is None else tree.body  # a set of frames has none
    main = next(tree.iter("main"), None)
    if main is None and next(tree.iter(*_SITE_PARTS), None) is None:
        return body
    extracted = trafilatura.bare_extraction(
        tree, favor_recall=True, include_comments=False, include_tables=True, deduplicate=False
    )
    # mypy sees the dict that older versions returned.
    found: etree._Element | None = getattr(extracted, "body", None)
    whole = body if main is None else main
    lost_text = main is not None and found is not None and _lost(found, main)
    return whole if found is None or lost_text else found


def _lost(found: etree._Element, main: etree._Element) -> bool:
    """Whether much of the words is gone, or a figure of a table, such as one inside another."""
    kept, tables = _inside(found), " ".join(map(_inside, main.iter("table")))
    few_words = len(kept.split()) < _LEAST_KEPT * len(_inside(main).split())
    return few_words or not set(_DIGITS.findall(tables)) <= set(_DIGITS.findall(kept))


def _blocks(element: etree._Element) -> Iterator[str]:
    """The blocks of text: paragraphs, items, headings with ``#``, tables with bars."""
    if element.tag == "table":
        captions = map(_marked, element.iter("caption"))
        yield from filter(None, [*captions, "\n".join(_rows(element))])
        return
    if not _has_blocks(element):
        yield from filter(None, [_marked(element)])
        return
    # Text beside blocks is a block of its own, whatever is emphasised in it.
    loose = element.text or ""
    for child in element:
        if not isinstance(child.tag, str):
            pass
        elif child.tag in _ALL_BLOCKS or _has_blocks(child):
            yield from filter(None, [_words(loose), *_blocks(child)])
            loose = ""
        else:
            loose += _inside(child)
        loose += child.tail or ""
    yield from filter(None, [_words(loose)])


def _has_blocks(element: etree._Element) -> bool:
    return any(child is not element for child in element.iter(*_ALL_BLOCKS))


def _marked(element: etree._Element) -> str:
    text = _words(_inside(element))
    level = _HEADINGS.get(str(element.tag)) or (element.tag == "head" and 2)
    if level and text:
        return f"{'#' * level} {text}"
    return f"- {text}" if element.tag in ("li", "item") and text else text


def _rows(table: etree._Element) -> Iterator[str]:
    """The rows of a table; those of a table in a cell come after the row of that cell."""
    for row in table.iter("tr", "row"):
        within = (cell for cell in row.iter("td", "th", "cell") if _row_of(cell) is row)
        cells = [_words(_inside(cell, but="table")) for cell in within]
        if any(cells):
            yield f"| {' | '.join(cells)} |"


def _row_of(cell: etree._Element) -> etree._Element | None:
    return next(cell.iterancestors("tr", "row"), None)


def _inside(element: etree._Element, but: str = "") -> str:
    """The text of an element, without that of one kind; ``64<br>36`` in a cell is two numbers."""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            edge = " " if child.tag in _APART else ""
            parts += [edge, "" if child.tag == but else _inside(child, but), edge]
        parts.append(child.tail or "")
    return "".join(parts)


def _words(text: str) -> str:
    return " ".join(text.translate(_UNSEEN).split())
