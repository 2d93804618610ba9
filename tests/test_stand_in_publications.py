"""The stand-in's releases come and go: published, downloaded, followed by the next, remembered."""

import gzip
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from examples import eurostat_stand_in
from examples.eurostat_stand_in import StandIn
from examples.stand_in.bad_days import status
from examples.stand_in.catalogue import Item
from examples.stand_in.shelf import shelve
from tests.loopback import AT, CODE, LATER, TSV, get
from tests.shared import shared_file

EXAMPLES = Path(eurostat_stand_in.__file__).parent / "releases"
DATA = f"/sdmx/2.1/data/{CODE}"
FEED = "/catalogue/rss/en/statistics-update.rss"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two releases of one dataset."""
    shelve(tmp_path / CODE, TSV, update_data=AT, title="Demo & table")
    shelve(tmp_path / CODE, TSV.replace(b"7 ", b"9 "), update_data=LATER, title="Demo & table")
    return tmp_path


@pytest.fixture
def eurostat(folder: Path) -> Iterator[StandIn]:
    """A stand-in that serves them."""
    with StandIn(folder) as stand_in:
        yield stand_in


def stamp(eurostat: StandIn) -> str:
    """The data stamp that the world sees."""
    told = json.loads(get(f"{eurostat.url}/sdmx/2.1/dataflow/ESTAT/{CODE}?format=JSON").body)
    stamps = {entry["type"]: entry for entry in told["extension"]["annotation"]}
    return str(stamps["UPDATE_DATA"]["date"])


def titles(eurostat: StandIn) -> list[str]:
    """The titles in the feed."""
    feed = etree.fromstring(get(eurostat.url + FEED).body)
    return [title.text or "" for title in feed.findall("channel/item/title")]


def test_a_publication_is_in_the_data_the_stamps_and_the_feed(eurostat: StandIn) -> None:
    before = titles(eurostat)

    eurostat.publish(CODE, 2)

    assert b"A,M,BE\t9 " in get(eurostat.url + DATA).body
    assert stamp(eurostat) == LATER
    assert titles(eurostat) == [*before, f"{CODE} - Demo & table"]


def test_the_feed_forgets_after_seven_days(eurostat: StandIn) -> None:
    now = datetime.now(UTC)
    eurostat.announce(Item("LAST_WEEK - still there", now - timedelta(days=6)))
    eurostat.announce(Item("LONG_AGO - gone", now - timedelta(days=8)))

    assert titles(eurostat) == [f"{CODE} - Demo & table", "LAST_WEEK - still there"]


def test_the_next_release_comes_some_time_after_the_download(folder: Path) -> None:
    with StandIn(folder, advance_seconds=0.2) as eurostat:
        time.sleep(0.3)
        assert stamp(eurostat) == AT  # nobody has downloaded yet
        get(f"{eurostat.url}{DATA}/A.F.BE")
        eurostat.bad_day(DATA, status(503))
        get(eurostat.url + DATA)
        time.sleep(0.3)
        assert stamp(eurostat) == AT  # a part, or a failure, is no download

        get(eurostat.url + DATA)
        time.sleep(0.3)
        assert stamp(eurostat) == AT  # whoever looks whether it moved meanwhile is not disturbed
        time.sleep(0.3)

        assert len(titles(eurostat)) == 2
        assert stamp(eurostat) == LATER


def test_what_was_published_stays_so_over_a_restart(folder: Path) -> None:
    memory = folder / "state" / "memory.json"
    with StandIn(folder, memory=memory) as eurostat:
        eurostat.publish(CODE, 2)

    with StandIn(folder, memory=memory) as eurostat:
        assert stamp(eurostat) == LATER


def test_a_bad_day_of_a_release_spoils_that_release_only(folder: Path) -> None:
    shelve(folder / CODE, TSV, update_data=LATER, bad_day={"kind": "html"}, times=2)
    with StandIn(folder) as eurostat:
        assert get(eurostat.url + DATA).body == TSV

        eurostat.publish(CODE, 3)

        bodies = [get(eurostat.url + DATA).body for _ in range(3)]
        assert [body.startswith(b"<!DOCTYPE html>") for body in bodies] == [True, True, False]


@pytest.mark.parametrize(
    ("told", "complaint"),
    [
        ({"update_data": AT, "titel": "x"}, "unknown key titel"),
        ({}, "missing key update_data"),
        ({"update_data": AT, "bad_day": {"kind": "rain"}}, "'rain' is no bad day; known: cut"),
    ],
)
def test_a_folder_that_says_something_unknown_is_refused(
    tmp_path: Path, told: dict[str, object], complaint: str
) -> None:
    shelve(tmp_path / CODE, TSV, **told)

    with pytest.raises(ValueError, match=complaint):
        StandIn(tmp_path)


def test_a_release_that_is_not_there_cannot_be_published(eurostat: StandIn) -> None:
    with pytest.raises(ValueError, match="has no release 9"):
        eurostat.publish(CODE, 9)


def test_the_command_serves_a_folder_until_it_is_told_to_stop(folder: Path) -> None:
    command = [sys.executable, "-m", "examples.eurostat_stand_in", "--folder", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        body = get(url + DATA).body
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=10)

    assert body == TSV
    assert process.returncode == 0


def test_the_examples_are_a_folder_that_it_serves() -> None:
    with StandIn(EXAMPLES) as eurostat:
        codes = {item.partition(" - ")[0] for item in titles(eurostat)}
        counts = [
            len(get(f"{eurostat.url}/sdmx/2.1/data/{code}").body.splitlines()) for code in codes
        ]

    assert codes == {"EU_THB_PRINTED", "SYNTHETIC_WEEKLY"}
    assert min(counts) > 1


def test_the_three_real_vintages_are_served_to_the_byte(tmp_path: Path) -> None:
    vintages = sorted(shared_file("eurostat/vintages/demo_r_mwk_ts").glob("*.tsv"))
    for vintage in vintages:
        at = datetime.fromisoformat(f"{vintage.stem}T11:00:00+01:00")
        shelve(tmp_path / "DEMO_R_MWK_TS", vintage.read_bytes(), update_data=at)

    with StandIn(tmp_path) as eurostat:
        for number, vintage in enumerate(vintages, start=1):
            eurostat.publish("DEMO_R_MWK_TS", number)
            got = get(f"{eurostat.url}/sdmx/2.1/data/DEMO_R_MWK_TS?format=TSV&compressed=true")
            assert gzip.decompress(got.body) == vintage.read_bytes()
