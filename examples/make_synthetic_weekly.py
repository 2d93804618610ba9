"""Writes the five releases of SYNTHETIC_WEEKLY: invented figures that show every kind of change.

``python -m examples.make_synthetic_weekly`` after every change of this file; a test compares.
Nothing here counts anything real. The same figures come out on every machine: they are made from
hashes, not from random numbers.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from pathlib import Path

from examples.release_tsv import release_tsv

FOLDER = Path(__file__).parent / "releases" / "SYNTHETIC_WEEKLY"
DIMENSIONS = ("freq", "unit", "kind", "region")
KINDS = tuple(f"K{number}" for number in range(1, 5))
REGIONS = tuple(f"R{number:02}" for number in range(1, 11))
FIRST_WEEK = date(2024, 12, 2)
# What reaches the counting office in the week itself, one, two and three weeks later.
REPORTED = (0.80, 0.92, 0.97, 1.0)
Series = tuple[str, str]
Cells = dict[tuple[Series, str], str]


@dataclass(frozen=True)
class Made:
    """A release to make: the file, how many weeks it has, and how far the story has gone."""

    file: str
    weeks: int
    backfilled: bool = False
    torn: bool = False
    mended: bool = False
    half: bool = False


# In the order of Eurostat's stamp; the second is published after the third, see 003.toml.
RELEASES = (
    Made("2026-01-08.tsv", weeks=57),
    Made("2026-01-22.tsv", weeks=59, backfilled=True),
    Made("2026-01-29.tsv", weeks=60, backfilled=True, torn=True),
    Made("2026-02-12.tsv", weeks=62, backfilled=True, torn=True, half=True),
    Made("2026-02-19.tsv", weeks=63, backfilled=True, torn=True, mended=True),
)
NOT_YET_COUNTED = [(("K1", "R01"), week) for week in ("2025-W10", "2025-W11", "2025-W12")]
WITHDRAWN = {(("K3", "R09"), "2025-W31"): ": ", (("K4", "R10"), "2025-W30"): ": @C"}
LOST_CELLS = [(("K2", "R05"), week) for week in ("2025-W20", "2025-W21")]
LOST_SERIES = ("K4", "R07")


def synthetic_releases() -> Iterator[tuple[str, bytes]]:
    """File name and content of each release."""
    for made in RELEASES:
        cells = {
            (f"W,NR,{kind},{region}", week): cell
            for ((kind, region), week), cell in _cells(made).items()
        }
        yield made.file, release_tsv(DIMENSIONS, cells)


def _cells(made: Made) -> Cells:
    weeks = [_label(number) for number in range(made.weeks)]
    cells = {
        (series, week): _counted(series, week, made.weeks - 1 - number)
        for series in product(KINDS, REGIONS)
        for number, week in enumerate(weeks)
    }
    if not made.backfilled:
        cells.update(dict.fromkeys(NOT_YET_COUNTED, ": "))
    if made.torn:
        cells.update(WITHDRAWN)
    return {
        (series, week): cell
        for (series, week), cell in cells.items()
        if not _is_lost(made, series, week)
    }


def _is_lost(made: Made, series: Series, week: str) -> bool:
    if made.half and series[1] > REGIONS[4]:
        return True
    gone = series == LOST_SERIES or (series, week) in LOST_CELLS
    return gone and made.torn and not made.mended


def _counted(series: Series, week: str, age: int) -> str:
    """The count of a week as it stands so many weeks later; the last four are provisional."""
    level = 20 + _number(*series) % 400
    count = level + _number(*series, week) % (level // 4 + 1)
    if age < len(REPORTED):
        return f"{int(count * REPORTED[age])} p"
    return f"{count} "


def _number(*parts: str) -> int:
    return int.from_bytes(hashlib.sha256("/".join(parts).encode()).digest()[:4])


def _label(number: int) -> str:
    year, week, _ = (FIRST_WEEK + timedelta(weeks=number)).isocalendar()
    return f"{year}-W{week:02}"


if __name__ == "__main__":
    for name, content in synthetic_releases():
        (FOLDER / name).write_bytes(content)
