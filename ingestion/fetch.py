"""The one way out to the network: asks a source, keeps its bytes, and writes down each attempt."""

import logging
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import BinaryIO
from urllib.parse import urlsplit

import requests
import stamina
import urllib3

from ingestion.answer import Answer, Busy, refuse_errors
from ingestion.archive import Archive
from ingestion.decompress import ending, unpacked_beginning, verify_gzip
from ingestion.errors import (
    Maintenance,
    Misconfigured,
    ReleaseMoved,
    SourceUnavailable,
    StillQueued,
    TooLarge,
    TransferCut,
)
from ingestion.etags import Etags, Remembered
from ingestion.pace import Patience, wait_for_turn
from ingestion.redirect import followed
from ingestion.settings import Settings
from warehouse.errors import VintagesError
from warehouse.journal import Attempt
from warehouse.legible import one_line

# Retries are in our own journal; stamina's default would print them to standard output, which
# belongs to the answers of `--json`.
stamina.instrumentation.set_on_retry_hooks([])

USER_AGENT = f"vintages/{version('vintages')} (keeps every vintage of European statistics)"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_MOST_REDIRECTS = 5
_PIECE = 65_536
_log = logging.getLogger(__name__)


Judge = Callable[[Answer], None]
Journal = Callable[[Attempt], None]


@dataclass(frozen=True)
class Question:
    """What we ask, why, and who judges the answer: the judge raises for what is no success.

    ``headers`` negotiate what comes under the URL, and are part of what was asked.
    """

    url: str
    purpose: str
    dataset_code: str | None = None
    judge: Judge = refuse_errors
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def identity(self) -> str:
        """What an ETag belongs to: the URL, and what was negotiated."""
        return "\n".join((self.url, *(f"{name}: {self.headers[name]}" for name in self.headers)))


@dataclass
class _Trace:
    """What is known of an attempt while it runs."""

    question: Question
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    clock: float = field(default_factory=time.monotonic)
    status: int | None = None
    landed: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    received: int = 0
    archive_key: str = ""

    def attempt(self, outcome: str, error: str | None = None) -> Attempt:
        """The row for the journal."""
        return Attempt(
            purpose=self.question.purpose,
            url=self.question.url,
            started_at=self.started_at,
            seconds=time.monotonic() - self.clock,
            outcome=outcome,
            dataset_code=self.question.dataset_code,
            http_status=self.status,
            bytes_received=self.received,
            archive_key=self.archive_key or None,
            error=error,
            headers=self.headers,
        )


class _Session(requests.Session):
    """A session that looks at no redirect: requests does, also of those it does not follow."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None, where requests would fail on a target that is no address."""


class Fetcher:
    """Asks politely, and again when that can help; every attempt is journalled and archived."""

    def __init__(
        self, settings: Settings, archive: Archive, journal: Journal, patience: Patience
    ) -> None:
        """``journal`` receives each attempt as it ends, also the failed ones."""
        self._settings = settings
        self._archive = archive
        self._journal = journal
        self._patience = patience
        self._etags = Etags(settings.home / "etags")

    def fetch(self, question: Question) -> Answer:
        """The first answer that the question's judge accepts.

        Raises what the judge raises; SourceUnavailable and TransferCut after the last attempt;
        Maintenance, TooLarge, SourceChanged (a redirect elsewhere) at once.
        """
        ask = stamina.RetryingCaller(
            attempts=self._patience.attempts,
            timeout=self._patience.transfer_seconds,
            wait_initial=self._patience.first_pause,
            wait_max=self._patience.longest_pause,
            wait_jitter=self._patience.first_pause / 2,
        )
        return ask(self._is_worth_asking_again, self._ask, question)

    def _is_worth_asking_again(self, error: Exception) -> bool | float:
        if isinstance(error, Busy):
            return error.wait_seconds <= self._patience.longest_pause and error.wait_seconds
        is_lasting = isinstance(error, Maintenance | StillQueued | ReleaseMoved)
        return isinstance(error, SourceUnavailable) and not is_lasting

    def _ask(self, question: Question) -> Answer:
        trace = _Trace(question)
        try:
            answer = self._answer(trace)
            if not answer.is_unchanged:
                question.judge(answer)
        except VintagesError as error:
            _log.info("%s, %s: %s", question.purpose, type(error).__name__, error)
            self._journal(trace.attempt(type(error).__name__, str(error)))
            raise
        self._journal(trace.attempt("unchanged" if answer.is_unchanged else "ok"))
        if etag := answer.headers.get("etag"):
            self._etags.remember(question.identity, Remembered(etag, answer.archive_key))
        return answer

    def _answer(self, trace: _Trace) -> Answer:
        question = trace.question
        url, known = question.url, self._etags.known(question.identity)
        if known is not None and not self._archive.holds(known.archive_key):
            known = None
        with _named_for_the_reader(url), _Session() as session:
            session.trust_env = urlsplit(url).hostname not in _LOOPBACK
            session.headers.update({"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"})
            session.headers.update(question.headers)
            if known is not None:
                session.headers["If-None-Match"] = known.etag
            with self._response(session, trace) as response:
                if known is not None and response.status_code == 304:
                    return Answer(url, 304, trace.headers, b"", known.archive_key, True)
                first, last = self._receive(response, trace)
        answer = Answer(url, response.status_code, trace.headers, first, trace.archive_key)
        return replace(answer, landed=trace.landed, ending=last)

    def _response(self, session: requests.Session, trace: _Trace) -> requests.Response:
        """The response at the end of the redirects that we follow, its body not yet read."""
        url = trace.question.url
        for _ in range(_MOST_REDIRECTS):
            host = urlsplit(url).netloc
            wait_for_turn(self._settings.home / "pace", host, self._settings.pace_seconds)
            timeout = self._settings.timeout_seconds
            response = session.get(url, stream=True, allow_redirects=False, timeout=timeout)
            trace.status = response.status_code
            told = response.headers.items()
            trace.headers = {name.lower(): one_line(value) for name, value in told}
            if not response.is_redirect:
                trace.landed = url
                return response
            response.close()
            url = followed(url, response.headers["location"])
        raise SourceUnavailable(f"{url}: more than {_MOST_REDIRECTS} redirects: ask again later")

    def _receive(self, response: requests.Response, trace: _Trace) -> tuple[bytes, bytes]:
        """Stream the body into the archive, whatever it is; returns its beginning and its end."""
        self._settings.home.mkdir(parents=True, exist_ok=True)
        # A file without a name: a killed process leaves nothing behind.
        with tempfile.TemporaryFile(dir=self._settings.home) as file:
            try:
                for piece in self._pieces(response, trace):
                    file.write(piece)
            finally:
                trace.received = file.tell()
                trace.archive_key = self._archive.put(file) if trace.received else ""
            self._verify(trace.question.url, file)
            return unpacked_beginning(file), ending(file)

    def _verify(self, url: str, file: BinaryIO) -> None:
        file.seek(0)
        try:
            verify_gzip(file, self._settings.max_bytes)
        except (TooLarge, TransferCut) as error:
            raise type(error)(f"{url}: {error}") from error

    def _pieces(self, response: requests.Response, trace: _Trace) -> Iterator[bytes]:
        """The bytes of the wire as they come: ``stream`` would wait for a full piece of a drip."""
        longest, most, received = self._patience.transfer_seconds, self._settings.max_bytes, 0
        while piece := response.raw.read1(_PIECE, decode_content=False):
            received += len(piece)
            if received > most:
                raise TooLarge(
                    f"{trace.question.url} sends more than {most} bytes: look at what comes, then "
                    "raise VINTAGES_MAX_BYTES if it is meant"
                )
            yield piece
            if time.monotonic() - trace.clock > longest:
                raise SourceUnavailable(
                    f"{trace.question.url} was still sending after {longest:.0f} s: ask again later"
                )


@contextmanager
def _named_for_the_reader(url: str) -> Iterator[None]:
    """What the network's errors mean for who reads them."""
    try:
        yield
    except (
        requests.exceptions.InvalidURL,
        requests.exceptions.InvalidSchema,
        requests.exceptions.MissingSchema,
    ) as error:
        raise Misconfigured(f"{url!r} is no address: {error}") from error
    except urllib3.exceptions.ProtocolError as error:
        raise TransferCut(f"{url}: the transfer broke off ({error}): ask again") from error
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        raise SourceUnavailable(f"{url} cannot be reached ({error}): ask again later") from error
