"""The overview: a line per dataset with its newest vintage, its state, and how much was revised."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection

from warehouse.pages.held import rows
from warehouse.pages.host import Followed
from warehouse.pages.sparkline import Sparkline, sparkline
from warehouse.pages.vintage import revised_share

State = Literal["waiting", "frozen", "overdue", "fresh", "held", "empty"]
_SPARKS = 24


@dataclass(frozen=True)
class Line:
    """What the overview says of one dataset; ``title`` is '' where nobody named one."""

    dataset_code: str
    title: str
    state: State
    vintages: int = 0
    released_at: datetime | None = None
    expected_by: datetime | None = None
    revised: Sparkline | None = None


def overview(connection: Connection, followed: Sequence[Followed], now: datetime) -> list[Line]:
    """A line per dataset that is held or followed, those that want a person first."""
    named = {each.dataset_code: each for each in followed}
    shares = _shares(rows(connection, "vintages", dataset_code=None, after=0, most=_SPARKS))
    held = rows(connection, "datasets")
    lines = [_line(row, named.get(row.dataset_code), shares, now) for row in held]
    known = {line.dataset_code for line in lines}
    lines += [
        Line(each.dataset_code, each.title, "empty")
        for each in followed
        if each.dataset_code not in known
    ]
    order: tuple[State, ...] = ("waiting", "frozen", "overdue", "fresh", "held", "empty")
    return sorted(lines, key=lambda line: (order.index(line.state), line.dataset_code))


def state(
    waiting: int, released_at: datetime | None, followed: Followed | None, now: datetime
) -> State:
    """The one word for a dataset that matters most now."""
    if waiting:
        return "waiting"
    if released_at is None:
        return "empty"
    age = now - released_at
    if followed is None or followed.late_after is None:
        return "held"
    if followed.frozen_after is not None and age > followed.frozen_after:
        return "frozen"
    return "overdue" if age > followed.late_after else "fresh"


def _line(
    row: Any,
    followed: Followed | None,
    shares: Mapping[str, Sequence[tuple[datetime, float]]],
    now: datetime,
) -> Line:
    late_after = followed.late_after if followed else None
    title = row.title or (followed.title if followed else "")
    released_at: datetime | None = row.last_released_at
    return Line(
        row.dataset_code,
        title,
        state(row.waiting, released_at, followed, now),
        row.vintages,
        released_at,
        released_at + late_after if released_at and late_after else None,
        sparkline(shares[row.dataset_code]) if row.dataset_code in shares else None,
    )


def _shares(vintages: Iterable[Any]) -> Mapping[str, list[tuple[datetime, float]]]:
    """The revised shares of the newest vintages by dataset, oldest first; its first has none."""
    shares: dict[str, list[tuple[datetime, float]]] = defaultdict(list)
    for each in vintages:
        if each.place < each.counted and not each.restructured:
            shares[each.dataset_code].insert(0, (each.released_at, revised_share(each)))
    return dict(shares)
