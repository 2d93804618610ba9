"""Balances stand on both sides of zero: the rest of larger figures, at times a small rest."""

import pytest
from sqlalchemy import Engine

from benchmarks.rounds import Desk, Table
from ingestion.checks.gate import Verdict
from ingestion.checks.rule import profile
from ingestion.source import Source

DIMENSIONS = ("freq", "bop_item", "unit", "geo")
YEARS = range(2010, 2022)
YOUNG = range(2010, 2025)  # the last two are young in 2025
# What goods bring in and services take out, in each country: the rest is a small one.
LEVELS = {"G": 3000, "S": -2800}


def balances(**added: dict[str, int]) -> Table:
    """Balances of six countries; ``AT={"2012": 10}`` adds to what goods brought in to one."""
    return {
        ("A", item, "MIO_EUR", geo): {
            str(year): str(level + 10 * place + year % 7 + _added(added, item, geo, year))
            for year in YEARS
        }
        for item, level in LEVELS.items()
        for place, geo in enumerate(("AT", "BE", "CZ", "DE", "ES", "FR"))
    }


def _added(added: dict[str, dict[str, int]], item: str, geo: str, year: int) -> int:
    return added.get(geo, {}).get(str(year), 0) if item == "G" else 0


def judged(warehouse: Engine, before: Table, after: Table) -> Verdict:
    """What the gate says of a release after another one."""
    desk = Desk(warehouse, "DEMO", profile(Source("DEMO", "Demo", ("A",)), None, {}))
    desk.load("2024-12-01", DIMENSIONS, before)
    return desk.judged("2025-12-01", DIMENSIONS, after)


def said(verdict: Verdict, check_id: str) -> list[str]:
    """What a rule said of what it found."""
    outcomes = (each for each in verdict.outcomes if each.rule.check_id == check_id)
    return [str(row["said"]) for each in outcomes for row in each.sample]


@pytest.mark.parametrize(("added", "waits"), [(2000, False), (7000, True)])
def test_a_balance_is_held_that_moves_by_more_than_all_its_figures_come_to(
    warehouse: Engine, added: int, waits: bool
) -> None:
    verdict = judged(warehouse, balances(), balances(AT={"2012": added}))

    found = said(verdict, "revision.total")
    assert any(each.startswith("geo=AT") for each in found) == waits
    moved = "went from 206 to 7206 (by 120.7% of what they come to without signs, usual 3.0%)"
    assert any(each.endswith(moved) for each in found) == waits


def test_a_sum_of_deficits_is_told_below_zero(warehouse: Engine) -> None:
    deficits: Table = {
        key: {label: f"-{value.lstrip('-')}" for label, value in cells.items()}
        for key, cells in balances().items()
    }
    worse = {
        key: cells | {"2012": str(int(cells["2012"]) * 2)} if key[-1] == "AT" else cells
        for key, cells in deficits.items()
    }

    (found,) = said(judged(warehouse, deficits, worse), "revision.total")
    assert found.startswith("geo=AT, MIO_EUR, 2012: the sum of 2 figures went ")
    assert found.endswith("from -5800 to -11600 (+100.0%, usual 3.0%)")


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize(("factor", "told"), [(1.6, False), (0.4, True)])
def test_a_young_sum_may_double_on_either_side_of_zero_and_not_fall_as_far(
    warehouse: Engine, sign: str, factor: float, told: bool
) -> None:
    figures: Table = {
        ("A", item, "MIO_EUR", "AT"): {str(year): f"{sign}{3000 + year % 7}" for year in YOUNG}
        for item in ("G", "S")
    }
    moved = {
        key: cells | {"2024": str(round(int(cells["2024"]) * factor))}
        for key, cells in figures.items()
    }

    found = said(judged(warehouse, figures, moved), "revision.total")

    assert any(each.startswith("geo=AT, MIO_EUR, 2024") for each in found) == told


@pytest.mark.parametrize(
    ("other", "added", "told"), [(-9000, -400, False), (-9000, -6000, True), (0, -400, True)]
)
def test_a_figure_that_crosses_zero_is_told_where_it_is_far_or_new_for_its_series(
    warehouse: Engine, other: int, added: int, told: bool
) -> None:
    before = balances(AT={"2012": 300 - 3003, "2013": other})
    after = balances(AT={"2012": 300 - 3003 + added, "2013": other})

    found = said(judged(warehouse, before, after), "revision.size")

    assert any("the sign changed" in each for each in found) == told
