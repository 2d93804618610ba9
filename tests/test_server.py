"""The embedded Postgres outlives what happens to machines: kills, full disks, odd settings."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path

import psutil
import psycopg
import pytest

from ingestion.stack.credentials import credentials
from tests.fresh import passable_folder
from warehouse.server import ADMIN, SYSTEM_USER, Server

START = """
import sys
from pathlib import Path
from warehouse.server import Server
{}
Server(Path(sys.argv[1])).start()
"""
DISK = "import resource as r; r.setrlimit(r.RLIMIT_FSIZE, ({0}, {0}))"


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that nobody made yet; it is stopped at the end."""
    with passable_folder("vintages-server-") as folder:
        one = Server(folder)
        yield one
        one.stop()


def starting(server: Server, before: str = "pass") -> subprocess.Popen[str]:
    """Another process that starts it."""
    command = [sys.executable, "-c", START.format(before), str(server.folder.parent)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def asked(server: Server, query: str) -> str:
    """What the server answers."""
    with psycopg.connect(server.url("warehouse", ADMIN).replace("+psycopg", "")) as connection:
        ((answer,),) = connection.execute(query.encode())
    return str(answer)


def postmaster(server: Server) -> psutil.Process:
    """The first process of a server that runs."""
    return psutil.Process(int(server.pid_file.read_text().split()[0]))


def killed(server: Server) -> None:
    """Kill its first process, and wait until no other is left."""
    first = postmaster(server)
    family = [first, *first.children()]
    first.kill()
    psutil.wait_procs(family, timeout=20)


@contextmanager
def another_process() -> Iterator[subprocess.Popen[bytes]]:
    """A process that has nothing to do with Postgres, of the same user."""
    user = SYSTEM_USER if os.geteuid() == 0 else None
    with subprocess.Popen(["/bin/sleep", "600"], user=user) as sleeper:
        try:
            yield sleeper
        finally:
            sleeper.kill()


def test_words_are_ordered_and_capitals_made_alike_in_every_language(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")  # here or not, as after a login from elsewhere
    server.start()

    assert (
        asked(server, "SELECT lower('CRIM_THB') || upper('ö') || ('A1' < 'A_')") == "crim_thbÖtrue"
    )


def test_a_first_start_that_is_killed_leaves_the_next_one_nothing_to_stumble_over(
    server: Server,
) -> None:
    with starting(server) as first:
        while not list(server.folder.glob("*/PG_VERSION")):
            time.sleep(0.005)
        family = psutil.Process(first.pid).children(recursive=True)
        first.kill()
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.kill()
    psutil.wait_procs(family, timeout=10)

    assert asked(server.start(), "SELECT 1") == "1"
    assert [path.name for path in server.folder.glob("new-*")] == []


def test_a_full_disk_takes_no_password_away(server: Server) -> None:
    server.data.mkdir(parents=True)
    (server.data / "PG_VERSION").touch()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        known = json.dumps({"port": taken.getsockname()[1], "passwords": {ADMIN: "secret"}})
        server.facts_file.write_text(known)
        with starting(server, DISK.format(0)) as process:
            _, said = process.communicate()

    assert "File too large" in said
    assert server.facts_file.read_text() == known
    assert [path.name for path in server.folder.glob("server.json*")] == ["server.json"]


def test_a_first_start_on_a_full_disk_says_why_it_failed(server: Server) -> None:
    server.folder.mkdir(parents=True)
    with starting(server, DISK.format(100_000)) as process:
        _, said = process.communicate()

    assert "WarehouseUnreachable: no Postgres could be made: " in said
    assert "child process exited" in said or "child process was terminated" in said


def test_a_number_that_another_process_has_by_now_is_no_postgres(server: Server) -> None:
    killed(server.start())
    _, line_end, rest = server.pid_file.read_text().partition("\n")
    with another_process() as sleeper:
        server.pid_file.write_text(f"{sleeper.pid}{line_end}{rest}")
        there = server.running()
        server.stop()
        answer = asked(server.start(), "SELECT 1")
        slept_on = sleeper.poll() is None

    assert (there, answer, slept_on) == (False, "1", True)


def reading(server: Server) -> psutil.Process:
    """The process that reads the log of writes again before anybody is answered."""
    while True:
        with suppress(FileNotFoundError, IndexError, psutil.NoSuchProcess):
            for child in postmaster(server).children():
                if "startup" in " ".join(child.cmdline()):
                    return child


@pytest.mark.long
def test_a_server_that_reads_its_log_for_minutes_after_a_crash_is_waited_for(
    server: Server,
) -> None:
    server.start()
    with psycopg.connect(server.url("warehouse", ADMIN).replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE much (number integer)")
        connection.commit()
        connection.execute("INSERT INTO much SELECT generate_series(1, 1000000)")
    killed(server)
    with starting(server) as process:
        busy = reading(server)
        busy.send_signal(signal.SIGSTOP)
        time.sleep(65)
        busy.send_signal(signal.SIGCONT)
        _, said = process.communicate()

    assert process.returncode == 0, said
    assert asked(server, "SELECT count(*) FROM much") == "1000000"


def test_passwords_changed_as_the_guide_says_are_those_of_the_next_start(server: Server) -> None:
    """The role of the analyst, and what Airflow's UI asks for; the old ones are refused."""
    home = server.folder.parent
    before = credentials(home)
    old = server.start().url("warehouse", "vintages_analyst").replace("+psycopg", "")
    server.stop()
    guide = (Path(__file__).parents[1] / "docs" / "how-to" / "rotate-passwords.md").read_text()
    (program,) = re.findall(r"<<'END'\n(.*?)^END$", guide, flags=re.DOTALL | re.MULTILINE)

    subprocess.run([sys.executable, "-c", program, str(home)], check=True)
    new = server.start().url("warehouse", "vintages_analyst").replace("+psycopg", "")

    with psycopg.connect(new) as connection:
        assert connection.execute("SELECT current_user").fetchall() == [("vintages_analyst",)]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(old)
    after = credentials(home)
    changed = {"admin_password", "api_secret", "jwt_secret"}
    assert {
        name for name, value in asdict(after).items() if getattr(before, name) != value
    } == changed
    for name in ("credentials.json", "postgres/server.json"):
        assert (home / name).stat().st_mode & 0o077 == 0
