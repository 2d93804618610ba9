"""Stage: the changes of a release, written where checks and people can look at them.

Nothing here touches what analysts see. A stage is outdated as soon as another release of the same
dataset is loaded, and can be made again from the archive at any time.
"""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import Connection, Engine

from warehouse.candidate import Candidate
from warehouse.change_rows import Cells, blocks, change_rows
from warehouse.errors import NotStaged
from warehouse.neighbours import Neighbours
from warehouse.series_numbers import SeriesNumbers
from warehouse.snapshot import Snapshot, observation_hash
from warehouse.statement import driver, one, run

_EMPTY = re.compile(rb"\t(?![^\t])")


@dataclass(frozen=True)
class Stage:
    """A stage as it stands: whose release it is, what it counted, and what became of it."""

    stage_id: int
    dataset_code: str
    release_key: str
    released_at: datetime
    status: str
    facts: dict[str, Any]


def stage_of(connection: Connection, stage_id: int) -> Stage:
    """The stage of a number. Raises NotStaged where there is none."""
    row = one(connection, "stage", stage_id=stage_id)
    if row is None:
        raise NotStaged(f"there is no stage {stage_id}: `vintages status` lists those that wait")
    return Stage(
        stage_id, row.dataset_code, row.release_key, row.released_at, row.status, row.facts
    )


def stage(engine: Engine, place: Neighbours, candidate: Candidate) -> int:
    """Write the changes that a candidate would make; returns the stage's number.

    Earlier stages of the same release give way. One transaction: a stage is whole or not there.
    """
    with engine.begin() as connection:
        values = {"dataset_id": place.dataset_id, "released_at": candidate.released_at}
        run(connection, "replace_stages", **values)
        number = _open(connection, place, candidate)
        numbers = SeriesNumbers(connection, place.dataset_id, number, candidate)
        facts = _write(connection, numbers, place, candidate)
        run(connection, "finish_stage", stage_id=number, facts=Jsonb(facts))
    return number


def _open(connection: Connection, place: Neighbours, candidate: Candidate) -> int:
    row = one(
        connection,
        "open_stage",
        dataset_id=place.dataset_id,
        release_key=candidate.release_key,
        released_at=candidate.released_at,
        loads=place.loads,
        predecessor=place.before and place.before.release_id,
        successor=place.after and place.after.release_id,
        content_hash=observation_hash(candidate.snapshot),
    )
    run(connection, "open_changes", stage_id=row.stage_id)
    number: int = row.stage_id
    return number


def _write(
    connection: Connection, numbers: SeriesNumbers, place: Neighbours, candidate: Candidate
) -> dict[str, Any]:
    """COPY both legs; returns the counts that the rules read."""
    counts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    gone: Cells = set()
    if place.before is not None:
        values = {"dataset_id": place.dataset_id, "released_at": candidate.released_at}
        gone.update(tuple(row) for row in run(connection, "cells_gone", **values))
    copy = sql.SQL("COPY {} FROM STDIN").format(
        sql.Identifier("stage", f"change_{numbers.stage_id}")
    )
    with driver(connection).cursor().copy(copy) as writer:
        for block in blocks(change_rows(numbers, candidate, gone, counts)):
            writer.write(block)
    run(connection, "analyze_changes", stage_id=numbers.stage_id)
    return _facts(candidate, counts, numbers.new)


def _facts(
    candidate: Candidate, counts: tuple[Counter[str], Counter[str]], new_series: int
) -> dict[str, Any]:
    """What a stage knows of itself: sizes before and now, dimensions, flags that occur."""
    before = candidate.before
    return {
        "changes": dict(counts[0]),
        "changes_after": dict(counts[1]),
        "observations": _cells(candidate.snapshot),
        "observations_before": _cells(before) if before else None,
        "series": len(candidate.snapshot.lines),
        "series_before": len(before.lines) if before else None,
        "new_series": new_series,
        "dimensions": list(candidate.snapshot.dimensions),
        "dimensions_before": list(before.dimensions) if before else None,
        "periods": list(candidate.snapshot.periods),
        "layout": dict(candidate.snapshot.layout),
    }


def _cells(snapshot: Snapshot) -> int:
    """Observations in a snapshot: its places less the empty ones."""
    empty = sum(len(_EMPTY.findall(line)) for line in snapshot.lines)
    return len(snapshot.lines) * len(snapshot.periods) - empty
