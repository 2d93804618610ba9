"""The expected band: it holds as often as it says, and says nothing where it cannot."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from benchmarks.cover_with_bands import REVISED_FOR, Simulation, coverage_of, simulate
from tests.rounds import Rounds, select
from warehouse.connection import Access, engine

ALWAYS = "infinity"
BAND = """
    SELECT n, sample, lower, upper, stated_coverage, refusal
      FROM figures.expected_band(:code, :series, :period, seen_at => :seen_at)"""


def test_nine_of_ten_bands_hold_the_figure_that_comes(access: Access) -> None:
    moments = simulate(engine(access.loader), Simulation(countries=12, releases=28, seed=20240131))
    found = coverage_of(engine(access.analyst), moments, held_out=5)

    assert set(found) == set(range(REVISED_FOR))
    inside, asked = (sum(counts) for counts in zip(*found.values(), strict=True))
    assert asked == 5 * 12 * REVISED_FOR
    assert 0.85 <= inside / asked <= 0.95


def test_a_band_knows_nothing_of_what_came_after_it_was_asked(access: Access) -> None:
    warehouse = engine(access.loader)
    simulation = Simulation(countries=3, releases=24)
    moments = simulate(warehouse, simulation)
    asked = {"code": "SIMULATED_Q", "series": "C00", "period": "2014-Q4", "seen_at": moments[19]}
    ((n, sample, *_),) = select(warehouse, BAND, **asked)

    assert (n, sample) == (19, "this series")
    ((earlier, sample, *_),) = select(
        warehouse, BAND, **{**asked, "seen_at": moments[19 - 4], "period": "2013-Q4"}
    )
    assert (earlier, sample) == (3 * 15, "series that differ in geo only")


def test_too_short_a_history_has_no_band(warehouse: Engine) -> None:
    rounds = Rounds(warehouse)
    rounds.load("X", "2022-02-01", {("BE", "2021"): "10", ("FR", "2021"): "0"})
    rounds.load("X", "2023-02-01", {("BE", "2021"): "11", ("FR", "2021"): "0"})
    reasons = [
        select(warehouse, BAND, code="X", series=series, period="2021", seen_at=ALWAYS)[0][-1]
        for series in ("BE", "FR", "NO")
    ]

    assert reasons == [
        "n = 0 moves of this age: 0.9 coverage takes at least 19",
        "the figure is 0: it cannot move by a share of itself",
        "no number is held for this series and period",
    ]


def test_a_key_that_other_dimensions_had_before_is_that_of_the_series_that_is_there(
    warehouse: Engine,
) -> None:
    rounds = Rounds(warehouse)
    rounds.load("X", "2022-02-01", {("T,BE", "2021"): "10"}, ("sex", "geo"))
    rounds.load("X", "2023-02-01", {("T,BE", "2021"): "11"}, ("age", "geo"))

    ((n, sample, *_, refusal),) = select(
        warehouse, BAND, code="X", series="T.BE", period="2021", seen_at=ALWAYS
    )
    assert (n, sample) == (0, "series that differ in geo only")
    assert refusal == "n = 0 moves of this age: 0.9 coverage takes at least 19"


@pytest.mark.parametrize(("ahead", "coverage"), [(1, 90.0), (1, 1.0), (0, 0.9)])
def test_a_band_that_can_be_none_is_refused(warehouse: Engine, ahead: int, coverage: float) -> None:
    """Ninety is ninety percent to many, and no release ahead is no move."""
    Rounds(warehouse).load("X", "2022-02-01", {("BE", "2021"): "10"})

    with pytest.raises(DBAPIError, match=r"coverage is a share between 0 and 1, not .*, and ahead"):
        select(
            warehouse,
            "SELECT * FROM figures.expected_band('X', 'BE', '2021', :ahead, :coverage)",
            ahead=ahead,
            coverage=coverage,
        )
