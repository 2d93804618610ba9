"""Answers that Eurostat prepares: tickets, polling, and one job at a time (Q1 to Q7).

The numbers in the docstrings are rows of the client contract: section 11 of the API reference.
"""

import gzip
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from examples.stand_in.bad_days import BadDay, cut, queue, ticket_without_number, warning
from ingestion.errors import Malformed, SourceUnavailable, StillQueued
from ingestion.pace import only_job
from tests.loopback import CODE, DATA, TSV, World, small_world

ALWAYS = None
JOB_DATA = "/async/data/"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    """A stand-in with one small dataset of two releases."""
    with small_world(tmp_path) as world:
        yield world


"""Q1 to Q7: answers that Eurostat prepares."""


def test_a_ticket_is_followed_to_the_data(here: World) -> None:
    """Q1, Q2: the data are fetched once, and are those of the whole table."""
    here.stand_in.bad_day(DATA, queue(["SUBMITTED", "PROCESSING", "AVAILABLE"]))

    release = here.eurostat.fetch_release(CODE)

    assert gzip.decompress(here.archive.read(release.parts[0])) == TSV
    assert here.outcomes("status of a job") == ["StillQueued", "StillQueued", "ok"]
    assert here.outcomes("data") == ["Queued", "ok"]
    assert len(here.stand_in.asked(JOB_DATA)) == 1
    assert release.origins[0].endswith(f"{CODE}?format=TSV&compressed=true")


def test_prepared_data_are_checked_like_any_other(here: World) -> None:
    """Q2 with T3."""
    here.stand_in.bad_day(DATA, queue(["AVAILABLE"]))
    here.stand_in.bad_day(JOB_DATA, cut())

    release = here.eurostat.fetch_release(CODE)

    assert gzip.decompress(here.archive.read(release.parts[0])) == TSV
    assert here.outcomes("data") == ["Queued", "TransferCut", "ok"]


def test_patience_with_the_queue_ends(here: World) -> None:
    """Q1: the deadline."""
    hurried = here.with_settings(queue_seconds=0.1)
    here.stand_in.bad_day(DATA, queue(["PROCESSING"]))

    with pytest.raises(StillQueued, match=r"PROCESSING.*VINTAGES_QUEUE_SECONDS"):
        hurried.eurostat.fetch_release(CODE)


@pytest.mark.parametrize("word", ["EXPIRED", "UNKNOWN_REQUEST"])
def test_an_expired_job_is_submitted_again_once(here: World, word: str) -> None:
    """Q3: the second time with success."""
    here.stand_in.bad_day(DATA, queue(["SUBMITTED", word]))

    assert here.eurostat.fetch_release(CODE).parts
    assert len(here.stand_in.asked(DATA)) == 2


@pytest.mark.parametrize("word", ["EXPIRED", "UNKNOWN_REQUEST"])
def test_a_job_that_expires_twice_is_given_up(here: World, word: str) -> None:
    """Q3: then fail."""
    here.stand_in.bad_day(DATA, queue([word]), times=ALWAYS)

    with pytest.raises(SourceUnavailable, match="expired 2 times"):
        here.eurostat.fetch_release(CODE)

    assert len(here.stand_in.asked(DATA)) == 2


def test_data_that_are_announced_too_early_are_waited_for(here: World) -> None:
    """Q4: the fault is no error."""
    here.stand_in.bad_day(DATA, queue(["DATA_NOT_YET_AVAILABLE", "AVAILABLE"]))

    assert here.eurostat.fetch_release(CODE).parts
    assert here.outcomes("data") == ["Queued", "StillQueued", "ok"]


@pytest.mark.parametrize("bad_day", [queue(["LUNCH"]), ticket_without_number()])
def test_an_unknown_word_fails_with_the_body_shown(here: World, bad_day: BadDay) -> None:
    """Q5: an unknown status, and a ticket without a number."""
    here.stand_in.bad_day(DATA, bad_day)

    with pytest.raises(Malformed, match=r"wanted .* got <env:Envelope"):
        here.eurostat.fetch_release(CODE)


@pytest.mark.parametrize("http_status", [200, 413])
def test_the_json_warning_means_the_same_again_later(here: World, http_status: int) -> None:
    """Q6: with 413 it is not "too big"."""
    here.stand_in.bad_day(DATA, warning(http_status), times=2)

    assert here.eurostat.fetch_release(CODE).parts
    assert here.outcomes("data") == ["StillQueued", "StillQueued", "ok"]
    assert len({request.target for request in here.stand_in.asked(DATA)}) == 1


def test_a_large_dataset_waits_while_another_is_in_the_queue(here: World) -> None:
    """Q7: one job at a time on this machine."""
    here.publish(annotations={"OBS_COUNT": "600000"})
    folder, host = here.settings.home / "pace", here.settings.eurostat_url.split("/")[2]
    fetching = threading.Thread(target=here.eurostat.fetch_release, args=(CODE,))

    with only_job(folder, host, 0, 0):
        fetching.start()
        time.sleep(0.3)
        asked_meanwhile = here.stand_in.asked(DATA)
    fetching.join()

    assert asked_meanwhile == []
    assert here.outcomes("data") == ["ok"]


def test_a_small_dataset_joins_the_queue_only_with_a_ticket(here: World) -> None:
    """Q7: it is asked at once, and waits when it turns out to be queued."""
    hurried = here.with_settings(queue_seconds=0.1)
    folder, host = here.settings.home / "pace", here.settings.eurostat_url.split("/")[2]

    with only_job(folder, host, 0, 0):
        assert hurried.eurostat.fetch_release(CODE).parts
        here.stand_in.bad_day(DATA, queue())
        with pytest.raises(StillQueued, match="another large dataset"):
            hurried.eurostat.fetch_release(CODE)

    assert here.stand_in.asked("/async/") == []
