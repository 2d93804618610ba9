"""What Eurostat means by an answer: 200 is not success, and a refusal says why in its body."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from lxml.etree import _Element as Element

from ingestion.answer import ASK_AGAIN, Answer, refuse_errors, shown
from ingestion.errors import (
    DatasetGone,
    Maintenance,
    Malformed,
    QueryRefused,
    StillQueued,
    TooLarge,
)
from ingestion.parse_xml import parsed_xml
from warehouse.errors import VintagesError

# a mark of the byte order, the line that says that it is XML, and remarks may stand before a page
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:(?:<\?xml[^>]*>|<!--(?:(?!-->).)*-->)\s*)*<(?:!doctype html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_ENVELOPE = re.compile(rb"<(\w+:)?(Fault|syncResponse|asyncResponse)\b")
_TSV_HEADER = re.compile(rb"[^\t\r\n]*\\(TIME_PERIOD|time)\s*(\t|\r?\n|$)")
_LONGEST_REFUSAL = 16_384
_MAY_BE_NOTHING = (400, 404)


class Queued(StillQueued):
    """Eurostat prepares the answer and gave us a ticket."""

    def __init__(self, message: str, ticket: str) -> None:
        """``ticket`` is the number of the job."""
        super().__init__(message)
        self.ticket = ticket


class RequestExpired(StillQueued):
    """Eurostat has forgotten the job, or what it prepared: submit the question again."""


class ExtractionTooBig(TooLarge):
    """More than Eurostat hands out at once: ask for less."""


class NothingFound(DatasetGone):
    """No such dataset, or no result for a valid filter."""


class CodeLeft(QueryRefused):
    """A code of the filter is not in the dataset any more."""


class WrongFilters(QueryRefused):
    """The filter does not fit the dataset's structure."""


# What is said in words, and by the fault's own code. A code is never looked for inside a text:
# there it is a millisecond, or part of a dataset's name.
_WORDS: dict[str, tuple[type[VintagesError], str]] = {
    "ASYNCHRONOUS_RESPONSE": (StillQueued, "ask the same again later"),
    "DATA_NOT_YET_AVAILABLE": (StillQueued, "ask the same again later"),
    "UNKNOWN_REQUEST": (RequestExpired, "submit the question again"),
}
_CODES: dict[str, tuple[type[VintagesError], str]] = {
    "413": (ExtractionTooBig, "it is fetched in slices where it has a dimension to cut"),
    "140": (WrongFilters, "with a fresh structure this is a fault of our client: report the URL"),
    "150": (CodeLeft, "a code left the dataset while we asked: fetch it again"),
    "100": (NothingFound, "see whether the dataset was renamed or withdrawn"),
}


def judge(answer: Answer) -> None:
    """The judge of every answer of Eurostat: of a server's error the status alone is believed.

    Raises Queued, StillQueued, RequestExpired, ExtractionTooBig, NothingFound, CodeLeft and
    WrongFilters for what the body says, Malformed for a ticket that cannot be used, Maintenance
    for a page, else as ``refuse_errors`` does.
    """
    if answer.status in ASK_AGAIN or answer.status >= 500:
        refuse_errors(answer)
    document = _document(answer)
    if isinstance(document, Element):
        _refuse_envelope(answer, document)
    elif document is not None:
        _refuse_json(answer, document)
    if answer.status < 300 and _PAGE.match(answer.beginning):
        raise Maintenance(f"{answer.url} answered with a page: {shown(answer)}; ask again later")
    refuse_errors(answer)


def judge_job(answer: Answer) -> None:
    """The judge of a job's status: accepts only that the data are AVAILABLE.

    Raises StillQueued, RequestExpired, Malformed for a word that we do not know.
    """
    judge(answer)
    document = _document(answer)
    words = _texts(document, "status") if isinstance(document, Element) else []
    if words[-1:] in (["SUBMITTED"], ["PROCESSING"]):
        raise StillQueued(f"{answer.url}: {words[-1]}; ask the same again later")
    if words[-1:] == ["EXPIRED"]:
        raise RequestExpired(f"{answer.url}: EXPIRED; submit the question again")
    if words[-1:] != ["AVAILABLE"]:
        raise Malformed(
            f"{answer.url}: wanted SUBMITTED, PROCESSING, AVAILABLE or EXPIRED, got {shown(answer)}"
        )


def judge_table(answer: Answer) -> None:
    """The judge of TSV data: what is no table of ours is refused. Raises also Malformed."""
    judge(answer)
    if not _TSV_HEADER.match(answer.beginning):
        raise Malformed(f"{answer.url}: wanted a TSV table, got {shown(answer)}")


def judge_filled_table(answer: Answer) -> None:
    """The same for a table that must have a series at least."""
    judge_table(answer)
    if not answer.beginning.partition(b"\n")[2].strip() and b"\n" in answer.beginning:
        raise Malformed(
            f"{answer.url}: wanted observations, got a header and no series; look at the dataset "
            "in Eurostat's browser"
        )


def _document(answer: Answer) -> Any:
    """The body as an XML element or as JSON, where it may be a refusal; else None."""
    body = answer.beginning.strip()
    try:
        if body.startswith(b"{") and len(body) < _LONGEST_REFUSAL:
            return json.loads(body)
        if _ENVELOPE.search(body[:_LONGEST_REFUSAL]):
            return parsed_xml(body)
    except (ValueError, RecursionError, Malformed) as error:
        raise Malformed(f"{answer.url}: {error}, in {shown(answer)}") from error
    return None


def _refuse_envelope(answer: Answer, envelope: Element) -> None:
    if texts := _texts(envelope, "faultstring"):
        _refuse(answer, "".join(_texts(envelope, "faultcode")), texts[0])
    if next(envelope.iter("{*}syncResponse"), None) is not None:
        _refuse_ticket(answer, _texts(envelope, "id"))


def _refuse_ticket(answer: Answer, tickets: Sequence[str]) -> None:
    if not tickets:
        raise Malformed(f"{answer.url}: wanted a ticket with the job's id, got {shown(answer)}")
    raise Queued(f"{answer.url}: queued as {tickets[0]}; ask for its status", tickets[0])


def _refuse_json(answer: Answer, document: Mapping[str, Any]) -> None:
    """What is no refusal of Eurostat's form, a gateway's for example, is judged by its status."""
    told = document.get("error") or document.get("warning") or []
    for refusal in told if isinstance(told, list) else [told]:
        if isinstance(refusal, dict):
            code = refusal.get("id", refusal.get("status", ""))
            _refuse(answer, str(code), str(refusal.get("label", "")))


def _refuse(answer: Answer, code: str, text: str) -> None:
    said = next((_WORDS[word] for word in _WORDS if word in text), _CODES.get(code))
    if said is None:
        return
    error, advice = said
    if error is not NothingFound or answer.status in _MAY_BE_NOTHING:
        raise error(f"{answer.url}: Eurostat says {code} {text}; {advice}")


def _texts(envelope: Element, name: str) -> list[str]:
    """The texts of all elements of a name, in any namespace, that have one."""
    texts = (element.text or "" for element in envelope.iter(f"{{*}}{name}"))
    return [text.strip() for text in texts if text.strip()]
