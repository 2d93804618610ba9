"""The command that serves, as a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

from tests.shell import CODE, FIRST, JANUARY, shell_in
from warehouse.server import Server

PROGRAM = "from ingestion.cli import main; main()"


def test_serve_says_where_it_answers_until_it_is_interrupted(
    tmp_path: Path, server: Server
) -> None:
    with shell_in(tmp_path, server) as shell:
        shell.says("load", CODE, shell.file("first.tsv", FIRST), "--released-at", JANUARY)
        words = [sys.executable, "-c", PROGRAM, "serve", "--port", "0"]
        environment = {**os.environ, **shell.environment}
        with subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True) as process:
            try:
                assert process.stderr is not None
                where = process.stderr.readline().partition("/structure/dataflow lists")[0]
                address = f"{where}/data/dataflow/ESTAT/{CODE}/*/A.F.BE"
                with urllib.request.urlopen(address, timeout=20) as got:  # noqa: S310 - loopback
                    body = got.read().decode()
            finally:
                process.send_signal(signal.SIGINT)
        assert process.returncode in (0, 130, -signal.SIGINT)

    assert body.splitlines()[1].startswith(f"dataflow,ESTAT:{CODE}(1.0),I,A,F,BE,2020,1,")


def test_serve_refuses_an_address_where_it_cannot_listen(tmp_path: Path, server: Server) -> None:
    with (
        shell_in(tmp_path, server) as shell,
        socket.create_server(("127.0.0.1", 0)) as taken,
    ):
        message = shell.refuses("serve", "--port", str(taken.getsockname()[1]))

    assert message.startswith("error: Address already in use")
    assert "choose another --port or --host" in message
