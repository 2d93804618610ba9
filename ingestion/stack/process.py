"""One process of the stack, with all that it starts: a process group with a log file."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class ProcessId:
    """A process that cannot be mistaken for a later one with the same number."""

    name: str
    pid: int
    created_at: float  # seconds since the system began: no step of its clock moves them
    boot: str = ""  # which run of the system: its numbers and seconds begin anew with the next

    def alive(self) -> bool:
        """Whether it runs; one that has ended and waits to be collected does not."""
        if self.boot != _boot():
            return False
        try:
            process = psutil.Process(self.pid)
            same = abs(_created_at(process) - self.created_at) < 2
            return same and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False


def identify(name: str, pid: int) -> ProcessId:
    """The identity of a process that runs now."""
    return ProcessId(name, pid, _created_at(psutil.Process(pid)), _boot())


def _created_at(process: psutil.Process) -> float:
    """Both are told by a clock that may have been set since: their difference stays."""
    return process.create_time() - psutil.boot_time()


def _boot() -> str:
    file = Path("/proc/sys/kernel/random/boot_id")
    return file.read_text().strip() if file.exists() else ""


def launch(
    name: str, command: Sequence[str], log: Path, environment: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """Start a command as the leader of its own group, so that Ctrl-C reaches only who started it.

    What it writes goes to the end of ``log``, which ``keep_short`` may shorten at any time.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        output.write(f"=== {name} starts: {time.strftime('%Y-%m-%d %H:%M:%S %z')}\n".encode())
        output.flush()
        return subprocess.Popen(  # noqa: S603 - commands are our own constants
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )


def stop_all(leaders: Sequence[ProcessId], patience_seconds: float) -> None:
    """Ask the leaders to end, then end whatever is left of them and of all that they started.

    A leader that ended in time has seen to its own; tasks run in sessions of their own, so that
    ending the leader's group would leave them. Of a leader that died before, its session is left.
    """
    alive = [leader for leader in leaders if leader.alive()]
    left = [each for leader in leaders if leader not in alive for each in _session(leader)]
    started = {*left, *_descendants([*alive, *left])}
    for leader in alive:
        with contextlib.suppress(ProcessLookupError):
            os.kill(leader.pid, signal.SIGTERM)
    deadline = time.monotonic() + patience_seconds
    while any(leader.alive() for leader in alive) and time.monotonic() < deadline:
        time.sleep(0.05)
    for process in {*alive, *started, *_descendants(alive)}:
        if process.alive():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)


def _session(dead: ProcessId) -> set[ProcessId]:
    """What lives of the session of a dead leader, whose number nobody is given until it ends."""
    if dead.boot != _boot() or _is_taken(dead):
        return set()
    found = set()
    for pid in psutil.pids():
        with contextlib.suppress(ProcessLookupError, PermissionError, psutil.NoSuchProcess):
            if os.getsid(pid) == dead.pid:
                found.add(identify(dead.name, pid))
    return found


def _is_taken(dead: ProcessId) -> bool:
    """Whether another process has the number by now: then nothing of the session is left."""
    try:
        return abs(_created_at(psutil.Process(dead.pid)) - dead.created_at) >= 2
    except psutil.NoSuchProcess:
        return False


def _descendants(leaders: Sequence[ProcessId]) -> set[ProcessId]:
    found = set()
    for leader in leaders:
        with contextlib.suppress(psutil.NoSuchProcess):
            for process in psutil.Process(leader.pid).children(recursive=True):
                found.add(identify(leader.name, process.pid))
    return found


def kill_group(group: int) -> None:
    """End all members of a process group at once; one that has none left is fine."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def last_lines(log: Path, count: int = 15) -> str:
    """The end of a log file, for an error message."""
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return "\n".join(lines[-count:])
