"""Words for telling stories about releases, and what the warehouse then says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, text

from warehouse.candidate import Candidate
from warehouse.load import Arrival, Loaded, load
from warehouse.neighbours import neighbours
from warehouse.period import period
from warehouse.snapshot import Snapshot
from warehouse.stage import stage

Cells = Mapping[tuple[str, str], str]


def moment(text_: str) -> datetime:
    """A moment in UTC from ``2024-01-31`` or ``2024-01-31T11:00``."""
    return datetime.fromisoformat(text_).replace(tzinfo=UTC)


def snapshot_of_cells(cells: Cells, dimensions: tuple[str, ...] = ("geo",)) -> Snapshot:
    """A snapshot from cells by (key with commas, period)."""
    periods = sorted({label for _, label in cells}, key=lambda label: period(label).period_id)
    keys = sorted({key.encode() for key, _ in cells})
    lines = [
        b"\t".join((key, *(cells.get((key.decode(), label), "").encode() for label in periods)))
        for key in keys
    ]
    return Snapshot(dimensions, tuple(periods), lines)


@dataclass
class Rounds:
    """A warehouse, and the snapshots that an archive would give back."""

    engine: Engine
    snapshots: dict[str, Snapshot] = field(default_factory=dict)

    def staged(self, code: str, released_at: str, snapshot: Snapshot) -> tuple[int, Arrival]:
        """Stage a round; returns the stage's number and what is to be recorded of it."""
        at = moment(released_at)
        key = f"{code}@{released_at}"
        self.snapshots[key] = snapshot
        with self.engine.begin() as connection:
            place = neighbours(connection, code, at)
        before = self.snapshots[place.before.release_key] if place.before else None
        after = self.snapshots[place.after.release_key] if place.after else None
        return stage(self.engine, place, Candidate(key, at, snapshot, before, after)), Arrival(
            key, at
        )

    def load(
        self, code: str, released_at: str, cells: Cells, dimensions: tuple[str, ...] = ("geo",)
    ) -> Loaded:
        """Stage and load a round of figures."""
        snapshot = snapshot_of_cells(cells, dimensions)
        return load(self.engine, *self.staged(code, released_at, snapshot))


def select(engine: Engine, query: str, **values: Any) -> list[tuple[Any, ...]]:
    """The rows that an analyst would see."""
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query), values)]
