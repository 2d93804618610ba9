"""One whole installation under `vintages up`, and what a supervisor outside would do for it."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks.fault_campaign.clock import Clock
from benchmarks.fault_campaign.disk import Disk
from examples.eurostat_stand_in import StandIn
from ingestion.stack.ports import any_free_port
from ingestion.stack.process import identify, last_lines, launch, stop_all
from ingestion.stack.state import written_state
from warehouse.server import Server

_UP = (sys.executable, "-c", "from ingestion.cli import main; main()", "up")
_DOWN = (*_UP[:-1], "down")
_PROJECT = Path(__file__).parents[2]
_OURS = ("VINTAGES_", "WAREHOUSE_", "AIRFLOW_")


@dataclass
class Site:
    """`vintages up` in a home below ``folder``, with a ``disk`` and a ``clock`` that can be struck.

    A context manager: leaving it ends every process. ``ups`` counts how often it was started.
    """

    folder: Path
    eurostat: StandIn
    sources: Path
    disk: Disk | None = None
    clock: Clock | None = None
    ups: int = 0
    _up: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def __enter__(self) -> "Site":
        port = self.home / "airflow" / "port"
        port.parent.mkdir(parents=True)
        port.write_text(str(any_free_port()))
        self.keep_up()
        return self

    def __exit__(self, *_: object) -> None:
        if self.disk is not None:
            self.disk.free()
        if self._up is not None:
            self._up.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._up.wait(60)
            stop_all([identify("vintages up", self._up.pid)] if self._up.poll() is None else [], 5)
        subprocess.run(_DOWN, env=self.environment, check=True)  # noqa: S603 - our own command

    @property
    def home(self) -> Path:
        """The home of the installation, on the small disk where there is one."""
        return (self.disk.folder if self.disk else self.folder) / "home"

    @property
    def log(self) -> Path:
        """What `vintages up` said, on a disk that is never full."""
        return self.folder / "up.log"

    @property
    def environment(self) -> Mapping[str, str]:
        """What differs from a usual installation, and why the campaign wants it so."""
        outer = {name: told for name, told in os.environ.items() if not name.startswith(_OURS)}
        return {
            **outer,
            "PYTHONPATH": str(_PROJECT),
            "VINTAGES_HOME": str(self.home),
            "VINTAGES_EUROSTAT_URL": self.eurostat.url,
            "VINTAGES_PUBLISHERS_URL": f"{self.eurostat.base}/",
            "VINTAGES_SOURCES": str(self.sources),
            "VINTAGES_POLL_SECONDS": "2",
            "VINTAGES_PACE_SECONDS": "0",
            # Five minutes by default, until a box whose worker is gone is given to another one.
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "60",
            "AIRFLOW__CORE__PARALLELISM": "6",
            # Half a minute by default: nobody changes the DAGs here, and reading them costs much.
            "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "300",
            **(self.clock.environment if self.clock else {}),
        }

    def keep_up(self) -> None:
        """Start `vintages up` unless it runs, as a service manager does."""
        if self._up is not None and self._up.poll() is None:
            return
        self.ups += 1
        self._up = launch("up", _UP, self.log, self.environment)

    def wait_until_up(self, seconds: float) -> None:
        """Until the processes are written down. Raises TimeoutError with the end of the log."""
        deadline = time.monotonic() + seconds
        while not self.is_up():
            self.keep_up()
            if time.monotonic() > deadline or self.ups > 1:
                raise TimeoutError(f"`vintages up` does not come up:\n{last_lines(self.log)}")
            time.sleep(0.5)

    def is_up(self) -> bool:
        """Whether the supervisor and all four processes of Airflow run."""
        names = ("api-server", "dag-processor", "triggerer", "scheduler")
        return all(self.process(name) is not None for name in names)

    @property
    def url(self) -> str:
        """Where the API server answers."""
        state = written_state(self.home)
        return state.url if state else ""

    @property
    def supervisor(self) -> psutil.Process | None:
        """`vintages up` itself, while it runs."""
        return _process(self._up.pid) if self._up and self._up.poll() is None else None

    def process(self, name: str) -> psutil.Process | None:
        """One of Airflow's processes, while it runs."""
        state = written_state(self.home)
        found = [each for each in state.processes if each.name == name] if state else []
        return _process(found[0].pid) if found and found[0].alive() else None

    def postmaster(self) -> psutil.Process | None:
        """Postgres' own first process, while it runs."""
        with contextlib.suppress(FileNotFoundError, IndexError):
            return _process(int((self.server.data / "postmaster.pid").read_text().split()[0]))
        return None

    @property
    def server(self) -> Server:
        """Its embedded Postgres."""
        return Server(self.home)

    def everything(self) -> list[psutil.Process]:
        """Every process of the installation, those first that would start others again."""
        found: list[psutil.Process] = []
        for leader in filter(None, (self.supervisor, self.postmaster())):
            found.append(leader)
            with contextlib.suppress(psutil.NoSuchProcess):
                found += leader.children(recursive=True)
        return found


def _process(pid: int) -> psutil.Process | None:
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(pid)
    return None
