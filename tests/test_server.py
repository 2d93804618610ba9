"""The embedded Postgres outlives what happens to machines: kills, full disks, odd settings."""

import json
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from warehouse.server import ADMIN, Server

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
    with tempfile.TemporaryDirectory(prefix="vintages-server-") as folder:
        Path(folder).chmod(0o755)  # Postgres' own user passes through it
        one = Server(Path(folder))
        yield one
        one.stop()


def starting(server: Server, before: str = "pass") -> subprocess.Popen[str]:
    """Another process that starts it."""
    command = [sys.executable, "-c", START.format(before), str(server.folder.parent)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


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
