"""How figures lie: the cells of a series in the line that they came in, changed ones alone."""

import pytest
from sqlalchemy import Engine

from tests.rounds import Rounds, select

STRIPS = """
    SELECT series_key, period_set_id > 0, cells, lone_places, plain, gone, replaced IS NULL
      FROM vintages.strip JOIN vintages.series USING (series_id)
     ORDER BY series_key, period_set_id, released"""


@pytest.fixture
def rounds(warehouse: Engine) -> Rounds:
    """A warehouse to tell stories in."""
    return Rounds(warehouse)


def test_a_first_release_lies_as_its_lines_were_published(rounds: Rounds) -> None:
    rounds.load(
        "X", "2024-01-01", {("A", "2020"): "12.30 p", ("A", "2021"): ":", ("B", "2021"): "1E3"}
    )

    assert select(rounds.engine, STRIPS) == [
        ("A", False, "12.30 p\t:", None, True, False, True),
        ("B", False, "\t1E3", None, False, False, True),
    ]


def test_a_cell_that_changes_stands_alone_in_all_its_versions(rounds: Rounds) -> None:
    rounds.load("X", "2024-01-01", {("A", "2020"): "1", ("A", "2021"): "2 p"})
    rounds.load("X", "2024-02-01", {("A", "2020"): "1", ("A", "2021"): "3"})
    rounds.load("X", "2024-03-01", {("A", "2020"): "1"})

    assert select(rounds.engine, STRIPS) == [
        ("A", False, "1\t2 p", [2], True, False, True),
        ("A", True, "2 p", None, True, False, False),
        ("A", True, "3", None, True, False, False),
        ("A", True, "-", None, False, True, True),
    ]


def test_a_release_older_than_all_others_lies_as_its_lines_were_published(rounds: Rounds) -> None:
    rounds.load("X", "2024-02-01", {("A", "2020"): "1", ("A", "2021"): "3", ("B", "2021"): "4"})
    rounds.load("X", "2024-01-01", {("A", "2020"): "1", ("A", "2021"): "2", ("B", "2021"): "4"})

    assert select(rounds.engine, STRIPS) == [
        ("A", False, "1\t", None, True, False, True),
        ("A", True, "2", None, True, False, False),
        ("A", True, "3", None, True, False, True),
        ("B", False, "\t4", None, True, False, True),
    ]


def test_a_text_among_numbers_is_a_value_without_a_number(rounds: Rounds) -> None:
    rounds.load(
        "X", "2024-01-01", {("A", "2020"): "KG", ("A", "2021"): "-0 e", ("B", "2020"): ": @C"}
    )

    found = (
        "SELECT series_key, as_published, obs_value, obs_status, conf_status FROM figures.latest"
    )
    assert select(rounds.engine, found + " ORDER BY series_key, time_period") == [
        ("A", "KG", None, None, None),
        ("A", "-0", 0, "e", None),
        ("B", ":", None, None, "C"),
    ]
