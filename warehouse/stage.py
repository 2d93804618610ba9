"""Stage: the changes of a release, written where checks and people can look at them.

Nothing here touches what analysts see. A stage is outdated as soon as another release of the same
dataset is loaded, and can be made again from the archive at any time.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import Connection, Engine

from warehouse.difference import Change, change_kind, difference
from warehouse.errors import NotStaged
from warehouse.period import period
from warehouse.snapshot import Snapshot, observation_hash, series_key
from warehouse.statement import driver, one, run

# What Postgres' numeric gives back to the character; everything else is kept as text beside it.
_PLAIN = re.compile(rb"(?!-0+(?:\.0+)?$)-?(?:0|[1-9]\d*)(?:\.\d+)?").fullmatch
_NUMBER = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?").fullmatch
_NULL = rb"\N"
_ABSENT = b"\\N\t\t\\N"
_EMPTY = re.compile(rb"\t(?![^\t])")
_ROWS_AT_ONCE = 20_000


@dataclass(frozen=True)
class Held:
    """A release that the warehouse holds, as far as comparing with it needs."""

    release_id: int
    released_at: datetime
    release_key: str
    content_hash: str
    outcome: str
    dimensions: tuple[str, ...]


@dataclass(frozen=True)
class Stage:
    """A stage as it stands: whose release it is, what it counted, and what became of it."""

    stage_id: int
    dataset_code: str
    release_key: str
    released_at: datetime
    status: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class Neighbours:
    """Where a publication time falls among the releases held of one dataset."""

    dataset_id: int
    loads: int
    same: Held | None
    before: Held | None
    after: Held | None


@dataclass(frozen=True)
class Candidate:
    """A release to be staged: its snapshot, and those of the releases that it falls between."""

    release_key: str
    released_at: datetime
    snapshot: Snapshot
    before: Snapshot | None = None
    after: Snapshot | None = None


def neighbours(connection: Connection, dataset_code: str, released_at: datetime) -> Neighbours:
    """The releases before, at and after a publication time; registers a dataset that is new."""
    values: dict[str, Any] = {"dataset_code": dataset_code, "title": None}
    dataset = one(connection, "add_dataset", **values)
    values = {"dataset_id": dataset.dataset_id, "released_at": released_at}
    found = [
        _held(one(connection, f"release_{place}", **values)) for place in ("at", "before", "after")
    ]
    return Neighbours(dataset.dataset_id, dataset.loads, *found)


def known_dimensions(connection: Connection, dataset_id: int) -> list[tuple[str, ...]]:
    """The orders of dimensions that a dataset's keys were made of, oldest first."""
    return [
        tuple(row.dimensions) for row in run(connection, "first_dimensions", dataset_id=dataset_id)
    ]


def stage_of(connection: Connection, stage_id: int) -> Stage:
    """The stage of a number. Raises NotStaged where there is none."""
    row = one(connection, "stage", stage_id=stage_id)
    if row is None:
        raise NotStaged(f"there is no stage {stage_id}: `vintages status` lists those that wait")
    return Stage(
        stage_id, row.dataset_code, row.release_key, row.released_at, row.status, row.facts
    )


def staged_flags(connection: Connection, stage_id: int) -> list[str]:
    """The flags among the cells that a stage would change, each once."""
    return [row.flags for row in run(connection, "staged_flags", stage_id=stage_id)]


def stage(engine: Engine, place: Neighbours, candidate: Candidate) -> int:
    """Write the changes that a candidate would make; returns the stage's number.

    Earlier stages of the same release give way. One transaction: a stage is whole or not there.
    """
    with engine.begin() as connection:
        values = {"dataset_id": place.dataset_id, "released_at": candidate.released_at}
        run(connection, "replace_stages", **values)
        number = _open(connection, place, candidate)
        numbers = _SeriesNumbers(connection, place.dataset_id, number, candidate)
        facts = _write(connection, numbers, place, candidate)
        run(connection, "finish_stage", stage_id=number, facts=Jsonb(facts))
    return number


def _held(row: Any) -> Held | None:
    if row is None:
        return None
    return Held(
        row.release_id,
        row.released_at,
        row.release_key,
        row.content_hash,
        row.outcome,
        tuple(row.dimensions),
    )


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


class _SeriesNumbers:
    """series_id by key; series that are new get numbers drawn for them."""

    def __init__(
        self, connection: Connection, dataset_id: int, stage_id: int, candidate: Candidate
    ) -> None:
        self.stage_id = stage_id
        self._known: dict[tuple[str, ...], dict[str, int]] = {}
        for snapshot in (candidate.snapshot, candidate.before, candidate.after):
            if snapshot is not None and snapshot.dimensions not in self._known:
                values = {"dataset_id": dataset_id, "dimensions": list(snapshot.dimensions)}
                self._known[snapshot.dimensions] = dict(
                    run(connection, "series_of", **values).fetchall()
                )
        self._add_new(connection, candidate.snapshot)

    def _add_new(self, connection: Connection, snapshot: Snapshot) -> None:
        known = self._known[snapshot.dimensions]
        new = [key for key in map(series_key, snapshot.lines) if key not in known]
        drawn = run(connection, "draw_series_numbers", wanted=len(new)).fetchall()
        copy = "COPY stage.series (stage_id, series_id, series_key) FROM STDIN"
        with driver(connection).cursor().copy(copy) as writer:
            for key, (number,) in zip(new, drawn, strict=True):
                known[key] = number
                writer.write_row((self.stage_id, number, key))
        self.new = len(new)

    def of(self, dimensions: tuple[str, ...]) -> dict[str, int]:
        """series_id by key, for keys made of these dimensions."""
        return self._known[dimensions]


def _write(
    connection: Connection, numbers: _SeriesNumbers, place: Neighbours, candidate: Candidate
) -> dict[str, Any]:
    """COPY both legs; returns the counts that the sanity check reads."""
    counts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    gone: set[tuple[int, int]] = set()
    if place.before is not None:
        values = {"dataset_id": place.dataset_id, "released_at": candidate.released_at}
        gone.update(tuple(row) for row in run(connection, "cells_gone", **values))
    copy = sql.SQL("COPY {} FROM STDIN").format(
        sql.Identifier("stage", f"change_{numbers.stage_id}")
    )
    with driver(connection).cursor().copy(copy) as writer:
        for block in _blocks(_rows(numbers, candidate, gone, counts)):
            writer.write(block)
    run(connection, "analyze_changes", stage_id=numbers.stage_id)
    return _facts(candidate, counts, numbers.new)


def _rows(
    numbers: _SeriesNumbers,
    candidate: Candidate,
    gone: set[tuple[int, int]],
    counts: tuple[Counter[str], Counter[str]],
) -> Iterator[bytes]:
    if candidate.before is None:
        yield from _first_rows(numbers, candidate.snapshot, counts[0])
    else:
        legs = _leg_rows(numbers, (candidate.before, candidate.snapshot), gone, counts[0])
        yield from (b"1\t" + row for row in legs)
    if candidate.after is not None:
        legs = _leg_rows(numbers, (candidate.snapshot, candidate.after), gone, counts[1])
        yield from (b"2\t" + row for row in legs)


def _first_rows(
    numbers: _SeriesNumbers, snapshot: Snapshot, counts: Counter[str]
) -> Iterator[bytes]:
    """The rows of a whole snapshot, with as little work a cell as there is."""
    known = numbers.of(snapshot.dimensions)
    middles = [
        b"\t%d\tfirst_published\t%s\t" % (period(label).period_id, _ABSENT)
        for label in snapshot.periods
    ]
    for line in snapshot.lines:
        start = b"1\t%d" % known[series_key(line)]
        _, *cells = line.split(b"\t")
        rows = [
            start + middle + stored(cell)
            for middle, cell in zip(middles, cells, strict=True)
            if cell
        ]
        counts["first_published"] += len(rows)
        yield b"\n".join(rows) + b"\n"


def _leg_rows(
    numbers: _SeriesNumbers,
    pair: tuple[Snapshot, Snapshot],
    gone: set[tuple[int, int]],
    counts: Counter[str],
) -> Iterator[bytes]:
    """A row per change. ``gone`` is kept up to date: cells that were once there and are not now."""
    before, after = pair
    period_ids = {label: period(label).period_id for label in (*before.periods, *after.periods)}
    for change in difference(before, after):
        known = numbers.of(after.dimensions if change.after else before.dimensions)
        cell = (known[change.key.decode().replace(",", ".")], period_ids[change.time_period])
        kind = _kind(change, cell, gone)
        counts[kind] += 1
        values = stored(change.before), stored(change.after)
        yield b"%d\t%d\t%s\t%s\t%s\n" % (*cell, kind.encode(), *values)


def _kind(change: Change, cell: tuple[int, int], gone: set[tuple[int, int]]) -> str:
    kind = change_kind(change.before, change.after)
    if kind == "vanished":
        gone.add(cell)
    elif kind == "first_published" and cell in gone:
        gone.discard(cell)
        return "reappeared"
    return kind


def stored(cell: bytes) -> bytes:
    """A cell as the three columns obs_value, raw, flags in COPY's text form.

    The number alone where it gives the published characters back; beside it, or instead of it, the
    characters. A cell that is not in the file is the empty text.
    """
    if _PLAIN(cell):
        return cell + b"\t\\N\t\\N"
    if not cell:
        return _ABSENT
    value, _, flags = cell.partition(b" ")
    flags = flags.replace(b"\\", b"\\\\") or _NULL
    if _PLAIN(value):
        return b"\t".join((value, _NULL, flags))
    if value == b":":
        return b"\t".join((_NULL, _NULL, flags))
    number = value if _NUMBER(value) else _NULL
    return b"\t".join((number, value.replace(b"\\", b"\\\\"), flags))


def _blocks(rows: Iterable[bytes]) -> Iterator[bytes]:
    """Rows joined into blocks, so that each call into the driver carries many."""
    block: list[bytes] = []
    for row in rows:
        block.append(row)
        if len(block) == _ROWS_AT_ONCE:
            yield b"".join(block)
            block.clear()
    yield b"".join(block)


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
