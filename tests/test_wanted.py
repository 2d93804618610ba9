"""A dataset that cannot be asked about is told, and keeps no other from being asked."""

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from examples.stand_in.bad_days import status
from ingestion.errors import Misconfigured, SourceUnavailable
from tests.desk import Desk, publish
from tests.rounds import select

OTHER = "/dataflow/ESTAT/OTHER"
WITHOUT_A_STAMP = json.dumps({"label": "x", "extension": {"id": "OTHER", "annotation": []}})
OPEN = "SELECT dataset_code, kind, key, title FROM figures.alerts WHERE resolved_at IS NULL"
TOLD = "SELECT occasion FROM alerts.outbox ORDER BY message_id"


@pytest.fixture
def two(desk: Desk, tmp_path: Path) -> Desk:
    """A desk that follows DEMO_TABLE, which Eurostat has, and OTHER."""
    follow(tmp_path, "demo_table")
    follow(tmp_path, "other")
    publish(desk, "2026-01-08T11:00:00+01:00", b"1")
    return desk


def follow(folder: Path, name: str, text: str = 'title = "T"\nfrequencies = ["A"]\n') -> Path:
    """Follow a dataset by a source file."""
    (folder / "eurostat").mkdir(exist_ok=True)
    path = folder / "eurostat" / f"{name}.toml"
    path.write_text(text)
    return path


def occasions(desk: Desk) -> list[str]:
    """What was told, in order."""
    return [occasion for (occasion,) in select(desk.line.warehouse, TOLD)]


def test_a_catalogue_entry_that_cannot_be_read_is_told_once_until_it_is_read_again(
    two: Desk,
) -> None:
    two.eurostat.bad_day(OTHER, status(200, WITHOUT_A_STAMP), times=2)
    two.eurostat.bad_day(OTHER, status(200, WITHOUT_A_STAMP.replace("[]", "[7]")), times=1)

    assert [two.line.releases_wanted() for _ in range(2)] == [["DEMO_TABLE"]] * 2
    ((code, kind, key, title),) = select(two.line.warehouse, OPEN)
    assert (code, kind, key) == ("OTHER", "run_failed", "eurostat_releases.route")
    assert title == "nobody knows whether a release is out: SourceChanged"
    assert occasions(two) == ["raised"]

    two.line.releases_wanted()
    assert occasions(two) == ["raised", "changed"]

    two.eurostat.bad_day(OTHER, status(200, _entry("OTHER", "2026-01-08T11:00:00+01:00")), times=1)
    assert two.line.releases_wanted() == ["DEMO_TABLE", "OTHER"]
    assert occasions(two) == ["raised", "changed", "resolved"]


def test_what_passes_by_itself_is_no_alert(two: Desk) -> None:
    two.eurostat.bad_day(OTHER, status(503), times=None)

    assert two.line.releases_wanted() == ["DEMO_TABLE"]
    assert occasions(two) == []


def test_what_passes_by_itself_ends_no_alert(two: Desk) -> None:
    two.eurostat.bad_day(OTHER, status(200, WITHOUT_A_STAMP), times=1)
    two.eurostat.bad_day(OTHER, status(503), times=None)

    for _ in range(2):
        two.line.releases_wanted()

    assert occasions(two) == ["raised"]


def test_a_source_file_that_is_wrong_is_told_and_stops_no_other(two: Desk, tmp_path: Path) -> None:
    file = follow(tmp_path, "third", 'title = "T"\nfrequencys = ["A"]\n')

    assert two.line.releases_wanted() == ["DEMO_TABLE"]
    query = "SELECT happened FROM figures.alerts WHERE dataset_code = 'THIRD'"
    ((happened,),) = select(two.line.warehouse, query)
    assert "third.toml: unknown key 'frequencys'; did you mean 'frequencies'?" in happened

    file.unlink()
    two.line.releases_wanted()
    assert occasions(two) == ["raised", "resolved"]


def test_a_sources_folder_that_is_not_there_is_no_empty_one(two: Desk, tmp_path: Path) -> None:
    gone = tmp_path / "unmounted"
    line = replace(two.line, settings=replace(two.line.settings, sources=(tmp_path, gone)))

    for asked in (line.releases_wanted, partial(line.source, "DEMO_TABLE")):
        with pytest.raises(Misconfigured, match=f"the sources folder {gone} is not there"):
            asked()


def test_a_dataset_that_is_no_longer_followed_needs_no_answer(two: Desk, tmp_path: Path) -> None:
    two.eurostat.bad_day(OTHER, status(200, WITHOUT_A_STAMP), times=None)
    two.line.releases_wanted()

    (tmp_path / "eurostat" / "other.toml").unlink()
    two.line.releases_wanted()

    assert occasions(two) == ["raised", "resolved"]


def test_that_none_could_be_read_is_told_of_each_and_fails(two: Desk) -> None:
    for code in ("OTHER", "DEMO_TABLE"):
        entry = WITHOUT_A_STAMP.replace("OTHER", code)
        two.eurostat.bad_day(f"/dataflow/ESTAT/{code}", status(200, entry), times=None)

    with pytest.raises(SourceUnavailable, match="none of 2 datasets could be asked"):
        two.line.releases_wanted()

    assert {row[0] for row in select(two.line.warehouse, OPEN)} == {"OTHER", "DEMO_TABLE"}


def _entry(code: str, update_data: str) -> str:
    stamp = {"type": "UPDATE_DATA", "date": update_data}
    return json.dumps({"label": "x", "extension": {"id": code, "annotation": [stamp]}})
