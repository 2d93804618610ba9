"""Any order: permutations of the same releases, and re-loads, end in the same history."""

from collections.abc import Sequence
from itertools import combinations, permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from tests.rounds import Cells, Rounds, select
from warehouse.recreate import disagreements

STAMPS = ["2024-01-24", "2024-01-31T11:00", "2024-06-03T23:00", "2025-04-03T11:00", "2026-04-03"]
CELL = st.sampled_from(
    ["1", "2", "12.30", "12.3", "0", "-0", ":", ": @C", ": m", "1 p", "1 bp", "KG"]
)
KEY = st.sampled_from(["A", "B", "C"])
PERIOD = st.sampled_from(["2020", "2021", "2020-Q1"])
TABLE = st.dictionaries(st.tuples(KEY, PERIOD), CELL, max_size=6)
HISTORY = st.lists(TABLE, min_size=2, max_size=4)
ORDER = st.randoms(use_true_random=False)

# Every column but system time, and but the dataset's name, which tells two histories apart here.
EVERYTHING = (
    """SELECT series_key, dimensions::text, time_period, as_published, obs_value::text, obs_status,
              conf_status, released_at, replaced_at
         FROM figures.versions WHERE dataset_code = :code""",
    """SELECT series_key, dimensions::text, time_period, change_kind, before, after,
              before_number::text, after_number::text, absolute::text, relative::text,
              status_before, status_after, split_part(vintage_before, '@', 2),
              split_part(vintage_after, '@', 2), released_at
         FROM figures.revisions WHERE dataset_code = :code""",
    """SELECT released_at, outcome, observations, changes::text, restructured, content_hash
         FROM figures.releases WHERE dataset_code = :code""",
    """SELECT series_key, time_period, as_published, released_at
         FROM figures.latest WHERE dataset_code = :code""",
    """SELECT series_key, time_period, as_published, released_at
         FROM figures.first_published(:code)""",
)
CHANGES_BETWEEN = """
    SELECT series_key, time_period, change_kind, before, status_before, after, status_after
      FROM figures.changes_between(:code, :earlier, :later)"""
REVISIONS, RELEASES = 1, 2
KINDS = {
    "first_published",
    "revised",
    "status_changed",
    "withdrawn",
    "backfilled",
    "vanished",
    "reappeared",
}


def figures_of(engine: Engine, code: str) -> list[list[tuple[Any, ...]]]:
    """Every row that analysts can see of one dataset, by query."""
    return [sorted(select(engine, query, code=code), key=repr) for query in EVERYTHING]


@pytest.fixture
def rounds(warehouse: Engine) -> Rounds:
    """A warehouse to tell stories in."""
    return Rounds(warehouse)


_codes = iter(f"D{number}" for number in range(10**6))


def loaded(rounds: Rounds, releases: Sequence[tuple[Any, ...]]) -> list[list[tuple[Any, ...]]]:
    """Load releases in the order given, as a dataset of its own; what analysts then see.

    Each has its moment and its cells, and its dimensions where they are others than most have.
    """
    code = next(_codes)
    for release in releases:
        rounds.load(code, *release)
    return figures_of(rounds.engine, code)


@given(history=HISTORY, random=ORDER)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_order_of_the_same_releases_ends_in_the_same_figures(
    rounds: Rounds, history: list[Cells], random: Any
) -> None:
    releases = list(zip(STAMPS, history, strict=False))
    shuffled = releases.copy()
    random.shuffle(shuffled)

    assert loaded(rounds, shuffled) == loaded(rounds, releases)


@given(history=HISTORY, moved=st.lists(st.booleans(), min_size=4, max_size=4), random=ORDER)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_order_of_releases_with_other_dimensions_ends_in_the_same_figures(
    rounds: Rounds, history: list[Cells], moved: list[bool], random: Any
) -> None:
    releases = [
        (at, {(f"T,{key}", label): cell for (key, label), cell in cells.items()}, ("sex", "geo"))
        if is_moved
        else (at, cells)
        for at, cells, is_moved in zip(STAMPS, history, moved, strict=False)
    ]
    shuffled = random.sample(releases, len(releases))

    assert loaded(rounds, shuffled) == loaded(rounds, releases)


def test_all_orders_of_a_history_that_begins_without_a_figure_end_in_the_same_figures(
    rounds: Rounds,
) -> None:
    """Whatever changes no figure makes no vintage: there is none before the first figures."""
    history: list[Cells] = [
        {},
        {("A", "2020"): "1", ("B", "2020"): "2"},
        {("A", "2020"): "1", ("B", "2020"): "3"},
        {},
    ]
    releases = list(zip(STAMPS, history, strict=False))

    outcomes = [loaded(rounds, list(order)) for order in permutations(releases)]

    assert all(outcome == outcomes[0] for outcome in outcomes)
    found = [outcome for _, outcome, *_ in outcomes[0][RELEASES]]
    assert found == ["republished", "vintage", "vintage", "vintage"]
    assert disagreements(rounds.engine) == []


def test_all_orders_of_a_history_of_long_series_end_in_the_same_figures(rounds: Rounds) -> None:
    whole: Cells = {(key, str(year)): "1" for year in range(1400, 2000) for key in "AB"}
    revised = {("A", "1655"): "2", ("A", "1656"): "3 p", ("A", "1911"): ":", ("B", "1999"): "4"}
    without = {cell: value for cell, value in whole.items() if cell[1] != "1400"}
    history: list[Cells] = [whole, {**without, **revised}, {**whole, ("A", "1655"): "5"}]
    releases = list(zip(STAMPS, history, strict=False))

    outcomes = [loaded(rounds, list(order)) for order in permutations(releases)]

    assert all(outcome == outcomes[0] for outcome in outcomes)
    assert disagreements(rounds.engine) == []


def test_all_orders_of_a_history_with_every_change_kind_end_in_the_same_figures(
    rounds: Rounds,
) -> None:
    history: list[Cells] = [
        {("A", "2020"): "1", ("B", "2020"): ":", ("C", "2020"): "3 p"},
        {("A", "2020"): "1.0", ("B", "2020"): "2", ("C", "2020"): "3"},
        {("A", "2020"): ": @C", ("B", "2020"): "2"},
        {("A", "2020"): ": @C", ("B", "2020"): "2", ("C", "2020"): "3", ("D", "2021"): "4"},
    ]
    releases = list(zip(STAMPS, history, strict=False))

    outcomes = [loaded(rounds, list(order)) for order in permutations(releases)]

    assert all(outcome == outcomes[0] for outcome in outcomes)
    kinds = {row[3] for row in outcomes[0][REVISIONS]}
    assert kinds == KINDS


def test_a_late_release_equal_to_its_successor_takes_the_vintage_from_it(rounds: Rounds) -> None:
    rounds.load("X", "2024-01-01", {("A", "2020"): "1"})
    rounds.load("X", "2024-03-01", {("A", "2020"): "2"})
    rounds.load("X", "2024-02-01", {("A", "2020"): "2"})

    assert select(
        rounds.engine, "SELECT released_at::date::text, outcome FROM figures.releases ORDER BY 1"
    ) == [("2024-01-01", "vintage"), ("2024-02-01", "vintage"), ("2024-03-01", "republished")]


@given(history=HISTORY, random=ORDER)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_changed_between_any_two_releases_is_what_their_figures_differ_in(
    rounds: Rounds, history: list[Cells], random: Any
) -> None:
    """Also where a cell changed several times in between, or was gone and came again."""
    releases, code = list(zip(STAMPS, history, strict=False)), next(_codes)
    for released_at, cells in random.sample(releases, len(releases)):
        rounds.load(code, released_at, cells)

    for first, last in combinations(range(len(releases)), 2):
        moments = (f"as of {released_at}Z" for released_at, _ in (releases[first], releases[last]))
        asked = dict(zip(("code", "earlier", "later"), (code, *moments), strict=True))
        found = {
            (key, label): told
            for key, label, *told in select(rounds.engine, CHANGES_BETWEEN, **asked)
        }
        was, now = history[first], history[last]
        expected = {
            place: [_kind(history[: first + 1], place, now), *_parts(was, place, now)]
            for place in {**was, **now}
            if was.get(place) != now.get(place)
        }
        assert found == expected


def _parts(was: Cells, place: tuple[str, str], now: Cells) -> list[str | None]:
    """Value and flags before, value and flags after."""
    return [part for cells in (was, now) for part in _value_and_flags(cells.get(place))]


def _value_and_flags(cell: str | None) -> tuple[str | None, str | None]:
    value, _, flags = (cell or "").partition(" ")
    return value or None, flags or None


def _kind(past: list[Cells], place: tuple[str, str], now: Cells) -> str:
    """The kind of the change, said in other words than Postgres says it."""
    before, after = past[-1].get(place), now.get(place)
    if before is None or after is None:
        back = "reappeared" if any(place in cells for cells in past) else "first_published"
        return back if before is None else "vanished"
    (value, _), (next_value, _) = _value_and_flags(before), _value_and_flags(after)
    if value == next_value:
        return "status_changed"
    return {(True, False): "backfilled", (False, True): "withdrawn"}.get(
        (value == ":", next_value == ":"), "revised"
    )
