"""Stage: a release is compared with those that it falls between, and what comes of that."""

import logging
from collections.abc import Collection
from typing import TYPE_CHECKING

from ingestion.eurostat.arrival import arrival
from ingestion.eurostat.asked_before import asked_before, still_stands, told
from ingestion.release import Release
from ingestion.silent_release import shown_under_stamp, silent_release
from warehouse.errors import StageOutdated
from warehouse.load import load, record_republished
from warehouse.neighbours import Neighbours, neighbours
from warehouse.snapshot import NotRegular
from warehouse.stage import stage, stage_of

if TYPE_CHECKING:
    from ingestion.eurostat.line import Line

TIMES_STAGED = 3
_log = logging.getLogger(__name__)


def staged(line: "Line", release_key: str, release: Release, leave: Collection[str]) -> int | None:
    """The stage of an archived release, as ``Line.stage`` says; again where a load came between."""
    for _ in range(TIMES_STAGED - 1):
        try:
            return _staged_now(line, release_key, release, leave)
        except StageOutdated as outdated:
            _log.info("staging again: %s", outdated)
    return _staged_now(line, release_key, release, leave)


def _staged_now(
    line: "Line", release_key: str, release: Release, leave: Collection[str]
) -> int | None:
    place = _place(line, release)
    while (shown := shown_under_stamp(line.warehouse, line.archive, release, place)) is not None:
        if line.snapshots.same_figures(release, place, shown):
            return None
        release = silent_release(release, shown)
        place = _place(line, release)
        if place.same is None:
            release_key = line.archive.put_release(release)
    alike = line.snapshots.alike(release, place, place.before) if place.before else None
    if alike is not None:
        record_republished(line.warehouse, place, arrival(line, release_key), alike)
        return None
    asked = asked_before(line.warehouse, line.archive, release, place)
    if asked is not None and asked.status in leave and asked.release_key != release_key:
        _log.info(told(release.dataset_code, asked))
        return None
    if still_stands(line.warehouse, asked):
        return int(asked.stage_id)
    return _stage_changes(line, release_key, release, place)


def _stage_changes(
    line: "Line", release_key: str, release: Release, place: Neighbours
) -> int | None:
    stage_id = _compared(line, release_key, release, place)
    with line.warehouse.connect() as connection:
        facts = stage_of(connection, stage_id).facts
    if facts["changes"] or not facts["observations"]:  # nothing read is asked about
        return stage_id
    load(line.warehouse, stage_id, arrival(line, release_key))
    return None


def _compared(line: "Line", release_key: str, release: Release, place: Neighbours) -> int:
    """The stage of a release, read as a stream where its files allow it."""
    try:
        candidate = line.snapshots.candidate(release_key, place, line.snapshots.streamed)
        return stage(line.warehouse, place, candidate)
    except NotRegular as reason:
        _log.info("%s is read whole: %s", release.dataset_code, reason)
    candidate = line.snapshots.candidate(release_key, place, line.snapshots.whole)
    return stage(line.warehouse, place, candidate)


def _place(line: "Line", release: Release) -> Neighbours:
    with line.warehouse.begin() as connection:
        return neighbours(connection, release.dataset_code, release.released_at)
