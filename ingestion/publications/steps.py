"""The line for a document: which are wanted, fetch, read, check, load, judge.

The only module of this wing that knows the order. Each step takes and gives small keys, and can be
run again alone with the same result.
"""

import logging
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from functools import cached_property, partial

from sqlalchemy import Engine

from ingestion.archive import Archive
from ingestion.errors import CheckFailed
from ingestion.publications.document import Document, document
from ingestion.publications.document_checks import findings
from ingestion.publications.judge import Judged
from ingestion.publications.judge import judge as judge_statements
from ingestion.publications.load import load as load_edition
from ingestion.publications.load import placed
from ingestion.publications.poll import Watch
from ingestion.publications.publishers import Publishers
from ingestion.publications.read_document import read_document
from ingestion.publications.rows import edition_from, held_document
from ingestion.settings import Settings, access, settings
from warehouse.connection import engine
from warehouse.documents import (
    Reading,
    edition_of,
    keep_document,
    keep_findings,
    keep_reading,
    lock,
)
from warehouse.journal import record_attempt
from warehouse.verdicts import datasets_unjudged

# One or two statements can be edited away; that all of three are gone is another document.
_LEAST_FOR_ANOTHER = 3
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """The line with all that it touches: settings, archive, warehouse, publishers."""

    settings: Settings

    @cached_property
    def archive(self) -> Archive:
        """Where bytes are kept."""
        return Archive(self.settings.archive_url)

    @cached_property
    def warehouse(self) -> Engine:
        """The warehouse as its loader."""
        return engine(access(self.settings).loader)

    @cached_property
    def publishers(self) -> Publishers:
        """The publishers, with every attempt written into the warehouse."""
        return Publishers(self.settings, self.archive, partial(record_attempt, self.warehouse))

    def document(self, document_id: str) -> Document:
        """The document that we follow under this id."""
        return document(document_id, self.settings.sources)

    def fetch(self, document_id: str) -> str:
        """Fetch and archive a document; returns the key of its release, the same for the same."""
        return self.publishers.fetch(self.document(document_id))

    def read(self, release_key: str) -> int:
        """Read a release; returns the number of its edition, the same for the same text.

        Nobody sees the edition yet. Raises Unreadable, and earlier editions stay as they are.
        """
        release = self.archive.publication(release_key)
        followed = self.document(release.document_id)
        edition = read_document(release, self.archive, self.settings.max_bytes, followed.language)
        reading = Reading(
            text=edition.text,
            text_hash=edition.text_hash,
            pages=[asdict(page) for page in edition.pages],
            extractor=edition.extractor,
            release_key=release_key,
            fetched_at=release.fetched_at,
            archive_keys=tuple(part.archive_key for part in release.parts),
            urls=tuple(part.url for part in release.parts),
        )
        with self.warehouse.begin() as connection:
            lock(connection)
            keep_document(connection, held_document(followed))
            return keep_reading(connection, release.document_id, reading)

    def check(self, edition_id: int) -> None:
        """Compare the statements of an edition with each other, and the edition with its file.

        Raises CheckFailed where none of the statements is in the text. What the arithmetic finds is
        the document's own fault: it is kept, and stops nothing.
        """
        with self.warehouse.begin() as connection:
            edition = edition_from(edition_of(connection, edition_id))
            followed = self.document(edition.document_id)
            places, _ = placed(followed.statements, edition)
            there = {place.statement_id for place in places}
            printed = tuple(it for it in followed.statements if it.statement_id in there)
            keep_findings(connection, edition_id, findings(replace(followed, statements=printed)))
        if not there and len(followed.statements) >= _LEAST_FOR_ANOTHER:
            raise CheckFailed(
                f"{edition.document_id}: none of its {len(followed.statements)} statements is in "
                "the text that came: it is another document, or another language. What is held "
                "stays; mend the address in the document's file, or anchor the statements again in "
                f"the file that came: vintages review {edition.document_id} FILE"
            )

    def load(self, edition_id: int) -> str:
        """Let an edition in with its statements, in one transaction; returns the document's id."""
        with self.warehouse.begin() as connection:
            followed = self.document(edition_of(connection, edition_id).document_id)
            load_edition(connection, followed, edition_id)
        return followed.document_id

    def judge(self, *, document_id: str | None = None, dataset_code: str | None = None) -> Judged:
        """Judge the statements of a document, or those bound to a dataset, in one transaction."""
        with self.warehouse.begin() as connection:
            lock(connection)
            return judge_statements(connection, document_id=document_id, dataset_code=dataset_code)

    def judge_outstanding(self) -> dict[str, Judged]:
        """Judge what is bound to datasets that were loaded since; by dataset."""
        with self.warehouse.connect() as connection:
            codes = datasets_unjudged(connection)
        return {code: self.judge(dataset_code=code) for code in codes}


def line() -> Line:
    """The line that the environment asks for."""
    return Line(settings())


def documents_wanted(named: Collection[str]) -> list[str]:
    """The documents that need a run: those that a feed named, and those not asked for long."""
    if named:
        _log.info("the feeds named %s", ", ".join(sorted(named)))
    return Watch(settings()).documents_wanted(named)


def fetch(document_id: str) -> str:
    """Fetch and archive a document; returns the key of its release."""
    return line().fetch(document_id)


def read(release_key: str) -> int:
    """Read a release; returns the number of its edition."""
    return line().read(release_key)


def check(edition_id: int) -> None:
    """Raise CheckFailed for an edition that looks like another document."""
    line().check(edition_id)


def load(edition_id: int) -> str:
    """Let an edition in with its statements; returns the document's id."""
    return line().load(edition_id)


def judge_document(document_id: str) -> dict[str, int]:
    """Judge the statements of a document; how many have which verdict."""
    return line().judge(document_id=document_id).verdicts


def judge_dataset(dataset_code: str) -> dict[str, int]:
    """Judge the statements bound to a dataset; how many have which verdict."""
    return line().judge(dataset_code=dataset_code.upper()).verdicts


def judge_outstanding() -> dict[str, dict[str, int]]:
    """Judge what no run was told of; verdicts by dataset."""
    return {code: judged.verdicts for code, judged in line().judge_outstanding().items()}
