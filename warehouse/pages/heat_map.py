"""What a vintage revised, as a table of members and periods."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_MOST_MEMBERS, _MOST_PERIODS = 40, 24
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
    total: int
    hidden_members: int
    hidden_periods: int


def heat_map(found: Sequence[Any]) -> HeatMap:
    """The members with most revised cells, and the newest periods that any was revised in."""
    by_member: Counter[str] = Counter()
    counts: dict[tuple[str, str], int] = {}
    for row in found:
        by_member[row.code] += row.cells
        counts[row.code, row.time_period] = row.cells
    labels = {row.code: row.label for row in found}
    numbers = {row.time_period: row.period_id for row in found}
    periods = sorted(numbers, key=lambda label: -numbers[label])
    shown = periods[:_MOST_PERIODS]
    ranked = [code for code, _ in by_member.most_common(_MOST_MEMBERS)]
    most = max((counts.get((code, each), 0) for code in ranked for each in shown), default=0)
    return HeatMap(
        shown,
        [
            Member(code, labels[code], _cells(code, shown, counts, most), by_member[code])
            for code in sorted(ranked)
        ],
        by_member.total(),
        len(by_member) - len(ranked),
        len(periods) - len(shown),
    )


def _cells(
    code: str, periods: Sequence[str], counts: Mapping[tuple[str, str], int], most: int
) -> list[Cell]:
    found = [counts.get((code, each), 0) for each in periods]
    return [Cell(count, -(-SHADES * count // max(most, SHADES))) for count in found]
