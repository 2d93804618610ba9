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
