"""Two runs of one release: it is downloaded once, asked about once, and decided once."""

import logging
from pathlib import Path

import pytest
from sqlalchemy import text

from examples.stand_in.bad_days import status
from ingestion.checks.decision import Decision
from ingestion.errors import CheckFailed, Misconfigured, SourceUnavailable
from ingestion.eurostat import steps
from tests.desk import Desk, environment, publish
from tests.rounds import select
from warehouse.errors import NotStaged, StageOutdated
from warehouse.turn import turn

CODE = "DEMO_TABLE"
WHOLE = tuple(b"%d" % number for number in range(100, 140))
HALF, THIRD = WHOLE[:20], WHOLE[:10]
JANUARY, FEBRUARY = "2026-01-08T11:00:00+01:00", "2026-02-08T11:00:00+01:00"
LINK = "http://airflow/{}/required_actions"
ANSWER = {"name": "Ann", "reason": "a broken file"}
STAGES = "SELECT stage_id, status FROM stage.stage WHERE released_at > '2026-02-01' ORDER BY 1"
TOLD = """
    SELECT occasion, substring(facts->>'to_do' FROM 'decide ([0-9]+)')::integer, facts->>'link'
      FROM alerts.outbox ORDER BY message_id"""


@pytest.fixture
def followed(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk whose dataset is followed and held, with a release out that lost half; its boxes."""
    (tmp_path / "eurostat").mkdir()
    source(desk, "")
    for name, value in environment(desk).items():
        monkeypatch.setenv(name, value)
    publish(desk, JANUARY, *WHOLE)
    desk.ingest(CODE)
    publish(desk, FEBRUARY, *HALF)
    return desk


def source(desk: Desk, limits: str) -> None:
    """The dataset's source file."""
    file = desk.line.settings.home / "eurostat" / "demo_table.toml"
    file.write_text(f'title = "Demo"\nfrequencies = ["A"]\n{limits}')


def staged(desk: Desk) -> int:
    """A stage of what is published now, downloaded as by a person."""
    stage_id = desk.line.stage(desk.line.fetch(CODE))
    assert stage_id is not None
    return stage_id


def held(desk: Desk, run: str) -> int:
    """The stage of a run, which waits for a person."""
    key = steps.fetch(CODE, if_wanted=True)
    assert key is not None
    stage_id = steps.stage(key)
    assert stage_id is not None
    assert steps.holds(stage_id, LINK.format(run)) is True
    return stage_id


def later(desk: Desk, hours: int) -> None:
    """Time goes by since all that was fetched so far."""
    with desk.line.warehouse.begin() as connection:
        for moved in (
            "UPDATE vintages.fetch SET started_at = started_at - make_interval(hours => :hours)",
            "UPDATE vintages.step SET started_at = started_at - make_interval(hours => :hours)",
        ):
            connection.execute(text(moved), {"hours": hours})


def half_a_year_later(desk: Desk) -> None:
    """A recheck is due."""
    later(desk, 24 * 180)


def rows(desk: Desk, query: str) -> list[tuple[object, ...]]:
    """What the warehouse answers."""
    return select(desk.line.warehouse, query)


def downloads(desk: Desk) -> int:
    """How often Eurostat was asked for the data."""
    return len(desk.eurostat.asked("/data/"))


def test_a_release_that_was_fetched_is_left_to_its_run(followed: Desk) -> None:
    assert followed.line.releases_wanted() == [CODE]
    key = followed.line.fetch(CODE)

    assert followed.line.releases_wanted() == []

    followed.line.stage(key)
    assert followed.line.releases_wanted() == []
    later(followed, 13)
    assert followed.line.releases_wanted() == [CODE]


def test_a_rule_that_is_misspelt_does_not_download_all_day(followed: Desk) -> None:
    source(followed, '[checks.rules."cells.losst"]\nlimit = 0.2\n')
    before, tries = downloads(followed), 4

    for _ in range(tries):
        if followed.line.releases_wanted():
            with pytest.raises(Misconfigured, match=r"cells\.losst"):
                followed.ingest(CODE)

    assert downloads(followed) == before + 1


def test_a_release_that_did_not_come_whole_is_wanted_still(followed: Desk) -> None:
    followed.eurostat.bad_day("/data/", status(503), times=None)

    with pytest.raises(SourceUnavailable):
        followed.line.fetch(CODE)

    assert followed.line.releases_wanted() == [CODE]


def test_a_run_ends_at_once_where_another_fetches_the_release(
    followed: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    before = downloads(followed)

    with turn(followed.line.warehouse, f"fetch of {CODE}"):
        assert steps.fetch(CODE, if_wanted=True) is None

    assert downloads(followed) == before
    assert "another run is fetching it: this one ends" in caplog.text


def test_a_run_ends_where_another_brought_the_release_before_it_began(
    followed: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    assert steps.fetch(CODE, if_wanted=True) is not None
    before = downloads(followed)

    assert steps.fetch(CODE, if_wanted=True) is None
    assert downloads(followed) == before
    assert "another run has brought it: this one ends" in caplog.text
    assert steps.fetch(CODE) is not None, "tried again, or begun by a person"


def test_a_fetch_outlives_the_connection_that_kept_its_turn(followed: Desk) -> None:
    warehouse = followed.line.warehouse
    kill = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"

    with turn(warehouse, CODE):
        assert rows(followed, kill) == [(True,)]

    with turn(warehouse, CODE):
        pass


def test_the_bytes_of_a_held_release_are_not_asked_about_twice(
    followed: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    first = held(followed, "one")
    half_a_year_later(followed)
    assert followed.line.releases_wanted() == [CODE]

    key = steps.fetch(CODE, if_wanted=True)
    assert key is not None
    assert steps.stage(key) is None
    assert steps.stage(key, by_hand=True) is None

    assert rows(followed, STAGES) == [(first, "held")]
    assert rows(followed, TOLD) == [("raised", first, LINK.format("one"))]
    assert f"the very bytes of stage {first}, which waits for a person" in caplog.text
    assert followed.line.releases_wanted() == []


def test_the_bytes_of_a_rejected_release_are_asked_about_again_by_a_person_alone(
    followed: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    first = held(followed, "one")
    steps.reject(first, ANSWER)
    half_a_year_later(followed)
    key = steps.fetch(CODE, if_wanted=True)
    assert key is not None

    assert steps.stage(key) is None
    assert [occasion for occasion, *_ in rows(followed, TOLD)] == ["raised", "resolved"]
    said = (
        f"stage {first}, which was rejected by Ann (a broken file): vintages ingest {CODE} stages"
    )
    assert said in caplog.text

    with pytest.raises(CheckFailed, match="decide"):
        followed.ingest(CODE)
    assert [state for _, state in rows(followed, STAGES)] == ["rejected", "held"]


def test_other_bytes_under_the_stamp_of_a_rejected_release_are_asked_about(followed: Desk) -> None:
    first = held(followed, "one")
    steps.reject(first, ANSWER)
    publish(followed, FEBRUARY, *THIRD)
    half_a_year_later(followed)

    second = held(followed, "two")

    assert rows(followed, STAGES) == [(first, "rejected"), (second, "held")]


def test_a_silent_release_that_was_rejected_is_asked_about_once(followed: Desk) -> None:
    publish(followed, JANUARY, *HALF)
    stage_id = staged(followed)
    assert steps.holds(stage_id, LINK) is True
    steps.reject(stage_id, ANSWER)
    half_a_year_later(followed)

    key = steps.fetch(CODE, if_wanted=True)

    assert key is not None
    assert steps.stage(key) is None
    assert [occasion for occasion, *_ in rows(followed, TOLD)] == ["raised", "resolved"]


def test_the_stage_box_that_is_run_again_gives_its_held_stage_back(followed: Desk) -> None:
    key = steps.fetch(CODE, if_wanted=True)
    assert key is not None
    first = steps.stage(key)
    assert first is not None
    steps.holds(first, LINK)

    assert steps.stage(key) == first
    assert steps.holds(first, LINK) is True

    assert rows(followed, STAGES) == [(first, "held")]
    assert len(rows(followed, TOLD)) == 1


def test_a_held_stage_whose_changes_were_lost_is_staged_anew(followed: Desk) -> None:
    key = followed.line.fetch(CODE)
    first = followed.line.stage(key)
    assert first is not None
    steps.holds(first, LINK)
    with followed.line.warehouse.begin() as connection:
        connection.execute(text("SELECT stage.close(:stage_id)"), {"stage_id": first})

    second = steps.stage(key)

    assert second is not None
    assert second != first
    steps.load(first, ANSWER)  # a box that was given the first goes on with the second
    assert [state for _, state in rows(followed, STAGES)] == ["replaced", "loaded"]


def test_the_owner_is_told_the_number_and_the_link_of_the_stage_that_took_a_held_ones_place(
    followed: Desk,
) -> None:
    first = held(followed, "one")
    publish(followed, FEBRUARY, *HALF[:-1], b"118")
    half_a_year_later(followed)

    second = held(followed, "two")

    assert rows(followed, TOLD) == [
        ("raised", first, LINK.format("one")),
        ("changed", second, LINK.format("two")),
    ]


def test_a_decision_about_a_stage_that_gave_way_names_the_one_to_decide_about(
    followed: Desk,
) -> None:
    first = held(followed, "one")
    publish(followed, FEBRUARY, *THIRD)
    half_a_year_later(followed)
    second = held(followed, "two")

    for decide in (steps.reject, steps.load):
        with pytest.raises(
            NotStaged, match=rf"gave way to stage {second}.* vintages decide {second}"
        ):
            decide(first, ANSWER)

    assert rows(followed, STAGES) == [(first, "replaced"), (second, "held")]


def test_a_rejected_release_is_not_loaded_by_an_older_box(followed: Desk) -> None:
    first, second = staged(followed), staged(followed)
    steps.holds(second, LINK)
    steps.reject(second, ANSWER)

    for decision in (Decision("Bob", "looks fine"), None):
        with pytest.raises(NotStaged, match=rf"{second} .* was rejected by Ann \(a broken file\)"):
            followed.line.load(first, decision)

    assert steps.load(first) is None
    assert rows(followed, STAGES) == [(first, "replaced"), (second, "rejected")]
    assert rows(followed, "SELECT count(*) FROM figures.vintages") == [(1,)]


def test_a_decision_that_comes_late_is_told_who_let_the_release_in(followed: Desk) -> None:
    first, second = staged(followed), staged(followed)
    steps.holds(second, LINK)
    steps.load(second, ANSWER)

    for decide in (steps.reject, steps.load):
        with pytest.raises(StageOutdated, match=r"loaded once Ann \(a broken file\) let it in"):
            decide(first, {"name": "Bob", "reason": "no"})

    assert rows(followed, STAGES) == [(first, "replaced"), (second, "loaded")]


def test_a_run_whose_stage_gave_way_ends_and_stages_nothing(
    followed: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    first, second = staged(followed), staged(followed)

    assert steps.holds(first, LINK) is None
    assert steps.load(first) is None

    assert f"gave way to stage {second} (staged) of another run: this one ends" in caplog.text
    assert rows(followed, STAGES) == [(first, "replaced"), (second, "staged")]
    assert steps.holds(second, LINK) is True
