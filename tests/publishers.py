"""A small world of documents for tests: a stand-in for all publishers, an archive, the attempts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from examples.publications_stand_in import PublicationsStandIn
from examples.stand_in.documents import shelve_document
from ingestion.archive import Archive
from ingestion.pace import Patience
from ingestion.publication_release import PublicationRelease
from ingestion.publications.document import Document
from ingestion.publications.enquiry import Enquiry
from ingestion.publications.publishers import Publishers
from ingestion.settings import Settings
from tests.loopback import HASTY
from warehouse.journal import Attempt

PDF = b"%PDF-1.4\n% a report, in bytes that nobody reads here\n%%EOF\n"
PAGE = (
    b'<!DOCTYPE html>\n<html lang="en"><head><title>News</title>'
    b'<img src="/picture.jpg?itok={{ itok }}"></head><body><main><h1>News</h1>'
    b"<p>There were 10 093 registered victims in 2022, as Eurostat counted them.</p>"
    b"</main></body></html>\n"
)
XHTML = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'
    b'<html xmlns="http://www.w3.org/1999/xhtml" lang="en" xml:lang="en"><head><title>R</title>'
    b"</head><body><p>A report of the Commission with a number of pages.</p></body></html>"
)
CELEX = "52018DC9999"
NEWS_URL = "https://home-affairs.ec.europa.eu/news/example-2024-01-24_en"


@dataclass
class Bureau:
    """Everything that a fetch of documents needs, with pauses of milliseconds."""

    stand_in: PublicationsStandIn
    settings: Settings
    patience: Patience = HASTY
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def archive(self) -> Archive:
        """The archive below the home of this world."""
        return Archive(self.settings.archive_url)

    @property
    def publishers(self) -> Publishers:
        """The publishers, with the attempts kept here."""
        return Publishers(self.settings, self.archive, self.attempts.append, self.patience)

    @property
    def enquiry(self) -> Enquiry:
        """The way to them."""
        return self.publishers.enquiry

    def shelve(self, document_id: str, files: dict[str, bytes], **told: Any) -> None:
        """Serve one more edition of a document, from now on."""
        path = shelve_document(self.settings.home.parent / "shelf" / document_id, files, **told)
        self.stand_in.add(path)
        if path.stem != "001":  # the first edition is public at once
            self.stand_in.publish(document_id, int(path.stem))

    def fetch(self, document: Document) -> PublicationRelease:
        """The document's release after a fetch."""
        return self.archive.publication(self.publishers.fetch(document))

    def bytes_of(self, release: PublicationRelease) -> list[bytes]:
        """The files of a release."""
        return [self.archive.read(part.archive_key) for part in release.parts]

    def outcomes(self) -> list[str]:
        """How the attempts ended."""
        return [each.outcome for each in self.attempts]

    def forgetting_attempts(self) -> "Bureau":
        """The same world with an empty list of attempts."""
        return replace(self, attempts=[])


def followed(document_id: str = "example", **told: Any) -> Document:
    """A document that we follow, without statements."""
    named = {"title": "Example", "publisher": "Nobody", "kind": "web_page"}
    return Document(document_id=document_id, **{**named, **told})


@contextmanager
def bureau(folder: Path, shelf: Path | None = None) -> Iterator[Bureau]:
    """A stand-in with a shelf, or with empty ones."""
    with PublicationsStandIn(shelf or folder / "shelf") as stand_in:
        yield Bureau(
            stand_in,
            Settings(
                home=folder / "home",
                archive_url=f"file://{folder}/home/archive",
                publishers_url=stand_in.url,
                pace_seconds=0.0,
                timeout_seconds=2.0,
                max_bytes=1_000_000,
            ),
        )
