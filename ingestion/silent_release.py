"""Other figures under a stamp that is held: a release that nobody announced."""

from datetime import timedelta

from sqlalchemy import Engine

from ingestion.archive import Archive
from ingestion.release import Release
from warehouse.errors import ReleaseConflict
from warehouse.neighbours import Held, Neighbours, last_silent

_SECOND = timedelta(seconds=1)  # what releases are dated by


def shown_under_stamp(
    warehouse: Engine, archive: Archive, release: Release, place: Neighbours
) -> Held | None:
    """The release held that its source showed last under the stamp of this one; None without any.

    Figures that go back to those of before a silent release are another one. A file at hand was
    seen by nobody: it is the release of its moment, or none.
    """
    if place.same is None or release.evidence == "backfilled":
        return place.same
    seen_at = release.fetched_at
    with warehouse.connect() as connection:
        while held := last_silent(connection, place.dataset_id, release.released_at, seen_at):
            if archive.release(held.release_key).fetched_at <= release.fetched_at:
                return held
            seen_at = held.released_at - _SECOND  # seen later within the same second
    return place.same


def silent_release(release: Release, held: Held) -> Release:
    """Other figures under a stamp that is held: seen by us, so dated by when we saw them.

    In whole seconds, as figures say when they came; of two within one second the other is the next.
    """
    if release.evidence == "backfilled":
        raise ReleaseConflict(
            f"{release.dataset_code} has other figures for {held.released_at:%Y-%m-%d %H:%M} "
            f"UTC already (archive key {held.release_key}): give this file its own moment"
        )
    seen, after = release.fetched_at, held.released_at + _SECOND
    return release.at(max(seen, after).replace(microsecond=0), silent=True)
