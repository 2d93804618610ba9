"""Indicators of whatever figures there are: a number or a reason, never an error."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from tests.rounds import select
from warehouse.connection import engine
from warehouse.server import Server

OF = """
    SELECT indicator, value, n, refusal
      FROM figures.indicators_of(CAST(:preliminary AS float8[]), CAST(:later AS float8[]), :lag,
                                 series => CAST(:series AS text[]),
                                 previous => CAST(:previous AS float8[]))"""
FIGURE = st.one_of(
    st.sampled_from([0.0, 1.0, -1.0, 100.0]),
    st.integers(-5, 5).map(float),
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda value: round(value, 3)),
)
PAIR = st.tuples(FIGURE, FIGURE, st.one_of(st.none(), FIGURE), st.sampled_from(["a", "b"]))


@pytest.fixture(scope="module")
def warehouse(server: Server) -> Engine:
    """The migrated warehouse, which has no figures: these come from the test."""
    return engine(server.url("warehouse", "vintages_analyst"))


@given(pairs=st.lists(PAIR, max_size=20), lag=st.integers(0, 3), one=st.booleans())
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_each_indicator_is_a_number_or_a_reason(
    warehouse: Engine, pairs: list[tuple[float, float, float | None, str]], lag: int, one: bool
) -> None:
    preliminary, later, previous, series = ([pair[place] for pair in pairs] for place in range(4))
    rows = select(
        warehouse,
        OF,
        preliminary=preliminary,
        later=later,
        previous=previous,
        series=["a"] * len(pairs) if one else series,
        lag=lag,
    )

    assert len(rows) == 63
    assert all((value is None) == (refusal is not None) for _, value, _, refusal in rows)
    shares = {name: value for name, value, _, _ in rows if value is not None}
    assert all(0 <= value <= 1 + 1e-9 for name, value in shares.items() if name.endswith("_p"))


def test_a_zero_among_the_later_figures_leaves_only_theil_u2_undefined(warehouse: Engine) -> None:
    rows = select(
        warehouse,
        OF,
        preliminary=[5, 1, 7, 9],
        later=[6, 0, 8, 8],
        previous=[None] * 4,
        series=["a"] * 4,
        lag=1,
    )

    found = {name: refusal for name, _, _, refusal in rows}
    assert found["theil_u2"].startswith("undefined")
    assert found["theil_u1"] is None


def test_a_pair_without_one_of_its_figures_is_no_pair(warehouse: Engine) -> None:
    """As arrays have it that were gathered from figures some of which are missing."""
    steps = range(14)
    preliminary = [100.0 + 7 * step % 11 for step in steps]
    later = [figure + 1 + 3 * step % 5 for step, figure in enumerate(preliminary)]
    previous = [figure - 1 + step % 3 for step, figure in enumerate(preliminary)]
    whole = select(
        warehouse,
        OF,
        preliminary=preliminary,
        later=later,
        previous=previous,
        series=["a"] * 14,
        lag=1,
    )
    holed = select(
        warehouse,
        OF,
        preliminary=[50.0, *preliminary[:7], None, *preliminary[7:]],
        later=[None, *later[:7], 80.0, *later[7:]],
        previous=[49.0, *previous[:7], 80.0, *previous[7:]],
        series=["a"] * 16,
        lag=1,
    )

    assert holed == whole
    assert {n for name, _, n, _ in holed if name == "mean_revision"} == {14}
