"""Upkeep: what is wrong although nothing happens is seen once, and its end too."""

import threading
from collections import namedtuple
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from examples.stand_in.bad_days import BadDay, fault, redirect, status, too_big_for
from examples.stand_in.faults import not_found
from ingestion.alert_routes import Channel, Routing
from ingestion.errors import CheckFailed, DatasetGone, Maintenance, Misconfigured, SourceUnavailable
from ingestion.failed_runs import (
    PAUSES,
    failed_run,
    note_failed_run,
    run_succeeded,
    tell_of_failure,
    tell_of_success,
)
from ingestion.settings import Settings
from ingestion.source import Source
from ingestion.upkeep import Watched, silent_channels, silent_watchers, upkeep, upkeep_of
from tests.desk import Desk, publish
from tests.rounds import Rounds, moment, select
from warehouse.alerts import Alert, raise_alert
from warehouse.connection import Access, engine
from warehouse.journal import record_poll

SOURCE = Source("DEMO", "Demo", ("A",), ("geo",), expected_within_days=30)
WATCHED = Watched((SOURCE,), Routing(), 300.0)
OPEN = "SELECT kind, severity, title FROM figures.alerts WHERE resolved_at IS NULL ORDER BY kind"
MESSAGES = "SELECT occasion FROM alerts.outbox ORDER BY message_id"
Waiting = namedtuple("Waiting", "channel waiting attempts oldest_at last_error")


def loaded(warehouse: Engine, released_at: str, value: str) -> None:
    """Load a release of one figure."""
    Rounds(warehouse).load("DEMO", released_at, {("BE", "2023"): value})


def gone(desk: Desk) -> int:
    """How many datasets an upkeep of the desk finds gone."""
    source = replace(SOURCE, dataset_code="DEMO_TABLE")
    watched = Watched((source,), Routing(), 300.0)
    return upkeep(desk.line.warehouse, watched, datetime.now(UTC))["dataset_gone"]


def occasions(warehouse: Engine) -> list[str]:
    """What was told, in order."""
    return [occasion for (occasion,) in select(warehouse, MESSAGES)]


def context(error: BaseException | None, code: str = "DEMO") -> dict[str, object]:
    """What Airflow hands to a callback."""
    box = SimpleNamespace(dag_id="eurostat_ingest", task_id="fetch", log_url="https://airflow/log")
    return {"ti": box, "dag_run": SimpleNamespace(partition_key=code), "exception": error}


def test_an_overdue_dataset_is_told_once_then_as_frozen_then_as_over(warehouse: Engine) -> None:
    rounds = Rounds(warehouse)
    rounds.load("DEMO", "2026-01-01", {("BE", "2023"): "1"})
    for day in ("2026-01-20", "2026-02-10", "2026-02-11", "2026-04-10", "2026-04-11"):
        upkeep(warehouse, WATCHED, moment(day))
    assert occasions(warehouse) == ["raised", "worsened"]
    assert select(warehouse, OPEN) == [("overdue", "critical", "the dataset looks frozen")]

    rounds.load("DEMO", "2026-04-12", {("BE", "2023"): "2"})
    assert upkeep(warehouse, WATCHED, moment("2026-04-13"))["overdue"] == 0
    assert occasions(warehouse) == ["raised", "worsened", "resolved"]


def test_what_is_known_of_a_dataset_stays_while_its_file_cannot_be_read(
    access: Access, warehouse: Engine, tmp_path: Path
) -> None:
    chosen = Settings(tmp_path, "", access.owner, sources=(tmp_path / "sources",))
    folder = chosen.sources[0] / "eurostat"
    folder.mkdir(parents=True)
    file, good = folder / "demo.toml", 'title = "D"\nfrequencies = ["A"]\n'
    file.write_text(good + "expected_within_days = 30\n")
    loaded(warehouse, "2026-01-01", "1")
    assert upkeep_of(chosen)["overdue"] == 1

    file.write_text(good + "expected_within_day = 30\n")
    upkeep_of(chosen)
    chosen.sources[0].rename(tmp_path / "unmounted")
    with pytest.raises(Misconfigured, match="is not there, so that nobody knows what is followed"):
        upkeep_of(chosen)
    assert occasions(warehouse) == ["raised"]

    (tmp_path / "unmounted").rename(chosen.sources[0])
    file.write_text(good)
    upkeep_of(chosen)
    assert occasions(warehouse) == ["raised", "resolved"]


@pytest.mark.parametrize(
    "withdrawn", [fault(404, 100, not_found("DEMO_TABLE"), "json"), status(404)]
)
def test_a_dataset_that_the_source_no_longer_knows_is_told(desk: Desk, withdrawn: BadDay) -> None:
    publish(desk, "2026-01-08T11:00:00+01:00", b"1")
    desk.line.eurostat.probe("DEMO_TABLE")
    desk.eurostat.bad_day("/dataflow/", withdrawn)
    with pytest.raises(DatasetGone):
        desk.line.eurostat.probe("DEMO_TABLE")
    desk.eurostat.bad_day("/dataflow/", redirect())
    with pytest.raises(Maintenance):
        desk.line.eurostat.probe("DEMO_TABLE")
    assert gone(desk) == 1
    desk.line.eurostat.probe("DEMO_TABLE")
    assert gone(desk) == 0
    assert occasions(desk.line.warehouse) == ["raised", "resolved"]


def test_a_part_of_the_data_that_is_empty_is_no_dataset_that_is_gone(desk: Desk) -> None:
    publish(desk, "2026-01-08T11:00:00+01:00", b"1", b"2")
    desk.eurostat.bad_day("/data/", fault(404, 100, "no results for the query"), times=None)
    with pytest.raises(DatasetGone):
        desk.line.eurostat.fetch_release("DEMO_TABLE", slice_by="geo")

    assert gone(desk) == 0


def test_a_dataset_near_what_eurostat_hands_out_is_told_until_it_is_sliced(
    warehouse: Engine,
) -> None:
    loaded(warehouse, "2026-01-01", "1")
    now = moment("2026-01-02")
    assert upkeep(warehouse, WATCHED, now)["near_limit"] == 0
    with warehouse.begin() as connection:  # as five million cells would take minutes
        connection.execute(text("UPDATE vintages.release SET observations = 4100000"))

    assert upkeep(warehouse, WATCHED, now)["near_limit"] == 1
    upkeep(warehouse, WATCHED, now)
    sliced = Watched((replace(SOURCE, slice_by="geo"),), Routing(), 300.0)
    assert upkeep(warehouse, sliced, now)["near_limit"] == 0
    assert occasions(warehouse) == ["raised", "resolved"]
    ((happened,),) = select(warehouse, "SELECT happened FROM figures.alerts")
    assert happened == (
        "Its newest release has 4,100,000 cells of the 5,000,000 that Eurostat hands out at once."
    )


def test_a_dataset_that_eurostat_refuses_whole_is_told(desk: Desk) -> None:
    publish(desk, "2026-01-08T11:00:00+01:00", b"1", b"2", b"3")
    desk.eurostat.bad_day("/data/DEMO_TABLE", too_big_for(2), times=None)
    desk.ingest("DEMO_TABLE")
    source = replace(SOURCE, dataset_code="DEMO_TABLE", expected_within_days=None)

    found = upkeep(desk.line.warehouse, Watched((source,), Routing(), 300.0), datetime.now(UTC))

    assert found["near_limit"] == 1
    ((refused, share, said),) = select(
        desk.line.warehouse, "SELECT refused, limit_share, refusal FROM figures.extractions"
    )
    assert (refused, share) == (True, 3 / 5_000_000)
    assert "EXTRACTION_TOO_BIG" in said


def test_what_failed_of_a_dataset_that_is_no_longer_followed_is_over(warehouse: Engine) -> None:
    with warehouse.begin() as connection:
        for code in ("DEMO", "UNREAD", "GONE"):
            note_failed_run(connection, failed_run(context(ValueError("no"), code)))

    watched = Watched((SOURCE,), Routing(), 300.0, unread=frozenset({"UNREAD"}))
    upkeep(warehouse, watched, datetime.now(UTC))

    query = "SELECT dataset_code, resolved_because FROM figures.alerts ORDER BY dataset_code"
    assert select(warehouse, query) == [
        ("DEMO", None),
        ("GONE", "the dataset is no longer followed"),
        ("UNREAD", None),
    ]


def test_a_watcher_that_no_longer_asks_is_told(warehouse: Engine) -> None:
    record_poll(warehouse, "eurostat", None)
    soon, late = (datetime.now(UTC) + timedelta(minutes=minutes) for minutes in (20, 40))

    assert upkeep(warehouse, WATCHED, soon)["watcher_silent"] == 0
    assert upkeep(warehouse, WATCHED, late)["watcher_silent"] == 1
    assert upkeep(warehouse, WATCHED, soon)["watcher_silent"] == 0
    assert occasions(warehouse) == ["raised", "resolved"]


def test_a_watcher_that_asks_in_vain_is_told_after_half_a_day() -> None:
    now = moment("2026-01-02T12:00")
    row = SimpleNamespace(feed="eurostat", last_poll_at=now, errors_in_a_row=9, last_error="503")
    poll = timedelta(minutes=5)

    row.last_success_at = now - timedelta(hours=11)
    assert silent_watchers([row], now, poll) == []
    row.last_success_at = now - timedelta(hours=13)
    (alert,) = silent_watchers([row], now, poll)
    assert "9 times in vain: 503" in alert.happened
    assert "asks again by itself" in alert.to_do


@pytest.mark.parametrize(
    ("feed", "still"),
    [
        ("eurostat_update_feed", "Releases are still found every half hour"),
        ("cellar_notifications", "Each document is still asked for once a day"),
        ("home_affairs_news", "Each document is still asked for once a day"),
    ],
)
def test_who_is_told_of_a_silent_watcher_reads_what_still_finds_its_releases(
    feed: str, still: str
) -> None:
    now = moment("2026-01-02T12:00")
    row = SimpleNamespace(feed=feed, last_poll_at=now - timedelta(hours=1))

    (alert,) = silent_watchers([row], now, timedelta(minutes=5))

    assert still in alert.happened


def test_messages_that_wait_are_told_whatever_the_reason() -> None:
    now = moment("2026-01-02")
    known = Routing({"hook": Channel("webhook", "X"), "slow": Channel("webhook", "X")})
    found = silent_channels(
        [
            Waiting("hook", 1, 1, now - timedelta(minutes=5), "503"),
            Waiting("slow", 1, 0, now - timedelta(hours=2), None),
            Waiting("removed", 4, 0, now, None),
        ],
        known,
        now,
    )

    assert [alert.key for alert in found] == ["slow", "removed"]
    assert "names no such channel" in found[1].happened


def test_a_failed_run_is_told_once_until_a_later_run_goes_through(warehouse: Engine) -> None:
    run = failed_run(context(SourceUnavailable("the source does not answer: ask again")))
    for _ in range(2):
        with warehouse.begin() as connection:
            note_failed_run(connection, run)
    upkeep(warehouse, WATCHED, datetime.now(UTC))
    (row,) = select(warehouse, OPEN)
    assert row == ("run_failed", "critical", "fetch failed: SourceUnavailable")

    loaded(warehouse, "2026-01-01", "1")
    upkeep(warehouse, Watched((), Routing(), 300.0), datetime.now(UTC))
    assert occasions(warehouse) == ["raised", "resolved"]
    with warehouse.begin() as connection:
        assert run_succeeded(connection, "DEMO") == 0


def test_airflow_says_that_a_box_failed_and_that_it_went_through(
    access: Access, warehouse: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("VINTAGES_HOME", str(tmp_path))
    monkeypatch.setenv("WAREHOUSE_URL", access.owner)
    tell_of_failure(context(ValueError("password=s3cret")))
    (row,) = select(warehouse, "SELECT dataset_code, key, happened, facts FROM figures.alerts")
    assert row[:2] == ("DEMO", "eurostat_ingest.fetch")
    assert "s3cret" not in row[2], "a stranger's words may hold a secret"
    assert row[3]["link"] == "https://airflow/log"

    tell_of_success(context(None))
    assert occasions(warehouse) == ["raised", "resolved"]


def test_a_failure_without_a_warehouse_is_logged_and_harms_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("VINTAGES_HOME", str(tmp_path))
    monkeypatch.delenv("WAREHOUSE_URL", raising=False)

    tell_of_failure(context(ValueError("why")), pauses=(0, 0))

    assert caplog.text.count("cannot be told yet") == 2
    assert "could not be made an alert" in caplog.text
    assert sum(PAUSES) == 30, "the half minute that Airflow's own call takes"


@contextmanager
def exhausted(access: Access) -> Iterator[Callable[[], None]]:
    """A warehouse that takes no connection any more; what it gives ends that."""
    address = access.owner.replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as last:
        name = sql.Identifier(last.info.dbname)
        limit = sql.SQL("ALTER DATABASE {} CONNECTION LIMIT {}")

        def end() -> None:
            last.execute(limit.format(name, -1))

        last.execute(limit.format(name, 1))
        yield end
        end()


def test_a_failure_is_told_once_a_connection_is_free_again(
    access: Access, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("VINTAGES_HOME", str(tmp_path))
    monkeypatch.setenv("WAREHOUSE_URL", access.owner)

    with exhausted(access) as end:
        soon = threading.Timer(0.5, end)
        soon.start()
        tell_of_failure(context(SourceUnavailable("no answer")))
        soon.join()

    assert select(engine(access.loader), OPEN) == [
        ("run_failed", "critical", "fetch failed: SourceUnavailable")
    ]


def test_a_check_that_gets_no_connection_holds_nothing_and_is_told_by_what_is_missing(
    access: Access, desk: Desk
) -> None:
    publish(desk, "2026-01-08T11:00:00+01:00", b"1", b"2", b"3")
    desk.ingest("DEMO_TABLE")
    publish(desk, "2026-01-09T11:00:00+01:00", b"1")
    stage = desk.line.stage(desk.line.fetch("DEMO_TABLE"))
    assert stage is not None
    with exhausted(access), pytest.raises(OperationalError, match="too many connections"):
        desk.line.check(stage)

    source = replace(SOURCE, dataset_code="DEMO_TABLE", expected_within_days=None)
    watched = Watched((source,), Routing(), 300.0)
    soon, late = (datetime.now(UTC) + timedelta(hours=hours) for hours in (11, 13))
    assert upkeep(desk.line.warehouse, watched, soon)["not_held"] == 0
    assert upkeep(desk.line.warehouse, watched, late)["not_held"] == 1
    assert select(desk.line.warehouse, OPEN) == [
        ("not_held", "critical", "the release of 2026-01-09 is not held")
    ]

    desk.line.check(stage)
    upkeep(desk.line.warehouse, watched, late)
    assert [kind for kind, *_ in select(desk.line.warehouse, OPEN)] == ["held"]


def test_a_release_that_is_held_is_told_as_held_and_not_as_failed(warehouse: Engine) -> None:
    held = Alert("held", "a release is held", "It fell.", "Decide.", dataset_code="DEMO")
    run = failed_run(context(CheckFailed("looks wrong")))
    with warehouse.begin() as connection:
        assert note_failed_run(connection, run), "nobody told it as held"
        raise_alert(connection, held)
        connection.execute(text("DELETE FROM alerts.outbox"))
        assert not note_failed_run(connection, run)
