"""Other figures under a stamp that is held: a release that nobody announced."""

from ingestion.release import Release
from warehouse.errors import ReleaseConflict
from warehouse.neighbours import Held


def silent_release(release: Release, held: Held) -> Release:
    """Other figures under a stamp that is held: seen by us, so dated by when we saw them."""
    if release.evidence == "backfilled":
        raise ReleaseConflict(
            f"{release.dataset_code} has other figures for {held.released_at:%Y-%m-%d %H:%M} "
            f"UTC already (archive key {held.release_key}): give this file its own moment"
        )
    return release.at(release.fetched_at, silent=True)
