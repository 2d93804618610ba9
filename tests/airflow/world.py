"""Airflow, a warehouse and a Eurostat, all of them real and on loopback; and who is told."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Engine, text

from examples.eurostat_stand_in import StandIn
from examples.publications_stand_in import PublicationsStandIn
from ingestion.stack.credentials import ADMIN, credentials
from ingestion.stack.stack import Stack
from ingestion.stack.state import running
from tests.receivers import Hook, MailBox

PATIENCE_SECONDS = 120


ROUTES = """
[channels.office]
kind = "mail"
address_from = "TEST_MAIL"
sender = "vintages@example.org"
recipients = ["owner@example.org"]

[channels.board]
kind = "webhook"
address_from = "TEST_BOARD"

[rules.all]
channels = ["office", "board"]
"""


@dataclass
class World:
    """What runs, and where to look at it."""

    stack: Stack
    home: Path
    stand_ins: tuple[StandIn, PublicationsStandIn]
    warehouse: Engine
    api: httpx.Client
    told: tuple[MailBox, Hook]

    @property
    def eurostat(self) -> StandIn:
        """The Eurostat of this world."""
        return self.stand_ins[0]

    @property
    def press(self) -> PublicationsStandIn:
        """All publishers of this world."""
        return self.stand_ins[1]

    def vintages(self, dataset_code: str) -> int:
        """How many vintages an analyst sees."""
        ((count,),) = self.select(
            "SELECT count(*) FROM figures.vintages WHERE dataset_code = :code", code=dataset_code
        )
        return int(count)

    def holds(self, dataset_code: str, vintages: int) -> bool:
        """Whether an analyst sees so many vintages."""
        return self.vintages(dataset_code) == vintages

    def select(self, query: str, **values: object) -> list[tuple[Any, ...]]:
        """What an analyst is answered."""
        with self.warehouse.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    def get(self, path: str) -> Any:
        """What Airflow's REST API says."""
        return self.api.get(path).raise_for_status().json()

    def run(self, dag_id: str, **conf: str) -> str:
        """Start a run by hand; returns its path."""
        asked = {"logical_date": None, "conf": conf}
        run = self.api.post(f"/dags/{dag_id}/dagRuns", json=asked).raise_for_status().json()
        return f"/dags/{dag_id}/dagRuns/{run['dag_run_id']}"

    def newest_run(self) -> dict[str, Any]:
        """The newest run of the line."""
        runs: list[dict[str, Any]] = self.get(
            "/dags/eurostat_ingest/dagRuns?order_by=-run_after&limit=1"
        )["dag_runs"]
        return runs[0]

    def waiting(self) -> list[dict[str, Any]]:
        """The Required Actions that nobody has answered."""
        found: list[dict[str, Any]] = self.get(
            "/dags/~/dagRuns/~/hitlDetails?response_received=false"
        )["hitl_details"]
        return found

    def answer(self, asked: dict[str, Any], option: str, **form: str | None) -> None:
        """Answer a Required Action."""
        box = asked["task_instance"]
        run = f"/dags/{box['dag_id']}/dagRuns/{box['dag_run_id']}"
        path = f"{run}/taskInstances/{box['task_id']}/{box['map_index']}/hitlDetails"
        said = {"chosen_options": [option], "params_input": form}
        self.api.patch(path, json=said).raise_for_status()

    def pid(self, name: str) -> int:
        """The process of this name that runs now."""
        state = running(self.home)
        assert state is not None
        return next(process.pid for process in state.processes if process.name == name)

    def kill(self, name: str) -> None:
        """End a process without a warning, and wait until another took its place."""
        before = self.pid(name)
        os.kill(before, signal.SIGKILL)

        def replaced() -> bool:
            self.stack.restart_the_dead()
            return self.pid(name) != before

        wait_for(replaced)


def api(url: str, home: Path) -> httpx.Client:
    """Airflow's REST API, logged in."""
    login = {"username": ADMIN, "password": credentials(home).admin_password}
    answer = httpx.post(f"{url}/auth/token", json=login).raise_for_status().json()
    headers = {"Authorization": f"Bearer {answer['access_token']}"}
    return httpx.Client(base_url=f"{url}/api/v2", headers=headers, timeout=30)


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until something is so, not for ever."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.25)  # each look costs those who are waited for
