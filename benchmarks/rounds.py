"""Rounds of a dataset against a warehouse without an archive: stage, judge, load."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from ingestion.checks.gate import Verdict, judge, record
from warehouse.candidate import Candidate
from warehouse.connection import Access, engine
from warehouse.load import Arrival, load
from warehouse.migrate import migrate
from warehouse.neighbours import neighbours
from warehouse.period import period
from warehouse.server import Server
from warehouse.snapshot import Snapshot
from warehouse.stage import stage, stage_of

Key = tuple[str, ...]
Table = dict[Key, dict[str, str]]


@contextmanager
def own_warehouse() -> Iterator[Access]:
    """A new warehouse on a Postgres of its own, gone with the block."""
    with tempfile.TemporaryDirectory(prefix="vintages-bench-") as home:
        Path(home).chmod(0o755)
        server = Server(Path(home)).start()
        try:
            roles = ("vintages_owner", "vintages_loader", "vintages_analyst")
            access = Access(*(server.url("warehouse", role) for role in roles))
            migrate(engine(access.owner))
            yield access
        finally:
            server.stop()


@dataclass
class Desk:
    """A dataset in a warehouse, the profile that it is held to, and the snapshots loaded so far."""

    warehouse: Engine
    dataset_code: str
    profile: dict[str, Any]
    snapshots: dict[str, Snapshot] = field(default_factory=dict)

    def staged(
        self, day: str, dimensions: tuple[str, ...], table: Table, *, twice: bool = False
    ) -> int:
        """Stage a table as released on a day, one line twice if wanted; the stage's number."""
        at = datetime.fromisoformat(day).replace(tzinfo=UTC)
        with self.warehouse.begin() as connection:
            place = neighbours(connection, self.dataset_code, at)
        before = self.snapshots[place.before.release_key] if place.before else None
        snapshot = snapshot_of(dimensions, table)
        if twice:
            snapshot = replace(snapshot, lines=[snapshot.lines[0], *snapshot.lines])
        self.snapshots[day] = snapshot
        return stage(self.warehouse, place, Candidate(day, at, snapshot, before))

    def judged(self, day: str, dimensions: tuple[str, ...], table: Table) -> Verdict:
        """Stage a table and ask the rules."""
        return self.judge(self.staged(day, dimensions, table))

    def judge(self, stage_id: int) -> Verdict:
        """Ask the rules of a stage."""
        with self.warehouse.connect() as connection:
            staged = stage_of(connection, stage_id)
        verdict = judge(self.warehouse, staged, self.profile)
        with self.warehouse.begin() as connection:
            record(connection, verdict)
        return verdict

    def load(self, day: str, dimensions: tuple[str, ...], table: Table) -> None:
        """Stage a table and load it, whatever the rules would say."""
        self.accept(self.staged(day, dimensions, table), day)

    def accept(self, stage_id: int, day: str) -> None:
        """Load a stage, as announced to the figure."""
        at = datetime.fromisoformat(day).replace(tzinfo=UTC)
        with self.warehouse.connect() as connection:
            count = stage_of(connection, stage_id).facts["observations"]
        load(self.warehouse, stage_id, Arrival(day, at, {"OBS_COUNT": str(count)}))


def snapshot_of(dimensions: tuple[str, ...], table: Table) -> Snapshot:
    """A table in normal form."""
    labels = {label for cells in table.values() for label in cells}
    periods = sorted(labels, key=lambda label: period(label).period_id)
    lines = sorted(
        "\t".join((",".join(key), *(cells.get(label, "") for label in periods))).encode()
        for key, cells in table.items()
    )
    lines.sort(key=lambda line: line.partition(b"\t")[0])
    return Snapshot(dimensions, tuple(periods), lines)
