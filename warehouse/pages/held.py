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
    codes = [row.dataset_code for row in rows(connection, "datasets")]
    near = [(f"datasets/{name}", name) for name in nearest(code.upper(), codes)]
    raise NotHeld(f"No release of the dataset {code.upper()} is held.", near)


def nearest(wanted: str, names: Iterable[str]) -> list[str]:
    """The names that look like one that is not there; if none does, the first few."""
    there = sorted(names)
    return get_close_matches(wanted, there, _SUGGESTED, _LIKENESS) or there[:_SUGGESTED]
