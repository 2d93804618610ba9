"""Re-create any vintage from the stored changes, to the character."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine

from warehouse.errors import WarehouseDamaged
from warehouse.period import period
from warehouse.snapshot import Snapshot, observation_hash
from warehouse.statement import run

_MEND = (
    "make the figures again in an empty database with `vintages replay --into URL`, "
    "or bring a backup back into one with `vintages restore DIR`"
)


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
    """The snapshot of a release, made again from the versions that were current at its moment.

    Raises WarehouseDamaged where a cell has several of them.
    """
    series = _cells_by_key(connection, release)
    labels = {label for cells in series.values() for label in cells}
    periods = tuple(sorted(labels, key=lambda label: period(label).period_id))
    lines = [_line(key, cells, periods) for key, cells in series.items()]
    lines.sort(key=lambda line: line.partition(b"\t")[0])
    return Snapshot(tuple(release.dimensions), periods, lines, release.layout)


def disagreements(warehouse: Engine) -> list[str]:
    """A sentence for each release that is not re-created, or not with the recorded hash.

    Where all are, one for each whose changes tell of another figure before them than was there.
    """
    with warehouse.connect() as connection:
        held = releases_held(connection)
        told = [told for release in held if (told := _disagreement(connection, release))]
        datasets = {release.dataset_code: release.dataset_id for release in held}
        return told or [each for pair in datasets.items() for each in _apart(connection, *pair)]


def _apart(connection: Connection, code: str, dataset_id: int) -> Iterator[str]:
    for row in run(connection, "changes_apart", dataset_id=dataset_id):
        yield (
            f"{code} released {row.released_at:%Y-%m-%d %H:%M} UTC: in {row.changes:,} of its "
            f"changes the figure before is not the one that was there: {_MEND}"
        )


def _disagreement(connection: Connection, release: HeldRelease) -> str | None:
    try:
        made = observation_hash(recreated(connection, release))
    except WarehouseDamaged as damaged:
        return str(damaged)
    if made == release.content_hash:
        return None
    return (
        f"{_named(release)}: re-created observations hash to {made[:12]}, recorded is "
        f"{release.content_hash[:12]}: {_MEND}"
    )


def _cells_by_key(connection: Connection, release: HeldRelease) -> dict[str, dict[str, str]]:
    """Cells by period and series. No key of the tables says that each is there once."""
    series: dict[str, dict[str, str]] = {}
    values = {"dataset_id": release.dataset_id, "released_at": release.released_at}
    for row in run(connection, "cells_as_of", **values):
        cells = dict(zip(row.periods, row.cells, strict=True))
        there = {label: cell for label, cell in cells.items() if cell} if "" in row.cells else cells
        if len(cells) < len(row.cells) or (there and row.key in series):
            raise WarehouseDamaged(
                f"{_named(release)}: the series {row.key.replace(',', '.')} has more than one "
                f"figure of a period: {_MEND}"
            )
        if there:
            series[row.key] = there
    return series


def _named(release: HeldRelease) -> str:
    return f"{release.dataset_code} released {release.released_at:%Y-%m-%d %H:%M} UTC"


def _line(key: str, cells: dict[str, str], periods: tuple[str, ...]) -> bytes:
    return "\t".join((key, *(cells.get(label, "") for label in periods))).encode()
