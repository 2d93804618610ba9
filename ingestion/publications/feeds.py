"""Which documents need a run: what the publishers' feeds say, and who was not asked for a day.

An event is a wake-up and never the data. A document without a feed (Council papers, articles of
Statistics Explained, pages edited without a word) is asked once a day, and so is every document
whose event was lost.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from ingestion.answer import Answer, refuse_errors
from ingestion.errors import Challenged
from ingestion.publications.document import Document
from ingestion.publications.enquiry import Enquiry
from ingestion.publications.read_news_feed import read_news_feed
from ingestion.publications.read_notifications import NotificationPage, read_notifications

NEWS_FEED = "https://home-affairs.ec.europa.eu/node/2/rss_en"
NOTIFICATIONS = "https://publications.europa.eu/webapi/notification/ingestion"
ASKED_AGAIN_AFTER = timedelta(days=1)
# Entries appear late and clocks differ: a look begins before the end of the last one.
OVERLAP = timedelta(minutes=15)
FIRST_LOOK = timedelta(days=1)
_MOST_PAGES = 40  # of 1000 entries, ten days of CELLAR; a longer gap is caught up look by look
_ALMOST_A_SECOND = timedelta(microseconds=999_999)
_SERVERS_ZONE = ZoneInfo("Europe/Brussels")
_KINDS = ("CREATE", "UPDATE")
_FEED = "publication feed"
# No two looks see the same bytes, and all are archived: packed they are a tenth.
_PACKED = {"Accept-Encoding": "gzip"}


@dataclass(frozen=True)
class Event:
    """Something happened to a document that we follow; the same event has the same identity."""

    document_id: str
    identity: str
    happened_at: datetime | None = None


@dataclass(frozen=True)
class Look:
    """What one look at a feed showed, and the moment from which the next look has to begin."""

    events: tuple[Event, ...]
    next_from: datetime


def changed_documents(
    followed: Sequence[Document],
    named: Collection[str],
    last_answered: Mapping[str, datetime],
    now: datetime,
) -> list[str]:
    """The ids of the documents that need a run, in order.

    These are the ones that events ``named``, and the ones whose publisher never answered, or not
    for ASKED_AGAIN_AFTER (``last_answered``, by id; that a document is gone is an answer too).
    """
    due = now - ASKED_AGAIN_AFTER
    return sorted(
        each.document_id
        for each in followed
        if each.document_id in named
        or each.document_id not in last_answered
        or last_answered[each.document_id] <= due
    )


def unanswered(events: Iterable[Event], last_answered: Mapping[str, datetime]) -> list[Event]:
    """The events after which nobody asked for their document yet; what has no moment is one."""
    return [
        each
        for each in events
        if each.happened_at is None
        or each.document_id not in last_answered
        or last_answered[each.document_id] < each.happened_at
    ]


def look_at_cellar(
    enquiry: Enquiry, followed: Iterable[Document], start: datetime | None, now: datetime
) -> Look:
    """What was created or changed in CELLAR, of the documents that we follow.

    ``start`` is where the last look said to begin. Raises SourceUnavailable and SourceChanged.
    """
    documents = _ids_by((each.celex, each.document_id) for each in followed)
    events: dict[tuple[str, str], Event] = {}
    next_from = now - OVERLAP
    for kind in _KINDS:
        pages = list(_pages(enquiry, kind, start or now - FIRST_LOOK, now))
        entries = [entry for page in pages for entry in page.notifications]
        if pages[-1].has_more and entries:
            next_from = min(next_from, max(entry.updated_at for entry in entries))
        for entry in entries:
            ids = {name for celex in entry.celex for name in documents.get(celex, ())}
            for document_id in ids:
                event = Event(document_id, entry.identity, entry.updated_at)
                events[document_id, entry.identity] = event
    return Look(tuple(events.values()), next_from)


def look_at_news(enquiry: Enquiry, followed: Iterable[Document], now: datetime) -> Look:
    """Which of the pages that we follow the news feed of DG HOME announces."""
    documents = _ids_by((each.url and _page(each.url), each.document_id) for each in followed)
    items = read_news_feed(enquiry.ask(NEWS_FEED, judge_feed, _FEED, _PACKED).payload)
    events = [
        Event(document_id, item.identity, item.published_at)
        for item in items
        for document_id in documents.get(_page(item.url), ())
    ]
    return Look(tuple(events), now)


def judge_feed(answer: Answer) -> None:
    """The judge of a feed. Raises Challenged for a page in its place, else as refuse_errors."""
    if answer.status == 202:
        raise Challenged(f"{answer.url} answered 202: a challenge came in place of the feed")
    refuse_errors(answer)


def _ids_by(named: Iterable[tuple[str | None, str]]) -> Mapping[str, Sequence[str]]:
    """Documents by what a feed calls them: one work may be followed in several languages."""
    ids: defaultdict[str, list[str]] = defaultdict(list)
    for name, document_id in named:
        if name:
            ids[name].append(document_id)
    return ids


def _pages(
    enquiry: Enquiry, kind: str, start: datetime, end: datetime
) -> Iterator[NotificationPage]:
    """The pages of a half-open window, in ascending order of their entries."""
    window = f"startDate={_stamp(start)}&endDate={_stamp(end + _ALMOST_A_SECOND)}"
    for number in range(1, _MOST_PAGES + 1):
        address = f"{NOTIFICATIONS}?{window}&type={kind}&wemiClasses=work&page={number}"
        headers = {"Accept": "application/atom+xml", **_PACKED}
        page = read_notifications(enquiry.ask(address, judge_feed, _FEED, headers).payload)
        yield page
        if not page.has_more or not page.notifications:
            return


def _stamp(moment: datetime) -> str:
    """A bound of the window: in whole seconds, and without a zone, as the server's own."""
    local = moment.astimezone(_SERVERS_ZONE).replace(tzinfo=None)
    return quote(local.isoformat(timespec="seconds"), safe="")


def _page(url: str) -> str:
    """An address without what does not make it another page."""
    return url.partition("://")[2].partition("#")[0].rstrip("/")
