"""A vintage as pages show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Vintage:
    """A vintage, ``share`` of whose cells it changed; ``notes`` say what is special about it.

    One that is ``restructured`` moved all keys, which is no revision of any.
    """

    vintage_id: str
    released_at: datetime
    released: int
    observations: int
    changes: Mapping[str, int]
    share: float
    restructured: bool
    notes: Sequence[str]


def vintage(row: Any) -> Vintage:
    """The vintage of a row of page_vintages.sql."""
    notes = [
        *(["the first one held"] if row.place == row.counted else []),
        *(["structure changed: no revisions"] if row.restructured else []),
        *(["silent: under an old stamp"] if row.silent else []),
        *([row.evidence] if row.evidence != "captured" else []),
        *([f"let in by {row.accepted_by}: {row.accepted_because}"] if row.accepted_by else []),
    ]
    return Vintage(
        row.vintage_id,
        row.released_at,
        row.released,
        row.observations,
        row.changes,
        revised_share(row),
        row.restructured,
        notes,
    )


def revised_share(row: Any) -> float:
    """What share of the cells of a vintage it changed; cells that are new count for nothing."""
    if row.restructured:
        return 0.0
    changed = sum(count for kind, count in row.changes.items() if kind != "first_published")
    return changed / row.observations if row.observations else 0.0
