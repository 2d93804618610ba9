"""We are polite: to one host from all our threads and processes together."""

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ingestion.errors import StillQueued
from ingestion.fetch import Question
from ingestion.pace import Patience, only_job, wait_for_turn
from tests.loopback import World, small_world


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    """A stand-in with one small dataset."""
    with small_world(tmp_path) as world:
        yield world


def test_requests_to_one_host_keep_their_distance_across_threads(here: World) -> None:
    paced = here.with_settings(pace_seconds=0.1)
    question = Question(f"{here.stand_in.url}/catalogue/toc/txt", "catalogue")

    start = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(paced.fetcher.fetch, [question] * 4))

    assert time.monotonic() - start >= 0.3


def test_requests_to_one_host_keep_their_distance_across_processes(tmp_path: Path) -> None:
    program = (
        "import time; from pathlib import Path; from ingestion.pace import wait_for_turn; "
        f"wait_for_turn(Path({str(tmp_path)!r}), 'a.host', 0.3); print(time.time())"
    )
    wait_for_turn(tmp_path, "a.host", 0.3)
    start = time.time()

    children = [
        subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) for _ in range(3)
    ]

    waited = sorted(float(child.communicate()[0]) - start for child in children)
    assert [seconds >= 0.29 * turn for turn, seconds in enumerate(waited, start=1)] == [True] * 3


def test_all_pauses_follow_from_the_pace(here: World) -> None:
    usual = Patience.of(here.with_settings(pace_seconds=0.5).settings)

    assert usual == Patience()


def test_a_place_in_the_queue_is_held_by_one_and_free_when_it_ends(tmp_path: Path) -> None:
    with (
        only_job(tmp_path, "a.host", 0, 0.001),
        pytest.raises(StillQueued, match="one at a time"),
        only_job(tmp_path, "a.host", 0.01, 0.001),
    ):
        raise AssertionError("two held the one place")

    with only_job(tmp_path, "a.host", 0, 0.001), only_job(tmp_path, "another.host", 0, 0.001):
        pass
