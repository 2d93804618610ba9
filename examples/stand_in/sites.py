"""The other publishers as a stand-in: the Council's register, the Commission's pages, the wiki."""

import re
from collections.abc import Iterable
from email.utils import format_datetime
from itertools import count
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape

from examples.stand_in.catalogue import Item
from examples.stand_in.documents import ServedDocument
from examples.stand_in.reply import Asked, Reply

COUNCIL = "data.consilium.europa.eu"
HOME_AFFAIRS = "home-affairs.ec.europa.eu"
WIKI = "ec.europa.eu/eurostat/statistics-explained/index.php"
_PDF = "application/pdf"
_PAGE = "text/html;charset=UTF-8"
_VISITS = count(1)


def not_found(what: str) -> Reply:
    """The page that says so."""
    page = f"<!DOCTYPE html>\n<html lang='en'><body><h1>Not found</h1>{escape(what)}</body></html>"
    return Reply(page.encode(), _PAGE, 404)


def paper(document: ServedDocument) -> Reply:
    """A Council paper."""
    return Reply(document.files[0].read_bytes(), _PDF, completes=document.code)


def page(document: ServedDocument) -> Reply:
    """A page as it is now; its cache buster changes with every visit, its download with an upload.

    In the file they are ``{{ itok }}``, ``{{ download }}`` and, in the wiki, ``{{ oldid }}``.
    """
    text = document.files[0].read_bytes()
    for name, value in (
        ("itok", f"x{next(_VISITS):05}"),
        ("download", download_path(document)),
        ("oldid", str(document.oldid)),
    ):
        text = text.replace(b"{{ %b }}" % name.encode(), value.encode())
    return Reply(text, _PAGE, completes=None if document.download else document.code)


def download_path(document: ServedDocument) -> str:
    """Where the download of an edition is; the number is new with each."""
    number = uuid5(NAMESPACE_URL, f"{document.code}/{document.number}")
    return f"/document/download/{number}_en?filename={document.download}"


def download(document: ServedDocument) -> Reply:
    """The file itself."""
    return Reply(document.files[1].read_bytes(), _PDF, completes=document.code)


def revision(asked: Asked, editions: Iterable[ServedDocument]) -> Reply:
    """The wiki: an article's history, one of its revisions, or the current one."""
    known = list(editions)
    if asked.first("action") == "history":
        return _history(known)
    wanted = asked.first("oldid")
    found = [each for each in known if wanted in ("", str(each.oldid))]
    return page(found[-1]) if found else not_found(f"The revision #{wanted} does not exist.")


def news_feed(items: Iterable[tuple[ServedDocument, Item]]) -> Reply:
    """``node/2/rss_en``: the pages of the site that were announced, newest first."""
    entries = "".join(
        f"<item><title>{escape(document.title)}</title><link>{escape(document.url)}</link>"
        f"<pubDate>{format_datetime(item.published_at, usegmt=True)}</pubDate>"
        f'<guid isPermaLink="false">{escape(document.url)} {item.published_at.isoformat()}</guid>'
        "</item>"
        for document, item in sorted(items, key=lambda it: it[1].published_at, reverse=True)
    )
    feed = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>'
        "<title>Migration and Home Affairs</title><link>https://home-affairs.ec.europa.eu</link>"
        f"<description>News</description>{entries}</channel></rss>"
    )
    return Reply(feed.encode(), "application/rss+xml; charset=utf-8")


def wiki_title(url: str) -> str:
    """The article that an address of the wiki names."""
    found = re.search(r"[?&]title=([^&]+)", url)
    return found[1] if found else ""


def _history(editions: list[ServedDocument]) -> Reply:
    rows = "".join(
        f'<li data-mw-revid="{each.oldid}"><a href="/eurostat/statistics-explained/index.php?'
        f'title={wiki_title(each.url)}&amp;oldid={each.oldid}" class="mw-changeslist-date">'
        f"15:2{each.number % 10}, 15 November 2024</a></li>"
        for each in reversed(editions)
    )
    text = f"<!DOCTYPE html>\n<html lang='en'><body><ul id='pagehistory'>{rows}</ul></body></html>"
    return Reply(text.encode(), _PAGE)
