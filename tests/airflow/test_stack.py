"""What `vintages up` tells Airflow, and how its processes are kept and ended."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import make_url

from ingestion.cli.claim import claimed
from ingestion.stack.credentials import credentials
from ingestion.stack.environment import airflow_environment
from ingestion.stack.health import unhealthy
from ingestion.stack.hearts import Hearts
from ingestion.stack.ports import remembered_port
from ingestion.stack.process import ProcessId, identify, last_lines, launch, stop_all
from ingestion.stack.stack import COMMANDS
from ingestion.stack.state import (
    AlreadyRunning,
    StackState,
    left_running,
    running,
    sole_owner,
    stop_running,
    write_state,
)
from warehouse.short_log import LARGEST_LOG, keep_short

METADATA = "postgresql+psycopg://airflow:s%40cret@127.0.0.1:5999/airflow"
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
sleep = [sys.executable, "-c", "import time; time.sleep(600)"]
child = subprocess.Popen(sleep, start_new_session=True)
print(child.pid, flush=True)
time.sleep(600)
"""
FORKING = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
time.sleep(600)
"""
CHATTY = """
import time
while True:
    print("x" * 99_999, flush=True)
    time.sleep(0.001)
"""
INTERRUPTED = """
import time
from ingestion.stack.signals import interrupted_by_signals
with interrupted_by_signals():
    try:
        print("waiting", flush=True)
        time.sleep(600)
    except KeyboardInterrupt:
        print("cleaning", flush=True)
        time.sleep(1)
        print("clean", flush=True)
"""


def test_airflow_listens_on_loopback_only(tmp_path: Path) -> None:
    told = airflow_environment(tmp_path, METADATA, 8123, {})
    urls = [make_url(value) for value in told.values() if "://" in value]

    assert told["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert {url.host for url in urls} == {"127.0.0.1"}
    assert [
        name for name in ("scheduler", "triggerer") if "--skip-serve-logs" not in COMMANDS[name]
    ] == []


def test_both_drivers_of_airflows_database_are_named_and_the_password_is_whole(
    tmp_path: Path,
) -> None:
    told = airflow_environment(tmp_path, METADATA, 8123, {})
    urls = [make_url(value) for name, value in told.items() if "SQL_ALCHEMY" in name]

    assert {url.drivername for url in urls} == {"postgresql+psycopg2", "postgresql+asyncpg"}
    assert {url.password for url in urls} == {"s@cret"}


def test_secrets_are_for_their_owner_only_and_stay_the_same(tmp_path: Path) -> None:
    first = airflow_environment(tmp_path, METADATA, 8123, {})
    second = airflow_environment(tmp_path, METADATA, 8123, {})
    secret_files = [path for path in tmp_path.rglob("*.json") if path.is_file()]

    assert first == second
    assert {stat.S_IMODE(path.stat().st_mode) for path in secret_files} == {0o600}
    assert credentials(tmp_path).admin_password in (tmp_path / "airflow/passwords.json").read_text()


def test_the_keys_are_what_airflow_asks_for(tmp_path: Path) -> None:
    keys = credentials(tmp_path)

    assert len(keys.jwt_secret) >= 64
    assert Fernet(keys.fernet_key).decrypt(Fernet(keys.fernet_key).encrypt(b"x")) == b"x"
    assert credentials(tmp_path / "another") != keys


def test_logs_move_with_their_home_unless_they_were_sent_elsewhere(tmp_path: Path) -> None:
    folder = "AIRFLOW__LOGGING__BASE_LOG_FOLDER"
    told = airflow_environment(tmp_path / "home", METADATA, 8123, {})
    config = tmp_path / "home" / "airflow" / "airflow.cfg"  # as the home before it had it written
    config.write_text("[logging]\nbase_log_folder = /somewhere/else\n")

    words = [
        "-c",
        "from airflow.configuration import conf; print(conf.get('logging', 'base_log_folder'))",
    ]
    ran = subprocess.run(
        [sys.executable, *words],
        env={**os.environ, **told},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.split() == [str(tmp_path / "home" / "airflow" / "logs")]
    assert (
        airflow_environment(tmp_path / "home", METADATA, 8123, {folder: "/logs"})[folder] == "/logs"
    )


def test_a_proxy_of_the_house_is_not_asked_for_loopback(tmp_path: Path) -> None:
    outer = {"HTTPS_PROXY": "http://proxy:3128", "NO_PROXY": "intranet"}
    told = airflow_environment(tmp_path, METADATA, 8123, outer)

    assert told["HTTPS_PROXY"] == "http://proxy:3128"
    assert told["NO_PROXY"] == told["no_proxy"] == "intranet,127.0.0.1,localhost"


def test_the_port_is_remembered_while_it_is_free(tmp_path: Path) -> None:
    port = remembered_port(tmp_path)
    assert remembered_port(tmp_path) == port

    with socket.create_server(("127.0.0.1", port)):
        moved = remembered_port(tmp_path)

    assert moved != port
    assert remembered_port(tmp_path) == moved


@pytest.mark.parametrize("left", ["", "80 80", "0", "99999"])
def test_a_port_that_a_power_cut_left_unwritten_is_chosen_anew(tmp_path: Path, left: str) -> None:
    (tmp_path / "airflow").mkdir()
    (tmp_path / "airflow" / "port").write_text(left)

    port = remembered_port(tmp_path)

    assert 1024 <= port < 65536
    assert remembered_port(tmp_path) == port


def test_a_home_has_one_stack(tmp_path: Path) -> None:
    with sole_owner(tmp_path):
        write_state(tmp_path, _state(identify("supervisor", os.getpid())))
        with (
            pytest.raises(AlreadyRunning, match=r"127\.0\.0\.1:8123.*vintages down"),
            sole_owner(tmp_path),
        ):
            pass

    with sole_owner(tmp_path):
        pass


def test_a_state_that_a_crash_left_is_not_taken_for_a_running_stack(tmp_path: Path) -> None:
    pid = os.getpid()  # a number that is in use again, by another process
    write_state(tmp_path, _state(replace(identify("supervisor", pid), created_at=-1.0)))

    assert running(tmp_path) is None


@pytest.mark.parametrize("left", ["", '{"url": "http://127.'])
def test_half_a_state_that_a_power_cut_left_ends_nothing(tmp_path: Path, left: str) -> None:
    for name in ("stack.json", "stand-in.json"):
        (tmp_path / name).write_text(left)

    assert running(tmp_path) is None
    with claimed(tmp_path):
        assert running(tmp_path) is not None
    assert not stop_running(tmp_path)


def test_a_log_that_grows_large_is_put_aside_while_it_is_written(tmp_path: Path) -> None:
    log = tmp_path / "airflow-scheduler.log"
    writer = launch("scheduler", _python(CHATTY), log, {})
    _wait_for(lambda: log.stat().st_size > LARGEST_LOG)
    keep_short(log)
    shortened = log.stat().st_size
    _wait_for(lambda: log.stat().st_size > shortened)
    writer.kill()
    writer.wait()

    assert shortened < LARGEST_LOG / 2
    assert (tmp_path / "airflow-scheduler.old.log").stat().st_size > LARGEST_LOG
    assert b"\0" not in log.read_bytes()


def test_a_process_is_known_by_what_no_step_of_the_clock_moves() -> None:
    me = identify("me", os.getpid())

    assert 0 < me.created_at < time.clock_gettime(time.CLOCK_BOOTTIME) + 2
    assert me.alive()


def test_a_process_of_the_system_s_last_run_is_not_taken_for_one_of_this() -> None:
    assert not replace(identify("me", os.getpid()), boot="another").alive()


def test_another_shell_sees_the_stack_and_stops_it(tmp_path: Path) -> None:
    supervisor = launch("supervisor", _python("import time; time.sleep(600)"), tmp_path / "log", {})
    write_state(tmp_path, _state(identify("supervisor", supervisor.pid)))

    seen = running(tmp_path)
    assert seen is not None
    assert seen.url == "http://127.0.0.1:8123"
    assert stop_running(tmp_path)
    assert supervisor.wait() == -signal.SIGTERM
    assert not stop_running(tmp_path)


def test_a_stack_whose_supervisor_was_killed_is_seen_to_run_while_any_of_it_does(
    tmp_path: Path,
) -> None:
    left = launch("scheduler", _python("import time; time.sleep(600)"), tmp_path / "log", {})
    dead = replace(identify("supervisor", os.getpid()), created_at=-1.0)
    write_state(tmp_path, _state(dead, identify("scheduler", left.pid)))

    assert running(tmp_path) is None
    assert left_running(tmp_path) is not None
    left.kill()
    left.wait()
    assert left_running(tmp_path) is None


def test_what_a_killed_supervisor_left_behind_is_ended(tmp_path: Path) -> None:
    left = launch("scheduler", _python("import time; time.sleep(600)"), tmp_path / "log", {})
    dead = replace(identify("supervisor", os.getpid()), created_at=-1.0)
    write_state(tmp_path, _state(dead, identify("scheduler", left.pid)))

    assert stop_running(tmp_path)
    assert left.wait() == -signal.SIGTERM


def test_a_process_that_will_not_end_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    log = tmp_path / "log"
    stubborn = launch("stubborn", _python(STUBBORN), log, {})
    _wait_for(lambda: last_lines(log).strip().splitlines()[-1].isdigit())
    child = identify("child", int(last_lines(log).strip().splitlines()[-1]))

    stop_all([identify("stubborn", stubborn.pid)], patience_seconds=0.2)

    assert stubborn.wait() == -signal.SIGKILL
    _wait_for(lambda: not child.alive())


def test_what_a_process_started_is_ended_although_it_was_killed_before(tmp_path: Path) -> None:
    """As the workers of a scheduler that was killed together with `vintages up`."""
    log = tmp_path / "log"
    killed = launch("scheduler", _python(FORKING), log, {})
    _wait_for(lambda: last_lines(log).strip().splitlines()[-1].isdigit())
    leader = identify("scheduler", killed.pid)
    worker = identify("worker", int(last_lines(log).strip().splitlines()[-1]))
    killed.kill()
    killed.wait()
    assert worker.alive()

    stop_all([replace(leader, boot="another"), replace(leader, name="me", pid=os.getpid())], 0.2)
    assert worker.alive()
    stop_all([leader], patience_seconds=0.2)

    _wait_for(lambda: not worker.alive())


def test_cleaning_up_is_not_interrupted_by_a_second_signal() -> None:
    with subprocess.Popen(_python(INTERRUPTED), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = [process.stdout.readline()]
        process.terminate()
        said.append(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        said.append(process.stdout.readline())

    assert said == ["waiting\n", "cleaning\n", "clean\n"]


def test_a_hangup_that_nohup_ignores_is_no_reason_to_stop() -> None:
    ignoring = f"import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n{INTERRUPTED}"
    with subprocess.Popen(_python(ignoring), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGHUP)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.3)
        process.terminate()
        assert process.stdout.readline() == "cleaning\n"


def test_a_heartbeat_of_the_run_before_is_no_sign_of_life() -> None:
    now = datetime.now(UTC)
    before, after = (now + timedelta(seconds=shift) for shift in (-1, 1))
    health = {
        "scheduler": {"status": "healthy", "latest_scheduler_heartbeat": before.isoformat()},
        "triggerer": {"status": "healthy", "latest_triggerer_heartbeat": after.isoformat()},
        "dag_processor": {"status": "unhealthy", "latest_dag_processor_heartbeat": None},
    }

    assert _unhealthy(health, now) == ["scheduler", "dag_processor"]


def test_an_api_server_that_is_not_there_is_not_well() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    assert unhealthy(f"http://127.0.0.1:{port}", datetime.now(UTC)) == ["api-server"]


def test_a_process_that_stays_silent_is_named_once_and_then_waited_for_anew() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        nobody = f"http://127.0.0.1:{listener.getsockname()[1]}"
    hearts = Hearts(longest_seconds=0.2, look_seconds=0)

    assert hearts.stopped(nobody) == []
    time.sleep(0.3)
    hearts.forget()
    assert hearts.stopped(nobody) == []
    time.sleep(0.3)
    assert hearts.stopped(nobody) == ["api-server"]
    assert hearts.stopped(nobody) == []


def _unhealthy(health: object, since: datetime) -> list[str]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(health).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.handle_request, daemon=True).start()
        return unhealthy(f"http://127.0.0.1:{server.server_port}", since)


def _state(supervisor: ProcessId, *processes: ProcessId) -> StackState:
    return StackState("http://127.0.0.1:8123", datetime.now(UTC), supervisor, processes)


def _python(script: str) -> list[str]:
    return [sys.executable, "-c", script]


def _wait_for(condition: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
