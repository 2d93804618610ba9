"""What the stack and `vintages decide` make of Airflow's API server, also of half an answer."""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from ingestion.checks.decision import Decision
from ingestion.stack.health import answers, unhealthy, warm_up
from ingestion.stack.hearts import Hearts
from ingestion.stack.process import identify
from ingestion.stack.required_actions import answer_box
from ingestion.stack.state import StackState, write_state

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
NONSENSE = {
    "half of it": HEAD + b"Content-Length: 100\r\n\r\n{",
    "no status": b"HTP\r\n\r\n",
    "nothing": b"",
    "a list": HEAD + b"Content-Length: 2\r\n\r\n[]",
    "a text": HEAD + b'Content-Length: 4\r\n\r\n"OK"',
    "a text in it": HEAD + b'\r\n{"scheduler": "OK"}',
    "other bytes": HEAD + b"Content-Length: 2\r\n\r\n\xff\xfe",
}
ADA = Decision("Ada", "the regions were merged")


@contextmanager
def serving(said: bytes) -> Iterator[str]:
    """A server that answers every request with these bytes and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65_536)
                    connection.sendall(said)

        Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)


class Airflow(ThreadingHTTPServer):
    """The part of Airflow's API that a decision needs; ``answered`` are the boxes by their runs."""

    daemon_threads = True

    def __init__(self, stages: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.boxes = [_box(stage_id) for stage_id in range(1, stages + 1)]
        self.answered: dict[str, Any] = {}


class _Handler(BaseHTTPRequestHandler):
    server: Airflow

    def do_POST(self) -> None:
        self._say({"access_token": "token"})

    def do_GET(self) -> None:
        """A page of the boxes: fifty where nobody asks for more, and never over a hundred."""
        asked = parse_qs(urlsplit(self.path).query)
        start, limit = int(asked.get("offset", ["0"])[0]), int(asked.get("limit", ["50"])[0])
        boxes = self.server.boxes[start : start + min(limit, 100)]
        self._say({"hitl_details": boxes, "total_entries": len(self.server.boxes)})

    def do_PATCH(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.answered[self.path.split("/")[6]] = said["chosen_options"]
        self._say({})

    def _say(self, told: dict[str, Any]) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(told).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _box(stage_id: int) -> dict[str, Any]:
    place = {"dag_id": "eurostat_ingest", "dag_run_id": f"run-{stage_id}", "task_id": "decide"}
    subject = f"DEMO is held (stage {stage_id})"
    return {"subject": subject, "task_instance": {**place, "map_index": -1}}


def run_at(home: Path, url: str) -> None:
    """Write down that this process runs a stack whose API server is there."""
    write_state(home, StackState(url, datetime.now(UTC), identify("supervisor", os.getpid())))


@pytest.mark.parametrize("said", NONSENSE.values(), ids=NONSENSE)
def test_an_api_server_that_says_nonsense_is_not_well_and_ends_nothing(
    tmp_path: Path, said: bytes
) -> None:
    with serving(said) as url:
        run_at(tmp_path, url)
        warm_up(url)
        heard = answers(url)
        silent = unhealthy(url, datetime.now(UTC))
        stopped = Hearts(longest_seconds=0, look_seconds=0).stopped(url)
        answered = answer_box(tmp_path, 7, ADA, accept=True)

    assert silent == (["scheduler", "triggerer", "dag_processor"] if heard else ["api-server"])
    assert stopped == sorted(name.replace("_", "-") for name in silent)
    assert not answered


def test_a_decision_ends_its_box_in_an_airflow_whose_start_was_killed(tmp_path: Path) -> None:
    me = identify("api-server", os.getpid())
    killed = replace(me, name="supervisor", created_at=-1.0)
    with Airflow(stages=3) as airflow:
        Thread(target=airflow.serve_forever, args=(0.05,), daemon=True).start()
        url = airflow.url
        write_state(tmp_path, StackState(url, datetime.now(UTC), killed, (me,)))
        answered = answer_box(tmp_path, 2, ADA, accept=True)
        airflow.shutdown()

    assert answered
    assert airflow.answered == {"run-2": ["Accept"]}


@pytest.mark.parametrize("stage_id", [1, 50, 51, 230])
def test_a_decision_ends_its_box_however_many_wait(tmp_path: Path, stage_id: int) -> None:
    with Airflow(stages=230) as airflow:
        Thread(target=airflow.serve_forever, args=(0.05,), daemon=True).start()
        run_at(tmp_path, airflow.url)
        answered = answer_box(tmp_path, stage_id, ADA, accept=False)
        unknown = answer_box(tmp_path, 231, ADA, accept=False)
        airflow.shutdown()

    assert answered
    assert not unknown
    assert airflow.answered == {f"run-{stage_id}": ["Reject"]}
