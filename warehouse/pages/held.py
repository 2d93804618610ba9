"""Rows of the warehouse's own statements, and what is said of a name that it does not have."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

from sqlalchemy import Connection

from warehouse.errors import VintagesError
from warehouse.statement import one, run

_SUGGESTED, _LIKENESS = 5, 0.4


class NotHeld(VintagesError):
    """The warehouse has nothing of this name: ``near`` are the names that look like it."""

    def __init__(self, said: str, near: Sequence[tuple[str, str]] = ()) -> None:
        """``near`` are pairs of a path below the pages and a name."""
        super().__init__(said)
        self.near = tuple(near)


def rows(connection: Connection, name: str, **values: object) -> list[Any]:
    """The rows of ``sql/page_<name>.sql`` as named tuples."""
    return run(connection, f"page_{name}", **values).fetchall()


def dataset_held(connection: Connection, code: str) -> Any:
    """The row of a dataset that has a release. Raises NotHeld."""
    found = one(connection, "page_dataset", dataset_code=code.upper())
    if found is not None and found.last_released_at is not None:
        return found
    if rows(connection, "waiting", dataset_code=code.upper()):
        said = f"The first release of {code.upper()} waits for a decision."
        raise NotHeld(said, [("decisions", "Decisions")])
    near = nearest(code.upper(), datasets_held(connection))
    raise NotHeld(
        f"No release of the dataset {code.upper()} is held.",
        [(f"datasets/{name}", name) for name in near],
    )


def datasets_held(connection: Connection) -> frozenset[str]:
    """The codes of the datasets that have a release, and so a page."""
    found = rows(connection, "datasets")
    return frozenset(row.dataset_code for row in found if row.last_released_at)


def nearest(wanted: str, names: Iterable[str]) -> list[str]:
    """The names that look like one that is not there; if none does, the first few."""
    there = sorted(names)
    return get_close_matches(wanted, there, _SUGGESTED, _LIKENESS) or there[:_SUGGESTED]
