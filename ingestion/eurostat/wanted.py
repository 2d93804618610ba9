"""Which datasets need a run: the catalogue compared with what the warehouse holds.

Events of the feed are wake-ups only. Whatever was missed, paused, doubled or reordered, the next
comparison finds it.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from sqlalchemy import Engine

from ingestion.errors import SourceUnavailable
from ingestion.eurostat.read_dataflow import Probe
from ingestion.eurostat.unread import tell_of_unread
from ingestion.source import Source
from warehouse.errors import VintagesError
from warehouse.journal import handled_releases, last_fetched_at, record_announced

_log = logging.getLogger(__name__)


def datasets_wanted(
    followed: Sequence[Source],
    probe: Callable[[str], Probe],
    warehouse: Engine,
    wrong: Mapping[str, VintagesError] = MappingProxyType({}),
) -> list[str]:
    """Codes of the datasets with a release that is not handled yet, or that are due a recheck.

    Stamps of one endpoint are compared with each other: the dataflow's now with those of before.
    A dataset that cannot be asked now is left for the next time, and told where that does not pass
    by itself, as are those whose source files are ``wrong``; raises SourceUnavailable only when
    none of them could be.
    """
    wanted: list[str] = []
    failures: dict[str, VintagesError] = {}
    for source in followed:
        try:
            if _is_wanted(source, probe(source.dataset_code), warehouse):
                wanted.append(source.dataset_code)
        except VintagesError as error:
            _log.warning("%s could not be asked: %s", source.dataset_code, error)
            failures[source.dataset_code] = error
    tell_of_unread(warehouse, {**wrong, **failures})
    if failures and len(failures) == len(followed):
        first = next(iter(failures.values()))
        raise SourceUnavailable(f"none of {len(followed)} datasets could be asked: {first}")
    return wanted


def still_wanted(source: Source, probe: Callable[[str], Probe], warehouse: Engine) -> bool:
    """Whether a dataset that was wanted still is: another run may have brought its release."""
    return _is_wanted(source, probe(source.dataset_code), warehouse)


def _is_wanted(source: Source, probe: Probe, warehouse: Engine) -> bool:
    shown = (source.dataset_code, probe.released_at, probe.observation_count)
    record_announced(warehouse, *shown)
    with warehouse.connect() as connection:
        if probe.released_at not in handled_releases(connection, source.dataset_code):
            return True
        fetched_at = last_fetched_at(connection, source.dataset_code)
    return fetched_at is not None and datetime.now(UTC) - fetched_at > timedelta(
        days=source.recheck_days
    )
