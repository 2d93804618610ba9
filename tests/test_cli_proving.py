"""The commands that prove what the warehouse says: replay, audit."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from tests.shell import CODE, FEBRUARY, FIRST, JANUARY, SECOND, Shell, shell_in
from warehouse.scratch import scratch_database
from warehouse.server import ADMIN, Server


@pytest.fixture
def shell(tmp_path: Path, server: Server) -> Iterator[Shell]:
    """A shell over a warehouse with two vintages."""
    with shell_in(tmp_path, server) as opened:
        opened.says("load", CODE, opened.file("second.tsv", SECOND), "--released-at", FEBRUARY)
        opened.says("load", CODE, opened.file("first.tsv", FIRST), "--released-at", JANUARY)
        yield opened


def tamper(shell: Shell) -> None:
    """Someone changes a figure behind the warehouse's back."""
    with shell.warehouse.begin() as connection:
        change = "UPDATE vintages.strip SET cells = replace(cells, '40', '41')"
        connection.exec_driver_sql(change)


def databases(server: Server) -> set[str]:
    """The databases of a server."""
    admin = server.url("postgres", ADMIN).replace("+psycopg", "")
    with psycopg.connect(admin) as connection:
        return {name for (name,) in connection.execute("SELECT datname FROM pg_database")}


def test_a_sound_warehouse_passes_the_audit_and_the_replay(shell: Shell, server: Server) -> None:
    before = databases(server)

    assert shell.told("audit") == {"damage": []}
    assert shell.told("replay") == {"releases": 2, "differing": []}
    assert shell.says("replay", CODE) == "All 2 releases give the same figures again.\n"
    assert databases(server) == before


@pytest.fixture
def hangup() -> Iterator[None]:
    """What is started here hears that its terminal closed, also where the tests do not (nohup)."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.usefixtures("hangup")
@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_the_database_of_a_replay_that_was_stopped_is_gone_with_the_next(
    shell: Shell, server: Server, stop: signal.Signals
) -> None:
    before = databases(server)
    with shell.warehouse.begin() as busy:  # the replay waits for it, after it made its database
        busy.exec_driver_sql("LOCK TABLE vintages.release IN ACCESS EXCLUSIVE MODE")
        command = [sys.executable, "-c", "from ingestion.cli import main; main()", "replay"]
        outer = {**os.environ, **shell.environment}
        with subprocess.Popen(command, env=outer, stderr=subprocess.DEVNULL) as process:
            deadline = time.monotonic() + 60
            while databases(server) == before and time.monotonic() < deadline:
                time.sleep(0.1)
            made = databases(server) - before
            process.send_signal(stop)

    assert len(made) == 1
    assert (databases(server) == before) is (stop != signal.SIGKILL)
    shell.says("replay")
    assert databases(server) == before


def test_a_replay_leaves_the_database_of_another_that_runs(server: Server) -> None:
    url = server.url("postgres", ADMIN)
    with scratch_database(url) as one, scratch_database(url) as other:
        there = databases(server)

    assert one != other
    assert {make_url(one).database, make_url(other).database} <= there


def test_the_audit_names_a_damaged_object_and_a_changed_figure(shell: Shell) -> None:
    (_, release), *_ = shell.archive.releases()
    part = shell.home / "archive" / "objects" / release.parts[0][:2] / release.parts[0]
    part.write_bytes(b"other bytes")
    tamper(shell)
    result = shell.run("audit")

    assert result.exit_code == 1
    assert f"object {release.parts[0]}" in result.stdout
    assert "restore it from a copy" in result.stdout
    assert "re-created observations hash to" in result.stdout


def test_the_audit_names_a_change_that_tells_of_another_figure_before_it(shell: Shell) -> None:
    with shell.warehouse.begin() as connection:
        before = "UPDATE vintages.strip SET cells = E'40\\t3' WHERE cells = E'40\\t4'"
        connection.exec_driver_sql(before)
    result = shell.run("audit")

    assert result.exit_code == 1
    assert f"{CODE} released 2026-02-08 10:00 UTC: in 1 of its changes" in result.stdout


def test_the_audit_misses_the_release_that_the_archive_lost(shell: Shell) -> None:
    key, release = next(shell.archive.releases())
    (shell.home / "archive" / "objects" / key[:2] / key).unlink()
    (shell.home / "archive" / "releases" / CODE / f"{key}.json").unlink()
    result = shell.run("audit")

    assert result.exit_code == 1
    assert f"{CODE} released {release.released_at:%Y-%m-%d}" in result.stdout
    assert f"its release {key} is not in the archive" in result.stdout


def test_the_replay_does_not_take_the_warehouse_itself_for_an_empty_one(shell: Shell) -> None:
    url = shell.environment["WAREHOUSE_URL"]

    assert "is not empty: give a database without tables" in shell.refuses("replay", "--into", url)


def test_a_replay_of_nothing_proves_nothing_and_is_refused(shell: Shell) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:9/none"

    assert "no release of NOPE is held; there are: DEMO_TABLE" in shell.refuses("replay", "NOPE")
    assert "no warehouse answers at" in shell.refuses("replay", "--into", nowhere)


def test_a_release_that_does_not_come_back_the_same_is_shown(shell: Shell) -> None:
    with shell.warehouse.begin() as connection:
        connection.exec_driver_sql("UPDATE vintages.release SET content_hash = 'other'")
    result = shell.run("replay")

    assert result.exit_code == 1
    assert "2 of 2 releases differ" in result.stdout
