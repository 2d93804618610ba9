"""What Eurostat refuses, and how a large dataset is cut into parts (S1 to S7).

The numbers in the docstrings are rows of the client contract: section 11 of the API reference.
"""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples.stand_in.bad_days import BadDay, body, fault, status, too_big_for
from ingestion.errors import (
    DatasetGone,
    Malformed,
    Misconfigured,
    ReleaseMoved,
    SourceUnavailable,
    TooLarge,
)
from ingestion.eurostat.answers import CodeLeft, NothingFound, WrongFilters
from ingestion.eurostat.slices import cut, filter_key
from tests.loopback import CODE, DATA, TSV, World, lines_of, small_world

ALWAYS = None
PART = f"{DATA}/"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    """A stand-in with one small dataset of two releases."""
    with small_world(tmp_path) as world:
        yield world


@pytest.mark.parametrize("form", ["soap", "json"])
def test_what_is_too_big_comes_in_parts(here: World, form: str) -> None:
    """S1: disjoint parts that together are the table, each within the limit."""
    here.stand_in.bad_day(DATA, too_big_for(6, form), times=ALWAYS)

    release = here.eurostat.fetch_release(CODE)

    assert lines_of(here.archive, release.parts) == sorted(TSV.splitlines()[1:])
    assert len(release.parts) > 1
    assert len(release.origins) == len(release.parts)
    assert len(here.stand_in.asked(f"{DATA}?")) == 1


def test_a_dataset_known_to_be_too_big_is_asked_for_in_slices_from_the_start(here: World) -> None:
    """S1: a part per code of the dimension that its source file names, and no refusal."""
    release = here.eurostat.fetch_release(CODE, slice_by="geo")

    assert lines_of(here.archive, release.parts) == sorted(TSV.splitlines()[1:])
    assert len(release.parts) == 3
    assert here.stand_in.asked(f"{DATA}?") == []


def test_a_dimension_to_slice_by_that_is_not_there_is_named(here: World) -> None:
    with pytest.raises(Misconfigured, match="slice_by = 'sector': the dataset has freq, sex, geo"):
        here.eurostat.fetch_release(CODE, slice_by="sector")


def test_a_part_that_is_too_big_is_cut_again(here: World) -> None:
    """S1: down to single series, by more than one dimension."""
    here.stand_in.bad_day(DATA, too_big_for(3), times=ALWAYS)

    release = here.eurostat.fetch_release(CODE)

    assert lines_of(here.archive, release.parts) == sorted(TSV.splitlines()[1:])
    assert len(release.parts) == 4


def test_cutting_ends_at_a_single_series(here: World) -> None:
    """S1: bounded."""
    here.stand_in.bad_day(DATA, too_big_for(0), times=ALWAYS)

    with pytest.raises(TooLarge, match="single series"):
        here.eurostat.fetch_release(CODE)


def test_a_release_is_all_parts_or_nothing(here: World) -> None:
    """S2: one part fails."""
    here.stand_in.bad_day(PART, status(503), times=ALWAYS)
    here.stand_in.bad_day(DATA, too_big_for(6), times=ALWAYS)

    with pytest.raises(SourceUnavailable):
        here.eurostat.fetch_release(CODE)

    assert list(here.archive.releases()) == []


def test_parts_of_two_releases_do_not_make_one(here: World) -> None:
    """S2: UPDATE_DATA moves between the probe before and the probe after."""
    here.stand_in.bad_day(DATA, too_big_for(6), times=ALWAYS)
    here.stand_in.bad_day("descendants", publishing(here, 2))

    with pytest.raises(ReleaseMoved, match="start over"):
        here.eurostat.fetch_release(CODE)

    assert list(here.archive.releases()) == []
    assert here.eurostat.fetch_release(CODE).stamps["UPDATE_DATA"].startswith("2026-01-08")


@pytest.mark.parametrize("form", ["soap", "json"])
def test_a_dataset_that_is_gone_is_named(here: World, form: str) -> None:
    """S3: at the probe, and at the data when it goes between them."""
    text = f"ERR_NOT_FOUND_4: {CODE}"
    with pytest.raises(DatasetGone, match="ERR_NOT_FOUND_4"):
        here.eurostat.fetch_release("NEVER_THERE")
    here.stand_in.bad_day(DATA, fault(404, 100, text, form), times=ALWAYS)
    with pytest.raises(DatasetGone, match=f"{text}.*renamed or withdrawn"):
        here.eurostat.fetch_release(CODE)

    assert list(here.archive.releases()) == []


def test_a_code_that_left_is_asked_for_with_fresh_codes_once(
    here: World, caplog: pytest.LogCaptureFixture
) -> None:
    """S4: the structure is read again, and it is told."""
    here.stand_in.bad_day(PART, fault(400, 150, "INVALID_QUERY_DIMENSION_VALUE GEO=FR"))
    here.stand_in.bad_day(DATA, too_big_for(6), times=ALWAYS)

    with caplog.at_level(logging.WARNING):
        release = here.eurostat.fetch_release(CODE)

    assert lines_of(here.archive, release.parts) == sorted(TSV.splitlines()[1:])
    assert "CodeLeft" in here.outcomes("data")
    assert "a code left the dataset" in caplog.text
    assert len(here.stand_in.asked("/contentconstraint/")) == 2


def test_a_code_that_stays_away_is_an_error(here: World) -> None:
    """S4: once only."""
    here.stand_in.bad_day(PART, fault(400, 150, "INVALID_QUERY_DIMENSION_VALUE"), times=ALWAYS)
    here.stand_in.bad_day(DATA, too_big_for(6), times=ALWAYS)

    with pytest.raises(CodeLeft):
        here.eurostat.fetch_release(CODE)


@pytest.mark.parametrize("text", ["INVALID_QUERY_NB_FILTERS: 2", "TIME_PERIOD_FILTER_SPEC_INVALID"])
def test_a_filter_of_the_wrong_shape_is_our_bug_after_a_fresh_structure(
    here: World, text: str
) -> None:
    """S5: both labels."""
    here.stand_in.bad_day(PART, fault(400, 140, text), times=ALWAYS)
    here.stand_in.bad_day(DATA, too_big_for(6), times=ALWAYS)

    with pytest.raises(WrongFilters, match=f"{text}.*fault of our client"):
        here.eurostat.fetch_release(CODE)

    assert len(here.stand_in.asked("/contentconstraint/")) == 2


def test_a_part_without_a_result_is_empty(here: World) -> None:
    """S6: nobody is counted as F in NA."""
    here.stand_in.bad_day(DATA, too_big_for(3), times=ALWAYS)

    release = here.eurostat.fetch_release(CODE)

    assert "NothingFound" in here.outcomes("data")
    assert lines_of(here.archive, release.parts) == sorted(TSV.splitlines()[1:])


@pytest.mark.parametrize("http_status", [400, 404])
def test_a_dataset_without_a_result_is_an_error(here: World, http_status: int) -> None:
    """S6: on a whole dataset the same fault is no empty table."""
    here.stand_in.bad_day(DATA, fault(http_status, 100, "no results"), times=ALWAYS)

    with pytest.raises(NothingFound):
        here.eurostat.fetch_release(CODE)


def test_a_dataset_of_nothing_but_empty_parts_is_an_error(here: World) -> None:
    """S6 with S1."""
    here.stand_in.bad_day(PART, fault(404, 100, "no results"), times=ALWAYS)
    here.stand_in.bad_day(DATA, too_big_for(6), times=ALWAYS)

    with pytest.raises(DatasetGone, match="every part of it is empty"):
        here.eurostat.fetch_release(CODE)


def test_an_empty_value_is_no_dataset(here: World) -> None:
    """S7."""
    here.stand_in.bad_day(DATA, body('{"version":"2.0","class":"dataset","value":{}}'))

    with pytest.raises(Malformed, match="wanted a TSV table"):
        here.eurostat.fetch_release(CODE)


def test_a_header_alone_is_a_table_only_when_no_observation_was_announced(here: World) -> None:
    """S7: OBS_COUNT decides."""
    header = TSV.splitlines(keepends=True)[0]
    here.stand_in.bad_day(DATA, body(header.decode(), "text/tab-separated-values"))
    with pytest.raises(Malformed, match="a header and no series"):
        here.eurostat.fetch_release(CODE)

    here.publish(tsv=header)
    assert here.eurostat.fetch_release(CODE).stamps["OBS_COUNT"] == "0"


def publishing(here: World, number: int) -> BadDay:
    """The good reply, and another release published just after it was made."""

    def published(reply: Any, _: object) -> Any:
        here.stand_in.publish(CODE, number)
        return reply

    return published


@given(
    sizes=st.lists(st.integers(1, 40), min_size=1, max_size=4),
    parts=st.integers(1, 60),
)
def test_the_parts_are_disjoint_and_complete(sizes: list[int], parts: int) -> None:
    codes = {f"d{n}": [f"C{n}_{i}" for i in range(size)] for n, size in enumerate(sizes)}
    if max(sizes) == 1:
        with pytest.raises(TooLarge, match="single series"):
            cut(codes, {}, parts)
        return

    selections = cut(codes, {}, parts)

    [name] = {name for selection in selections for name in selection}
    members = [code for selection in selections for code in selection[name]]
    assert members == codes[name]
    assert len(selections) >= 2
    assert all(selection[name] for selection in selections)


def test_a_key_has_a_position_per_dimension_and_stays_short() -> None:
    codes = {"freq": ["M"], "geo": [f"REGION_{number:04}" for number in range(2000)]}

    selections = cut(codes, {}, 2)

    assert filter_key(["freq", "unit", "geo"], {"geo": ["BE", "FR"]}) == "..BE+FR"
    assert max(len(filter_key(["freq", "geo"], part)) for part in selections) < 1100
