"""Other figures under an old stamp: dated by when we saw them, in whole seconds."""

from dataclasses import replace
from datetime import datetime, timedelta

from tests.desk import Desk, publish
from tests.rounds import moment, select

STAMP = "2026-01-08T11:00:00+01:00"
WHEN = "SELECT released_at, silent FROM figures.releases ORDER BY released_at"
NAMED = """
    SELECT count(*) FROM figures.latest JOIN figures.releases USING (dataset_code, released_at)
     WHERE silent"""


def seen(desk: Desk, at: datetime, value: bytes) -> int | None:
    """The stage of other figures under the same stamp, seen at this moment."""
    publish(desk, STAMP, value)
    release = desk.line.archive.release(desk.line.fetch("DEMO_TABLE"))
    return desk.line.stage(desk.line.archive.put_release(replace(release, fetched_at=at)))


def test_a_figure_of_a_silent_release_names_the_moment_that_the_release_has(desk: Desk) -> None:
    publish(desk, STAMP, b"1")
    desk.ingest("DEMO_TABLE")
    publish(desk, STAMP, b"2")
    desk.ingest("DEMO_TABLE")

    assert select(desk.line.warehouse, NAMED) == [(1,)]


def test_of_two_within_a_second_each_has_its_own_and_neither_comes_twice(desk: Desk) -> None:
    at = moment("2026-02-01T10:00:00.700000")
    publish(desk, STAMP, b"1")
    desk.ingest("DEMO_TABLE")

    for value in (b"2", b"3"):
        stage = seen(desk, at, value)
        assert stage is not None
        desk.line.load(stage)
    assert [seen(desk, at, value) for value in (b"2", b"3")] == [None, None]

    second = at.replace(microsecond=0)
    assert select(desk.line.warehouse, WHEN) == [
        (datetime.fromisoformat(STAMP), False),
        (second, True),
        (second + timedelta(seconds=1), True),
    ]


def test_figures_that_go_back_to_those_of_the_stamp_are_loaded(desk: Desk) -> None:
    for value in (b"1", b"2", b"1"):
        publish(desk, STAMP, value)
        desk.ingest("DEMO_TABLE")

    latest = "SELECT obs_value::text FROM figures.latest"
    assert select(desk.line.warehouse, latest) == [("1",)]
    assert [silent for _, silent in select(desk.line.warehouse, WHEN)] == [False, True, True]


def test_a_silent_release_that_is_seen_again_is_no_other(desk: Desk) -> None:
    keys = []
    for value in (b"1", b"2", b"2"):
        publish(desk, STAMP, value)
        keys.append(desk.line.fetch("DEMO_TABLE"))
        stage = desk.line.stage(keys[-1])
        if stage is not None:
            desk.line.load(stage)

    assert [desk.line.stage(key) for key in keys] == [None] * 3
    assert [silent for _, silent in select(desk.line.warehouse, WHEN)] == [False, True]


def test_what_was_seen_earlier_in_the_second_of_a_silent_release_is_known(desk: Desk) -> None:
    at = moment("2026-02-01T10:00:00.700000")
    publish(desk, STAMP, b"1")
    desk.ingest("DEMO_TABLE")
    stage = seen(desk, at, b"2")
    assert stage is not None
    desk.line.load(stage)

    assert seen(desk, at.replace(microsecond=300000), b"1") is None


def test_an_old_stamp_seen_after_a_newer_one_brings_nothing_back(desk: Desk) -> None:
    publish(desk, STAMP, b"1")
    desk.ingest("DEMO_TABLE")
    publish(desk, "2026-02-08T11:00:00+01:00", b"2")
    desk.ingest("DEMO_TABLE")

    desk.eurostat.publish("DEMO_TABLE", 1)

    assert desk.ingest("DEMO_TABLE") is None
    assert [silent for _, silent in select(desk.line.warehouse, WHEN)] == [False, False]
