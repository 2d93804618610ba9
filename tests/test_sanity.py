"""Sanity: what a release must look like to go on without a person."""

from typing import Any

import pytest

from ingestion.checks.sanity import sanity_failures
from ingestion.source import Checks

FACTS: dict[str, Any] = {
    "changes": {"vanished": 5},
    "observations": 1000,
    "observations_before": 1000,
    "series": 100,
    "series_before": 100,
    "new_series": 0,
    "dimensions": ["freq", "geo"],
    "dimensions_before": ["freq", "geo"],
}
CHECKS = Checks(max_lost_cells_share=0.1, max_lost_series_share=0.1)


def test_a_routine_round_goes_on() -> None:
    assert sanity_failures(FACTS, ["p", "bdep", "@C", "e@N", "s"], CHECKS) == []


def test_a_first_release_goes_on() -> None:
    first = {"observations_before": None, "series_before": None, "dimensions_before": None}

    assert sanity_failures(FACTS | first, [], CHECKS) == []


@pytest.mark.parametrize(
    ("change", "flags", "said"),
    [
        ({"changes": {"vanished": 101}}, [], "101 of 1,000 cells are gone (10.1%)"),
        ({"series": 80}, [], "20 of 100 series are gone (20.0%)"),
        ({"series": 100, "new_series": 50}, [], "50 of 100 series are gone (50.0%)"),
        ({"dimensions": ["freq", "sex", "geo"]}, [], "new: sex; gone: none"),
        ({"observations": 0}, [], "not one observation"),
        ({}, ["p", "q", "@Z"], "flags that no codelist knows: '@Z', 'q'"),
    ],
)
def test_what_looks_wrong_is_said(change: dict[str, Any], flags: list[str], said: str) -> None:
    (failure,) = sanity_failures(FACTS | change, flags, CHECKS)

    assert said in failure


def test_a_first_release_with_other_dimensions_than_its_source_file_names_is_held() -> None:
    first = FACTS | {"observations_before": None, "series_before": None, "dimensions_before": None}

    (failure,) = sanity_failures(first, [], CHECKS, ("freq", "sex", "geo"))

    assert "new: none; gone: sex" in failure
    assert sanity_failures(first, [], CHECKS, ("geo", "freq")) == []
