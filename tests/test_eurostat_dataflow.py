"""What Eurostat says about its data, and what we make of it (C1 to C3).

The numbers in the docstrings are rows of the client contract: section 11 of the API reference.
"""

import gzip
import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from examples.stand_in.bad_days import body
from ingestion.errors import Malformed, Misconfigured, NotThisDataset, SourceChanged
from ingestion.eurostat.read_dataflow import read_dataflow
from ingestion.release import announced_count
from tests.loopback import AT, CODE, World, small_world
from tests.shared import shared_file


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    """A stand-in with one small dataset of two releases."""
    with small_world(tmp_path) as world:
        yield world


"""C1 to C3 and C5: what Eurostat says about its data."""


def test_annotations_may_be_missing_reordered_and_unknown(here: World) -> None:
    """C1: the recorded case is read whole, a strange one as far as it goes."""
    extra = {"OBS_COUNT": "", "CREATED": "", "A_NEW_ONE": "new"}
    here.publish(annotations=extra)

    probe = here.eurostat.probe(CODE)

    assert probe.observation_count is None
    assert probe.stamps["A_NEW_ONE"] == "new"


def test_the_recorded_dataflow_is_read_whole() -> None:
    """C1."""
    payload = shared_file("eurostat/dataflow/DEMO_R_D2JAN_dataflow.json").read_bytes()

    probe = read_dataflow(payload)

    assert probe.dataset_code == "DEMO_R_D2JAN"
    assert probe.released_at.isoformat() == "2025-12-04T23:00:00+01:00"
    assert probe.observation_count == 4_542_548
    assert probe.stamps["DATASTRUCTURE"] == "DEMO_R_D2JAN(52.0)"
    assert probe.stamps["SOURCE_INSTITUTIONS"] == "Eurostat"
    assert probe.stamps["ESMS_HTML"].endswith("demo_r_gind3_esms.htm")
    assert len(probe.stamps) == 15


def test_without_a_data_stamp_the_dissemination_dates_the_release(here: World) -> None:
    """C1: the next best stamp."""
    at = "2026-01-06T23:00:00+0100"
    here.publish(annotations={"UPDATE_DATA": "", "DISSEMINATION_TIMESTAMP_DATA": at})

    assert here.eurostat.probe(CODE).released_at == datetime.fromisoformat(at)


def test_a_dataset_without_any_stamp_is_for_a_person(here: World) -> None:
    """C1: an undated release would be invented."""
    here.publish(annotations={"UPDATE_DATA": "", "DISSEMINATION_TIMESTAMP_DATA": ""})

    with pytest.raises(SourceChanged, match=r"no UPDATE_DATA.*no release can be dated"):
        here.eurostat.fetch_release(CODE)


def test_a_stamp_without_a_zone_is_brussels_time(here: World) -> None:
    """C1: summer time on one day, winter time on another."""
    here.publish(update_data="2026-07-01T11:00:00")
    assert here.eurostat.probe(CODE).released_at.utcoffset() == timedelta(hours=2)


def test_a_stamp_that_is_no_moment_is_shown(here: World) -> None:
    """C1."""
    here.publish(update_data="next week")
    with pytest.raises(SourceChanged, match="'next week'"):
        here.eurostat.probe(CODE)


def test_two_versions_of_one_structure_are_both_kept_and_told(
    here: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """C2: the dataflow names 52.0, the server sends another."""
    served = here.eurostat.structure(CODE)
    (tmp_path / "releases" / CODE / "structure.xml").write_bytes(served)
    here.publish(structure="structure.xml", structure_version="52.0")

    with caplog.at_level(logging.WARNING):
        release = here.eurostat.fetch_release(CODE)

    assert release.stamps["DATASTRUCTURE"] == f"{CODE}(52.0)"
    assert release.structure is not None
    assert gzip.decompress(here.archive.read(release.structure)) == served
    assert f"names the structure {CODE}(52.0), Eurostat sent {CODE}(1.0)" in caplog.text


def test_a_view_is_rejected_and_a_lower_case_code_is_not(here: World) -> None:
    """C3."""
    with pytest.raises(Misconfigured, match="follow CRIM_THB_SEX"):
        here.eurostat.probe("CRIM_THB_SEX$DV_1641")

    assert here.stand_in.requests == []
    assert here.eurostat.probe(CODE.lower()).dataset_code == CODE


def test_a_dataflow_of_another_dataset_is_refused(here: World) -> None:
    text = '{"label":"","extension":{"id":"OTHER","annotation":[{"type":"UPDATE_DATA",'
    here.stand_in.bad_day("/dataflow/", body(text + f'"date":"{AT}"}}]}}}}'))

    with pytest.raises(NotThisDataset, match=f"describes OTHER, wanted {CODE}"):
        here.eurostat.probe(CODE)


def test_what_no_database_can_hold_is_written_as_an_escape() -> None:
    hostile = {"type": "UPDATE_DATA\x00", "title": "\ud800"}
    stamps = [{"type": "UPDATE_DATA", "date": AT}, hostile]
    told = {"label": "a\x00b\x1b", "extension": {"id": CODE, "annotation": stamps}}

    probe = read_dataflow(json.dumps(told).encode())

    assert probe.title == "a\\x00b\\x1b"
    assert probe.stamps["UPDATE_DATA\\x00"] == "\\ud800"


def test_a_dataflow_of_brackets_alone_is_refused() -> None:
    with pytest.raises(Malformed, match="wanted a dataflow"):
        read_dataflow(b"[" * 200_000)


@pytest.mark.parametrize("count", ["", "many", "-1", "٣", "9" * 5_000])
def test_what_is_no_number_of_observations_announces_none(count: str) -> None:
    assert announced_count({"OBS_COUNT": count}) is None
    assert announced_count({"OBS_COUNT": "123456"}) == 123456
