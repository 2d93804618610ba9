"""Load: staged changes become a vintage, in one transaction under a lock per dataset.

The observations held are the sum of the differences between neighbouring releases, whatever the
order in which the releases came. A late release replaces the difference between its neighbours by
two, and nothing else in the history moves but the pointers of the cells concerned.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb
from sqlalchemy import Connection, Engine

from warehouse.dataset_view import label_newest, make_view
from warehouse.decide import loaded, locked, require_decision
from warehouse.errors import StageOutdated
from warehouse.late_vintage import insert_before
from warehouse.neighbours import Neighbours
from warehouse.next_vintage import append_next, make_lone_strips
from warehouse.periods import period_sets, register
from warehouse.statement import one, run
from warehouse.structure import Structure
from warehouse.structures import store_structure


@dataclass(frozen=True)
class Arrival:
    """What is recorded of a release beside its figures.

    ``recorded_at`` is now unless a warehouse is rebuilt; ``accepted_by`` is set where a person let
    a held release in.
    """

    release_key: str
    released_at: datetime
    stamps: Mapping[str, str] = field(default_factory=dict)
    evidence: str = "captured"
    silent: bool = False
    title: str | None = None
    structure: Structure | None = None
    structure_key: str | None = None
    recorded_at: datetime | None = None
    accepted_by: str | None = None
    accepted_because: str | None = None


@dataclass(frozen=True)
class Loaded:
    """What a load did: the outcome of the release and its counts per change kind."""

    dataset_code: str
    released_at: datetime
    outcome: str
    changes: Mapping[str, int]


def load(engine: Engine, stage_id: int, arrival: Arrival) -> Loaded:
    """Make a staged release part of the history; a second call finds it done and changes nothing.

    Raises StageOutdated when another release of the dataset was loaded since, or the staged rows
    were lost with a crashed server: stage again. Raises NotStaged for a stage that is unknown,
    rejected, or held and not accepted. Raises ViewInUse where somebody's own view stands upon that
    of a dataset whose dimensions changed.
    """
    structure_id = _shared(engine, stage_id, arrival)
    with engine.begin() as connection:
        stage = locked(connection, stage_id)
        if stage.status == "loaded":
            return _as_loaded(connection, stage)
        require_decision(stage, arrival.accepted_by)
        changes, changes_after = _counts(connection, stage)
        release = _release(connection, stage, arrival, changes)
        release["structure_id"] = structure_id
        is_first = _is_first(connection, stage.stage_id)
        values = {**release, "stage_id": stage.stage_id, "periods": stage.facts["periods"]}
        # an empty first one, too, has the table that all strips of its dataset go into
        is_apart = bool(changes or is_first) and _append(engine, connection, values, changes_after)
        run(connection, "add_release", **(release | _json(release, "layout", "stamps", "changes")))
        _finish(connection, stage, arrival)
        if is_apart:  # else a table that is not part of the whole is one that a dead load left
            run(connection, "attach", dataset_id=stage.dataset_id)
    if is_first:
        with engine.begin() as connection:
            run(connection, "analyze_small")
    return Loaded(stage.dataset_code, stage.released_at, release["outcome"], release["changes"])


def _shared(engine: Engine, stage_id: int, arrival: Arrival) -> int | None:
    """Write down what datasets share, periods and codelists; returns the structure's number.

    In a transaction of its own, so that no load waits for the end of another to see them; the lock
    of the dataset is first, so that none waits for who waits for it.
    A late release moves cells that stand alone: there is a table of them before.
    """
    with engine.begin() as connection:
        stage = one(connection, "stage", stage_id=stage_id)
        if stage is None:
            return None
        if stage.successor is not None:
            make_lone_strips(connection, stage.dataset_id)
        register(connection, stage.facts["periods"])
        values = {"dataset_id": stage.dataset_id, "released_at": stage.released_at}
        if not one(connection, "vintage_before", **values).there:
            period_sets(connection, stage.facts["periods"])
        return _structure(connection, stage.dataset_id, arrival)


def _is_first(connection: Connection, stage_id: int) -> bool:
    """Whether the release was staged in the table that becomes its dataset's own."""
    there = one(connection, "changes_exist", table=f"stage.first_{stage_id}").there
    return bool(there)


def is_whole(engine: Engine, stage_id: int) -> bool:
    """Whether a stage can be loaded as it stands: nothing was loaded since, no change is lost."""
    with engine.connect() as connection:
        try:
            _counts(connection, one(connection, "stage", stage_id=stage_id))
        except StageOutdated:
            return False
        return True


def record_republished(engine: Engine, place: Neighbours, arrival: Arrival, alike: str) -> None:
    """Record a release that brought the same figures as the release before it: no vintage.

    ``alike`` is the key of a release held that brought them in the same bytes.
    Raises StageOutdated when another release of the dataset was loaded since ``place`` was found.
    """
    with engine.begin() as connection:
        run(connection, "lock_dataset", dataset_id=place.dataset_id)
        values = {"dataset_id": place.dataset_id, "released_at": arrival.released_at}
        structure_id = _structure(connection, place.dataset_id, arrival)
        done = run(
            connection,
            "add_republished",
            loads=place.loads,
            structure_id=structure_id,
            **(_kept(arrival) | {"stamps": Jsonb(dict(arrival.stamps))}),
            **values,
            release_key=arrival.release_key,
            alike=alike,
        ).fetchone()
        if done is None:
            raise StageOutdated(
                f"{arrival.release_key}: another release was loaded since; try again"
            )
        run(connection, "count_load", dataset_id=place.dataset_id)
        label_newest(connection, place.dataset_id)


def _counts(connection: Connection, stage: Any) -> tuple[dict[str, int], dict[str, int]]:
    """Changes per kind that the release makes, and that its successor makes against it.

    The stage must still be whole and up to date.
    """
    outdated = (
        f"stage {stage.stage_id} of {stage.dataset_code} is outdated: stage the release again"
    )
    if stage.loads != stage.based_on_loads:
        raise StageOutdated(f"{outdated} (another release was loaded since)")
    table = f"stage.change_{stage.stage_id}"
    if not one(connection, "changes_exist", table=table).there:
        raise StageOutdated(f"{outdated} (its changes are gone)")
    changes, changes_after = stage.facts["changes"], stage.facts["changes_after"]
    if _is_first(connection, stage.stage_id):  # that table survives a crash, unlike changes
        return changes, changes_after
    staged = one(connection, "count_changes", stage_id=stage.stage_id).cells
    if staged != sum(changes.values()):
        raise StageOutdated(f"{outdated} (its changes were lost when the server stopped)")
    return changes, changes_after


def _release(
    connection: Connection, stage: Any, arrival: Arrival, changes: dict[str, int]
) -> dict[str, Any]:
    """The row that records the release."""
    values = {"dataset_id": stage.dataset_id, "dimensions": stage.facts["dimensions"]}
    dimension_set_id = one(connection, "add_dimension_set", **values).dimension_set_id
    run(connection, "add_dataset", dataset_code=stage.dataset_code, title=arrival.title)
    before = stage.facts["dimensions_before"] if stage.facts["observations_before"] else None
    return {
        **_kept(arrival),
        "layout": stage.facts["layout"],
        "dataset_id": stage.dataset_id,
        "released_at": stage.released_at,
        "release_key": stage.release_key,
        "content_hash": stage.content_hash,
        "dimension_set_id": dimension_set_id,
        "restructured": before is not None and before != stage.facts["dimensions"],
        "observations": stage.facts["observations"],
        "outcome": "vintage" if changes else "republished",
        "changes": changes,
        "dimensions": stage.facts["dimensions"],
    }


def _kept(arrival: Arrival) -> dict[str, Any]:
    names = ("stamps", "evidence", "silent", "recorded_at", "accepted_by", "accepted_because")
    return {name: getattr(arrival, name) for name in names}


def _structure(connection: Connection, dataset_id: int, arrival: Arrival) -> int | None:
    if arrival.structure is None or arrival.structure_key is None:
        return None
    return store_structure(connection, dataset_id, arrival.structure, arrival.structure_key)


def _append(
    engine: Engine, connection: Connection, values: dict[str, Any], changes_after: dict[str, int]
) -> bool:
    """Put the changes where they belong in the history, before a successor if there is one.

    Returns whether they lie in a table that is still to be attached.
    """
    run(connection, "add_series", **values)
    if _is_first(connection, values["stage_id"]):
        run(connection, "first_load", **values)
        return True
    following = one(connection, "release_after", **values)
    is_apart = following is None and append_next(engine, connection, values)
    if following is not None:
        insert_before(connection, values, following, changes_after)
    run(connection, "analyze_strips", dataset_id=values["dataset_id"])
    return is_apart


def _finish(connection: Connection, stage: Any, arrival: Arrival) -> None:
    run(connection, "count_load", dataset_id=stage.dataset_id)
    make_view(connection, stage)
    label_newest(connection, stage.dataset_id)
    loaded(connection, stage, (arrival.accepted_by, arrival.accepted_because))
    run(connection, "close_changes", stage_id=stage.stage_id)


def _as_loaded(connection: Connection, stage: Any) -> Loaded:
    values = {"dataset_id": stage.dataset_id, "released_at": stage.released_at}
    row = one(connection, "release_at", **values)
    return Loaded(stage.dataset_code, row.released_at, row.outcome, row.changes)


def _json(values: Mapping[str, Any], *names: str) -> dict[str, Jsonb]:
    return {name: Jsonb(dict(values[name])) for name in names}
