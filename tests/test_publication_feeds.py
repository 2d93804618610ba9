"""The feeds of documents: what they name needs a run, and nothing is lost between two looks."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from examples.stand_in.bad_days import challenge
from examples.stand_in.cellar import Notification as Entry
from ingestion.errors import Challenged, Malformed
from ingestion.publications.feeds import (
    OVERLAP,
    Event,
    Look,
    changed_documents,
    look_at_cellar,
    look_at_news,
    unanswered,
)
from ingestion.publications.read_news_feed import read_news_feed
from ingestion.publications.read_notifications import read_notifications
from tests.publishers import CELEX, NEWS_URL, PAGE, Bureau, bureau, followed

NOW = datetime(2026, 1, 7, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
REPORT = followed("report", celex=CELEX)
NEWS = followed("news", url=NEWS_URL)
FEED = "/webapi/notification/"
NEWS_RSS = "/node/2/rss_en"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Bureau]:
    """A stand-in for all publishers."""
    with bureau(tmp_path) as world:
        yield world


def entries(count: int, celex: str = "32024R1689") -> list[Entry]:
    """So many notifications, a second apart, of two hours ago."""
    first = NOW - timedelta(hours=2, seconds=count)
    return [
        Entry(f"id-{number}", first + timedelta(seconds=number), "update", (f"celex:{celex}",))
        for number in range(count)
    ]


def look(here: Bureau, start: datetime | None = None, now: datetime = NOW) -> Look:
    return look_at_cellar(here.enquiry, [REPORT], start, now)


def test_a_notification_of_a_document_that_we_follow_is_an_event(here: Bureau) -> None:
    here.stand_in.notified = [*entries(3), *entries(1, CELEX)]

    [event] = look(here).events

    assert event.document_id == "report"
    assert event.identity == f"cellar:id-0@{event.happened_at:%Y-%m-%dT%H:%M:%S%z}".replace(
        "+0100", "+01:00"
    )
    assert event.happened_at == NOW - timedelta(hours=2, seconds=1)


def test_each_language_that_is_followed_of_one_document_has_its_event(here: Bureau) -> None:
    here.stand_in.notified = entries(1, CELEX)
    german = followed("bericht", celex=CELEX, language="de")

    events = look_at_cellar(here.enquiry, [REPORT, german], None, NOW).events

    assert sorted(event.document_id for event in events) == ["bericht", "report"]


def test_all_pages_of_a_window_are_read(here: Bureau) -> None:
    here.stand_in.page_size = 2
    here.stand_in.notified = [*entries(7), Entry("own", NOW - HOUR, "update", (f"celex:{CELEX}",))]

    assert [event.document_id for event in look(here).events] == ["report"]
    updates = [asked.first("page") for asked in here.stand_in.asked("type=UPDATE")]
    assert updates == ["1", "2", "3", "4"]


def test_an_identifier_with_encoded_characters_is_read(here: Bureau) -> None:
    corrected = followed("corrected", celex="52018DC0777(01)")
    here.stand_in.notified = entries(1, "52018DC0777(01)")

    [event] = look_at_cellar(here.enquiry, [corrected], None, NOW).events

    assert event.document_id == "corrected"


def test_the_end_of_the_window_is_not_in_it(here: Bureau) -> None:
    here.stand_in.notified = [
        Entry("at", NOW, "update", (f"celex:{CELEX}",)),
        Entry("before", NOW - timedelta(seconds=1), "update", (f"celex:{CELEX}",)),
    ]

    assert [event.identity.partition("@")[0] for event in look(here).events] == ["cellar:before"]


def test_two_looks_overlap_and_show_the_same_event_under_the_same_name(here: Bureau) -> None:
    here.stand_in.notified = [Entry("a", NOW - HOUR - OVERLAP / 2, "update", (f"celex:{CELEX}",))]

    first = look(here, now=NOW - HOUR)
    second = look(here, first.next_from)

    assert first.next_from == NOW - HOUR - OVERLAP
    assert second.events == first.events


def test_a_new_document_is_seen_when_it_is_created(here: Bureau) -> None:
    here.stand_in.notified = [Entry("new", NOW - HOUR, "create", (f"celex:{CELEX}",))]

    assert len(look(here).events) == 1


def test_a_gap_that_is_too_long_is_caught_up_look_by_look(here: Bureau) -> None:
    here.stand_in.page_size = 1
    here.stand_in.notified = entries(60, CELEX)

    first = look(here)
    second = look(here, first.next_from)

    assert len(first.events) == 40
    assert first.next_from < NOW - OVERLAP
    assert second.next_from == NOW - OVERLAP
    assert {event.identity for event in first.events} < {
        event.identity for event in first.events + second.events
    }


def test_the_window_is_in_the_zone_of_the_server(here: Bureau) -> None:
    look(here, NOW)

    [asked, *_] = here.stand_in.asked(FEED)
    assert (asked.first("startDate"), asked.first("endDate")) == (
        "2026-01-07T13:00:00",
        "2026-01-07T13:00:00",
    )
    assert asked.headers["accept"] == "application/atom+xml"


def test_an_entry_that_says_nothing_loses_no_other() -> None:
    page = read_notifications(
        b'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:n="x" xmlns:r="y">'
        b"<r:moreEntries>false</r:moreEntries>"
        b"<entry><updated>2026-08-05T10:00:00.000+02:00</updated></entry>"
        b"<entry><updated>yesterday</updated><n:cellarId>cellar:a</n:cellarId></entry>"
        b"<entry><updated>2026-08-05T10:00:00.000+02:00</updated><title>$item.title</title>"
        b"<n:cellarId>cellar:b</n:cellarId></entry></feed>"
    )

    assert [each.cellar_id for each in page.notifications] == ["cellar:b"]
    assert page.unreadable == 2


@pytest.mark.parametrize(
    "payload",
    [b"<rss/>", b"<feed><entry/></feed>", b"Virtuoso 37000 Error SP030", b""],
    ids=["another feed", "does not say whether it goes on", "a text", "nothing"],
)
def test_what_is_no_page_of_notifications_is_refused(payload: bytes) -> None:
    """A feed that cannot be read must not pass for one in which nothing happened."""
    with pytest.raises(Malformed):
        read_notifications(payload)


def test_the_news_feed_names_the_pages_that_we_follow(here: Bureau) -> None:
    here.shelve("news", {"page.html": PAGE}, url=NEWS_URL, title="Figures & more")
    here.shelve("silent", {"page.html": PAGE}, url=f"{NEWS_URL}-silent", is_announced=False)

    [event] = look_at_news(here.enquiry, [REPORT, NEWS], NOW).events

    assert event.document_id == "news"
    assert event.happened_at is not None
    assert event.happened_at.tzinfo is not None


def test_a_page_and_a_file_that_it_offers_have_an_event_each(here: Bureau) -> None:
    here.shelve("news", {"page.html": PAGE}, url=NEWS_URL)
    annex = followed("annex", url=NEWS_URL, download="annex.pdf")

    events = look_at_news(here.enquiry, [annex, NEWS], NOW).events

    assert sorted(event.document_id for event in events) == ["annex", "news"]


def test_a_day_that_cannot_be_read_is_none_and_the_item_stays() -> None:
    feed = (
        b"<rss><channel><item><link>https://a/</link><pubDate>soon</pubDate></item></channel></rss>"
    )

    [item] = read_news_feed(feed)

    assert (item.url, item.published_at) == ("https://a/", None)


def test_a_challenge_in_place_of_a_feed_is_refused(here: Bureau) -> None:
    here.stand_in.bad_day(NEWS_RSS, challenge(), times=None)

    with pytest.raises(Challenged):
        look_at_news(here.enquiry, [NEWS], NOW)


def test_documents_need_a_run_when_named_never_answered_or_long_ago() -> None:
    watched = [followed(name, url=NEWS_URL) for name in ("named", "never", "old", "fresh")]
    answered = {"named": NOW, "old": NOW - timedelta(days=1), "fresh": NOW - HOUR}

    assert changed_documents(watched, ["named", "unknown"], answered, NOW) == [
        "named",
        "never",
        "old",
    ]


def test_an_event_is_over_once_the_document_was_asked_for_after_it() -> None:
    events = [Event("a", "1", NOW), Event("b", "2", NOW), Event("c", "3"), Event("d", "4", NOW)]
    answered = {"a": NOW + HOUR, "b": NOW - HOUR, "c": NOW}

    assert [event.document_id for event in unanswered(events, answered)] == ["b", "c", "d"]
