"""CELLAR, the repository of the Publications Office: documents by their CELEX number."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import _Element as Element

from ingestion.errors import DocumentGone, Malformed, NotServed
from ingestion.publication_release import Part
from ingestion.publications.enquiry import DOCUMENT, Copy, Enquiry
from ingestion.publications.guard import HTML, PAGES, PDF, XHTML, Wanted
from ingestion.publications.language import THREE_LETTERS

HOST = "https://publications.europa.eu"
# Best first: a page keeps the text in its order, a PDF only its look.
ACCEPTED = (XHTML, HTML, PDF)
_LANDING = r"/resource/(celex/{celex}$|cellar/)"


def celex_address(celex: str) -> str:
    """The public address of a document."""
    return f"{HOST}/resource/celex/{celex}"


def purpose_in(language: str) -> str:
    """What a question is for: the address of a document is the same in every language."""
    return f"{DOCUMENT} in {language}"


def cellar_parts(enquiry: Enquiry, celex: str, language: str = "en") -> tuple[Part, ...]:
    """All files of a document in the first format that CELLAR has it in.

    Raises DocumentGone when it has it in none; that and 406 are answers, asked for once.
    """
    refusals: list[str] = []
    for accepted in ACCEPTED:
        try:
            return tuple(_Negotiation(enquiry, celex, language, accepted).parts())
        except (DocumentGone, NotServed) as refusal:
            refusals.append(f"{accepted}: {refusal}")
    raise DocumentGone(f"CELLAR has no {celex} in {language!r}: {'; '.join(refusals)}")


@dataclass(frozen=True)
class _Negotiation:
    """One try at a document: in this language and this format."""

    enquiry: Enquiry
    celex: str
    language: str
    accepted: str

    def parts(self) -> Iterator[Part]:
        first = self._ask(celex_address(self.celex), may_be_a_choice=True)
        streams = _streams(first)
        if not streams:
            yield first.part
        for address in streams:
            yield self._ask(address).part

    def _ask(self, address: str, *, may_be_a_choice: bool = False) -> Copy:
        wanted = Wanted(
            content_types=(PDF,) if self.accepted == PDF else PAGES,
            language=self.language,
            landing=_LANDING.format(celex=self.celex),
            may_be_a_choice=may_be_a_choice,
        )
        # CELLAR wants the three letters, and answers others with 400.
        language = THREE_LETTERS.get(self.language, self.language)
        headers = {"Accept": self.accepted, "Accept-Language": language}
        purpose = purpose_in(self.language)
        return self.enquiry.ask(address, wanted.judge, purpose, headers)


def _streams(copy: Copy) -> list[str]:
    """The addresses that a list of several streams names, in reading order; none for a document.

    A document of several files (a report and its annexes) comes as a list of them, and leaving
    one out would lose its text without a trace.
    """
    is_unchanged_list = copy.status == 304 and b'title="stream_name"' in copy.payload
    if copy.status != 300 and not is_unchanged_list:
        return []
    items = (item for item in copy.page().iter("li") if item.get("title") == "item")
    links = (link for item in sorted(items, key=_order) for link in item.iter("a"))
    addresses = list(dict.fromkeys(link.get("href", "") for link in links))
    if not addresses or not all(map(_is_ours, addresses)):
        raise Malformed(
            f"{copy.part.url}: wanted a list of streams of {HOST}, got {addresses}: "
            f"{copy.payload[:200]!r}"
        )
    return addresses


def _order(item: Element) -> int:
    orders = (part.text or "" for part in item.iter("li") if part.get("title") == "stream_order")
    told = "".join(orders).strip()
    return int(told) if told.isdecimal() and len(told) < 7 else 1_000_000


def _is_ours(address: str) -> bool:
    host = HOST.removeprefix("https")
    return address.removeprefix("https").removeprefix("http").startswith(f"{host}/resource/cellar/")
