"""Pages of the Commission's sites, and the downloads that they offer."""

from pathlib import PurePosixPath
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from lxml.etree import _Element as Element

from ingestion.errors import DocumentGone, NotThisDocument
from ingestion.publication_release import Part
from ingestion.publications.enquiry import Enquiry
from ingestion.publications.guard import PAGES, PDF, Wanted

LANDING_PAGE = "landing page"


def page_parts(enquiry: Enquiry, url: str, language: str = "en") -> tuple[Part, ...]:
    """The page. Its bytes change with every cache buster: only its text makes an edition."""
    return (enquiry.ask(url, Wanted(PAGES, language).judge).part,)


def download_parts(enquiry: Enquiry, url: str, name: str, language: str = "en") -> tuple[Part, ...]:
    """The file that the page offers under this name.

    Its address has a number that changes with each upload, so it is looked up each time. Raises
    DocumentGone when the page offers no such file, NotThisDocument when it offers two.
    """
    page = enquiry.ask(url, Wanted(PAGES, language).judge, LANDING_PAGE)
    wanted = Wanted((PDF,) if name.lower().endswith(".pdf") else PAGES, language)
    return (enquiry.ask(download_address(page.page(), url, name), wanted.judge).part,)


def download_address(page: Element, url: str, name: str) -> str:
    """The address under which a page offers a file of this name, on its own host."""
    links = (_joined(url, link.get("href", "").strip()) for link in page.iter("a"))
    targets = filter(None, links)
    found = sorted({each for each in targets if _file_name(each) == name.casefold()})
    if not found:
        raise DocumentGone(f"{url} offers no file {name!r}: see under which name it is there now")
    if len(found) > 1 or urlsplit(found[0]).netloc != urlsplit(url).netloc:
        raise NotThisDocument(
            f"{url}: wanted one file {name!r} on the same host, got {', '.join(found)}"
        )
    return found[0]


def _joined(url: str, target: str) -> str | None:
    """Where a link leads; None for what is no address, since any page may have one of those."""
    try:
        return urljoin(url, target)
    except ValueError:
        return None


def _file_name(address: str) -> str:
    """The name under which a link's target would be saved."""
    parts = urlsplit(address)
    named = parse_qs(parts.query).get("filename", [])
    return (named[0] if named else PurePosixPath(unquote(parts.path)).name).casefold()
