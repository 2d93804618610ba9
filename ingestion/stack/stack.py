"""Airflow's four processes: started in order, watched, started again when they die, stopped."""

import contextlib
import os
import subprocess
import sys
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Self

from ingestion.stack.environment import LOOPBACK, airflow_environment
from ingestion.stack.health import answers, unhealthy, warm_up
from ingestion.stack.hearts import Hearts
from ingestion.stack.ports import listens, remembered_port
from ingestion.stack.process import ProcessId, identify, kill_group, last_lines, launch, stop_all
from ingestion.stack.state import StackState, forget_state, sole_owner, write_state, written_state
from warehouse.errors import VintagesError
from warehouse.short_log import keep_short

AIRFLOW = (sys.executable, "-m", "airflow")
API_SERVER, SCHEDULER = "api-server", "scheduler"
# Without --skip-serve-logs two more servers would listen, on all interfaces, and no option of
# Airflow forbids it. They are not missed: the UI reads the logs from the disk that all share.
COMMANDS = {
    API_SERVER: (*AIRFLOW, "api-server"),
    "dag-processor": (*AIRFLOW, "dag-processor"),
    "triggerer": (*AIRFLOW, "triggerer", "--skip-serve-logs"),
    SCHEDULER: (*AIRFLOW, "scheduler", "--skip-serve-logs"),
}
MOST_RESTARTS, RESTART_WINDOW_SECONDS = 5, 600.0
GRACE_SECONDS = 10.0


class StackFailed(VintagesError):
    """A process of the stack does not come up, or does not stay up: read its log."""


@dataclass(frozen=True)
class Child:
    """A process that we started, to be waited for and to be written down."""

    handle: subprocess.Popen[bytes]
    identity: ProcessId


class Stack:
    """Airflow of one home, over a Postgres that runs already. Leaving its context stops it all.

    ``outer`` is the environment that tasks see; ``say`` is told what happens, a sentence at a time.
    """

    def __init__(
        self,
        home: Path,
        metadata_url: str,
        outer: Mapping[str, str] = os.environ,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.home = home.absolute()
        self._logs = self.home / "logs"
        self._metadata_url, self._outer, self._say = metadata_url, outer, say
        self._owned = contextlib.ExitStack()
        self._children: dict[str, Child] = {}
        self._deaths: dict[str, deque[float]] = defaultdict(deque)
        self._hearts = Hearts()
        self._started_at = datetime.now(UTC)
        self._environment: dict[str, str] = {}
        self.url = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> Self:
        """Start all four. Raises AlreadyRunning, or StackFailed with the end of a log."""
        self._owned.enter_context(sole_owner(self.home))
        self._owned.callback(forget_state, self.home)
        self._end_leftovers()
        self._started_at = datetime.now(UTC)
        port = remembered_port(self.home)
        self.url = f"http://{LOOPBACK}:{port}"
        self._environment = airflow_environment(self.home, self._metadata_url, port, self._outer)
        self._migrate()
        self._say("starting Airflow")
        for name, command in COMMANDS.items():
            if name != SCHEDULER:
                self._launch(name, command)
        # A task that starts before the API server answers is counted as failed.
        self._wait_for(partial(self._answers, port), "the API server to answer")
        self._launch(SCHEDULER, COMMANDS[SCHEDULER])
        warm_up(self.url)
        return self

    def wait_until_ready(self) -> float:
        """Wait until all four are well; returns the seconds since the start."""
        self._wait_for(lambda: not unhealthy(self.url, self._started_at), "Airflow to be healthy")
        return (datetime.now(UTC) - self._started_at).total_seconds()

    def supervise(self, database_runs: Callable[[], bool] = lambda: True) -> None:
        """Start again what dies or falls silent, until an interrupt.

        What dies while its database is away is left for when that is back: it would die again.
        Raises StackFailed for what keeps dying.
        """
        with contextlib.suppress(KeyboardInterrupt):
            while True:
                if database_runs():
                    self.restart_the_dead()
                    self.end_the_silent()
                else:
                    self._hearts.forget()
                time.sleep(1)

    def restart_the_dead(self) -> None:
        """One look at all processes, and at how much they have written."""
        for name, child in list(self._children.items()):
            keep_short(self._log(name))
            if child.handle.poll() is not None:
                self._restart(name, child)

    def end_the_silent(self) -> None:
        """End what runs but has not been heard of for minutes; the next look starts it again."""
        for name in self._hearts.stopped(self.url):
            if name in self._children:
                self._say(f"{name} gives no sign of life: ending it")
                kill_group(self._children[name].identity.pid)

    def stop(self) -> None:
        """Stop everything that was started; the API server last, as tasks report to it."""
        if self._children:
            self._say("stopping Airflow")
        for last in (False, True):
            chosen = {n: c for n, c in self._children.items() if (n == API_SERVER) is last}
            stop_all([child.identity for child in chosen.values()], GRACE_SECONDS)
            for name, child in chosen.items():
                child.handle.wait()
                del self._children[name]
        self._owned.close()

    def _answers(self, port: int) -> bool:
        """Whether our own API server answers, and not another one that was faster to the port."""
        return listens(self._children[API_SERVER].identity.pid, port) and answers(self.url)

    def _launch(self, name: str, command: tuple[str, ...]) -> Child:
        handle = launch(name, command, self._log(name), self._environment)
        child = self._children[name] = Child(handle, identify(name, handle.pid))
        self._write_state()
        return child

    def _migrate(self) -> None:
        self._say("preparing Airflow's database")
        child = self._launch("migrate", (*AIRFLOW, "db", "migrate"))
        if child.handle.wait() != 0:
            raise StackFailed(self._failure("migrate"))
        del self._children["migrate"]

    def _restart(self, name: str, child: Child) -> None:
        kill_group(child.identity.pid)
        deaths = self._deaths[name]
        deaths.append(time.monotonic())
        while time.monotonic() - deaths[0] > RESTART_WINDOW_SECONDS:
            deaths.popleft()
        if len(deaths) > MOST_RESTARTS:
            raise StackFailed(self._failure(name))
        self._say(f"{name} died with code {child.handle.returncode}: starting it again")
        self._launch(name, COMMANDS[name])

    def _wait_for(self, condition: Callable[[], bool], what: str, seconds: float = 180) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            dead = [n for n, c in self._children.items() if c.handle.poll() is not None]
            if dead:
                raise StackFailed(self._failure(dead[0]))
            if time.monotonic() > deadline:
                raise StackFailed(f"waited {seconds:.0f} s for {what}: see {self._logs}")
            time.sleep(0.2)

    def _failure(self, name: str) -> str:
        log = self._log(name)
        return f"{name} does not run; the end of {log}:\n{last_lines(log)}"

    def _log(self, name: str) -> Path:
        return self._logs / f"airflow-{name}.log"

    def _write_state(self) -> None:
        processes = tuple(child.identity for child in self._children.values())
        supervisor = identify("supervisor", os.getpid())
        write_state(self.home, StackState(self.url, self._started_at, supervisor, processes))

    def _end_leftovers(self) -> None:
        """What a killed supervisor left behind would fight with the new processes."""
        state = written_state(self.home)
        if state:
            stop_all(state.processes, GRACE_SECONDS)
