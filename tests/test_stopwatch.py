"""Seconds of each step, and releases that were announced and are not held, in SQL."""

from pathlib import Path
from typing import Any

import pytest

from examples.stand_in.bad_days import status
from ingestion.checks.decision import Decision
from ingestion.errors import Malformed, SourceUnavailable
from ingestion.eurostat.line import Line
from ingestion.eurostat.stopwatch import timed
from tests.desk import Desk, publish
from tests.rounds import select
from warehouse.connection import engine

CODE = "DEMO_TABLE"
STEPS = "SELECT step, outcome, released_at::date::text FROM figures.steps ORDER BY started_at"
MISSING = """
    SELECT released_at::date::text, state, because, fetched
      FROM figures.missing_releases ORDER BY released_at"""


@pytest.fixture
def followed(desk: Desk, tmp_path: Path) -> Desk:
    """A desk that follows DEMO_TABLE."""
    (tmp_path / "eurostat").mkdir()
    source = tmp_path / "eurostat" / "demo_table.toml"
    source.write_text('title = "Demo"\nfrequencies = ["A"]\n')
    return desk


def rows(desk: Desk, query: str) -> list[tuple[Any, ...]]:
    """What the warehouse answers."""
    return select(desk.line.warehouse, query)


def test_each_step_of_a_release_has_its_seconds(desk: Desk) -> None:
    publish(desk, "2026-01-08T11:00:00+01:00", b"1")

    desk.ingest(CODE)

    day = "2026-01-08"
    assert rows(desk, STEPS) == [(step, "ok", day) for step in ("fetch", "stage", "check", "load")]
    query = "SELECT count(*) FROM figures.steps WHERE seconds > 0 AND seconds < 60"
    assert rows(desk, query) == [(4,)]


def test_a_step_that_fails_is_there_with_its_error(desk: Desk) -> None:
    publish(desk, "2026-01-08T11:00:00+01:00", b"1")
    desk.eurostat.bad_day("/data/", status(503), times=None)

    with pytest.raises(SourceUnavailable):
        desk.line.fetch(CODE)

    assert rows(desk, STEPS) == [("fetch", "SourceUnavailable", None)]
    ((error,),) = rows(desk, "SELECT error FROM figures.steps")
    assert "503" in error


def test_a_time_that_cannot_be_written_down_stops_nothing(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = engine("postgresql+psycopg://nobody@127.0.0.1:9/none")

    with timed(nowhere, "load", (CODE, None)):
        done = True

    assert done
    assert "the seconds of load of DEMO_TABLE were not written down" in caplog.text


def test_nothing_is_missing_once_it_is_held(followed: Desk) -> None:
    publish(followed, "2026-01-08T11:00:00+01:00", b"1")
    followed.line.releases_wanted()
    assert [row[:2] for row in rows(followed, MISSING)] == [("2026-01-08", "not_fetched")]

    followed.ingest(CODE)

    assert rows(followed, MISSING) == []


def test_a_release_that_cannot_be_fetched_is_missing_since_it_was_announced(followed: Desk) -> None:
    publish(followed, "2026-01-08T11:00:00+01:00", b"1")
    followed.line.releases_wanted()
    followed.eurostat.bad_day("/data/", status(503), times=None)

    with pytest.raises(SourceUnavailable):
        followed.line.fetch(CODE)

    ((day, state, because, fetched),) = rows(followed, MISSING)
    assert (day, state, fetched) == ("2026-01-08", "failed", False)
    assert because.startswith("fetch: SourceUnavailable: ")
    query = "SELECT announced_at > now() - interval '1 minute' FROM figures.missing_releases"
    assert rows(followed, query) == [(True,)]


def test_a_release_that_the_next_one_replaced_before_it_was_fetched_is_missed(
    followed: Desk,
) -> None:
    for day in ("08", "09"):
        publish(followed, f"2026-01-{day}T11:00:00+01:00", day.encode())
        followed.line.releases_wanted()

    followed.ingest(CODE)

    ((day, state, because, _),) = rows(followed, MISSING)
    assert (day, state) == ("2026-01-08", "missed")
    assert "before this one was fetched" in because


def test_a_release_that_waits_or_was_kept_out_says_so(followed: Desk) -> None:
    publish(followed, "2026-01-08T11:00:00+01:00", b"1", b"2", b"3")
    followed.ingest(CODE)
    publish(followed, "2026-01-09T11:00:00+01:00", b"1")
    stage = staged(followed.line)
    assert followed.line.check(stage)

    assert [row[1] for row in rows(followed, MISSING)] == ["waiting"]
    ((to_do,),) = rows(followed, "SELECT to_do FROM figures.missing_releases")
    assert to_do == f"vintages decide {stage} accept --name YOU --reason WHY (or reject)"

    followed.line.decide(stage, Decision("Ada", "half a file", None), accept=False)
    assert [row[1:3] for row in rows(followed, MISSING)] == [("rejected", "Ada: half a file")]


def test_a_release_that_cannot_be_read_is_missing_with_the_reason(followed: Desk) -> None:
    publish(followed, "2026-01-08T11:00:00+01:00", b"no number")
    release_key = followed.line.fetch(CODE)

    with pytest.raises(Malformed, match="line 2"):
        followed.line.stage(release_key)

    ((_, state, because, fetched),) = rows(followed, MISSING)
    assert (state, fetched) == ("refused", True)
    assert "line 2" in because


def staged(line: Line) -> int:
    """The stage of what is published now."""
    stage = line.stage(line.fetch(CODE))
    assert stage is not None
    return stage
