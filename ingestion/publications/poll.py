"""One look at all feeds of documents, and at who was not asked for long: what the router needs.

Every look is recorded in the warehouse, also when it failed, with the moment from which the next
one has to begin.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial

from sqlalchemy import Engine

from ingestion.answer import Busy
from ingestion.archive import Archive
from ingestion.errors import Maintenance, Misconfigured, SourceUnavailable, TransferCut
from ingestion.publications.document import Document, documents_apart
from ingestion.publications.enquiry import Enquiry
from ingestion.publications.feeds import (
    Event,
    Look,
    changed_documents,
    look_at_cellar,
    look_at_news,
    unanswered,
)
from ingestion.publications.publishers import document_address, first_purpose
from ingestion.publications.unread import tell_of_unread
from ingestion.settings import Settings, access
from warehouse.connection import engine
from warehouse.errors import VintagesError
from warehouse.journal import last_answers, record_attempt, record_poll, watermark

CELLAR_FEED = "cellar_notifications"
NEWS_FEED = "home_affairs_news"
_PASSING = tuple(each.__name__ for each in (SourceUnavailable, TransferCut, Maintenance, Busy))


@dataclass(frozen=True)
class Watch:
    """The watch over the documents that the settings name."""

    settings: Settings

    @cached_property
    def files(self) -> tuple[Sequence[Document], Mapping[str, Misconfigured]]:
        """The documents that we follow, and what is wrong with the files of others, by id."""
        return documents_apart(self.settings.sources)

    @property
    def followed(self) -> Sequence[Document]:
        """The documents that we follow, as far as their files can be read."""
        return self.files[0]

    @cached_property
    def warehouse(self) -> Engine:
        """The warehouse as its loader."""
        return engine(access(self.settings).loader)

    @cached_property
    def enquiry(self) -> Enquiry:
        """The way to the publishers, with every attempt written into the warehouse."""
        archive = Archive(self.settings.archive_url)
        return Enquiry(self.settings, archive, partial(record_attempt, self.warehouse))

    def poll(self) -> list[Event]:
        """The events of all feeds after which nobody asked for their document yet.

        Raises the error of the last feed when none of them could be read.
        """
        events: list[Event] = []
        errors: list[VintagesError] = []
        for feed in (CELLAR_FEED, NEWS_FEED):
            try:
                events += self._look(feed).events
            except VintagesError as error:
                record_poll(self.warehouse, feed, f"{type(error).__name__}: {error}")
                errors.append(error)
        if len(errors) == 2:
            raise errors[-1]
        return unanswered(events, self.last_answered())

    def documents_wanted(self, named: Collection[str]) -> list[str]:
        """The ids of the documents that need a run; ``named`` are those of the events.

        A document whose file is wrong has none and is told, and the others go on.
        """
        followed = {each.document_id for each in self.followed}
        tell_of_unread(self.warehouse, self.files[1], followed)
        return changed_documents(self.followed, named, self.last_answered(), datetime.now(UTC))

    def last_answered(self) -> dict[str, datetime]:
        """When the publisher of each document last answered, by id."""
        first = {
            each.document_id: (self.enquiry.asked_as(document_address(each)), first_purpose(each))
            for each in self.followed
        }
        with self.warehouse.connect() as connection:
            answers = last_answers(connection, {purpose for _, purpose in first.values()}, _PASSING)
        return {name: answers[question] for name, question in first.items() if question in answers}

    def _look(self, feed: str) -> Look:
        now = datetime.now(UTC)
        if feed == CELLAR_FEED:
            look = look_at_cellar(self.enquiry, self.followed, self._next_from(feed), now)
        else:
            look = look_at_news(self.enquiry, self.followed, now)
        record_poll(self.warehouse, feed, None, look.next_from.isoformat())
        return look

    def _next_from(self, feed: str) -> datetime | None:
        with self.warehouse.connect() as connection:
            known = watermark(connection, feed)
        return None if known is None else datetime.fromisoformat(known)
