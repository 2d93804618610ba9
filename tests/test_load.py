"""Load: what analysts see after releases came, in whatever order."""

import pytest
from sqlalchemy import Engine

from tests.rounds import Rounds, select

KINDS = """
    SELECT series_key, time_period, change_kind, before, after
      FROM figures.revisions
     WHERE released_at = :at
     ORDER BY series_key, time_period"""
REVISED = """
    SELECT before, after, status_after, absolute
      FROM figures.revisions
     WHERE change_kind = 'revised'"""


@pytest.fixture
def rounds(warehouse: Engine) -> Rounds:
    """A warehouse to tell stories in."""
    return Rounds(warehouse)


def test_a_revision_keeps_what_was_known_before(rounds: Rounds) -> None:
    rounds.load("X", "2024-01-24", {("BE", "2023"): "120"})
    rounds.load("X", "2025-04-03", {("BE", "2023"): "130 p"})

    assert select(rounds.engine, REVISED) == [("120", "130", "p", 10)]


def test_every_kind_of_change_is_named(rounds: Rounds) -> None:
    rounds.load(
        "X",
        "2024-01-01",
        {
            ("A", "2020"): "1",
            ("B", "2020"): "2",
            ("C", "2020"): "3",
            ("D", "2020"): ":",
            ("E", "2020"): "5",
            ("F", "2020"): "12.30",
        },
    )
    second = rounds.load(
        "X",
        "2024-02-01",
        {
            ("A", "2020"): "1",
            ("B", "2020"): "2 p",
            ("C", "2020"): ": @C",
            ("D", "2020"): "0",
            ("F", "2020"): "12.3",
            ("G", "2021"): "7",
        },
    )
    third = rounds.load(
        "X",
        "2024-03-01",
        {
            ("A", "2020"): "1",
            ("B", "2020"): "2 p",
            ("C", "2020"): ": @C",
            ("D", "2020"): "0",
            ("E", "2020"): "5",
            ("F", "2020"): "12.3",
            ("G", "2021"): "7",
        },
    )

    assert select(rounds.engine, KINDS, at="2024-02-01Z") == [
        ("B", "2020", "status_changed", "2", "2"),
        ("C", "2020", "withdrawn", "3", ":"),
        ("D", "2020", "backfilled", ":", "0"),
        ("E", "2020", "vanished", "5", None),
        ("F", "2020", "revised", "12.30", "12.3"),
        ("G", "2021", "first_published", None, "7"),
    ]
    assert select(rounds.engine, KINDS, at="2024-03-01Z") == [
        ("E", "2020", "reappeared", None, "5")
    ]
    assert second.changes == dict.fromkeys(
        ["status_changed", "withdrawn", "backfilled", "vanished", "revised", "first_published"], 1
    )
    assert third.changes == {"reappeared": 1}
