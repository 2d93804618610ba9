"""The watcher of the documents' feeds: a trigger that runs inside Airflow's triggerer.

Its events are wake-ups: the router asks the warehouse who needs a run, and every document is asked
for once a day anyway. So nothing is lost with an event, and a repeated one does no harm.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from airflow.triggers.base import BaseEventTrigger, TriggerEvent

from ingestion.pace import longer_pause
from ingestion.settings import poll_seconds, settings

if TYPE_CHECKING:  # DAG files import this module; what follows would cost each parse a second
    from ingestion.publications.feeds import Event

# CELLAR's feed is made anew with each question, and nobody waits for a report by the minute.
POLLS_OF_EUROSTAT = 3


class PublicationFeedsTrigger(BaseEventTrigger):
    """One event for each poll of the feeds that shows something new.

    Also one for its first good poll, for what was published while nobody watched.

    It never raises: Airflow would start it again every two seconds, for ever, and show it nowhere.
    It waits longer after each failure instead, and the warehouse records every poll.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # Airflow's triggers have no types
        self._seen: frozenset[str] | None = None

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """How the triggerer makes it again: all that it needs is in the settings."""
        return f"{__name__}.{type(self).__name__}", {}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Poll for ever."""
        usual = pause = POLLS_OF_EUROSTAT * poll_seconds()
        while True:
            try:
                if event := self.event(await asyncio.to_thread(poll)):
                    yield event
                pause = usual
            except Exception as error:  # noqa: BLE001 - a trigger that raises is lost on everybody
                pause = longer_pause(pause, usual)
                self.log.warning("no feed could be polled, next in %.0f s: %r", pause, error)
            await asyncio.sleep(pause)

    def event(self, events: "Sequence[Event]") -> TriggerEvent | None:
        """The event that a poll gives rise to, compared with the poll before."""
        seen, self._seen = self._seen, frozenset(each.identity for each in events)
        fresh = [each for each in events if each.identity not in (seen or ())]
        if seen is not None and not fresh:
            return None
        ids = sorted({each.document_id for each in fresh})
        return TriggerEvent({"document_ids": ids})  # type: ignore[no-untyped-call] # as above


def poll() -> "list[Event]":
    """One look at all feeds; it takes as long as they do, so an event loop calls it in a thread."""
    from ingestion.publications.poll import Watch

    return Watch(settings()).poll()


def document_ids(events: Iterable[Any]) -> list[str]:
    """The documents that the events of one run name; none for an event that was made by hand."""
    payloads = [event.extra.get("payload") or {} for event in events]
    return sorted({name for payload in payloads for name in payload.get("document_ids", ())})
