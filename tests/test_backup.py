"""A backup in one home gives the same answers in another."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, text

from ingestion.backup import Facts, back_up
from ingestion.cli.claim import claimed
from ingestion.settings import Settings, settings
from ingestion.stack.state import running
from tests.fresh import passable_folder
from tests.rounds import Rounds, select, snapshot_of_cells
from tests.shell import CODE, FEBRUARY, FIRST, JANUARY, MARCH, SECOND, Shell, shell_in
from warehouse.connection import Access, engine
from warehouse.dump import DumpFailed, NotEmpty, restore
from warehouse.migrate import migrate
from warehouse.server import ADMIN, Server

MAIN = "from ingestion.cli import main; main()"
THIRD = SECOND.replace(b"\t7 ", b"\t8 ")


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Iterator[Shell]:
    """A shell over a warehouse with two vintages, which the tests only read."""
    with shell_in(tmp_path_factory.mktemp("one"), server) as opened:
        opened.says("load", CODE, opened.file("first.tsv", FIRST), "--released-at", JANUARY)
        opened.says("load", CODE, opened.file("second.tsv", SECOND), "--released-at", FEBRUARY)
        yield opened


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, shell: Shell) -> Path:
    """A backup of it."""
    folder = tmp_path_factory.mktemp("kept", numbered=False) / "backup"
    shell.says("backup", str(folder))
    return folder


@pytest.fixture
def other(tmp_path: Path, server: Server) -> Iterator[Shell]:
    """Another home, another warehouse, nothing in either."""
    (tmp_path / "two").mkdir()
    with shell_in(tmp_path / "two", server) as opened:
        yield opened


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A warehouse that sorts as in English, where an underscore comes before all letters."""
    with passable_folder("vintages-english-") as folder:
        make = ("localedef", "-i", "en_US", "-f", "UTF-8", f"{folder}/en_US.UTF-8")
        if not shutil.which(make[0]) or subprocess.run(make, check=False).returncode:
            pytest.skip("no language can be made here")
        monkeypatch.setenv("LOCPATH", str(folder))
        server = Server(folder).start()
        admin = server.url("postgres", ADMIN).replace("+psycopg", "")
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(
                "CREATE DATABASE english OWNER vintages_owner TEMPLATE template0 "
                "LOCALE_PROVIDER libc LOCALE 'en_US.UTF-8'"
            )
        owner = engine(server.url("english", "vintages_owner"))
        migrate(owner)
        yield owner
        server.stop()


def as_owner(shell: Shell) -> dict[str, str]:
    """The role that is to own what is restored."""
    return {"WAREHOUSE_URL": shell.warehouse.url.render_as_string(hide_password=False)}


@contextmanager
def held_up(shell: Shell) -> Iterator[Future[Facts]]:
    """A backup into `kept` whose pg_dump cannot go on before the block ends, for want of a lock."""
    with shell.warehouse.begin() as connection:
        connection.execute(text("CREATE TABLE vintages.door ()"))
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with ThreadPoolExecutor(1) as pool, shell.warehouse.begin() as locked:
        locked.execute(text("LOCK TABLE vintages.door IN ACCESS EXCLUSIVE MODE"))
        backing_up = pool.submit(back_up, settings(shell.environment), shell.home / "kept")
        while locked.scalar(waiting) == 0 and not backing_up.done():
            time.sleep(0.05)
        yield backing_up


def test_a_restored_home_says_the_same_and_proves_it(
    shell: Shell, kept: Path, other: Shell
) -> None:
    restored = other.told("restore", str(kept), **as_owner(other))

    assert restored == json.loads((kept / "backup.json").read_text())
    assert restored["releases"] == 2
    assert other.everything() == shell.everything()
    assert other.told("audit") == {"damage": []}
    other.says("load", CODE, other.file("third.tsv", THIRD), "--released-at", MARCH)
    assert other.told("replay") == {"releases": 3, "differing": []}


def test_a_restore_that_ends_in_the_middle_of_the_archive_can_be_made_again(
    kept: Path, other: Shell
) -> None:
    """By a damaged object here; by a full disk or a kill as well."""
    damaged = next((kept / "archive" / "objects").rglob("*/*"))
    content = damaged.read_bytes()
    damaged.write_bytes(b"other bytes")
    told = other.refuses("restore", str(kept), **as_owner(other))
    damaged.write_bytes(content)

    assert damaged.name in told
    assert other.told("restore", str(kept), **as_owner(other))["releases"] == 2
    assert other.told("audit") == {"damage": []}


def test_a_second_backup_brings_the_first_up_to_date_unless_an_object_is_damaged(
    other: Shell, tmp_path: Path
) -> None:
    folder = tmp_path / "kept"
    other.says("load", CODE, other.file("first.tsv", FIRST), "--released-at", JANUARY)
    other.says("backup", str(folder))
    held = {path: path.stat().st_mtime_ns for path in (folder / "archive").rglob("*.json")}
    other.says("load", CODE, other.file("second.tsv", SECOND), "--released-at", FEBRUARY)

    assert other.told("backup", str(folder))["releases"] == 2
    assert {path: path.stat().st_mtime_ns for path in held} == held
    _, release = next(other.archive.releases())
    path = other.home / "archive" / "objects" / release.parts[0][:2] / release.parts[0]
    path.write_bytes(b"other bytes")
    assert release.parts[0] in other.refuses("backup", str(tmp_path / "another"))
    assert not (tmp_path / "another" / "backup.json").exists()


def test_a_load_during_a_backup_is_in_the_next_one(
    other: Shell, tmp_path: Path, server: Server
) -> None:
    (tmp_path / "three").mkdir()
    with shell_in(tmp_path / "three", server) as busy:
        busy.says("load", CODE, busy.file("first.tsv", FIRST), "--released-at", JANUARY)
        with held_up(busy) as backing_up:
            busy.says("load", CODE, busy.file("second.tsv", SECOND), "--released-at", FEBRUARY)

        assert backing_up.result().releases == 1
        assert other.told("restore", str(busy.home / "kept"), **as_owner(other))["releases"] == 1
        assert busy.told("backup", str(busy.home / "kept"))["releases"] == 2


def test_a_backup_is_restored_where_words_are_sorted_otherwise(
    english: Engine, other: Shell, tmp_path: Path
) -> None:
    codes = ("NAMA_10_GDP", "NAMA_10R_2GDP")
    for code in codes:
        Rounds(english).load(code, "2026-01-08", {("BE", "2023"): "1"})
    url = english.url.render_as_string(hide_password=False)
    back_up(Settings(tmp_path, f"file://{tmp_path}/archive", url), tmp_path / "kept")

    assert other.told("restore", str(tmp_path / "kept"), **as_owner(other))["releases"] == 2
    sorted_codes = "SELECT dataset_code FROM figures.datasets ORDER BY dataset_code"
    here, there = (select(each, sorted_codes) for each in (english, other.warehouse))
    assert (here, there) == ([(code,) for code in codes], [(code,) for code in codes[::-1]])


def test_a_warehouse_that_holds_something_is_not_overwritten(shell: Shell, kept: Path) -> None:
    before = shell.everything()

    assert "holds releases: give an empty database" in shell.refuses("restore", str(kept))
    assert shell.everything() == before


def test_nothing_is_restored_into_a_home_in_which_airflow_may_be_loading(
    kept: Path, other: Shell
) -> None:
    with claimed(other.home):
        refused = other.refuses("restore", str(kept), **as_owner(other))

    assert f"{other.home} runs already (process {os.getpid()})" in refused
    assert "vintages down" in refused
    assert other.told("restore", str(kept), **as_owner(other))["releases"] == 2
    assert running(other.home) is None


DOCUMENT = """
    INSERT INTO documents.document (document_id, title, publisher, kind, language, derived_from)
    VALUES ('d', 'T', 'P', 'report', 'en', '{}')"""
ALERT = """
    INSERT INTO alerts.alert (kind, key, fingerprint, severity, title, facts)
    VALUES ('overdue', 'k', 'f', 'warning', 'T', '{}')"""


@pytest.mark.parametrize(("held", "row"), [("documents", DOCUMENT), ("alerts", ALERT)])
def test_a_warehouse_without_releases_is_not_emptied_either(
    kept: Path, access: Access, held: str, row: str
) -> None:
    owner = engine(access.owner)
    with owner.begin() as connection:
        connection.exec_driver_sql(row)

    with pytest.raises(NotEmpty, match=f"holds {held}: give an empty database"):
        restore(access.owner, owner, kept / "warehouse.dump")


def test_a_release_that_waits_is_not_overwritten(kept: Path, access: Access) -> None:
    owner = engine(access.owner)
    Rounds(owner).staged("X", "2024-01-01", snapshot_of_cells({("A", "2020"): "1"}))

    with pytest.raises(NotEmpty, match="holds stages: give an empty database"):
        restore(access.owner, owner, kept / "warehouse.dump")


@pytest.mark.parametrize("share", [0.0, 0.5, 0.95])
def test_a_restore_that_fails_leaves_what_was_there(
    kept: Path, access: Access, tmp_path: Path, share: float
) -> None:
    """A dump that is cut ends like a whole one would, somewhere: nothing of it is kept."""
    owner, whole = engine(access.owner), (kept / "warehouse.dump").read_bytes()
    cut = tmp_path / "cut.dump"
    cut.write_bytes(whole[: int(len(whole) * share)])
    with owner.begin() as connection:
        connection.exec_driver_sql("INSERT INTO vintages.watcher VALUES ('feed', now())")

    with pytest.raises(DumpFailed, match="is as it was"):
        restore(access.owner, owner, cut)
    assert select(owner, "SELECT feed FROM vintages.watcher") == [("feed",)]
    assert select(owner, "SELECT * FROM figures.releases") == []

    restore(access.owner, owner, kept / "warehouse.dump")
    assert select(owner, "SELECT count(*) FROM vintages.release") == [(2,)]


def test_a_statement_that_fails_ends_the_restore_and_says_why(kept: Path, access: Access) -> None:
    owner = engine(access.owner)
    with owner.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE public.migration RENAME TO another")
        connection.exec_driver_sql("CREATE VIEW public.migration AS SELECT 1 AS one")

    with pytest.raises(DumpFailed, match="is not a table"):
        restore(access.owner, owner, kept / "warehouse.dump")
    assert select(owner, "SELECT * FROM figures.releases") == []


def test_what_is_no_whole_backup_is_refused(shell: Shell, kept: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(kept, tmp_path / "kept")
    with (folder / "warehouse.dump").open("ab") as dump:
        dump.write(b"x")
    assert "is not as it was written" in shell.refuses("restore", str(folder))

    (folder / "backup.json").unlink()
    assert "is no backup, or one that was cut short" in shell.refuses("restore", str(folder))


def test_no_password_is_in_a_backup_nor_in_a_message(shell: Shell, kept: Path) -> None:
    away = "postgresql://nobody:s3cret@127.0.0.1:9/none"
    refused = shell.refuses("backup", str(kept.parent / "none"), WAREHOUSE_URL=away)
    password = str(shell.warehouse.url.password).encode()
    files = [path for path in kept.rglob("*") if path.is_file()]

    assert "s3cret" not in refused
    assert [path for path in files if password in path.read_bytes()] == []
    assert kept.stat().st_mode & 0o077 == 0


def test_a_new_home_with_a_postgres_of_its_own_is_filled(kept: Path) -> None:
    with passable_folder("vintages-restored-") as folder:
        told = {"VINTAGES_HOME": str(folder), "PATH": "/usr/bin:/bin"}
        command = [sys.executable, "-c", MAIN, "restore", str(kept), "--json"]
        done = subprocess.run(command, env=told, capture_output=True, text=True, check=False)

        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["releases"] == 2
        assert not Server(folder).running()
