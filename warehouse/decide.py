"""What becomes of a stage: held for a person, rejected by one, or taken up by a load."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from warehouse.alerts import Ended, resolve_because
from warehouse.errors import NotStaged, StageOutdated
from warehouse.statement import one, run

DECIDE = "vintages decide {} accept --name YOU --reason WHY (or reject)"
HELD = "held"


def release_name(released_at: datetime) -> str:
    """A release in the key of its alerts; sorts as the releases do."""
    return f"{released_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def locked(connection: Connection, stage_id: int) -> Any:
    """The row of a stage, once no other load of its dataset runs and no check lays it out.

    Raises NotStaged for one that is unknown or rejected, or gave way to one that is a person's to
    decide, or was; StageOutdated for one that gave way to any other.
    """
    stage = row_of(connection, stage_id)
    run(connection, "lock_dataset", dataset_id=stage.dataset_id)
    run(connection, "lock_stage", stage_id=stage_id)
    stage = row_of(connection, stage_id)
    _require_not_rejected(stage)
    if stage.status == "replaced":
        raise _gave_way(stage, took_its_place(connection, stage_id))
    return stage


def took_its_place(connection: Connection, stage_id: int) -> Any:
    """The stage that stands for the release of one that gave way; None where it did not.

    ``is_same``: the very same release staged again, not another download of it.
    """
    return one(connection, "took_its_place", stage_id=stage_id)


def standing(connection: Connection, stage_id: int) -> int:
    """The stage itself, or the one that the very same release was staged as again."""
    other = took_its_place(connection, stage_id)
    return other.stage_id if other is not None and other.is_same else stage_id


def require_not_rejected(connection: Connection, stage_id: int) -> None:
    """Raise NotStaged for a stage that a person kept out."""
    _require_not_rejected(row_of(connection, stage_id))


def waits(connection: Connection, stage_id: int) -> bool:
    """Whether a stage was neither loaded nor rejected, and gave way to none; until the commit."""
    stage = one(connection, "lock_stage", stage_id=stage_id)
    return stage is not None and stage.status in ("staged", "held")


def require_open(connection: Connection, stage_id: int, decision: tuple[str, str]) -> None:
    """Raise NotStaged for a stage that is loaded, but by this very decision: name and reason."""
    stage = row_of(connection, standing(connection, stage_id))
    if stage.status != "loaded" or (stage.decided_by, stage.decided_because) == decision:
        return
    by = f"once {stage.decided_by} ({stage.decided_because}) let it in"
    how = by if stage.decided_by else "as it passed its checks"
    raise NotStaged(
        f"stage {stage_id} of {stage.dataset_code} was loaded already, {how}: "
        "nothing is left to decide; `vintages status` lists those that wait"
    )


def require_decision(stage: Any, decided_by: str | None) -> None:
    """Raise NotStaged for a stage that is held and that nobody let in."""
    if stage.status == "held" and decided_by is None:
        raise NotStaged(
            f"stage {stage.stage_id} of {stage.dataset_code} is held ({stage.reason}): "
            f"{_to_decide(stage.stage_id)}"
        )


def _require_not_rejected(stage: Any) -> None:
    if stage.status == "rejected":
        raise NotStaged(
            f"stage {stage.stage_id} of {stage.dataset_code} was rejected by {stage.decided_by} "
            f"({stage.decided_because}): {_anew(stage)}"
        )


def _gave_way(stage: Any, other: Any) -> NotStaged | StageOutdated:
    """What is said of a stage that gave way: the stage to ask about, and what became of it."""
    said = (
        f"stage {stage.stage_id} of {stage.dataset_code} gave way to stage {other.stage_id} of the "
        "same release, which "
    )
    by = f"{other.decided_by} ({other.decided_because})"
    if other.status == "rejected":
        return NotStaged(f"{said}was rejected by {by}: {_anew(stage)}")
    if other.status == "held":
        return NotStaged(f"{said}is held ({other.reason}): {_to_decide(other.stage_id)}")
    if other.status == "loaded":
        let_in = f" once {by} let it in" if other.decided_by else ""
        return StageOutdated(f"{said}was loaded{let_in}: nothing is left to decide")
    return StageOutdated(f"{said}is not decided yet: vintages status tells when it waits")


def _anew(stage: Any) -> str:
    return f"vintages ingest {stage.dataset_code}, or vintages load, stages the release anew"


def _to_decide(stage_id: int) -> str:
    return f"a person decides by {DECIDE.format(stage_id)}"


def row_of(connection: Connection, stage_id: int) -> Any:
    """The row of a stage with its dataset. Raises NotStaged where there is none."""
    stage = one(connection, "stage", stage_id=stage_id)
    if stage is None:
        raise NotStaged(
            f"there is no stage {stage_id}: `vintages status` lists those that wait, "
            "figures.decisions those that were decided"
        )
    return stage


def reject(connection: Connection, stage_id: int, name: str, reason: str) -> None:
    """Keep a staged release out, for a reason; its bytes stay in the archive.

    Raises NotStaged for one that is no longer a person's to decide.
    """
    stage = locked(connection, stage_id)
    if stage.status == "loaded":
        raise NotStaged(
            f"stage {stage_id} of {stage.dataset_code} is loaded already, and what was loaded is "
            "history: it can no longer be kept out. `figures.decisions` says who let it in"
        )
    _note(connection, stage_id, "rejected", (name, reason))
    run(connection, "close_changes", stage_id=stage_id)
    _end_alert(connection, stage, f"{name} kept it out: {reason}")


def hold(connection: Connection, stage_id: int, reason: str) -> None:
    """Keep a staged release waiting for a person; its changes stay where they can be looked at."""
    values = {"status": "held", "reason": reason, "decided_by": None, "decided_because": None}
    run(connection, "decide_stage", stage_id=stage_id, **values)


def free(connection: Connection, stage_id: int) -> None:
    """Let a held release go on, since it passes now."""
    _note(connection, stage_id, "staged", (None, None))


def loaded(connection: Connection, stage: Any, decided: tuple[str | None, str | None]) -> None:
    """Note that a stage became part of the history, and end the alert that it was held.

    ``decided`` is who let it in, and why, where a person did.
    """
    _note(connection, stage.stage_id, "loaded", decided)
    by, because = decided
    _end_alert(connection, stage, f"{by} let it in: {because}" if by else "it was loaded")


def _end_alert(connection: Connection, stage: Any, because: str) -> None:
    key = release_name(stage.released_at)
    resolve_because(connection, Ended(HELD, stage.dataset_code, key, because))


def _note(
    connection: Connection, stage_id: int, status: str, decided: tuple[str | None, str | None]
) -> None:
    by, because = decided
    values = {"status": status, "reason": None, "decided_by": by, "decided_because": because}
    run(connection, "decide_stage", stage_id=stage_id, **values)
