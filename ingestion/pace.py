"""Patience, and politeness towards one host, shared by all processes of this machine.

A lock file per host under ``VINTAGES_HOME`` does it: the kernel frees it when its holder dies.
"""

import fcntl
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ingestion.errors import StillQueued
from ingestion.settings import Settings

LONGEST_PAUSE_SECONDS = 900.0


@dataclass(frozen=True)
class Patience:
    """How often we ask, and how long we wait, in seconds.

    Pauses between ``attempts`` start at ``first_pause`` and double up to ``longest_pause``, which
    is also the longest Retry-After that we sit out. ``transfer_seconds`` ends one transfer,
    however steadily it drips. ``queue_pause`` is between two questions about a prepared answer.
    """

    attempts: int = 5
    first_pause: float = 2.0
    longest_pause: float = 60.0
    transfer_seconds: float = 1800.0
    queue_pause: float = 5.0

    @classmethod
    def of(cls, settings: Settings) -> "Patience":
        """All pauses as multiples of the pace, so that one setting makes all of it faster."""
        pace = settings.pace_seconds
        return cls(first_pause=4 * pace, longest_pause=120 * pace, queue_pause=10 * pace)


def longer_pause(pause: float, usual: float) -> float:
    """The seconds until a feed is polled again, after one more failure."""
    return min(2 * pause, max(usual, LONGEST_PAUSE_SECONDS))


def wait_for_turn(folder: Path, host: str, seconds: float) -> None:
    """Return when the last request to the host, by anyone here, is this many seconds ago."""
    if seconds <= 0:
        return
    with _lock_file(folder, f"{host}.pace") as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        passed = time.time() - os.fstat(descriptor).st_mtime
        # A clock that was set back must not make anyone wait for longer than one pause.
        time.sleep(min(seconds, max(0.0, seconds - passed)))
        os.utime(descriptor)


@contextmanager
def only_job(folder: Path, host: str, longest: float, pause: float) -> Iterator[None]:
    """Hold the one place in the host's queue that this machine may take.

    Raises StillQueued when another holds it for longer than ``longest`` seconds; it is looked for
    every ``pause`` seconds.
    """
    deadline = time.monotonic() + longest
    with _lock_file(folder, f"{host}.queue") as descriptor:
        while not _is_taken(descriptor):
            if time.monotonic() > deadline:
                raise StillQueued(
                    f"another large dataset has been waiting at {host} for more than "
                    f"{longest:.0f} s; one at a time is fair use: ask again later"
                )
            time.sleep(pause)
        yield


def _is_taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _lock_file(folder: Path, name: str) -> Iterator[int]:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / re.sub(r"[^\w.-]", "_", name)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
