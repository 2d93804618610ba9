"""A release of Eurostat is fetched whole or not at all, over loopback.

The numbers in the docstrings are rows of the client contract: section 11 of the API reference.
"""

import gzip
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from examples.stand_in.bad_days import bomb, cut, encoded, etags, html, redirect, status
from examples.stand_in.catalogue import Item
from ingestion.errors import Maintenance, QueryRefused, TooLarge, TransferCut
from ingestion.eurostat.read_feed import read_feed
from tests.loopback import AT, CODE, DATA, TSV, World, small_world

ALWAYS = None


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    """A stand-in with one small dataset of two releases."""
    with small_world(tmp_path) as world:
        yield world


def test_a_release_is_fetched_whole_with_its_structure_and_its_stamps(here: World) -> None:
    release = here.eurostat.fetch_release(CODE)

    [part] = release.parts
    assert gzip.decompress(here.archive.read(part)) == TSV
    assert release.released_at == datetime(2026, 1, 7, 10, 0, tzinfo=UTC)
    assert release.fetched_at.tzinfo is not None
    assert release.source_format == "tsv"
    assert release.stamps["UPDATE_DATA"] == AT
    assert release.origins == (
        f"{here.settings.eurostat_url}/sdmx/2.1/data/{CODE}?format=TSV&compressed=true",
    )
    assert release.structure is not None
    assert b'<s:Codelist agencyID="ESTAT" id="GEO"' in gzip.decompress(
        here.archive.read(release.structure)
    )
    assert [kept for _, kept in here.archive.releases()] == [release]
    assert here.archive.audit() == []
    assert here.outcomes() == ["ok"] * 4


def test_a_release_says_what_kind_of_evidence_it_is(here: World) -> None:
    release = here.eurostat.fetch_release(CODE, "publication")

    assert [kept.evidence for _, kept in here.archive.releases()] == ["publication"]
    assert release.evidence == "publication"


def test_a_header_may_be_longer_than_what_is_looked_at(here: World) -> None:
    """A daily series has had a header of 166 KB."""
    days = [f"{date.fromordinal(number)} " for number in range(715_000, 730_000)]
    header = "\t".join(["freq,geo\\TIME_PERIOD", *days])
    table = ("\r\n".join([header, "D,BE\t1 " + "\t" * (len(days) - 1)]) + "\r\n").encode()
    here.publish(tsv=table)

    [part] = here.eurostat.fetch_release(CODE).parts

    assert gzip.decompress(here.archive.read(part)) == table


def test_a_probe_says_what_is_there_without_the_data(here: World) -> None:
    probe = here.eurostat.probe(CODE)

    assert (probe.dataset_code, probe.title, probe.observation_count) == (CODE, CODE, 11)
    assert probe.released_at == datetime(2026, 1, 7, 10, 0, tzinfo=UTC)
    assert here.stand_in.asked("/data/") == []


"""T1 to T8: what may happen on the way; more of it in test_fetch.py."""


def test_gzip_without_a_header_and_with_one_are_the_same_release(here: World) -> None:
    """T1, T2."""
    plain = here.eurostat.fetch_release(CODE)
    here.stand_in.bad_day(DATA, encoded())

    assert here.eurostat.fetch_release(CODE).parts == plain.parts


def test_a_cut_table_makes_no_release(here: World) -> None:
    """T3: asked for again, and then nothing is stored but the fragments."""
    here.stand_in.bad_day(DATA, cut(), times=ALWAYS)

    with pytest.raises(TransferCut):
        here.eurostat.fetch_release(CODE)

    assert here.outcomes("data") == ["TransferCut"] * 3
    assert list(here.archive.releases()) == []


def test_a_bomb_is_a_permanent_error(here: World) -> None:
    """T4."""
    here.stand_in.bad_day(DATA, bomb(20_000_000), times=ALWAYS)

    with pytest.raises(TooLarge):
        here.eurostat.fetch_release(CODE)

    assert here.outcomes("data") == ["TooLarge"]


def test_a_503_passes(here: World) -> None:
    """T5."""
    here.stand_in.bad_day(DATA, status(503), times=2)

    assert here.eurostat.fetch_release(CODE).parts
    assert here.outcomes("data") == ["SourceUnavailable", "SourceUnavailable", "ok"]


def test_a_bare_400_names_the_length_of_the_url(here: World) -> None:
    """T6: an appliance before Eurostat says no to long URLs, without a word."""
    here.stand_in.bad_day(DATA, status(400), times=ALWAYS)

    with pytest.raises(QueryRefused, match=r"\d+ characters, parameters format=TSV"):
        here.eurostat.fetch_release(CODE)


def test_unchanged_data_are_the_same_bytes(here: World) -> None:
    """T7: a 304 leads to the part that we have."""
    here.stand_in.bad_day(DATA, etags(), times=ALWAYS)
    first = here.eurostat.fetch_release(CODE)

    again = here.eurostat.fetch_release(CODE)

    assert again.parts == first.parts
    assert here.outcomes("data") == ["ok", "unchanged"]


@pytest.mark.parametrize("fragment", [DATA, "/dataflow/", "references=descendants"])
def test_a_page_is_maintenance_wherever_it_comes(here: World, fragment: str) -> None:
    """T8: HTML with 200 in a JSON, TSV and XML call."""
    here.stand_in.bad_day(fragment, html(), times=ALWAYS)

    with pytest.raises(Maintenance, match="being maintained"):
        here.eurostat.fetch_release(CODE)

    assert list(here.archive.releases()) == []


def test_the_maintenance_host_is_maintenance(here: World) -> None:
    """T8."""
    here.stand_in.bad_day(DATA, redirect(), times=ALWAYS)

    with pytest.raises(Maintenance):
        here.eurostat.fetch_release(CODE)


def test_the_feed_is_read_tolerantly(here: World) -> None:
    """C5: a repeated item is one, one without a code is counted, a rename is two events."""
    now = datetime.now(UTC)
    for title, event in (
        ("DEMO_1 - again", "data updated"),
        ("DEMO_1 - again", "data updated"),
        ("no code here", "data updated"),
        ("OLD_NAME - title", "deleted"),
        ("NEW_NAME - title", "created"),
    ):
        here.stand_in.announce(Item(title, now, event))
    here.stand_in.announce(Item("LONG_AGO - title", now - timedelta(days=8)))

    feed = read_feed(here.eurostat.update_feed())

    assert feed.unreadable == 1
    assert {(item.dataset_code, item.kind) for item in feed.items} == {
        (CODE, "updated"),
        ("DEMO_1", "updated"),
        ("OLD_NAME", "deleted"),
        ("NEW_NAME", "created"),
    }
    assert len(feed.items) == 4
    assert here.outcomes("update feed") == ["ok"]


def test_a_feed_in_maintenance_is_not_a_feed(here: World) -> None:
    """C5 with T8."""
    here.stand_in.bad_day("/rss/", html())

    with pytest.raises(Maintenance):
        here.eurostat.update_feed()
