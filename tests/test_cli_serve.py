"""The command that serves, as a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.shell import CODE, FIRST, JANUARY, shell_in
from warehouse.server import Server

PROGRAM = "from ingestion.cli import main; main()"


def free_port() -> int:
    """A port that nobody listens at now."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def answer(url: str) -> str:
    """What is served, as soon as it is."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=10) as got:  # noqa: S310 - loopback
                return str(got.read().decode())
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError(f"nothing answered at {url}")


def test_serve_answers_on_loopback_until_it_is_interrupted(tmp_path: Path, server: Server) -> None:
    with shell_in(tmp_path, server) as shell:
        shell.says("load", CODE, shell.file("first.tsv", FIRST), "--released-at", JANUARY)
        port = free_port()
        words = [sys.executable, "-c", PROGRAM, "serve", "--port", str(port)]
        with subprocess.Popen(words, env={**os.environ, **shell.environment}) as process:
            try:
                body = answer(f"http://127.0.0.1:{port}/data/dataflow/ESTAT/{CODE}/*/A.F.BE")
            finally:
                process.send_signal(signal.SIGINT)
        assert process.returncode in (0, 130, -signal.SIGINT)

    assert body.splitlines()[1].startswith(f"dataflow,ESTAT:{CODE}(1.0),I,A,F,BE,2020,1,")
