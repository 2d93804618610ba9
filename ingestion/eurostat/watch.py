"""The watcher of Eurostat's update feed: a trigger that runs inside Airflow's triggerer.

Its events are wake-ups: the router compares the catalogue with the warehouse anyway.
"""

from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ingestion.feed_trigger import FeedTrigger
from warehouse.errors import VintagesError

if TYPE_CHECKING:  # DAG files import this module; what follows would cost each parse a second
    from ingestion.eurostat.read_feed import Feed

FEED = "eurostat_update_feed"


class UpdateFeedTrigger(FeedTrigger):
    """One event for each poll of the update feed that shows something new."""

    hints = "dataset_codes"

    def look(self) -> Mapping[Hashable, str]:
        """The items of the feed now, with their datasets."""
        return {item: item.dataset_code for item in poll().items}


def poll() -> "Feed":
    """Eurostat's update feed now; the warehouse records this poll, also when it fails.

    Raises SourceUnavailable and SourceChanged.
    """
    from ingestion.eurostat.line import line
    from ingestion.eurostat.read_feed import read_feed
    from warehouse.journal import record_poll

    here = line()
    try:
        feed = read_feed(here.eurostat.update_feed())
    except VintagesError as error:
        record_poll(here.warehouse, FEED, f"{type(error).__name__}: {error}")
        raise
    record_poll(here.warehouse, FEED, _complaint(feed), _newest(feed))
    return feed


def dataset_codes(events: Iterable[Any]) -> list[str]:
    """The datasets that the events of one run name; none for an event that was made by hand."""
    payloads = [event.extra.get("payload") or {} for event in events]
    return sorted({code for payload in payloads for code in payload.get("dataset_codes", ())})


def _complaint(feed: "Feed") -> str | None:
    """Someone has to look when the feed's form has changed so that it names no dataset."""
    if feed.items or not feed.unreadable:
        return None
    return f"none of its {feed.unreadable} items names a dataset: read_feed.py does not know them"


def _newest(feed: "Feed") -> str | None:
    moments = [item.published_at for item in feed.items if item.published_at]
    return max(moments).isoformat() if moments else None
