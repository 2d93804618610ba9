"""Whose error it is: that of a server on the way, or what Eurostat itself says in its own words.

The numbers in the docstrings are rows of the client contract: section 11 of the API reference.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from examples.stand_in.bad_days import BadDay, body, fault, status
from examples.stand_in.faults import not_found
from ingestion.errors import (
    DatasetGone,
    Maintenance,
    Malformed,
    QueryRefused,
    SourceChanged,
    SourceUnavailable,
    TooLarge,
)
from ingestion.eurostat.answers import NothingFound
from tests.loopback import CODE, DATA, TSV, World, lines_of, small_world

ALWAYS = None
SLICE = f"{DATA}/..NA"
PAGE = "<!DOCTYPE html>\n<html><body><h1>Request rejected</h1></body></html>"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    """A stand-in with one small dataset of two releases."""
    with small_world(tmp_path) as world:
        yield world


def lines_in_slices(here: World) -> list[bytes]:
    """The series that come when the dataset is asked for country by country."""
    return lines_of(here.archive, here.eurostat.fetch_release(CODE, slice_by="geo").parts)


@pytest.mark.parametrize("before", ["\ufeff", '<?xml version="1.0"?>\n', "<!-- a -->\n<!-- b -->"])
@pytest.mark.parametrize("part", ["/dataflow/", DATA])
def test_a_page_with_200_is_maintenance_whatever_stands_before_it(
    here: World, part: str, before: str
) -> None:
    """T8: a person who is told to read it finds nothing to mend."""
    here.stand_in.bad_day(part, body(before + PAGE, "text/html"))

    with pytest.raises(Maintenance, match="answered with a page"):
        here.eurostat.fetch_release(CODE)


def test_many_remarks_before_no_page_are_no_table_at_once(here: World) -> None:
    here.stand_in.bad_day(DATA, body("<!---->" * 9_000 + "<p>", "text/html"))

    with pytest.raises(Malformed, match="wanted a TSV table"):
        here.eurostat.fetch_release(CODE)


@pytest.mark.parametrize("code", ["100", "140", "150", "413"])
@pytest.mark.parametrize("form", ["soap", "json"])
def test_a_server_error_is_asked_again_whatever_numbers_are_in_its_text(
    here: World, form: str, code: str
) -> None:
    """T5: the milliseconds of an overloaded server are no code of Eurostat's."""
    said = f"Service overloaded at 2026-02-08T10:00:03.{code}Z"
    here.stand_in.bad_day(DATA, fault(503, 503, said, form))
    here.stand_in.bad_day(SLICE, fault(503, int(code), said, form))

    assert len(here.eurostat.fetch_release(CODE).parts) == 1
    assert lines_in_slices(here) == sorted(TSV.splitlines()[1:])
    assert here.outcomes("data") == ["SourceUnavailable", "ok"] + ["ok"] * 2 + [
        "SourceUnavailable",
        "ok",
    ]


def test_a_slice_is_empty_when_eurostat_says_so_twice(here: World) -> None:
    """S6: the code is in Eurostat's own list of codes, so one answer is not believed."""
    here.stand_in.bad_day(SLICE, fault(404, 100, "no results for the query"))
    assert lines_in_slices(here) == sorted(TSV.splitlines()[1:])
    assert here.outcomes("data") == ["ok", "ok", "NothingFound", "ok"]

    here.stand_in.bad_day(SLICE, fault(404, 100, "no results for the query"), times=2)
    assert lines_in_slices(here) == [
        line for line in sorted(TSV.splitlines()[1:]) if b"BE" in line or b"FR" in line
    ]


@pytest.mark.parametrize("http_status", [200, 403, 410])
def test_nothing_is_found_only_where_the_status_says_so_too(here: World, http_status: int) -> None:
    """S6: 400 or 404."""
    here.stand_in.bad_day(SLICE, fault(http_status, 100, "no results"), times=ALWAYS)

    with pytest.raises(SourceChanged) as refused:
        lines_in_slices(here)

    assert not isinstance(refused.value, NothingFound)
    assert list(here.archive.releases()) == []


@pytest.mark.parametrize("code", ["TEC00100", "TPS00140", "TEC00150", "TEC00413"])
@pytest.mark.parametrize("form", ["soap", "json"])
def test_a_dataset_with_a_number_in_its_name_may_be_gone_like_any_other(
    here: World, form: str, code: str
) -> None:
    """S3."""
    here.stand_in.bad_day(code, fault(404, 100, not_found(code), form))

    with pytest.raises(NothingFound, match=f"{code} is not disseminated"):
        here.eurostat.probe(code)


@pytest.mark.parametrize(
    "bad_day",
    [
        status(503, '{"status":503,"error":"Service Unavailable"}'),
        status(502, '{"error":['),
        status(500, "<S:Fault><faultcode>"),
        status(503, PAGE),
    ],
)
def test_a_body_that_a_gateway_wrote_is_a_server_error(here: World, bad_day: BadDay) -> None:
    """T5: asked again until it passes, then told as what it is."""
    here.stand_in.bad_day("/dataflow/", bad_day, times=2)
    assert here.eurostat.probe(CODE).dataset_code == CODE
    assert here.outcomes("probe") == ["SourceUnavailable", "SourceUnavailable", "ok"]

    here.stand_in.bad_day("/dataflow/", bad_day, times=ALWAYS)
    with pytest.raises(SourceUnavailable, match="answered 50"):
        here.eurostat.probe(CODE)


@pytest.mark.parametrize("said", ['{"error":"rejected"}', '{"error":["rejected"]}', PAGE])
@pytest.mark.parametrize(
    ("http_status", "error"),
    [
        *((each, QueryRefused) for each in (400, 401, 403, 406, 414, 501)),
        *((each, DatasetGone) for each in (404, 410)),
        (413, TooLarge),
    ],
)
def test_a_refusal_in_other_words_than_eurostats_is_judged_by_its_status(
    here: World, http_status: int, error: type[SourceChanged], said: str
) -> None:
    """T6: a page with a refusal is no maintenance, and asking again gives the same."""
    here.stand_in.bad_day(DATA, status(http_status, said), times=ALWAYS)

    with pytest.raises(error, match="rejected"):
        here.eurostat.fetch_release(CODE)

    assert here.outcomes("data") == [error.__name__]
