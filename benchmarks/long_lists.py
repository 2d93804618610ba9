"""Half a million cells in series of ever more periods: what loading and asking takes.

    python -m benchmarks.long_lists

The same number of cells as years, months and days; two releases change 1.5 % of them. The table for
docs/performance.md is written there.
"""

import random
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from sqlalchemy import Engine

from benchmarks.page import SPEED_PAGE, row, write_table
from benchmarks.rounds import Desk, Table, own_warehouse
from warehouse.connection import engine
from warehouse.query import Question, rows_of

NAME = "python -m benchmarks.long_lists"
CHURN = 0.015
RELEASES = ("2026-01-01", "2026-02-01", "2026-03-01")
LISTS: dict[str, tuple[int, list[str]]] = {
    "YEARS": (12_500, [str(1950 + year) for year in range(40)]),
    "MONTHS": (700, [f"{1950 + month // 12}-{1 + month % 12:02d}" for month in range(714)]),
    "DAYS": (33, [(date(1980, 1, 1) + timedelta(day)).isoformat() for day in range(15_000)]),
}
QUESTIONS = (
    "SELECT count(*), max(time_period) FROM figures.as_of(%(code)s, '2026-12-01')",
    "SELECT count(*), max(time_period) FROM figures.revisions WHERE dataset_code = %(code)s",
    "SELECT count(*) FROM figures.latest WHERE dataset_code = %(code)s AND series_key = 'A.K3'",
)
HEADINGS = ("series", "periods", "first load", "third load", "`as_of`", "revisions", "one series")


def main() -> None:
    """Measure each, and write the table."""
    lines = [row(*HEADINGS), row(*("---:" for _ in HEADINGS))]
    with own_warehouse() as access:
        loader, analyst = engine(access.loader), engine(access.analyst)
        for code, (series, periods) in LISTS.items():
            first, _, third = _loaded(Desk(loader, code, {}), series, periods)
            asked = (_seconds(lambda: _ask(analyst, each, code)) for each in QUESTIONS)  # noqa: B023 - asked at once
            seconds = (f"{each:.3f} s" for each in (first, third, *asked))
            lines.append(row(f"{series:,}", f"{len(periods):,} {code.lower()}", *seconds))
    write_table(NAME, lines, SPEED_PAGE)


def _loaded(desk: Desk, series: int, periods: list[str]) -> Iterator[float]:
    """The seconds of each load, without staging."""
    chance = random.Random(1)  # noqa: S311 - figures, not secrets
    table: Table = {("A", f"K{key}"): dict.fromkeys(periods, "0") for key in range(series)}
    for number, day in enumerate(RELEASES):
        share = CHURN if number else 1
        table = {key: _revised(cells, share, chance) for key, cells in table.items()}
        stage = desk.staged(day, ("freq", "key"), table)
        yield _seconds(lambda: desk.accept(stage, day))  # noqa: B023 - called at once


def _revised(cells: dict[str, str], share: float, chance: random.Random) -> dict[str, str]:
    return {
        label: _cell(chance) if chance.random() < share else cell for label, cell in cells.items()
    }


def _cell(chance: random.Random) -> str:
    return f"{chance.randint(1, 99_999) / 100:.2f}"


def _ask(analyst: Engine, question: str, code: str) -> None:
    rows_of(analyst, Question(question, {"code": code}))


def _seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
