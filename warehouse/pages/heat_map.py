"""What a vintage revised, as a table of members and periods."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_MOST_MEMBERS, PERIODS_SHOWN = 40, 24
SHADES = 5


@dataclass(frozen=True)
class Cell:
    """How many cells were revised; ``shade`` is 0 for none and SHADES for the most."""

    cells: int
    shade: int


@dataclass(frozen=True)
class Member:
    """A row of the table: a code with its label, and a cell per period."""

    code: str
    label: str | None
    cells: Sequence[Cell]
    total: int


@dataclass(frozen=True)
class HeatMap:
    """The table, newest period first; what does not fit is counted."""

    periods: Sequence[str]
    members: Sequence[Member]
    hidden_members: int
    hidden_periods: int


def heat_map(found: Sequence[Any]) -> HeatMap:
    """The table of the rows of page_replaced.sql, with the members that have most."""
    totals = [row for row in found if row.time_period is None]
    counts = {(row.code, row.time_period): row.cells for row in found if row.time_period}
    periods = list(dict.fromkeys(label for _, label in counts))
    ranked = sorted(totals, key=lambda row: (-row.cells, row.code))[:_MOST_MEMBERS]
    most = max((counts.get((row.code, each), 0) for row in ranked for each in periods), default=0)
    members = [
        Member(row.code, row.label, _cells(row.code, periods, counts, most), row.cells)
        for row in sorted(ranked, key=lambda row: str(row.code))
    ]
    hidden = max((row.periods for row in totals), default=0) - len(periods)
    return HeatMap(periods, members, len(totals) - len(ranked), hidden)


def _cells(
    code: str, periods: Sequence[str], counts: Mapping[tuple[str, str], int], most: int
) -> list[Cell]:
    found = [counts.get((code, each), 0) for each in periods]
    return [Cell(count, -(-SHADES * count // max(most, SHADES))) for count in found]
