"""Check runs and what is kept of them; decisions that hold until a date."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from psycopg.errors import InvalidSchemaName, UndefinedTable
from psycopg.types.json import Jsonb
from sqlalchemy import Connection, Engine

from warehouse.alerts import Cell
from warehouse.decide import waits
from warehouse.errors import NotStaged, StageOutdated
from warehouse.periods import register
from warehouse.stage import Stage
from warehouse.statement import one, run

ENOUGH_REVISIONS = 30  # fewer say little of what is usual: the same as in quality.open


@dataclass(frozen=True)
class Remembered:
    """What a person let in until a date: one rule, for one member of a dimension.

    ``accepted`` is as much as the rule had observed then, or as far as the member had moved; None
    where that was not measured.
    """

    remembered_id: int
    check_id: str
    member: str | None
    accepted: float | None
    decided_by: str
    remember_until: date


def open_run(engine: Engine, stage: Stage, profile: Mapping[str, Any]) -> tuple[int, str]:
    """Begin a check run and lay its stage out; returns the run's number and its bench, a schema.

    The periods of the release are registered first, since rules ask how old a figure is. Raises
    StageOutdated for a stage that another load of its release was faster with.
    """
    with engine.begin() as connection:
        if not waits(connection, stage.stage_id):
            raise StageOutdated(_gone(f"stage {stage.stage_id} of {stage.dataset_code}"))
        register(connection, stage.facts["periods"])
        values = {"stage_id": stage.stage_id, "profile": Jsonb(dict(profile))}
        run_id: int = one(connection, "open_check_run", **values).check_run_id
        return run_id, one(connection, "open_bench", check_run_id=run_id).bench


def close_run(engine: Engine, check_run_id: int) -> None:
    """Take the bench of a run away."""
    with engine.begin() as connection:
        run(connection, "close_bench", check_run_id=check_run_id)


def worst_cells(engine: Engine, bench: str, members: Sequence[str]) -> list[Cell]:
    """The cells of a bench that moved most, at most twenty; those of ``members`` come first.

    A member is ``geo=BE``. ``usual`` says how far figures of that age went before. Raises
    StageOutdated where another load took the bench away.
    """
    with engine.begin() as connection:
        run(connection, "look_at_bench", bench=bench)
        try:
            rows = run(connection, "worst_cells", members=list(members)).fetchall()
        except (InvalidSchemaName, UndefinedTable) as error:
            raise StageOutdated(_gone(bench)) from error
    return [
        Cell(row.series_key, row.time_period, row.before, row.after, _usual(row)) for row in rows
    ]


def _gone(what: str) -> str:
    return f"{what} is gone: another load of the release was faster; load it again to see it done"


def _usual(row: Any) -> str | None:
    if row.usual_size is None:
        return None
    if row.revisions < ENOUGH_REVISIONS:
        return f"±{row.usual_size:.0%} assumed, {row.revisions} revisions known at this age"
    return f"±{row.usual_size:.1%} in nine of ten of {row.revisions:,} revisions at this age"


def record_outcomes(
    connection: Connection, done: Mapping[str, Any], outcomes: Sequence[Mapping[str, Any]]
) -> None:
    """Keep a run's verdict, seconds and worst cells, and what each of its rules saw."""
    for outcome in outcomes:
        shown = {name: Jsonb(outcome[name]) for name in ("sample", "members", "sizes")}
        run(connection, "add_check_outcome", **(dict(outcome) | shown))
    cells = Jsonb([asdict(cell) for cell in done["worst_cells"]])
    run(connection, "finish_check_run", **(dict(done) | {"worst_cells": cells}))


def last_check(connection: Connection, stage_id: int) -> tuple[Any, list[Any]]:
    """The last finished check of a stage (``verdict, worst_cells``), and its outcomes.

    Raises NotStaged for a stage that was never checked.
    """
    check = one(connection, "last_check", stage_id=stage_id)
    if check is None:
        raise NotStaged(f"stage {stage_id} was not checked yet: its run shows where it stands")
    return check, run(connection, "check_outcomes", check_run_id=check.check_run_id).fetchall()


def remembered(engine: Engine, stage_id: int) -> list[Remembered]:
    """What a person asked to be let in, of the dataset of a stage, and still today."""
    with engine.connect() as connection:
        return [Remembered(*row) for row in run(connection, "remembered", dataset_of=stage_id)]


def remember(connection: Connection, stage_id: int, decided: tuple[str, str], until: date) -> None:
    """Let in until a date what keeps a stage out now: its critical rules, for the members named.

    As much as now, or as far as a member moved now. ``decided`` is who says so, and why.
    """
    by, because = decided
    values = {"decided_by": by, "decided_because": because, "remember_until": until}
    run(connection, "remember", dataset_of=stage_id, **values)


def forget(connection: Connection, stage_id: int) -> int:
    """Let in nothing more of what a decision about a stage lets in; for how many members it did."""
    return run(connection, "forget", stage_id=stage_id).rowcount
