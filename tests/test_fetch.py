"""The one way out: what comes is kept to the byte, what is cut or too much is refused, all is told.

Section 11 of the API reference numbers what a client must survive; T1 to T8 are transport.
"""

import gzip
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from examples.stand_in.bad_days import (
    bomb,
    cut,
    drip,
    encoded,
    reset,
    short,
    status,
)
from examples.stand_in.reply import packed
from ingestion.answer import Answer, Busy
from ingestion.errors import (
    SourceUnavailable,
    TooLarge,
    TransferCut,
)
from ingestion.fetch import USER_AGENT, Question
from tests.loopback import CODE, TSV, World, small_world

PACKED = f"/sdmx/2.1/data/{CODE}?format=TSV&compressed=true"
PLAIN = f"/sdmx/2.1/data/{CODE}?format=TSV"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    """A stand-in with one small dataset."""
    with small_world(tmp_path) as world:
        yield world


def fetch(here: World, path: str = PACKED) -> Answer:
    return here.fetcher.fetch(Question(here.stand_in.url + path, "data", CODE))


def test_the_bytes_are_archived_exactly_as_they_came(here: World) -> None:
    """T1: gzip without Content-Encoding is kept packed, and known to be gzip by its first bytes."""
    answer = fetch(here)

    assert gzip.decompress(here.archive.read(answer.archive_key)) == TSV
    assert answer.beginning == TSV
    assert "content-encoding" not in answer.headers


def test_a_body_that_is_not_gzip_is_kept_as_it_is(here: World) -> None:
    assert here.archive.read(fetch(here, PLAIN).archive_key) == TSV


def test_a_named_content_encoding_is_not_unpacked_twice(here: World) -> None:
    """T2: the archived bytes are the same with the header and without."""
    plain_key = fetch(here).archive_key
    here.stand_in.bad_day("/data/", encoded())

    answer = fetch(here)

    assert answer.headers["content-encoding"] == "gzip"
    assert answer.archive_key == plain_key
    assert answer.beginning == TSV


def test_each_attempt_is_in_the_journal(here: World) -> None:
    answer = fetch(here)

    [attempt] = here.attempts
    assert (attempt.outcome, attempt.http_status, attempt.error) == ("ok", 200, None)
    assert (attempt.purpose, attempt.dataset_code) == ("data", CODE)
    assert attempt.url == here.stand_in.url + PACKED
    assert attempt.archive_key == answer.archive_key
    assert attempt.bytes_received == len(here.archive.read(answer.archive_key))
    assert attempt.started_at.tzinfo is not None
    assert attempt.headers["content-type"] == "text/tab-separated-values"


def test_we_say_who_we_are_and_accept_only_what_we_can_unpack(here: World) -> None:
    fetch(here)

    [request] = here.stand_in.requests
    assert request.headers["user-agent"] == USER_AGENT
    assert request.headers["accept-encoding"] == "gzip"
    assert "if-none-match" not in request.headers


def test_a_cut_transfer_is_asked_for_again(here: World) -> None:
    """T3: a gzip without its trailer is no answer, though the transfer ended well."""
    here.stand_in.bad_day("/data/", cut(), times=2)

    answer = fetch(here)

    assert gzip.decompress(here.archive.read(answer.archive_key)) == TSV
    assert here.outcomes() == ["TransferCut", "TransferCut", "ok"]


def test_the_bytes_of_a_cut_transfer_are_kept_and_never_handed_out(here: World) -> None:
    """T3: the fragment is evidence, under a key of its own."""
    here.stand_in.bad_day("/data/", cut(), times=None)

    with pytest.raises(TransferCut, match=r"DEMO_TABLE.*trailer"):
        fetch(here)

    keys = {attempt.archive_key for attempt in here.attempts}
    [fragment] = [here.archive.read(key) for key in keys if key]
    assert packed(TSV).startswith(fragment)


def test_fewer_bytes_than_content_length_promised_are_a_cut_transfer(here: World) -> None:
    here.stand_in.bad_day("/data/", short())

    assert here.archive.read(fetch(here, PLAIN).archive_key) == TSV
    assert here.outcomes() == ["TransferCut", "ok"]
    assert here.attempts[0].bytes_received == len(TSV) // 2


def test_damage_within_a_gzip_is_a_cut_transfer(here: World) -> None:
    damaged = bytearray(packed(TSV))
    damaged[-8] ^= 0xFF
    here.stand_in.bad_day("/data/", lambda reply, _: replace(reply, body=bytes(damaged)))

    assert fetch(here).beginning == TSV
    assert here.outcomes() == ["TransferCut", "ok"]


def test_a_gigabyte_bomb_is_refused_at_the_cap_and_not_asked_for_again(here: World) -> None:
    """T4: a few kilobytes that unpack to more than the cap are a permanent error."""
    here.stand_in.bad_day("/data/", bomb(20_000_000), times=None)

    with pytest.raises(TooLarge, match=r"DEMO_TABLE.*1000000"):
        fetch(here)

    assert here.outcomes() == ["TooLarge"]
    assert here.attempts[0].archive_key is not None


def test_the_cap_holds_on_the_wire_too(here: World) -> None:
    """T4: the transfer is stopped, not read to its end first."""
    capped = here.with_settings(max_bytes=50)

    with pytest.raises(TooLarge, match="more than 50 bytes"):
        fetch(capped, PLAIN)


@pytest.mark.parametrize("http_status", [429, 500, 502, 503, 504])
def test_a_passing_weakness_is_asked_again(here: World, http_status: int) -> None:
    """T5: the statuses that pass."""
    here.stand_in.bad_day("/data/", status(http_status), times=2)

    assert fetch(here).status == 200
    assert here.outcomes() == ["SourceUnavailable", "SourceUnavailable", "ok"]


def test_a_lasting_weakness_fails_with_the_last_body(here: World) -> None:
    """T5: bounded, and the error shows what was said."""
    here.stand_in.bad_day("/data/", status(503, "no backend today"), times=None)

    with pytest.raises(SourceUnavailable, match=r"503: no backend today"):
        fetch(here)

    assert here.outcomes() == ["SourceUnavailable"] * 3
    kept = here.attempts[-1].archive_key
    assert kept is not None
    assert here.archive.read(kept) == b"no backend today"


def test_pauses_grow_between_attempts(here: World) -> None:
    """T5: the second pause is longer than the first."""
    patient = here.with_patience(attempts=3, first_pause=0.1, longest_pause=5)
    here.stand_in.bad_day("/data/", status(500), times=2)

    fetch(patient)

    starts = [attempt.started_at for attempt in here.attempts]
    first, second = (later - earlier for earlier, later in pairwise(starts))
    assert first.total_seconds() >= 0.1
    assert second.total_seconds() >= 0.2


def test_a_connection_reset_is_asked_again(here: World) -> None:
    """T5: broken before the body, and in the middle of it."""
    here.stand_in.bad_day("/data/", reset(0))
    here.stand_in.bad_day("/data/", reset(0.5))

    assert fetch(here).beginning == TSV
    assert here.outcomes()[-1] == "ok"
    assert len(here.attempts) == 3


def test_nobody_there_is_unavailable(here: World) -> None:
    """T5: a refused connection is an attempt like any other."""
    with pytest.raises(SourceUnavailable, match="cannot be reached"):
        here.fetcher.fetch(Question("http://127.0.0.1:9/", "data"))

    assert [(each.outcome, each.http_status) for each in here.attempts] == [
        ("SourceUnavailable", None)
    ] * 3


def test_silence_ends_with_the_timeout(here: World) -> None:
    """T5: no byte within the timeout."""
    hurried = here.with_settings(timeout_seconds=0.4)
    here.stand_in.bad_day("/data/", drip(1.0), times=1)

    assert fetch(hurried).beginning == TSV
    assert here.outcomes() == ["SourceUnavailable", "ok"]


def test_a_slow_drip_ends_with_the_deadline(here: World) -> None:
    """Each piece comes within the timeout, and the whole would take for ever."""
    hurried = here.with_patience(transfer_seconds=0.3)
    here.stand_in.bad_day("/data/", drip(0.05, piece_bytes=1), times=None)

    start = time.monotonic()
    with pytest.raises(SourceUnavailable, match="still sending"):
        fetch(hurried, PLAIN)

    assert time.monotonic() - start < 2


def test_retry_after_is_honoured_within_reason(here: World) -> None:
    patient = here.with_patience(longest_pause=2.0)
    here.stand_in.bad_day("/data/", status(429, headers={"Retry-After": "1"}))

    start = time.monotonic()
    fetch(patient)

    assert time.monotonic() - start >= 1
    assert here.outcomes() == ["Busy", "ok"]


def test_a_retry_after_beyond_reason_is_left_to_a_later_run(here: World) -> None:
    here.stand_in.bad_day("/data/", status(503, headers={"Retry-After": "3600"}), times=None)

    with pytest.raises(Busy) as error:
        fetch(here)

    assert error.value.wait_seconds == 3600
    assert len(here.attempts) == 1
