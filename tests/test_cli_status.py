"""The commands that look: status, doctor."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ingestion import settings
from ingestion.cli.findings import KNOWN_SETTINGS
from ingestion.stack.process import identify
from ingestion.stack.state import StackState, write_state
from tests.rounds import moment
from tests.shell import CODE, FEBRUARY, FIRST, JANUARY, Shell, shell_in
from warehouse.journal import record_announced, record_poll
from warehouse.server import Server

LOST = b"".join(FIRST.splitlines(keepends=True)[:3])


@pytest.fixture
def shell(tmp_path: Path, server: Server) -> Iterator[Shell]:
    """A shell over an empty warehouse."""
    with shell_in(tmp_path, server) as opened:
        yield opened


def checks(shell: Shell, **environment: str) -> dict[str, dict[str, Any]]:
    """What the doctor found, by check."""
    told = json.loads(shell.run("doctor", "--json", **environment).stdout)
    return {each["check"]: each for each in told["checks"]}


def test_status_shows_vintages_what_waits_and_how_to_decide(shell: Shell) -> None:
    shell.says("load", CODE, shell.file("first.tsv", FIRST), "--released-at", JANUARY)
    shell.refuses("load", CODE, shell.file("lost.tsv", LOST), "--released-at", FEBRUARY)
    told, shown = shell.told("status"), shell.says("status")

    (dataset,) = told["datasets"]
    assert (dataset["vintages"], dataset["last_vintage_at"]) == (1, "2026-01-08T10:00:00+00:00")
    (waiting,) = told["waiting"]
    assert "2 of 4 series are gone" in waiting["reason"]
    assert f"vintages decide {waiting['stage_id']} accept --name YOU" in shown
    assert "Airflow: does not run" in shown


def test_airflow_that_a_killed_start_left_behind_is_no_airflow_that_does_not_run(
    shell: Shell,
) -> None:
    """Its tasks go on; nobody starts again what dies."""
    me = identify("scheduler", os.getpid())
    killed = replace(me, name="supervisor", created_at=-1.0)
    url = "http://127.0.0.1:9"
    write_state(shell.home, StackState(url, datetime.now(UTC), killed, (me,)))
    told, shown = shell.told("status"), shell.says("status")

    assert (told["airflow"]["url"], told["airflow"]["watched_over"]) == (url, False)
    assert f"Airflow: runs at {url}, and nobody watches over it" in shown
    assert checks(shell)["airflow"]["found"] == f"runs unwatched at {url}"
    assert "port" not in checks(shell)


def test_status_shows_the_heart_beat_of_the_watcher_and_failed_fetches(shell: Shell) -> None:
    record_poll(shell.warehouse, "eurostat_update_feed", None)
    record_poll(shell.warehouse, "eurostat_update_feed", "SourceUnavailable: no answer")
    shell.refuses("ingest", "NO_SUCH_TABLE")
    told, shown = shell.told("status"), shell.says("status")

    (watcher,) = told["watchers"]
    assert watcher["age_seconds"] < 60
    assert "1 failures in a row: SourceUnavailable: no answer" in shown
    assert [each["outcome"] for each in told["failed_fetches"]] == ["NothingFound"]


def test_status_names_what_was_announced_and_is_not_held(shell: Shell) -> None:
    shell.publish(FIRST, JANUARY)
    folder = shell.home.parent / "sources" / "eurostat"
    folder.mkdir()
    (folder / "demo_table.toml").write_text('title = "Demo"\nfrequencies = ["A"]\n')
    record_announced(shell.warehouse, CODE, moment("2026-01-08T10:00"))
    record_announced(shell.warehouse, "FOLLOWED_NO_MORE", moment("2026-01-08T10:00"))
    told, shown = shell.told("status"), shell.says("status")

    assert [each["state"] for each in told["missing_releases"]] == ["not_fetched"]
    assert f"Announced and not held: {CODE}, released 2026-01-08 10:00 UTC, seen since" in shown
    shell.says("ingest", CODE)
    assert shell.told("status")["missing_releases"] == []


def test_status_without_a_warehouse_says_so_and_fails_not(shell: Shell) -> None:
    told = shell.told("status", WAREHOUSE_URL="postgresql://nobody@127.0.0.1:9/none")

    assert told["warehouse"]["answers"] is False
    assert "no warehouse answers" in told["warehouse"]["error"]


def test_status_names_a_source_file_that_is_wrong(shell: Shell) -> None:
    folder = shell.home.parent / "sources" / "eurostat"
    folder.mkdir()
    (folder / "demo_table.toml").write_text("titel = 1\n")

    assert "unknown key 'titel'" in shell.told("status")["sources_error"]


def test_the_doctor_finds_a_sound_installation_sound(shell: Shell) -> None:
    shell.publish(FIRST, JANUARY)
    shell.says("ingest", CODE)
    record_poll(shell.warehouse, "eurostat_update_feed", None)
    told = shell.told("doctor")

    states = {each["check"]: each["state"] for each in told["checks"]}
    assert told["healthy"] is True
    assert {"home", "passwords", "disk", "archive", "warehouse", "tables", "watcher", "clock"} <= {
        check for check, state in states.items() if state == "well"
    }
    assert list(shell.home.rglob("doctor-*")) == []


def test_the_doctor_says_what_to_do_about_what_is_wrong(shell: Shell, tmp_path: Path) -> None:
    secret = shell.home / "credentials.json"
    secret.write_text("{}")
    secret.chmod(0o644)
    file = tmp_path / "no-folder"
    file.write_text("")
    for _ in range(3):
        record_poll(shell.warehouse, "eurostat_update_feed", "SourceUnavailable: no answer")
    with shell.warehouse.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO vintages.fetch (purpose, url, started_at, seconds, "
            "outcome, bytes_received, headers) VALUES ('data', 'x', now(), 1, 'ok', 0, "
            '\'{"date": "Thu, 08 Jan 2026 10:00:00 GMT"}\')'
        )
    found = checks(shell, VINTAGES_ARCHIVE=f"file://{file}/archive")

    assert found["passwords"]["advice"] == f"chmod 600 {secret}"
    assert found["archive"]["advice"] == "mend VINTAGES_ARCHIVE, or the rights of the store"
    assert "SourceUnavailable: no answer" in found["watcher"]["found"]
    assert found["clock"]["advice"] == "set the clock of this machine"
    assert {each["state"] for each in found.values()} >= {"wrong"}
    assert shell.run("doctor").exit_code == 1


def test_the_doctor_names_the_settings_made_and_those_that_nobody_reads(shell: Shell) -> None:
    sound, misspelt = checks(shell), checks(shell, VINTAGES_POLL_SECOND="1")
    code = Path(settings.__file__).read_text()

    assert "VINTAGES_HOME" in sound["settings"]["found"]
    assert misspelt["settings"]["found"] == "nobody reads VINTAGES_POLL_SECOND"
    read = set(re.findall(r'"(VINTAGES_[A-Z_]+|WAREHOUSE_URL)"', code))
    assert read | {"VINTAGES_SHARED"} == KNOWN_SETTINGS


def test_the_doctor_knows_a_warehouse_that_is_away_and_one_that_is_behind(
    shell: Shell, server: Server
) -> None:
    away = checks(shell, WAREHOUSE_URL="postgresql://nobody@127.0.0.1:9/none")
    behind = checks(shell, WAREHOUSE_URL=server.url("postgres", "postgres"))

    assert away["warehouse"]["state"] == "wrong"
    assert "tables" not in away
    assert behind["tables"]["found"].startswith("behind by 0001")
