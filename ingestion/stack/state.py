"""What runs, written down: so that another shell can see it, stop it, or clean up after a crash."""

import contextlib
import fcntl
import json
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from ingestion.stack.process import ProcessId, stop_all
from warehouse.errors import VintagesError
from warehouse.private_file import write_private


class AlreadyRunning(VintagesError):
    """Another process holds this home's stack: use that one, or stop it."""


@dataclass(frozen=True)
class StackState:
    """One run of the stack: where its UI is, who watches over it, and its processes."""

    url: str
    started_at: datetime
    supervisor: ProcessId
    processes: tuple[ProcessId, ...] = ()


def running(home: Path) -> StackState | None:
    """The stack of this home that runs now, started from whichever shell."""
    state = written_state(home)
    return state if state and state.supervisor.alive() else None


def left_running(home: Path) -> StackState | None:
    """The stack of this home that goes on although who watched over it was killed."""
    state = written_state(home)
    if state is None or state.supervisor.alive():
        return None
    return state if any(each.alive() for each in state.processes) else None


def stop_running(home: Path, patience_seconds: float = 60) -> bool:
    """Stop the stack of this home, from another process than its own; False when none was there.

    Also ends what a killed supervisor has left behind.
    """
    state = written_state(home)
    if state is None:
        return False
    if state.supervisor.alive():
        os.kill(state.supervisor.pid, signal.SIGTERM)
    deadline = time.monotonic() + patience_seconds
    while state.supervisor.alive() and time.monotonic() < deadline:
        time.sleep(0.1)
    stop_all([state.supervisor, *state.processes], patience_seconds=5)
    forget_state(home)
    return True


@contextlib.contextmanager
def sole_owner(home: Path) -> Iterator[None]:
    """Hold the home's lock; raises AlreadyRunning when another process does.

    The system lets go of it when its holder dies, however it dies.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / "stack.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            state = running(home)
            where = f" at {state.url} (process {state.supervisor.pid})" if state else ""
            raise AlreadyRunning(
                f"{home} has a running stack{where}: use it, or `vintages down`"
            ) from error
        yield


def written_state(home: Path) -> StackState | None:
    """What was written down last, whether or not it still runs."""
    try:
        fields = json.loads(_file(home).read_text())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None  # none is there, or half of one, by a power cut
    return StackState(
        url=fields["url"],
        started_at=datetime.fromisoformat(fields["started_at"]),
        supervisor=ProcessId(**fields["supervisor"]),
        processes=tuple(ProcessId(**process) for process in fields["processes"]),
    )


def write_state(home: Path, state: StackState) -> None:
    """Write down what runs, in place of what was written before."""
    write_private(_file(home), json.dumps(asdict(state), default=datetime.isoformat))


def forget_state(home: Path) -> None:
    """Nothing runs any more."""
    _file(home).unlink(missing_ok=True)


def _file(home: Path) -> Path:
    return home / "stack.json"
