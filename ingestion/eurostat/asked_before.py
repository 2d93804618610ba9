"""Bytes that a person was asked about already: the same ones again are no news."""

from typing import Any

from sqlalchemy import Engine

from ingestion.archive import Archive
from ingestion.release import Release
from warehouse.decide import DECIDE
from warehouse.load import is_whole
from warehouse.neighbours import Neighbours
from warehouse.statement import run


def asked_before(warehouse: Engine, archive: Archive, release: Release, place: Neighbours) -> Any:
    """The newest held or rejected stage of a release with the very same bytes; None without one.

    A silent release is dated by when we saw it: there, the release before it must be the same.
    """
    values = {"dataset_id": place.dataset_id, "released_at": release.released_at}
    values["predecessor"] = place.before and place.before.release_id
    with warehouse.connect() as connection:
        stages = run(connection, "stages_asked", **values).fetchall()
    for stage in stages:
        there = archive.release(stage.release_key)
        is_silent = there.silent and release.silent
        of_one = is_silent or stage.released_at == release.released_at
        if of_one and there.parts == release.parts:
            return stage
    return None


def still_stands(warehouse: Engine, stage: Any) -> bool:
    """Whether a stage, if there is one, waits for a person and is as good as a new one."""
    return stage is not None and stage.status == "held" and is_whole(warehouse, stage.stage_id)


def told(code: str, stage: Any) -> str:
    """Why nothing follows from a release whose bytes are those of a stage."""
    again = f"{code}: these are the very bytes of stage {stage.stage_id}, which"
    if stage.status == "held":
        return f"{again} waits for a person: {DECIDE.format(stage.stage_id)}"
    why = f"was rejected by {stage.decided_by} ({stage.decided_because})"
    return f"{again} {why}: vintages ingest {code} stages them anew"
