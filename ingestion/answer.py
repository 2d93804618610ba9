"""What a source answered, and the judgement by status that most sources need."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from ingestion.errors import (
    DatasetGone,
    QueryRefused,
    SourceUnavailable,
    TooLarge,
    TransferCut,
)
from warehouse.legible import one_line

ASK_AGAIN = frozenset({429, 500, 502, 503, 504})
_SHOWN = 500


@dataclass(frozen=True)
class Answer:
    """What came: the status, the headers by lower-case name, and the archive key of the bytes.

    ``beginning`` is the first 64 KiB unpacked; ``archive_key`` is empty when no bytes came, which
    no accepted answer is. ``is_unchanged`` is a 304: the key is that of the earlier answer.
    ``landed`` is the URL at the end of the redirects, ``ending`` the last 2 KiB as they came.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    beginning: bytes = b""
    archive_key: str = ""
    is_unchanged: bool = False
    landed: str = ""
    ending: bytes = b""


def refuse_errors(answer: Answer) -> None:
    """The judgement by status alone; sources that say more in the body have a judge of their own.

    Raises SourceUnavailable (or Busy), DatasetGone, TooLarge, QueryRefused; TransferCut for
    success without a byte.
    """
    if answer.status < 300 and not answer.archive_key:
        raise TransferCut(f"{answer.url} answered {answer.status} with no bytes: ask again")
    if answer.status < 300:
        return
    said = f"{answer.url} answered {answer.status}: {shown(answer)}"
    if answer.status in ASK_AGAIN:
        wait_seconds = _retry_after(answer.headers.get("retry-after", ""))
        raise SourceUnavailable(said) if wait_seconds is None else Busy(said, wait_seconds)
    if answer.status in (404, 410):
        raise DatasetGone(said)
    if answer.status == 413:
        raise TooLarge(f"{said}; ask for less at once")
    raise QueryRefused(f"{said}; the URL has {len(answer.url)} characters, {_parameters(answer)}")


def shown(answer: Answer) -> str:
    """The beginning of a body, for an error message: one line, without control characters."""
    return one_line(answer.beginning[:_SHOWN].decode(errors="replace")) or "no body"


def _parameters(answer: Answer) -> str:
    query = urlsplit(answer.url).query
    return f"parameters {query}" if query else "no parameters"


def _retry_after(text: str) -> float | None:
    """Seconds, from a number or an HTTP date."""
    if text.isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (moment.astimezone(UTC) - datetime.now(UTC)).total_seconds())


class Busy(SourceUnavailable):
    """The source said when to come back."""

    def __init__(self, message: str, wait_seconds: float) -> None:
        """``wait_seconds`` is what Retry-After asks for."""
        super().__init__(message)
        self.wait_seconds = wait_seconds
