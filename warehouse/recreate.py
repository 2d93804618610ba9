"""Re-create any vintage from the stored changes, to the character."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine

from warehouse.period import period
from warehouse.snapshot import Snapshot, observation_hash
from warehouse.statement import run


@dataclass(frozen=True)
class HeldRelease:
    """A release as the warehouse records it; ``layout`` is how its source wrote it."""

    dataset_code: str
    dataset_id: int
    released_at: datetime
    recorded_at: datetime
    outcome: str
    release_key: str
    content_hash: str
    dimensions: list[str]
    layout: dict[str, Any]
    observations: int
    accepted_by: str | None
    accepted_because: str | None


def releases_held(connection: Connection, dataset_code: str | None = None) -> list[HeldRelease]:
    """The releases of a dataset, or of all, by dataset and publication time."""
    found = run(connection, "releases_held", dataset_code=dataset_code)
    return [HeldRelease(**row._asdict()) for row in found]


def recreated(connection: Connection, release: HeldRelease) -> Snapshot:
    """The snapshot of a release, made again from the versions that were current at its moment."""
    values = {"dataset_id": release.dataset_id, "released_at": release.released_at}
    series = {
        row.key: dict(zip(row.periods, row.cells, strict=True))
        for row in run(connection, "cells_as_of", **values)
    }
    labels = {label for cells in series.values() for label in cells}
    periods = tuple(sorted(labels, key=lambda label: period(label).period_id))
    lines = [_line(key, cells, periods) for key, cells in series.items()]
    lines.sort(key=lambda line: line.partition(b"\t")[0])
    return Snapshot(tuple(release.dimensions), periods, lines, release.layout)


def disagreements(warehouse: Engine) -> list[str]:
    """A sentence for each release whose re-created observations do not have the recorded hash."""
    found: list[str] = []
    with warehouse.connect() as connection:
        for release in releases_held(connection):
            made = observation_hash(recreated(connection, release))
            if made != release.content_hash:
                found.append(
                    f"{release.dataset_code} released {release.released_at:%Y-%m-%d %H:%M} UTC: "
                    f"re-created observations hash to {made[:12]}, recorded is "
                    f"{release.content_hash[:12]}: restore the warehouse with `vintages replay`"
                )
    return found


def _line(key: str, cells: dict[str, str], periods: tuple[str, ...]) -> bytes:
    return "\t".join((key, *(cells.get(label, "") for label in periods))).encode()
