"""Asking a publisher for one file: what comes is journalled, archived and judged."""

from dataclasses import dataclass, replace

from lxml.etree import ParserError
from lxml.etree import _Element as Element
from lxml.html import document_fromstring

from ingestion.answer import Answer
from ingestion.archive import Archive
from ingestion.decompress import decompressed
from ingestion.errors import Malformed
from ingestion.fetch import Fetcher, Journal, Judge, Question
from ingestion.pace import Patience
from ingestion.publication_release import Part
from ingestion.publications.guard import content_type, refuse_host
from ingestion.settings import PUBLISHERS, Settings

DOCUMENT = "document"
_ATTEMPTS = 3


@dataclass(frozen=True)
class Copy:
    """What came for one question: its bytes unpacked, and the part that they make."""

    payload: bytes
    part: Part
    status: int

    def page(self) -> Element:
        """The bytes as a page, however it is written. Raises Malformed for nothing at all."""
        try:
            return document_fromstring(self.payload)
        except ParserError as error:
            raise Malformed(f"{self.part.url}: wanted a page, got {error}") from error


class Enquiry:
    """The way to all publishers, which ``settings.publishers_url`` may put somewhere else."""

    def __init__(
        self,
        settings: Settings,
        archive: Archive,
        journal: Journal,
        patience: Patience | None = None,
    ) -> None:
        """``patience`` follows from ``settings.pace_seconds``, with three attempts."""
        patience = patience or replace(Patience.of(settings), attempts=_ATTEMPTS)
        self._settings = settings
        self._archive = archive
        self._fetcher = Fetcher(settings, archive, journal, patience)

    def ask(
        self,
        address: str,
        judge: Judge,
        purpose: str = DOCUMENT,
        headers: dict[str, str] | None = None,
    ) -> Copy:
        """The file at a public address. Raises what the judge and the fetcher raise.

        It is asked for unpacked, so that its archive key is the sha256 of the document itself;
        ``headers`` may ask otherwise.
        """
        refuse_host(address)
        negotiated = {"Accept-Encoding": "identity", **(headers or {})}
        question = Question(self.asked_as(address), purpose, None, judge, negotiated)
        answer = self._fetcher.fetch(question)
        payload = decompressed(self._archive.read(answer.archive_key), self._settings.max_bytes)
        return Copy(payload, _part(address, answer, payload), answer.status)

    def asked_as(self, address: str) -> str:
        """The URL that stands for a public address, as it is in the journal."""
        return self._settings.publishers_url + address.removeprefix("http://").removeprefix(
            PUBLISHERS
        )


def _part(address: str, answer: Answer, payload: bytes) -> Part:
    announced = answer.headers.get("content-type", "").partition(";")[0]
    kind = content_type(payload) or announced or "application/octet-stream"
    return Part(answer.archive_key, kind, address, answer.headers.get("etag"))
