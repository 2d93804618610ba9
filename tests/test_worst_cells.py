"""The worst cells of a release: what its owner reads first, in a message and in the question."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from benchmarks.rounds import Desk, Table
from ingestion.checks.gate import Verdict
from ingestion.checks.rule import profile
from ingestion.source import Source
from warehouse.alerts import Cell

DIMENSIONS = ("freq", "unit", "geo")
LARGE, SMALL = ("A", "NR", "DE"), ("A", "NR", "MT")
Cells = dict[str, str]


def judged(warehouse: Engine, large: Callable[[Cells], Cells], small: Cells) -> Verdict:
    """What the gate says of a release in which a large country and a small one changed."""
    desk = Desk(warehouse, "DEMO", profile(Source("DEMO", "Demo", ("A",)), None, {}))
    years = {str(year): "800" for year in range(2005, 2024)} | {"2024": ":"}
    before: Table = {
        LARGE: {year: f"{cell}000" if cell != ":" else ":" for year, cell in years.items()},
        SMALL: years,
    }
    desk.load("2025-06-01", DIMENSIONS, before)
    after: Table = {LARGE: large(dict(before[LARGE])), SMALL: years | small}
    return desk.judged("2025-12-01", DIMENSIONS, after)


def worst(verdict: Verdict) -> tuple[str, str, str | None, str | None]:
    """The worst cell of all."""
    cell: Cell = verdict.worst_cells[0]
    return cell.series_key, cell.time_period, cell.before, cell.after


@pytest.mark.parametrize(("small", "holds"), [("2000", True), ("970", False)])
def test_a_young_figure_that_comes_is_told_behind_one_that_moved_however_large_it_is(
    warehouse: Engine, small: str, holds: bool
) -> None:
    verdict = judged(warehouse, lambda cells: cells | {"2024": "800000000"}, {"2010": small})

    assert verdict.holds == holds
    assert worst(verdict) == ("A.NR.MT", "2010", "800", small)


def test_where_nothing_holds_a_release_those_that_it_warns_of_come_first(warehouse: Engine) -> None:
    lower = {str(year): "799000" for year in range(2005, 2010)}

    verdict = judged(warehouse, lambda cells: cells | lower, {"2010": "800 b"})

    assert verdict.verdict == "accept_with_warnings"
    assert worst(verdict) == ("A.NR.MT", "2010", "800", "800 b")


def test_a_flag_is_told_where_it_is_what_changed(warehouse: Engine) -> None:
    verdict = judged(
        warehouse, lambda cells: {year: f"{cell} p" for year, cell in cells.items()}, {}
    )

    assert verdict.holds
    assert worst(verdict)[2:] == ("800000", "800000 p")


@pytest.mark.parametrize(
    ("before", "told"), [("0", "none before"), ("1", "+79999900.0%"), ("19", "+4210426.3%")]
)
def test_a_small_figure_that_becomes_a_large_one_is_told(
    warehouse: Engine, before: str, told: str
) -> None:
    desk = Desk(warehouse, "DEMO", profile(Source("DEMO", "Demo", ("A",)), None, {}))
    table: Table = {LARGE: {str(year): "800000" for year in range(2005, 2024)}}
    desk.load("2025-06-01", DIMENSIONS, table | {SMALL: {"2010": before}})

    verdict = desk.judged("2025-12-01", DIMENSIONS, table | {SMALL: {"2010": "800000"}})

    (size,) = (each for each in verdict.outcomes if each.rule.check_id == "revision.size")
    assert [row["said"] for row in size.sample] == [
        f"A.NR.MT, 2010: {before} to 800000 ({told}, usual 3.0%)"
    ]
