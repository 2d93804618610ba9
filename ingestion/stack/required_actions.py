"""A decision that was taken in a shell ends the box that waits for it in Airflow."""

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ingestion.checks.decision import Decision
from ingestion.stack.credentials import ADMIN, credentials
from ingestion.stack.health import LOOPBACK_ONLY, NO_ANSWER
from ingestion.stack.state import left_running, running

_SECONDS = 20
_BOXES = "/api/v2/dags/~/dagRuns/~/hitlDetails?response_received=false&order_by=ti_id&limit=100"


def answer_box(home: Path, stage_id: int, decision: Decision, *, accept: bool) -> bool:
    """Answer the Required Action about a stage; False where Airflow has none, or does not answer.

    The box then finds its stage decided, and only ends its run.
    """
    state = running(home) or left_running(home)
    if state is None:
        return False
    try:
        api = _logged_in(state.url, credentials(home).admin_password)
        return api.answered(stage_id, decision, "Accept" if accept else "Reject")
    except NO_ANSWER:
        return False


@dataclass(frozen=True)
class _Api:
    url: str
    token: str | None = None

    def answered(self, stage_id: int, decision: Decision, option: str) -> bool:
        for action in self.waiting():
            if f"(stage {stage_id})" in action["subject"]:
                said = {"reason": decision.reason, "name": decision.name, "remember_until": None}
                answer = {"chosen_options": [option], "params_input": said}
                self.ask("PATCH", _path(action["task_instance"]), answer)
                return True
        return False

    def waiting(self) -> Iterator[dict[str, Any]]:
        """Every box that waits for an answer; Airflow tells of them in pages."""
        passed = 0
        while page := self.ask("GET", f"{_BOXES}&offset={passed}").get("hitl_details"):
            yield from page
            passed += len(page)

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        # The URL is that of the API server which this stack started, on loopback.
        request = urllib.request.Request(self.url + path, data, headers, method=method)  # noqa: S310
        with LOOPBACK_ONLY.open(request, timeout=_SECONDS) as response:
            told = json.load(response)
        return told if isinstance(told, dict) else {}


def _logged_in(url: str, password: str) -> _Api:
    login = {"username": ADMIN, "password": password}
    return _Api(url, _Api(url).ask("POST", "/auth/token", login).get("access_token"))


def _path(box: dict[str, Any]) -> str:
    run = f"/api/v2/dags/{box['dag_id']}/dagRuns/{quote(box['dag_run_id'])}"
    return f"{run}/taskInstances/{box['task_id']}/{box['map_index']}/hitlDetails"
