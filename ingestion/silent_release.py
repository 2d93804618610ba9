"""Other figures under a stamp that is held: a release that nobody announced."""

from datetime import timedelta

from ingestion.release import Release
from warehouse.errors import ReleaseConflict
from warehouse.neighbours import Held


def silent_release(release: Release, held: Held) -> Release:
    """Other figures under a stamp that is held: seen by us, so dated by when we saw them.

    In whole seconds, as figures say when they came; of two within one second the other is the next.
    """
    if release.evidence == "backfilled":
        raise ReleaseConflict(
            f"{release.dataset_code} has other figures for {held.released_at:%Y-%m-%d %H:%M} "
            f"UTC already (archive key {held.release_key}): give this file its own moment"
        )
    seen, after = release.fetched_at, held.released_at + timedelta(seconds=1)
    return release.at(max(seen, after).replace(microsecond=0), silent=True)
