"""The publishers of the documents that we follow, behind one question: this document, as it is."""

from datetime import UTC, datetime
from typing import cast

from ingestion.archive import Archive
from ingestion.fetch import Journal
from ingestion.pace import Patience
from ingestion.publication_release import Part, PublicationRelease
from ingestion.publications.cellar import celex_address, cellar_parts, purpose_in
from ingestion.publications.council import council_address, council_parts
from ingestion.publications.document import Document
from ingestion.publications.enquiry import DOCUMENT, Enquiry
from ingestion.publications.statistics_explained import (
    article_parts,
    is_article,
    revision_address,
)
from ingestion.publications.web import LANDING_PAGE, download_parts, page_parts
from ingestion.settings import Settings


class Publishers:
    """All of them. Every request is an attempt in the journal and its bytes are in the archive."""

    def __init__(
        self,
        settings: Settings,
        archive: Archive,
        journal: Journal,
        patience: Patience | None = None,
    ) -> None:
        """``patience`` follows from ``settings.pace_seconds`` when it is not given."""
        self._archive = archive
        self.enquiry = Enquiry(settings, archive, journal, patience)

    def fetch(self, document: Document) -> str:
        """The key of the document's release in the archive: a new one only for new bytes.

        Raises SourceUnavailable and its subclasses (ask again later), SourceChanged and its
        subclasses (a person reads), Misconfigured for a host that is never asked.
        """
        fetched_at = datetime.now(UTC)
        parts = parts_of(self.enquiry, document)
        release = PublicationRelease(document.document_id, fetched_at, parts)
        known = self._archive.publications(document.document_id)
        if known and self._archive.publication(known[-1]).has_the_bytes_of(release):
            return known[-1]
        return self._archive.put_publication(release)


def parts_of(enquiry: Enquiry, document: Document) -> tuple[Part, ...]:
    """The files of a document, asked for in the one way that its file names."""
    language = document.language
    if document.celex is not None:
        return cellar_parts(enquiry, document.celex, language)
    if document.council is not None:
        return council_parts(enquiry, document.council, language)
    url = cast(str, document.url)  # a document has one of the three
    if document.download is not None:
        return download_parts(enquiry, url, document.download, language)
    if document.oldid is not None or is_article(url):
        return article_parts(enquiry, url, document.oldid, language)
    return page_parts(enquiry, url, language)


def document_address(document: Document) -> str:
    """The public address that is asked first for a document."""
    if document.celex is not None:
        return celex_address(document.celex)
    if document.council is not None:
        return council_address(document.council, document.language)
    url = cast(str, document.url)
    return url if document.oldid is None else revision_address(url, document.oldid)


def first_purpose(document: Document) -> str:
    """What that address is asked for, in the journal: two documents may have one address."""
    if document.celex is not None:
        return purpose_in(document.language)
    return DOCUMENT if document.download is None else LANDING_PAGE
