"""The watcher of Eurostat's update feed: a trigger that runs inside Airflow's triggerer.

Its events are wake-ups and what they name are hints: the router compares the catalogue with the
warehouse anyway. So nothing is lost with an event, and a repeated one does no harm.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import TYPE_CHECKING, Any

from airflow.triggers.base import BaseEventTrigger, TriggerEvent

from ingestion.pace import longer_pause
from ingestion.settings import poll_seconds
from warehouse.errors import VintagesError

if TYPE_CHECKING:  # DAG files import this module; what follows would cost each parse a second
    from ingestion.eurostat.read_feed import Feed, FeedItem

FEED = "eurostat_update_feed"
MOST_HINTS = 500


class UpdateFeedTrigger(BaseEventTrigger):
    """One event for each poll of the update feed that shows something new.

    Also one for its first good poll, for what was published while nobody watched: what was seen
    is therefore kept in memory only (Airflow's asset state store would take ten seconds to start).

    It never raises: Airflow would start it again every two seconds, for ever, and show it nowhere.
    It waits longer after each failure instead, and the warehouse records every poll.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # Airflow's triggers have no types
        self._seen: frozenset[FeedItem] | None = None

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """How the triggerer makes it again: all that it needs is in the settings."""
        return f"{__name__}.{type(self).__name__}", {}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Poll for ever."""
        usual = pause = poll_seconds()
        while True:
            try:
                if event := self.event(await asyncio.to_thread(poll)):
                    yield event
                pause = usual
            except Exception as error:  # noqa: BLE001 - a trigger that raises is lost on everybody
                pause = longer_pause(pause, usual)
                self.log.warning("the feed could not be polled, next in %.0f s: %r", pause, error)
            await asyncio.sleep(pause)

    def event(self, feed: "Feed") -> TriggerEvent | None:
        """The event that a feed gives rise to, compared with the feed of the poll before."""
        seen, self._seen = self._seen, frozenset(feed.items)
        fresh = self._seen - (seen or frozenset())
        if seen is not None and not fresh:
            return None
        hints = sorted({item.dataset_code for item in fresh})[:MOST_HINTS]
        return TriggerEvent({"dataset_codes": hints})  # type: ignore[no-untyped-call] # as above


def poll() -> "Feed":
    """Eurostat's update feed now; the warehouse records this poll, also when it fails.

    Raises SourceUnavailable and SourceChanged. It takes as long as Eurostat does, so an event loop
    calls it in a thread.
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
