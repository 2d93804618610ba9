"""What is answered where two series of other dimensions have one key."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from tests.rounds import Rounds, select


@pytest.fixture
def one_key(warehouse: Engine) -> Engine:
    """A key of two series: as sex and geo it had 90 and 100, as age and geo it has 7 and 8."""
    rounds = Rounds(warehouse)
    rounds.load("X", "2025-02-01", {("T,BE", "2020"): "8"}, ("age", "geo"))
    rounds.load("X", "2024-01-01", {("T,BE", "2020"): "100"}, ("sex", "geo"))
    rounds.load("X", "2025-01-01", {("T,BE", "2020"): "7"}, ("age", "geo"))
    rounds.load("X", "2023-01-01", {("T,BE", "2020"): "90"}, ("sex", "geo"))
    return warehouse


def test_of_two_series_of_one_key_the_triangle_is_that_of_the_newer_one(one_key: Engine) -> None:
    triangle = """
        SELECT released_at::date::text, as_published, release_number
          FROM figures.revision_triangle('X', 'T.BE')"""
    named = "SELECT dimensions FROM figures.series_named('x', 'T.BE')"

    assert select(one_key, triangle) == [("2025-01-01", "7", 1), ("2025-02-01", "8", 2)]
    assert select(one_key, named) == [({"age": "T", "geo": "BE"},)]


def test_a_rate_is_not_split_between_series_of_other_dimensions(one_key: Engine) -> None:
    Rounds(one_key).load("PEOPLE", "2024-01-01", {("BE", "2020"): "1000"})
    split = "SELECT * FROM figures.cause_split('X', 'T.BE', 'PEOPLE', 'BE', :earlier)"

    with pytest.raises(DBAPIError, match="X changed its dimensions between"):
        select(one_key, split, earlier="as of 2024-06-01")
    assert len(select(one_key, split, earlier="as of 2025-01-15")) == 1


def test_two_series_of_one_key_do_not_follow_each_other_in_time(one_key: Engine) -> None:
    steps = """
        SELECT indicator, n FROM figures.revision_summary('X', 'first', 'release 2', 'series')
         WHERE indicator IN ('mean_revision', 'direction_agreement')"""

    assert select(one_key, steps) == [("mean_revision", 2), ("direction_agreement", 0)]


def test_figures_that_came_under_other_dimensions_were_not_first_published_then(
    warehouse: Engine,
) -> None:
    """All figures of such a release are new to us, and none of them to the world."""
    rounds = Rounds(warehouse)
    rounds.load("X", "2024-01-01", {("BE", "2020"): "1"})
    rounds.load("X", "2025-01-01", {("A,BE", "2020"): "2"}, ("freq", "geo"))
    both = {("A,BE", "2020"): "2", ("A,BE", "2021"): "3"}
    rounds.load("X", "2026-01-01", both, ("freq", "geo"))

    seen = "SELECT series_key, time_period, first_seen FROM figures."
    now = " WHERE series_key = 'A.BE' ORDER BY 2"
    expected = [("A.BE", "2020", False), ("A.BE", "2021", True)]
    assert select(warehouse, seen + "revision_pairs('X')" + now) == expected
    assert select(warehouse, seen + "settling_time('X')" + now) == expected
