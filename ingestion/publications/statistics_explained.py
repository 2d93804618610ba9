"""Statistics Explained: a wiki whose articles are dated, and whose old revisions have addresses."""

import re
from dataclasses import dataclass, replace

from ingestion.errors import Malformed, NotThisDocument
from ingestion.publication_release import Part
from ingestion.publications.enquiry import Enquiry
from ingestion.publications.guard import PAGES, Wanted

HOME = "https://ec.europa.eu/eurostat/statistics-explained/"
_PRINTED = re.compile(
    rb'"wgRevisionId"\s*:\s*(\d{1,18})\b|class="printfooter".{0,600}?oldid=(\d{1,18})\b', re.DOTALL
)
_OLDID = re.compile(r"[?&]oldid=(\d{1,18})\b")
_SAVED = "mw-changeslist-date"
_HISTORY = "article history"
_MOST_REVISIONS = 500


@dataclass(frozen=True)
class Revision:
    """One saved state of an article; ``saved`` is the moment as the wiki prints it."""

    oldid: int
    saved: str


def is_article(url: str) -> bool:
    """Whether an address is one of this wiki."""
    return url.startswith(HOME)


def revision_address(url: str, oldid: int) -> str:
    """The address of one revision of an article."""
    return f"{_OLDID.sub('', url)}{'&' if '?' in url else '?'}oldid={oldid}"


def article_parts(
    enquiry: Enquiry, url: str, oldid: int | None = None, language: str = "en"
) -> tuple[Part, ...]:
    """The article as it is, or one revision of it; the part has the address of the revision.

    Raises NotThisDocument when another revision came than was asked for.
    """
    asked = url if oldid is None else revision_address(url, oldid)
    copy = enquiry.ask(asked, Wanted(PAGES, language).judge)
    printed = printed_revision(copy.payload)
    if oldid is not None and printed not in (oldid, None):
        raise NotThisDocument(f"{asked}: wanted revision {oldid}, the page is revision {printed}")
    if printed is None:
        return (copy.part,)
    return (replace(copy.part, url=revision_address(url, printed)),)


def article_history(enquiry: Enquiry, url: str) -> tuple[Revision, ...]:
    """The revisions of an article, newest first. Raises Malformed for a page that lists none."""
    address = f"{url}{'&' if '?' in url else '?'}action=history&limit={_MOST_REVISIONS}"
    copy = enquiry.ask(address, Wanted(PAGES).judge, _HISTORY)
    links = [link for link in copy.page().iter("a") if _SAVED in link.get("class", "").split()]
    found = [(_OLDID.search(link.get("href", "")), link.text or "") for link in links]
    revisions = tuple(Revision(int(oldid[1]), saved.strip()) for oldid, saved in found if oldid)
    if not revisions:
        raise Malformed(f"{address}: wanted a list of revisions, got {copy.payload[:200]!r}")
    return revisions


def printed_revision(page: bytes) -> int | None:
    """The revision that a page of the wiki says it is."""
    found = _PRINTED.search(page)
    return int(found[1] or found[2]) if found else None
