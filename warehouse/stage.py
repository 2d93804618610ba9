"""Stage: the changes of a release, written where checks and people can look at them.

Nothing here touches what analysts see. A stage is outdated as soon as another release of the same
dataset is loaded, and can be made again from the archive at any time.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import Connection, Engine

from warehouse.candidate import Candidate
from warehouse.change_rows import Gone, change_rows
from warehouse.decide import row_of
from warehouse.errors import StageOutdated
from warehouse.first_vintage import write_first
from warehouse.neighbours import Neighbours
from warehouse.periods import period_sets
from warehouse.series_numbers import NewSeries, SeriesNumbers
from warehouse.snapshot import Snapshot, Tally
from warehouse.statement import copy_in, one, run, stream


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
    row = row_of(connection, stage_id)
    return Stage(
        stage_id, row.dataset_code, row.release_key, row.released_at, row.status, row.facts
    )


def stage(engine: Engine, place: Neighbours, candidate: Candidate) -> int:
    """Write the changes that a candidate would make; returns the stage's number.

    Other stages of the same release give way once this one is whole. One transaction: a stage is
    whole or not there.
    Raises NotRegular where figures that are read as a stream must be read whole instead,
    StageOutdated where a release of the dataset was loaded meanwhile.
    """
    with engine.connect() as beside, engine.begin() as connection:
        number = _open(connection, place, candidate)
        with NewSeries(beside, number) as new:
            if candidate.is_alone:
                tallies, counts = _first(connection, place, candidate, new)
            else:
                tallies, counts = _changes(connection, place, candidate, new)
            new.write(connection)
        values = {"facts": Jsonb(_facts(tallies, counts, new.count))}
        content_hash = tallies[1].content_hash
        run(connection, "finish_stage", stage_id=number, content_hash=content_hash, **values)
        _take_the_place_of_others(connection, place, (number, candidate.released_at))
    return number


def _take_the_place_of_others(
    connection: Connection, place: Neighbours, stands: tuple[int, datetime]
) -> None:
    """Only one stage of a release waits; the lock is first, as in a load, so that none is stuck."""
    number, released_at = stands
    run(connection, "lock_dataset", dataset_id=place.dataset_id)
    if one(connection, "loads", dataset_id=place.dataset_id).loads != place.loads:
        raise StageOutdated("a release was loaded while this one was staged: stage it again")
    values = {"dataset_id": place.dataset_id, "released_at": released_at}
    run(connection, "replace_stages", stage_id=number, **values)


Counts = tuple[Counter[str], Counter[str]]  # cells per change kind, of either leg
Tallies = tuple[Tally | None, Tally]  # of the release before, and of the candidate


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
    )
    number: int = row.stage_id
    return number


def _first(
    connection: Connection, place: Neighbours, candidate: Candidate, new: NewSeries
) -> tuple[Tallies, Counts]:
    """All cells of a dataset that the warehouse has nothing of."""
    tally = Tally(candidate.snapshot)
    values = {"dataset_id": place.dataset_id, "released_at": candidate.released_at}
    with new.beside.begin():
        lists = period_sets(new.beside, tally.figures.periods)
    run(connection, "open_first", stage_id=new.stage_id, **values)
    write_first(connection, tally, new, lists)
    changes = +Counter(first_published=tally.observations)  # none where there is no figure
    return (None, tally), (changes, Counter())


def _changes(
    connection: Connection, place: Neighbours, candidate: Candidate, new: NewSeries
) -> tuple[Tallies, Counts]:
    """COPY both legs; the first is against nothing where the release is older than all others."""
    run(connection, "open_changes", stage_id=new.stage_id)
    here, counts = candidate.snapshot, (Counter[str](), Counter[str]())
    before = candidate.before or Snapshot(here.dimensions, here.periods, ())
    tallies = [Tally(each) for each in (before, here, candidate.after) if each is not None]
    copy = sql.SQL("COPY {} FROM STDIN (FREEZE)").format(
        sql.Identifier("stage", f"change_{new.stage_id}")
    )
    numbers, gone = SeriesNumbers(new, place.dataset_id), _gone(connection, place, candidate)
    copy_in(connection, copy, change_rows(tallies, counts, numbers, gone))
    run(connection, "sample_little")
    run(connection, "analyze_changes", stage_id=new.stage_id)
    return (tallies[0] if candidate.before else None, tallies[1]), counts


def _gone(connection: Connection, place: Neighbours, candidate: Candidate) -> Gone:
    """The cells that were once in the dataset, and are not in the release before."""
    if candidate.before is None:
        return Gone(())
    values = {"dataset_id": place.dataset_id, "released_at": candidate.released_at}
    return Gone(row.cells for row in stream(connection, "cells_gone", **values))


def _facts(tallies: Tallies, counts: Counts, new_series: int) -> dict[str, Any]:
    """What a stage knows of itself: sizes before and now, dimensions, flags that occur."""
    before, here = tallies
    return {
        "changes": dict(counts[0]),
        "changes_after": dict(counts[1]),
        "observations": here.observations,
        "observations_before": before.observations if before else None,
        "series": here.series,
        "series_before": before.series if before else None,
        "new_series": new_series,
        "dimensions": list(here.figures.dimensions),
        "dimensions_before": list(before.figures.dimensions) if before else None,
        "periods": list(here.figures.periods),
        "layout": dict(here.figures.layout),
    }
