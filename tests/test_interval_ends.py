"""A version holds from the very second of its release until that of the next."""

from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.rounds import Rounds, select, snapshot_of_cells
from warehouse.decide import hold

FIRST, SECOND, THIRD = "2024-01-01T00:00:00Z", "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z"
# What is known of a cell at each moment: the second before a release, and its own.
MOMENTS = {
    "2023-12-31T23:59:59Z": {},
    FIRST: {"BE": "-100", "DE": "-50", "FR": ":"},
    "2024-01-31T23:59:59Z": {"BE": "-100", "DE": "-50", "FR": ":"},
    SECOND: {"BE": "-110", "DE": "-50", "FR": "5"},
    "2024-02-29T23:59:59Z": {"BE": "-110", "DE": "-50", "FR": "5"},
    THIRD: {"DE": "-50", "FR": "5"},
}


@pytest.fixture
def story(warehouse: Engine) -> Rounds:
    """A figure below zero that is revised and vanishes, one that stays, one that comes late."""
    rounds = Rounds(warehouse)
    for at in (FIRST, SECOND, THIRD):
        cells = {(geo, "2020"): cell for geo, cell in MOMENTS[at].items()}
        rounds.load("X", at.removesuffix("Z"), cells)
    return rounds


def answers(story: Rounds, question: str, **values: Any) -> dict[str, str]:
    """The figures that a question gives, by country; each once."""
    query = f"SELECT series_key, as_published FROM {question}"  # noqa: S608 - our own words
    rows = select(story.engine, query, **values)
    assert len({key for key, _ in rows}) == len(rows)
    return {key: value for key, value in rows if value is not None}


@pytest.mark.parametrize("at", MOMENTS)
def test_a_moment_of_publication_time_is_that_of_the_release_that_comes_in_it(
    story: Rounds, at: str
) -> None:
    assert answers(story, "figures.as_of('X', :at)", at=at) == MOMENTS[at]
    read = "figures.reading('X', 'as of ' || :at) JOIN figures.series USING (series_id)"
    assert answers(story, read, at=at) == MOMENTS[at]
    cited = {
        geo: answers(story, "figures.provenance('X', :geo, '2020', :at)", geo=geo, at=at).get(geo)
        for geo in ("BE", "DE", "FR")
    }
    assert cited == {"BE": None, "DE": None, "FR": None} | MOMENTS[at]


def test_a_moment_of_system_time_is_that_of_the_load_that_was_recorded_in_it(story: Rounds) -> None:
    recorded = select(story.engine, "SELECT recorded_at FROM figures.releases ORDER BY released_at")
    before = "figures.known_at('X', CAST(:at AS timestamptz) - interval '1 microsecond')"

    seen = [
        (answers(story, before, at=at), answers(story, "figures.known_at('X', :at)", at=at))
        for (at,) in recorded
    ]

    known = [{}, *(MOMENTS[at] for at in (FIRST, SECOND, THIRD))]
    assert seen == list(pairwise(known))


@pytest.mark.parametrize(
    ("horizon", "at"),
    [("35 months", None), ("36 months", FIRST), ("37 months", SECOND), ("38 months", THIRD)],
)
def test_a_horizon_is_read_on_the_day_after_its_last_one(
    story: Rounds, horizon: str, at: str | None
) -> None:
    found = answers(story, "figures.at_horizon('X', :horizon)", horizon=horizon)

    assert found == (MOMENTS[at] if at else {})
    assert answers(story, "figures.at_horizon('X', '39 months')") == {}  # nobody knows that yet


def test_what_is_current_now_is_what_the_newest_release_left(story: Rounds) -> None:
    assert answers(story, "figures.latest") == answers(story, "figures.x") == MOMENTS[THIRD]
    assert answers(story, "figures.first_published('X')") == {"BE": "-100", "DE": "-50", "FR": "5"}


def test_a_deficit_that_grows_by_a_tenth_moves_by_minus_a_tenth(story: Rounds) -> None:
    moved = "SELECT absolute, round(relative, 3) FROM figures.{} WHERE change_kind = 'revised'"
    cells = {("DE", "2020"): "-60", ("FR", "2020"): "5"}
    stage_id, _ = story.staged("X", "2024-04-01", snapshot_of_cells(cells))
    with story.engine.begin() as connection:
        hold(connection, stage_id, "a person decides")

    revised, held = (
        select(story.engine, moved.format(each)) for each in ("revisions", "quarantine")
    )

    assert [float(each) for each in revised[0]] == [-10, -0.1]
    assert [float(each) for each in held[0]] == [-10, -0.2]
