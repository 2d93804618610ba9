"""What becomes of a stage: held for a person, rejected by one, or taken up by a load."""

from typing import Any

from sqlalchemy import Connection, Engine

from warehouse.errors import NotStaged, StageOutdated
from warehouse.statement import one, run


def locked(connection: Connection, stage_id: int) -> Any:
    """The row of a stage, once no other load of its dataset runs.

    Raises NotStaged for one that is unknown or rejected, StageOutdated for one that gave way.
    """
    stage = _found(connection, stage_id)
    run(connection, "lock_dataset", dataset_id=stage.dataset_id)
    stage = _found(connection, stage_id)
    if stage.status == "rejected":
        raise NotStaged(
            f"stage {stage_id} of {stage.dataset_code} was rejected by {stage.decided_by} "
            f"({stage.decided_because}): fetch or load the release again to stage it anew"
        )
    if stage.status == "replaced":
        raise StageOutdated(f"stage {stage_id} of {stage.dataset_code} gave way to a newer one")
    return stage


def require_decision(stage: Any, decided_by: str | None) -> None:
    """Raise NotStaged for a stage that is held and that nobody let in."""
    if stage.status == "held" and decided_by is None:
        raise NotStaged(
            f"stage {stage.stage_id} of {stage.dataset_code} is held ({stage.reason}): a person "
            f"decides by vintages decide {stage.stage_id} accept|reject --name YOU --reason WHY"
        )


def _found(connection: Connection, stage_id: int) -> Any:
    stage = one(connection, "stage", stage_id=stage_id)
    if stage is None:
        raise NotStaged(f"there is no stage {stage_id}: `vintages status` lists those that wait")
    return stage


def reject(engine: Engine, stage_id: int, name: str, reason: str) -> None:
    """Keep a staged release out, for a reason; its bytes stay in the archive."""
    with engine.begin() as connection:
        locked(connection, stage_id)
        decide(connection, stage_id, "rejected", name, reason)
        run(connection, "close_changes", stage_id=stage_id)


def hold(engine: Engine, stage_id: int, reason: str) -> None:
    """Keep a staged release waiting for a person; its changes stay where they can be looked at."""
    with engine.begin() as connection:
        values = {"status": "held", "reason": reason, "decided_by": None, "decided_because": None}
        run(connection, "decide_stage", stage_id=stage_id, **values)


def decide(connection: Connection, stage_id: int, status: str, name: str, reason: str) -> None:
    """Note what a person decided about a stage."""
    values = {"status": status, "reason": None, "decided_by": name, "decided_because": reason}
    run(connection, "decide_stage", stage_id=stage_id, **values)
