"""Where a release falls among those that are held of its dataset."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from warehouse.statement import one, run


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
class Neighbours:
    """Where a publication time falls among the releases held of one dataset."""

    dataset_id: int
    loads: int
    same: Held | None
    before: Held | None
    after: Held | None


def neighbours(connection: Connection, dataset_code: str, released_at: datetime) -> Neighbours:
    """The releases before, at and after a publication time; registers a dataset that is new."""
    values: dict[str, Any] = {"dataset_code": dataset_code, "title": None}
    dataset = one(connection, "add_dataset", **values)
    values = {"dataset_id": dataset.dataset_id, "released_at": released_at}
    found = [
        _held(one(connection, f"release_{place}", **values)) for place in ("at", "before", "after")
    ]
    return Neighbours(dataset.dataset_id, dataset.loads, *found)


def last_silent(
    connection: Connection, dataset_id: int, released_at: datetime, seen_at: datetime
) -> Held | None:
    """What stood under the stamp of a moment when it was seen, where that had changed silently."""
    values = {"dataset_id": dataset_id, "released_at": released_at, "seen_at": seen_at}
    return _held(one(connection, "last_silent", **values))


def known_dimensions(connection: Connection, dataset_id: int) -> list[tuple[str, ...]]:
    """The orders of dimensions that a dataset's keys were made of, oldest first."""
    return [
        tuple(row.dimensions) for row in run(connection, "first_dimensions", dataset_id=dataset_id)
    ]


def make_known(
    connection: Connection, dataset_code: str, orders: Sequence[tuple[str, ...]]
) -> None:
    """Register a dataset with orders of dimensions that its keys are to be made of."""
    dataset = one(connection, "add_dataset", dataset_code=dataset_code, title=None)
    for dimensions in orders:
        values = {"dataset_id": dataset.dataset_id, "dimensions": list(dimensions)}
        run(connection, "add_dimension_set", **values)


def releases_alike(connection: Connection, dataset_id: int, held: Held) -> list[str]:
    """The release keys of a dataset that brought the figures of a release, newest first."""
    values = {"dataset_id": dataset_id, "content_hash": held.content_hash}
    return [row.release_key for row in run(connection, "releases_alike", **values)]


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
