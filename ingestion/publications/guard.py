"""What may come in place of a document, and is refused with the reason.

Publishers' sites answer 200 (or 202) with a page that only browsers pass, with a stub, a landing
page or the page of something else: kept as content, each would be an edition of nothing.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from ingestion.answer import Answer, refuse_errors, shown
from ingestion.errors import (
    Challenged,
    DocumentGone,
    Misconfigured,
    NotServed,
    NotThisDocument,
    TransferCut,
)
from ingestion.publications.language import names_language

PDF = "application/pdf"
XHTML = "application/xhtml+xml"
HTML = "text/html"
PAGES = (XHTML, HTML)
# Behind a JavaScript challenge since 2025. CELLAR has the same documents.
NEVER_ASKED = frozenset({"eur-lex.europa.eu", "www.europarl.europa.eu"})

_CHALLENGE = re.compile(rb"awswaf|gokuprops", re.IGNORECASE)
_CHALLENGE_HEAD = 4_096
_XHTML = re.compile(
    rb"(\xef\xbb\xbf)?\s*<\?xml[^>]*>(?=.{0,2000}<html\b)", re.IGNORECASE | re.DOTALL
)
_HTML = re.compile(
    rb"(\xef\xbb\xbf)?\s*(<!--.*?-->\s*)*<(!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_LANGUAGE = re.compile(rb"<html\b[^>]*\slang\s*=\s*[\"']?([a-z]+)", re.IGNORECASE)
_LEAST_PAGE = 100


@dataclass(frozen=True)
class Wanted:
    """What an answer must be to be the document: its type, its language, where it came from.

    ``landing`` is a pattern for the path at the end of the redirects; without it, only the address
    that was asked for will do.
    """

    content_types: tuple[str, ...] = PAGES
    language: str = "en"
    landing: str | None = None
    may_be_a_choice: bool = False

    def judge(self, answer: Answer) -> None:
        """Raises what stands in the way of taking this answer for the document.

        Challenged, DocumentGone, NotServed, NotThisDocument, TransferCut for a file that ends too
        early, else as ``refuse_errors`` does.
        """
        _refuse_challenge(answer)
        if answer.status in (404, 410):
            raise DocumentGone(f"{answer.url} answered {answer.status}: {shown(answer)}")
        if answer.status == 406:
            raise NotServed(f"{answer.url} answered 406: {shown(answer)}")
        if answer.status == 300 and self.may_be_a_choice:
            return
        refuse_errors(answer)
        self._refuse_another_place(answer)
        self._refuse_another_type(answer)
        self._refuse_another_language(answer)
        _refuse_fragment(answer)

    def _refuse_another_place(self, answer: Answer) -> None:
        if self.landing is None:
            is_right = _place(answer.landed) == _place(answer.url)
        else:
            is_right = re.search(self.landing, urlsplit(answer.landed).path) is not None
        if not is_right:
            raise NotThisDocument(
                f"{answer.url} leads to {answer.landed}: if the document moved there, write that "
                "address into its file"
            )

    def _refuse_another_type(self, answer: Answer) -> None:
        came = content_type(answer.beginning)
        if came not in self.content_types:
            wanted = " or ".join(self.content_types)
            raise NotThisDocument(
                f"{answer.url}: wanted {wanted}, got {came or 'something else'}: {shown(answer)}"
            )
        if came != PDF and len(answer.beginning) < _LEAST_PAGE:
            raise NotThisDocument(f"{answer.url} is a stub, no page: {shown(answer)}")

    def _refuse_another_language(self, answer: Answer) -> None:
        announced = answer.headers.get("content-language", "").strip()
        stated = _LANGUAGE.search(answer.beginning[:_CHALLENGE_HEAD])
        language = stated[1].decode() if stated else announced
        # several languages announced say nothing
        if language and "," not in language and not names_language(language, self.language):
            raise NotThisDocument(f"{answer.url}: wanted it in {self.language!r}, got {language!r}")


def refuse_host(address: str) -> None:
    """Raises Misconfigured for a host that we never ask."""
    host = urlsplit(address).hostname
    if host in NEVER_ASKED:
        raise Misconfigured(
            f"{address}: {host} answers programs with a challenge, and is never asked: follow the "
            "document by its CELEX number"
        )


def content_type(beginning: bytes) -> str | None:
    """What a file is by its first bytes, whatever was announced; None for no type of ours."""
    if beginning.startswith(b"%PDF-"):
        return PDF
    if _XHTML.match(beginning):
        return XHTML
    return HTML if _HTML.match(beginning) else None


def _refuse_challenge(answer: Answer) -> None:
    signs = _CHALLENGE.search(answer.beginning[:_CHALLENGE_HEAD])
    if answer.status == 202 or signs or "x-amzn-waf-action" in answer.headers:
        raise Challenged(
            f"{answer.url} answered {answer.status} with a challenge to browsers, not with the "
            "document: see whether another publisher serves it"
        )


def _refuse_fragment(answer: Answer) -> None:
    """Raises TransferCut for a file without its end, which no length and no checksum showed."""
    if answer.headers.get("content-encoding"):
        return  # packed bytes have a checksum, which was verified
    end = b"%%EOF" if answer.beginning.startswith(b"%PDF-") else b"</html"
    if end not in answer.ending and end not in answer.ending.lower():
        raise TransferCut(f"{answer.url} ends without {end.decode()}: ask again")


def _place(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.path.rstrip("/"), parts.query
