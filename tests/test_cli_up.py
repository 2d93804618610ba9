"""`vintages up` and `down`, as processes of their own, with an embedded Postgres."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy import Engine

from ingestion.cli.home import closed_folders
from ingestion.cli.offline import wait_for_examples
from ingestion.cli.overview import Holdings
from ingestion.cli.running import Site
from ingestion.cli.welcome import Welcome, shown
from ingestion.eurostat.stopwatch import timed
from ingestion.settings import EUROSTAT, Settings
from ingestion.stack.state import running
from tests.fresh import passable_folder
from tests.rounds import select
from warehouse.connection import Access, engine
from warehouse.journal import Attempt, record_attempt
from warehouse.server import Server

VINTAGES = str(Path(sys.executable).with_name("vintages"))
EXAMPLES = {"EU_THB_PRINTED": 6, "SYNTHETIC_WEEKLY": 4}
FIRST_EXAMPLES = {"EU_THB_PRINTED": 2, "SYNTHETIC_WEEKLY": 2}
# The settings of whoever runs the tests must not reach the commands under test.
OURS = ("VINTAGES_", "WAREHOUSE_", "AIRFLOW_")


@pytest.fixture
def home() -> Iterator[Path]:
    """A home that Postgres' own user may pass, with nothing running at the end."""
    with passable_folder("vintages-up-") as folder:
        home = folder / "home"
        yield home
        vintages(home, "down")


@pytest.fixture
def site(tmp_path: Path, access: Access, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site over a warehouse of its own, on a machine from which nobody can be reached."""
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    settings = Settings(tmp_path, f"file://{tmp_path}/archive", access.owner)
    with ExitStack() as cleanup:
        yield Site(settings, cleanup)


def environment(home: Path) -> dict[str, str]:
    """What a fresh shell would have, and this home."""
    outer = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {**outer, "VINTAGES_HOME": str(home)}


def vintages(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    command = [VINTAGES, *words]
    return subprocess.run(
        command, capture_output=True, text=True, env=environment(home), timeout=120, check=False
    )


@contextmanager
def up(home: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """`vintages up` in the foreground of another process, and what it says when all is ready."""
    command = [VINTAGES, "up", "--json", *words]
    log = home.with_name("up.log")
    with (
        log.open("a") as errors,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment(home)
        ) as process,
    ):
        assert process.stdout is not None
        lines: list[str] = []
        while not lines or lines[-1] != "}\n":
            lines.append(process.stdout.readline())
            assert lines[-1], log.read_text()
        try:
            yield process, json.loads("".join(lines))
        finally:
            process.send_signal(signal.SIGTERM)


def awaited_vintages(home: Path, wanted: dict[str, int]) -> dict[str, int]:
    """Vintages by dataset, once there are as many or patience ends: machines are slow."""
    deadline = time.monotonic() + 300
    while not holds(home, wanted) and time.monotonic() < deadline:
        time.sleep(1)
    status = json.loads(vintages(home, "status", "--json").stdout)
    return {each["dataset_code"]: each["vintages"] for each in status["datasets"]}


def holds(home: Path, wanted: dict[str, int]) -> bool:
    """Whether so much is loaded; in SQL, as a command costs as much as a step of the line."""
    analyst = engine(Server(home).url("warehouse", "vintages_analyst"))
    query = "SELECT dataset_code, count(*) FROM figures.vintages GROUP BY dataset_code"
    found = dict(select(analyst, query))
    return all(found.get(code, 0) >= count for code, count in wanted.items())


def interrupted(process: subprocess.Popen[str]) -> int:
    """Press Ctrl-C; the exit code."""
    process.send_signal(signal.SIGINT)
    return process.wait(timeout=60)


def children(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """All processes below this one."""
    return psutil.Process(process.pid).children(recursive=True)


def test_a_shell_that_does_not_know_the_command_is_told_how_another_will(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    activate = Path(sys.executable).with_name("activate")
    heading = f"Queries to try, from another shell after `source {activate}`:"

    assert heading in shown(Welcome(tmp_path), Holdings())
    monkeypatch.setenv("PATH", str(activate.parent))
    assert "Queries to try:" in shown(Welcome(tmp_path), Holdings())


def test_the_warehouse_alone_starts_is_found_stops_and_continues(home: Path) -> None:
    query = ("sql", "SELECT count(*) AS datasets FROM figures.datasets", "--json")
    file = home.with_name("first.tsv")
    file.write_bytes(b"freq,geo\\TIME_PERIOD\t2020 \r\nA,BE\t1 \r\n")

    with up(home, "--without-airflow") as (process, told):
        second = vintages(home, "up", "--without-airflow")
        loaded = vintages(home, "load", "DEMO", str(file), "--released-at", "2026-01-08")
        assert interrupted(process) == 0
    with up(home, "--without-airflow") as (process, again):
        count = json.loads(vintages(home, *query).stdout)
        stopped = json.loads(vintages(home, "down", "--json").stdout)
        assert process.wait(timeout=60) == 0

    assert (told["airflow"], told["datasets"]) == (None, [])
    assert second.returncode == 1
    assert f"{home} runs already (process " in second.stderr
    assert loaded.returncode == 0, loaded.stderr
    assert [each["dataset_code"] for each in again["datasets"]] == ["DEMO"]
    assert count == [{"datasets": 1}]
    assert stopped == {"stopped": ["vintages up"]}
    assert not Server(home).running()
    assert "stopped: nothing, as nothing ran" in vintages(home, "down").stdout


def test_after_a_kill_the_next_start_and_down_clean_up(home: Path) -> None:
    with up(home, "--without-airflow") as (process, _):
        process.kill()
    left_running = Server(home).running()
    with up(home, "--without-airflow") as (process, _):
        process.kill()
    stopped = json.loads(vintages(home, "down", "--json").stdout)

    assert left_running
    assert "postgres" in stopped["stopped"]
    assert not Server(home).running()


def test_a_postgres_that_is_killed_is_started_again(home: Path) -> None:
    with up(home, "--without-airflow") as (process, _):
        postmaster = psutil.Process(
            int((Server(home).data / "postmaster.pid").read_text().split()[0])
        )
        postmaster.kill()
        psutil.wait_procs([postmaster], timeout=10)
        deadline = time.monotonic() + 60
        while not Server(home).running() and time.monotonic() < deadline:
            time.sleep(0.1)
        asked = vintages(home, "status", "--json")
        assert interrupted(process) == 0

    assert asked.returncode == 0, asked.stderr
    assert not Server(home).running()


def test_a_home_that_postgres_cannot_reach_is_named_before_anything_starts(home: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root's Postgres runs as another user")
    home.parent.chmod(0o700)
    refused = vintages(home, "up", "--without-airflow")
    home.parent.chmod(0o755)

    assert refused.returncode == 1
    assert "chmod go+x" in refused.stderr
    assert str(home.parent) in refused.stderr


def test_a_start_by_root_opens_no_folder_but_its_own(home: Path) -> None:
    """Under a strict umask it makes its own so that Postgres' user can pass; none can be listed."""
    if os.geteuid() != 0:
        pytest.skip("only root's Postgres runs as another user")
    home.parent.chmod(0o711)
    before = os.umask(0o077)
    try:
        with up(home, "--without-airflow") as (process, _):
            assert interrupted(process) == 0
    finally:
        os.umask(before)

    modes = [folder.stat().st_mode & 0o777 for folder in (home.parent, home, home / "postgres")]
    assert [oct(mode) for mode in modes] == ["0o711"] * 3


def test_a_program_that_postgres_cannot_reach_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root's Postgres runs as another user")
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr(sys, "prefix", str(closed / "program" / ".venv"))

    assert closed in closed_folders(Path("/tmp"))  # noqa: S108 - a folder that anybody may pass


@pytest.mark.parametrize(
    ("came_from", "examples"),
    [(None, True), ("http://127.0.0.1:8765/api", True), (EUROSTAT, False)],
)
def test_examples_stand_for_a_silent_eurostat_only_where_none_of_its_data_is_held(
    site: Site, capsys: pytest.CaptureFixture[str], came_from: str | None, *, examples: bool
) -> None:
    """A proxy that is not there keeps everybody silent."""
    if came_from:
        at, url = datetime.now(UTC), f"{came_from}/sdmx/2.1/data/CRIM_THB_SEX?format=TSV"
        record_attempt(site.warehouse, Attempt("data", url, at, 0.1, "ok", "CRIM_THB_SEX"))

    reason = site.why_examples(offline=False)

    assert (reason is not None) == examples
    assert "ec.europa.eu gives no answer" in (reason or capsys.readouterr().err)
    assert site.why_examples(offline=True) == "--offline was given"


class Enough(Exception):
    """What was to be seen was seen."""


def test_a_release_that_is_fetched_and_not_yet_loaded_has_not_arrived(warehouse: Engine) -> None:
    with timed(warehouse, "fetch", ("SYNTHETIC_WEEKLY", datetime(2026, 1, 8, 22, tzinfo=UTC))):
        pass

    def look(arrived: Mapping[str, int]) -> None:
        raise Enough(arrived)

    with pytest.raises(Enough) as seen:
        wait_for_examples(warehouse, look)
    assert seen.value.args == ({"EU_THB_PRINTED": 0, "SYNTHETIC_WEEKLY": 0},)


@pytest.mark.airflow
@pytest.mark.slow(seconds=60)
def test_offline_everything_starts_and_airflow_loads_the_first_examples(home: Path) -> None:
    with up(home, "--offline") as (process, told):
        found = awaited_vintages(home, FIRST_EXAMPLES)
        below = children(process)
        doctor = vintages(home, "doctor")
        state = running(home)
        assert interrupted(process) == 0

    assert all(found[code] >= count for code, count in FIRST_EXAMPLES.items())
    assert told["airflow"]["user"] == "admin"
    assert told["airflow"]["password"]
    assert doctor.returncode == 0, doctor.stdout
    assert state is not None
    assert state.url == told["airflow"]["url"]
    assert psutil.wait_procs(below, timeout=5)[1] == []
    assert not Server(home).running()


@pytest.mark.airflow
@pytest.mark.long
def test_all_examples_are_loaded_but_the_faulty_one_which_waits(home: Path) -> None:
    with up(home, "--offline") as (process, told):
        found = awaited_vintages(home, EXAMPLES)
        answers = [
            json.loads(vintages(home, "sql", query, "--json").stdout) for query in told["queries"]
        ]
        status = json.loads(vintages(home, "status", "--json").stdout)
        assert interrupted(process) == 0

    assert found == EXAMPLES
    assert all(answers)
    (waiting,) = status["waiting"]
    assert waiting["dataset_code"] == "SYNTHETIC_WEEKLY"
