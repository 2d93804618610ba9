"""What a step costs: wall, CPU, memory, WAL and disk, of the client and of the server.

A step is a program of its own, so that its peak memory is its own. It prints one line of JSON with
``seconds`` (its start and its imports not among them), ``stages``, ``cpu`` and what it ``found``.
"""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import psutil

from benchmarks.speed.cluster import Cluster

_PAUSE = 0.1  # to look costs 2 ms, which whoever keeps all processors busy would pay for


class StepFailed(RuntimeError):
    """A step ended with an error; the message carries what it said."""


@dataclass(frozen=True)
class Cost:
    """Of one step. ``cpu`` and ``server_cpu`` are seconds, ``wal`` and ``disk`` bytes.

    ``memory`` is the peak of the client's process in bytes, with its libraries; that of the server
    is without its shared buffers. ``stopped`` says that it took longer than it was given.
    """

    seconds: float
    stages: dict[str, float]
    cpu: float
    server_cpu: float
    memory: int
    server_memory: int
    wal: int
    disk: int
    found: dict[str, Any] = field(default_factory=dict)
    stopped: bool = False


def measured(
    cluster: Cluster, database: str, command: Sequence[str], patience: float | None = None
) -> Cost:
    """Run a step to its end, or for ``patience`` seconds. Raises StepFailed with what it said."""
    cluster.settle()
    before, size = cluster.usage(), cluster.database_bytes(database)
    with tempfile.TemporaryFile() as told, tempfile.TemporaryFile() as complaints:
        step = subprocess.Popen(command, stdout=told, stderr=complaints)  # noqa: S603 - our own
        began = time.perf_counter()
        server_memory = _watch(cluster, step, patience)
        _, status, used = os.wait4(step.pid, 0)
        step.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - began
        stopped = step.returncode < 0 and patience is not None
        if step.returncode != 0 and not stopped:
            complaints.seek(0)
            raise StepFailed(f"{' '.join(command)}:\n{complaints.read().decode()[-3000:]}")
        told.seek(0)
        said = {} if stopped else json.loads(told.read().splitlines()[-1])
    after = cluster.usage()
    return Cost(
        seconds=said.get("seconds", seconds),
        stages=said.get("stages", {}),
        cpu=said.get("cpu", used.ru_utime + used.ru_stime),
        server_cpu=after.cpu - before.cpu,
        memory=used.ru_maxrss * 1024,
        server_memory=server_memory,
        wal=after.wal - before.wal,
        disk=cluster.database_bytes(database) - size,
        found=said.get("found", {}),
        stopped=stopped,
    )


def _watch(cluster: Cluster, step: subprocess.Popen[bytes], patience: float | None) -> int:
    """Wait for a step and look at the server's memory meanwhile; the most that was seen."""
    deadline = None if patience is None else time.monotonic() + patience
    most = 0
    watched = psutil.Process(step.pid)
    while watched.status() != psutil.STATUS_ZOMBIE:
        most = max(most, cluster.private_bytes())
        if deadline is not None and time.monotonic() > deadline:
            step.kill()
            break
        time.sleep(_PAUSE)
    return most
