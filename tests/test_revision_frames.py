"""The questions about revisions from Python: frames with exact values."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from tests.example_history import load_example
from tests.fresh import fresh_access
from tests.rounds import moment
from warehouse.connection import engine
from warehouse.query import QueryFailed
from warehouse.revisions import (
    Comparison,
    Series,
    at_horizon,
    cause_split,
    changes_between,
    contributions,
    expected_band,
    like_for_like,
    nth_release,
    revision_pairs,
    revision_summary,
    revision_triangle,
    round_comparison,
    settling_time,
    silent_releases,
    wide,
)
from warehouse.server import Server

CODE = "SYNTHETIC_WEEKLY"
SERIES = Series(CODE, "W.NR.K1.R02")
ONE = {"kind": "K1", "region": "R02"}
READINGS = ("as of 2026-01-10", "latest")


@pytest.fixture(scope="module")
def warehouse(server: Server) -> Iterator[Engine]:
    """Both examples, as an analyst sees them."""
    with fresh_access(server) as access:
        for code in ("EU_THB_PRINTED", CODE):
            load_example(engine(access.loader), code)
        yield engine(access.analyst)


def test_a_triangle_has_text_and_numbers_and_can_be_drawn_wide(warehouse: Engine) -> None:
    triangle = revision_triangle(warehouse, SERIES)
    week = triangle[triangle.time_period == "2026-W01"]

    assert list(week.as_published) == ["280", "340", "351", "351"]
    assert list(week.obs_value) == [Decimal(280), Decimal(340), Decimal(351), Decimal(351)]
    drawn = wide(triangle)
    assert drawn.shape == (63, 4)
    assert list(drawn.loc["2026-W01"]) == ["280", "340", "351", "351"]
    assert wide(triangle, "revision").shape == drawn.shape  # the first release revised nothing


def test_releases_horizons_and_pairs_are_of_the_series_asked_for(warehouse: Engine) -> None:
    frames = (
        nth_release(warehouse, CODE, 2, ONE),
        at_horizon(warehouse, CODE, "3 weeks", ONE),
        revision_pairs(warehouse, CODE, Comparison(members=ONE)),
        settling_time(warehouse, CODE, ONE),
    )

    for frame in frames:
        assert set(frame.series_key) == {"W.NR.K1.R02"}
    pairs = frames[2]
    assert pairs.revision.sum() == sum(pairs.later_number) - sum(pairs.preliminary_number)


def test_a_summary_is_one_row_per_member_and_indicator(warehouse: Engine) -> None:
    comparison = Comparison("release 1", "release 2", {"kind": ["K1", "K2"]}, hac_lag=2)
    summary = revision_summary(warehouse, CODE, comparison, by="region")

    assert set(summary.member) == {f"R{number:02}" for number in range(1, 11)}
    table = summary.pivot_table(index="member", columns="indicator", values="value")
    assert (table.mean_revision > 0).all()
    refused = summary[summary.indicator == "bias_hac_t"]
    assert refused.refusal.str.startswith("several series").all()


def test_changes_contributions_and_rounds_tell_the_same_revisions(warehouse: Engine) -> None:
    changes = changes_between(warehouse, CODE, READINGS)
    parts = contributions(warehouse, CODE, READINGS, over="region", members={"kind": "K1"})
    rounds = round_comparison(warehouse, "EU_THB_PRINTED", ("2021 data", "2022 data"))

    of_kind = changes[changes.series_key.str.startswith("W.NR.K1.")]
    revised = of_kind[of_kind.change_kind == "revised"].absolute.sum()
    assert parts[parts.change_kind == "revised"].contribution.sum() == revised
    assert set(rounds[rounds.change_kind == "revised"].after) == {"68"}


def test_growth_rates_and_silence_are_answered(warehouse: Engine) -> None:
    growth = like_for_like(
        warehouse, CODE, ("2025-W28", "2025-W30"), over="region", members={"kind": "K4"}
    )
    split = cause_split(warehouse, SERIES, Series(CODE, "W.NR.K2.R02"), READINGS)

    assert growth.only_before[0] == ["R10"]
    assert (split.from_count + split.from_base == split.change).sum() == 57
    assert silent_releases(warehouse, CODE).empty


def test_a_band_says_what_it_is_made_of_or_why_there_is_none(warehouse: Engine) -> None:
    (band,) = expected_band(warehouse, SERIES, "2026-W05", coverage=0.8, pool="region").to_dict(
        "records"
    )
    (none,) = expected_band(warehouse, SERIES, "2026-W01", moment("2026-01-10")).to_dict("records")

    assert band["lower"] < band["upper"]
    assert band["stated_coverage"] >= 0.8
    assert none["refusal"] == "n = 0 moves of this age: 0.9 coverage takes at least 19"


def test_a_wrong_question_is_answered_with_what_can_be_asked(warehouse: Engine) -> None:
    with pytest.raises(QueryFailed, match="unknown reading"):
        revision_pairs(warehouse, CODE, Comparison("second"))
