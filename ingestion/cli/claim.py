"""One `vintages up` per home: the others see it, and clean up after one that was killed."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from ingestion.cli.offline import stop_leftover
from ingestion.stack.process import identify
from ingestion.stack.state import (
    AlreadyRunning,
    StackState,
    forget_state,
    running,
    stop_running,
    write_state,
)


@contextmanager
def claimed(home: Path) -> Iterator[None]:
    """Hold the home, written down so that `status` and `down` find us from the first moment.

    What a killed run left behind is ended first. Raises AlreadyRunning when another run holds it;
    the system lets go of the lock when its holder dies, however it dies.
    """
    with (home / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _already_running(home) from error
        if running(home):
            raise _already_running(home)
        stop_running(home)
        stop_leftover(home)
        write_state(home, StackState("", datetime.now(UTC), identify("vintages up", os.getpid())))
        try:
            yield
        finally:
            forget_state(home)


def _already_running(home: Path) -> AlreadyRunning:
    state = running(home)
    where = f" at {state.url}" if state and state.url else ""
    who = f" (process {state.supervisor.pid})" if state else ""
    return AlreadyRunning(
        f"{home} runs already{where}{who}: use it, or stop it with `vintages down`"
    )
