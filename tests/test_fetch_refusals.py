"""What a source refuses, and where it sends us: no question is repeated that cannot be answered.

The numbers in the docstrings are rows of the client contract: section 11 of the API reference.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from examples.stand_in.bad_days import etags, redirect, status
from ingestion.answer import Answer
from ingestion.errors import (
    DatasetGone,
    Maintenance,
    Misconfigured,
    QueryRefused,
    SourceChanged,
    SourceUnavailable,
    TooLarge,
)
from ingestion.fetch import Question
from tests.loopback import CODE, TSV, World, small_world
from tests.rounds import select
from warehouse.journal import record_attempt

PACKED = f"/sdmx/2.1/data/{CODE}?format=TSV&compressed=true"
PLAIN = f"/sdmx/2.1/data/{CODE}?format=TSV"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    """A stand-in with one small dataset."""
    with small_world(tmp_path) as world:
        yield world


def fetch(here: World, path: str = PACKED) -> Answer:
    return here.fetcher.fetch(Question(here.stand_in.url + path, "data", CODE))


@pytest.mark.parametrize("http_status", [400, 401, 403, 406, 414, 501])
def test_a_refusal_is_not_repeated_and_names_the_question(here: World, http_status: int) -> None:
    """T6: the length of the URL and its parameters are what a person needs."""
    here.stand_in.bad_day("/data/", status(http_status), times=None)

    length = len(here.stand_in.url + PACKED)
    with pytest.raises(QueryRefused, match=rf"{length} characters, parameters format=TSV&compr"):
        fetch(here)

    assert here.outcomes() == ["QueryRefused"]


@pytest.mark.parametrize(("http_status", "error"), [(404, DatasetGone), (413, TooLarge)])
def test_gone_and_too_large_have_their_own_names(
    here: World, http_status: int, error: type[SourceChanged]
) -> None:
    here.stand_in.bad_day("/data/", status(http_status), times=None)

    with pytest.raises(error):
        fetch(here)

    assert here.outcomes() == [error.__name__]


def test_an_unchanged_answer_is_not_sent_again(here: World) -> None:
    """T7: the ETag of the last answer is named, and 304 means the bytes that we have."""
    here.stand_in.bad_day("/data/", etags(), times=None)

    first, second = fetch(here), fetch(here)

    assert not first.is_unchanged
    assert second.is_unchanged
    assert second.archive_key == first.archive_key
    assert here.outcomes() == ["ok", "unchanged"]
    assert "if-none-match" in here.stand_in.requests[1].headers


def test_without_an_etag_nothing_is_asked_conditionally(here: World) -> None:
    """T7: Eurostat sends none today."""
    fetch(here)
    fetch(here)

    asked = ["if-none-match" in request.headers for request in here.stand_in.requests]
    assert asked == [False, False]


def test_an_etag_of_bytes_that_we_lost_is_not_used(here: World) -> None:
    """T7: 304 would leave us with nothing."""
    here.stand_in.bad_day("/data/", etags(), times=None)
    key = fetch(here).archive_key
    (here.settings.home / "archive" / "objects" / key[:2] / key).unlink()

    assert not fetch(here).is_unchanged


@pytest.mark.parametrize("left", ["", "{}", '{"etag": "x"', "[]"])
def test_an_etag_that_a_power_cut_left_unwritten_is_not_used(here: World, left: str) -> None:
    here.stand_in.bad_day("/data/", etags(), times=None)
    fetch(here)
    [file] = (here.settings.home / "etags").iterdir()
    file.write_text(left)

    assert not fetch(here).is_unchanged
    assert fetch(here).is_unchanged


def test_the_maintenance_host_means_maintenance(here: World) -> None:
    """T8: the redirect is not followed, and asking again at once would not help."""
    here.stand_in.bad_day("/data/", redirect("https://sorry.ec.europa.eu/"), times=None)

    with pytest.raises(Maintenance, match=r"sorry\.ec\.europa\.eu"):
        fetch(here)

    assert [(each.outcome, each.http_status) for each in here.attempts] == [("Maintenance", 302)]


@pytest.mark.parametrize(
    "location", ["http://169.254.169.254/latest/meta-data", "http://127.0.0.1:1/", "file:///etc"]
)
def test_no_redirect_leads_us_elsewhere(here: World, location: str) -> None:
    here.stand_in.bad_day("/data/", redirect(location))

    with pytest.raises(SourceChanged, match="redirects to"):
        fetch(here)


def test_a_redirect_on_the_same_host_is_followed(here: World) -> None:
    here.stand_in.bad_day("compressed=true", redirect(f"/eurostat/api/dissemination{PLAIN}"))

    assert here.archive.read(fetch(here).archive_key) == TSV
    assert len(here.stand_in.requests) == 2


def test_redirects_in_a_circle_end(here: World) -> None:
    here.stand_in.bad_day("/data/", redirect(""), times=None)

    with pytest.raises(SourceUnavailable, match="more than 5 redirects"):
        fetch(here.with_patience(attempts=1))


def test_success_without_a_byte_is_no_success(here: World) -> None:
    here.stand_in.bad_day("/data/", status(200))

    assert fetch(here).beginning == TSV
    assert here.outcomes() == ["TransferCut", "ok"]
    assert here.attempts[0].archive_key is None


def test_what_is_no_address_is_a_setting_to_mend(here: World) -> None:
    with pytest.raises(Misconfigured, match="no address"):
        here.fetcher.fetch(Question("ec.europa.eu/eurostat", "data"))


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:1\\@HOST/",
        "http://[::ffff:169.254.169.254]/latest/meta-data",
        "http://metadata.google.internal/",
        "http://user:password@HOST/",
        "//HOST.example.org/",
        "http://HOST:1/",
        "http://HOST:99999/",
        "http://[::1",
        "http://\xff\xfe/",
    ],
)
def test_a_redirect_that_only_looks_like_our_host_is_not_followed(
    here: World, location: str
) -> None:
    host = here.stand_in.url.split("/")[2]
    here.stand_in.bad_day("/data/", redirect(location.replace("HOST", host)))

    with pytest.raises(SourceChanged, match="redirects to"):
        fetch(here)

    assert here.outcomes() == ["SourceChanged"]
    assert len(here.stand_in.requests) == 1


def test_what_a_source_says_is_one_legible_line_in_errors_and_in_the_journal(
    here: World, warehouse: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    """NUL stops a database, ESC moves a terminal's cursor, a line break begins a line of a log."""
    caplog.set_level("INFO")
    evil = "a\x00b\x1b[2J\nERROR all is lost\u202e"
    here.stand_in.bad_day("/data/", status(404, evil, {"X-Evil": "a\x00b\x1b[2J"}))
    with pytest.raises(DatasetGone) as refused:
        fetch(here)
    record_attempt(warehouse, here.attempts[0])

    assert "answered 404: a\\x00b\\x1b[2J ERROR all is lost\\u202e" in str(refused.value)
    assert [line for line in caplog.text.splitlines() if line.startswith("ERROR")] == []
    ((error, headers),) = select(warehouse, "SELECT error, headers FROM vintages.fetch")
    assert error == str(refused.value)
    assert headers["x-evil"] == "a\\x00b\\x1b[2J"
