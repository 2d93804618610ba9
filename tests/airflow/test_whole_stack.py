"""Everything that `vintages up` starts, once: from a feed that changes to a vintage in SQL."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from sqlalchemy import Engine, text

from examples.eurostat_stand_in import StandIn
from examples.stand_in.bad_days import status
from examples.stand_in.shelf import shelve
from ingestion.settings import SHIPPED_SOURCES
from ingestion.stack.credentials import credentials
from ingestion.stack.environment import DAGS
from ingestion.stack.ports import any_free_port, is_free
from ingestion.stack.process import ProcessId
from ingestion.stack.stack import COMMANDS, Stack
from ingestion.stack.state import running
from tests.shared import shared_file
from warehouse.connection import engine
from warehouse.migrate import migrate
from warehouse.server import Server

pytestmark = [pytest.mark.airflow, pytest.mark.slow]
EXAMPLES = DAGS.parent / "examples"
WEEKLY = "DEMO_R_MWK_TS"
PATIENCE_SECONDS = 120


@dataclass
class World:
    """Airflow, a warehouse and a Eurostat, all of them real and on loopback."""

    stack: Stack
    eurostat: StandIn
    warehouse: Engine
    api: httpx.Client

    def vintages(self, dataset_code: str) -> int:
        """How many vintages an analyst sees."""
        query = "SELECT count(*) FROM figures.vintages WHERE dataset_code = :code"
        with self.warehouse.connect() as connection:
            return int(connection.execute(text(query), {"code": dataset_code}).scalar_one())

    def holds(self, dataset_code: str, vintages: int) -> bool:
        """Whether an analyst sees so many vintages."""
        return self.vintages(dataset_code) == vintages

    def get(self, path: str) -> Any:
        """What Airflow's REST API says."""
        return self.api.get(path).raise_for_status().json()


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A short path that Postgres' own user can walk through."""
    with tempfile.TemporaryDirectory(prefix="vintages-stack-") as folder:
        Path(folder).chmod(0o755)
        port = Path(folder, "airflow", "port")
        port.parent.mkdir()
        port.write_text(str(any_free_port()))  # not the usual one: another test may start there
        yield Path(folder)


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Server]:
    """The Postgres of this home."""
    started = Server(home).start()
    migrate(engine(started.url("warehouse", "vintages_owner")))
    yield started
    started.stop()


@pytest.fixture(scope="module")
def world(home: Path, server: Server) -> Iterator[World]:
    """All of it, up and well."""
    followed = home / "followed" / "eurostat"
    followed.mkdir(parents=True)
    shutil.copy(SHIPPED_SOURCES / "eurostat" / f"{WEEKLY.lower()}.toml", followed)
    with StandIn(EXAMPLES / "releases") as eurostat:
        settings = {
            "VINTAGES_HOME": str(home),
            "VINTAGES_EUROSTAT_URL": eurostat.url,
            "VINTAGES_SOURCES": os.pathsep.join((str(EXAMPLES / "sources"), str(followed.parent))),
            "VINTAGES_POLL_SECONDS": "1",
            "VINTAGES_PACE_SECONDS": "0",
        }
        outer = {name: value for name, value in os.environ.items() if "AIRFLOW" not in name}
        with Stack(home, server.url("airflow", "airflow"), outer | settings) as stack:
            stack.start().wait_until_ready()
            warehouse = engine(server.url("warehouse", "vintages_analyst"))
            with _api(stack.url, home) as api:
                yield World(stack, eurostat, warehouse, api)


def test_the_first_releases_are_loaded_without_a_hand(world: World) -> None:
    _wait_for(lambda: world.vintages("EU_THB_PRINTED") == 1)
    _wait_for(lambda: world.vintages("SYNTHETIC_WEEKLY") == 1)


def test_a_change_of_the_feed_becomes_a_vintage(world: World) -> None:
    _wait_for(lambda: world.vintages("EU_THB_PRINTED") == 1)
    world.eurostat.publish("EU_THB_PRINTED", 2)
    _wait_for(lambda: world.vintages("EU_THB_PRINTED") == 2)

    (run, *_) = _runs(world)
    boxes = world.get(f"/dags/eurostat_ingest/dagRuns/{run['dag_run_id']}/taskInstances")
    assert run["partition_key"] == "EU_THB_PRINTED"
    assert {box["rendered_map_index"] for box in boxes["task_instances"]} == {"EU_THB_PRINTED"}


def test_three_real_vintages_are_loaded_as_they_are_published(world: World, home: Path) -> None:
    folder = shared_file("eurostat/vintages/demo_r_mwk_ts")
    for number, day in enumerate(("2021-01-05", "2021-01-06", "2021-01-26"), 1):
        tsv = (folder / f"{day}.tsv").read_bytes()
        world.eurostat.add(shelve(home / "shelf" / WEEKLY, tsv, update_data=f"{day}T23:00:00+0100"))
        world.eurostat.publish(WEEKLY, number)
        _wait_for(partial(world.holds, WEEKLY, number))

    query = "SELECT changes FROM figures.vintages WHERE dataset_code = :code ORDER BY released_at"
    with world.warehouse.connect() as connection:
        changes = list(connection.execute(text(query), {"code": WEEKLY}).scalars())
    assert changes == [
        {"first_published": 39420},
        {"revised": 180, "backfilled": 31},
        {"revised": 956, "backfilled": 591, "first_published": 108, "withdrawn": 1},
    ]


def test_a_dataset_that_nobody_knows_fails_at_once_and_says_why(world: World) -> None:
    asked = {"logical_date": None, "conf": {"code": "NO_SUCH_CODE"}}
    run = world.api.post("/dags/eurostat_ingest/dagRuns", json=asked).raise_for_status().json()
    path = f"/dags/eurostat_ingest/dagRuns/{run['dag_run_id']}"
    _wait_for(lambda: world.get(path)["state"] == "failed")

    log = world.get(f"{path}/taskInstances/fetch/logs/1")["content"]
    (error,) = [detail for line in log for detail in line.get("error_detail", [])]
    assert "NO_SUCH_CODE" in error["exc_value"]
    assert world.get(f"{path}/taskInstances/fetch")["try_number"] == 1


def test_a_source_that_is_away_is_asked_again_later(world: World) -> None:
    _wait_for(lambda: world.vintages("EU_THB_PRINTED") > 0)
    held = world.vintages("EU_THB_PRINTED")
    world.eurostat.bad_day("/data/EU_THB_PRINTED", status(503), times=None)
    world.eurostat.publish("EU_THB_PRINTED", 3)
    path = "/dags/eurostat_ingest/dagRuns/~/taskInstances?state=up_for_retry"
    _wait_for(lambda: bool(world.get(path)["task_instances"]))

    assert [box["task_id"] for box in world.get(path)["task_instances"]] == ["fetch"]
    assert world.vintages("EU_THB_PRINTED") == held


def test_nothing_listens_but_on_loopback(world: World, home: Path) -> None:
    state = running(home)
    assert state is not None
    connections = [
        connection
        for process in state.processes
        for connection in psutil.Process(process.pid).net_connections()
    ]

    listening = [found.laddr.ip for found in connections if found.status == psutil.CONN_LISTEN]
    assert listening == ["127.0.0.1"]


def test_a_process_that_dies_is_started_again(world: World, home: Path) -> None:
    before = _pid(home, "dag-processor")
    os.kill(before, signal.SIGKILL)

    def replaced() -> bool:
        world.stack.restart_the_dead()
        return _pid(home, "dag-processor") != before

    _wait_for(replaced)


def test_stopping_leaves_no_process_behind(world: World, home: Path) -> None:
    children = psutil.Process().children(recursive=True)
    started = [ProcessId("", child.pid, child.create_time()) for child in children]
    port = int(world.stack.url.rpartition(":")[2])
    world.stack.stop()

    assert len(started) >= len(COMMANDS)
    assert [process for process in started if process.alive()] == []
    assert running(home) is None
    assert is_free(port)


def _api(url: str, home: Path) -> httpx.Client:
    login = {"username": "admin", "password": credentials(home).admin_password}
    answer = httpx.post(f"{url}/auth/token", json=login).raise_for_status().json()
    headers = {"Authorization": f"Bearer {answer['access_token']}"}
    return httpx.Client(base_url=f"{url}/api/v2", headers=headers, timeout=30)


def _runs(world: World) -> list[dict[str, Any]]:
    path = "/dags/eurostat_ingest/dagRuns?order_by=-run_after"
    runs: list[dict[str, Any]] = world.get(path)["dag_runs"]
    return runs


def _pid(home: Path, name: str) -> int:
    state = running(home)
    assert state is not None
    return next(process.pid for process in state.processes if process.name == name)


def _wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)
