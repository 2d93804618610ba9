"""A trigger that looks at feeds for ever, inside Airflow's triggerer: what all watchers share.

Its events are wake-ups and what they name are hints: nothing is lost with an event, and a repeated
one does no harm, since whoever is woken compares for itself.
"""

import asyncio
from abc import abstractmethod
from collections.abc import AsyncIterator, Hashable, Mapping
from typing import Any, ClassVar

from airflow.triggers.base import BaseEventTrigger, TriggerEvent

from ingestion.pace import longer_pause
from ingestion.settings import poll_seconds

MOST_HINTS = 500


class FeedTrigger(BaseEventTrigger):
    """One event for each poll that shows something new.

    Also one for its first good poll, for what was published while nobody watched: what was seen
    is therefore kept in memory only (Airflow's asset state store would take ten seconds to start).

    It never raises: Airflow would start it again every two seconds, for ever, and show it nowhere.
    It waits longer after each failure instead, and the warehouse records every poll.
    """

    hints: ClassVar[str]  # the key of the payload that has the names of what is new
    every: ClassVar[int] = 1  # how many pauses of VINTAGES_POLL_SECONDS lie between two polls

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # Airflow's triggers have no types
        self._seen: frozenset[Hashable] | None = None

    @abstractmethod
    def look(self) -> Mapping[Hashable, str]:
        """What the feeds show now, each entry with the name of what it is about.

        It takes as long as the source does, so the event loop calls it in a thread.
        """

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """How the triggerer makes it again: all that it needs is in the settings."""
        return f"{type(self).__module__}.{type(self).__name__}", {}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Poll for ever."""
        usual = pause = self.every * poll_seconds()
        while True:
            try:
                if event := self.event(await asyncio.to_thread(self.look)):
                    yield event
                pause = usual
            except Exception as error:  # noqa: BLE001 - a trigger that raises is lost on everybody
                pause = longer_pause(pause, usual)
                self.log.warning("no feed could be polled, next in %.0f s: %r", pause, error)
            await asyncio.sleep(pause)

    def event(self, shown: Mapping[Hashable, str]) -> TriggerEvent | None:
        """The event that a poll gives rise to, compared with the poll before."""
        seen, self._seen = self._seen, frozenset(shown)
        fresh = sorted({shown[entry] for entry in self._seen - (seen or frozenset())})
        if seen is not None and not fresh:
            return None
        named = {self.hints: fresh[:MOST_HINTS]}
        return TriggerEvent(named)  # type: ignore[no-untyped-call] # as above
