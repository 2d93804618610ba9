"""The watcher of the documents' feeds: a trigger that runs inside Airflow's triggerer.

Its events are wake-ups: the router asks the warehouse who needs a run, and every document is asked
for once a day anyway.
"""

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

from ingestion.feed_trigger import FeedTrigger
from ingestion.settings import settings


class PublicationFeedsTrigger(FeedTrigger):
    """One event for each poll of the feeds that shows something new."""

    hints = "document_ids"
    every = 3  # CELLAR makes its feed anew with each question, and nobody waits for a report

    def look(self) -> Mapping[Hashable, str]:
        """The events of all feeds now, with their documents."""
        from ingestion.publications.poll import Watch  # DAG files are parsed without it

        events = Watch(settings()).poll()
        return {(each.document_id, each.identity): each.document_id for each in events}


def document_ids(events: Iterable[Any]) -> list[str]:
    """The documents that the events of one run name; none for an event that was made by hand."""
    payloads = [event.extra.get("payload") or {} for event in events]
    return sorted({name for payload in payloads for name in payload.get("document_ids", ())})
