"""Whose revision it was, whether growth is real, what moved a rate, and what moved silently."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Engine

from tests.example_history import load_panel
from tests.rounds import Rounds, select
from warehouse.reporting_rounds import ReportingRound, keep_rounds


def test_a_new_reporter_is_told_from_a_revision(warehouse: Engine) -> None:
    """E3: the total of 2010 rose by 182, part of it because a country joined."""
    past = {("EU", "2010"): "9528", ("BE", "2010"): "500", ("FR", "2010"): "900"}
    now = past | {("EU", "2010"): "9710", ("BE", "2010"): "520", ("HR", "2010"): "150"}
    load_panel(warehouse, "X", {"2013-04-15": past, "2014-10-17": now})

    assert select(
        warehouse,
        """SELECT member, change_kind, contribution, total_revision
             FROM figures.contributions('X', 'as of 2013-05-01', 'latest', total => 'EU')""",
    ) == [
        ("HR", "first_published", 150, 182),
        ("BE", "revised", 20, 182),
        ("unexplained", None, 12, 182),
    ]


def test_a_total_that_is_not_there_has_no_revision(warehouse: Engine) -> None:
    """Not one of 0, which would leave what its members moved unexplained."""
    load_panel(
        warehouse,
        "X",
        {"2021-01-01": {("BE", "2020"): "100"}, "2022-01-01": {("BE", "2020"): "120"}},
    )

    assert select(
        warehouse,
        """SELECT member, contribution, total_revision, share_of_revision
             FROM figures.contributions('X', 'as of 2021-06-01', 'latest', total => 'EU27')""",
    ) == [("BE", 20, None, None)]


def test_growth_of_totals_is_not_growth(warehouse: Engine) -> None:
    """E4: the totals say one thing, the countries that reported both years another."""
    cells = {
        ("BE", "2020"): "100",
        ("FR", "2020"): ":",
        ("BE", "2021"): "110",
        ("FR", "2021"): "90",
    }
    load_panel(warehouse, "X", {"2023-02-09": cells})

    ((growth, same_growth, only_after),) = select(
        warehouse,
        """SELECT growth::float8, same_growth::float8, only_after
             FROM figures.like_for_like('X', '2020', '2021')""",
    )
    assert (growth, round(same_growth, 12), only_after) == (1.0, 0.1, ["FR"])


def test_series_that_are_gone_have_no_growth_and_no_row(warehouse: Engine) -> None:
    rounds = Rounds(warehouse)
    cells = {(f"{sex},BE", year): "5" for sex in "MT" for year in ("2020", "2021")}
    rounds.load("X", "2023-02-09", cells, ("sex", "geo"))
    left = {cell: figure for cell, figure in cells.items() if cell[0] == "T,BE"}
    rounds.load("X", "2024-02-09", left, ("sex", "geo"))
    query = "SELECT dimensions FROM figures.like_for_like('X', '2020', '2021', :reading)"

    assert select(warehouse, query, reading="latest") == [({"sex": "T"},)]
    assert len(select(warehouse, query, reading="as of 2023-03-01")) == 2


def test_a_sum_below_zero_that_rises_has_grown(warehouse: Engine) -> None:
    """A sum below zero that rises is growth, as in figures.revisions a revision of it is."""
    balance = {("BE", "2020"): "-100", ("BE", "2021"): "-40"}
    load_panel(warehouse, "X", {"2023-02-09": balance})

    assert select(
        warehouse,
        """SELECT growth::float8, same_growth::float8
             FROM figures.like_for_like('X', '2020', '2021')""",
    ) == [(0.6, 0.6)]


def test_the_parts_of_a_changed_rate_are_its_change_to_the_digit(warehouse: Engine) -> None:
    load_panel(
        warehouse,
        "CASES",
        {"2024-01-01": {("BE", "2022"): "135"}, "2025-01-01": {("BE", "2022"): "163"}},
    )
    load_panel(
        warehouse,
        "PEOPLE",
        {"2024-01-01": {("BE", "2022"): "11617623"}, "2025-01-01": {("BE", "2022"): "11521238"}},
    )

    ((before, after, change, from_count, from_base),) = select(
        warehouse,
        """SELECT rate_before, rate_after, change, from_count, from_base
             FROM figures.cause_split('CASES', 'BE', 'PEOPLE', 'BE', 'as of 2024-06-01')""",
    )
    assert (round(before, 6), round(after, 6)) == (Decimal("11.620277"), Decimal("14.147785"))
    assert from_count + from_base == change == after - before
    assert from_count > 20 * from_base > 0


def test_a_release_without_a_new_period_is_silent(warehouse: Engine) -> None:
    """E8: the tables of the 2022 round were released again, off the calendar."""
    load_panel(
        warehouse,
        "X",
        {
            "2024-01-23T22:00": {("BE", "2021"): "90", ("BE", "2022"): "100"},
            "2024-01-31T10:00": {("BE", "2021"): "90", ("BE", "2022"): "104"},
            "2025-04-03T09:00": {
                ("BE", "2021"): "91",
                ("BE", "2022"): "104",
                ("BE", "2023"): "120",
            },
        },
    )
    keep_rounds(
        warehouse,
        "X",
        [ReportingRound("2022 data", date(2024, 1, 23), date(2025, 4, 3), ("2022",))],
    )

    assert select(
        warehouse,
        """SELECT vintage_id, why, changed_cells, newest_period, reporting_round, days_into_round
             FROM figures.silent_releases('X')""",
    ) == [("X@2024-01-31T10:00:00Z", "no new period", 1, "2022", "2022 data", 8)]


def test_a_release_with_its_first_quarters_brings_new_periods(warehouse: Engine) -> None:
    """A table of years that has quarters from now on may revise a year without being silent."""
    past = {("BE", "2022"): "100"}
    now = {("BE", "2022"): "104", ("BE", "2022-Q1"): "26"}
    load_panel(warehouse, "X", {"2023-02-01": past, "2023-05-01": now})

    assert select(warehouse, "SELECT why FROM figures.silent_releases('X')") == []
