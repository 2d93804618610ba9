"""Each fault, as done to a site: what strikes, and how one sees that it is over."""

import contextlib
import os
import random
import signal
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import psutil

from benchmarks.fault_campaign import plan
from benchmarks.fault_campaign.clock import Clock
from benchmarks.fault_campaign.disk import Disk
from benchmarks.fault_campaign.site import Site
from benchmarks.fault_campaign.witness import Box, Unreachable, Witness
from examples.stand_in.bad_days import reset

Over = Callable[[], bool]
Thing = TypeVar("Thing")
_HOUR, _MINUTE = 3600, 60
_PATIENCE_SECONDS = 30.0
_FULL_SECONDS = (5.0, 25.0)
_CUTS = (3, 25)


@dataclass
class Striker:
    """Strikes a site as ``chance`` chooses within a kind; ``strike`` returns what tells its end."""

    site: Site
    witness: Witness
    chance: random.Random
    _pulse: dict[str, str] = field(default_factory=dict)

    def strike(self, kind: str) -> Over:
        """Strike now; what is returned tells when it is over, and may raise Unreachable."""
        self._pulse = self._last_pulse()
        return self._blows()[kind]()

    def _blows(self) -> Mapping[str, Callable[[], Over]]:
        site = self.site
        return {
            plan.NOTHING: lambda: lambda: True,
            plan.BOX: self._box,
            plan.WORKER: self._worker,
            plan.SCHEDULER: lambda: self._killed(site.process("scheduler")),
            plan.FROZEN: lambda: self._killed(site.process("scheduler"), by=signal.SIGSTOP),
            plan.TRIGGERER: lambda: self._killed(site.process("triggerer")),
            plan.DAG_PROCESSOR: lambda: self._killed(site.process("dag-processor")),
            plan.API_SERVER: lambda: self._killed(site.process("api-server")),
            plan.POSTGRES: lambda: self._killed(site.postmaster()),
            plan.POSTGRES_STOPPED: lambda: self._killed(site.postmaster(), by=signal.SIGQUIT),
            plan.BACKEND: self._backend,
            plan.SUPERVISOR: lambda: self._killed(site.supervisor),
            plan.EVERYTHING: lambda: self._killed(*site.everything()),
            plan.NETWORK: self._network,
            plan.DISK: lambda: self._disk(_there(site.disk)),
            plan.CLOCK_AHEAD: lambda: self._clock(_there(site.clock), _HOUR),
            plan.CLOCK_BACK: lambda: self._clock(_there(site.clock), -_MINUTE),
        }

    def _killed(self, *processes: psutil.Process | None, by: int = signal.SIGKILL) -> Over:
        """Over when none of them runs any more, and everything is well."""
        struck = [process for process in processes if process is not None]
        _signal(struck, by)
        return lambda: not _alive(struck) and self._is_well()

    def _box(self) -> Over:
        box = self._running_box()
        if box is None:
            return lambda: True
        with contextlib.suppress(ProcessLookupError):
            os.kill(box.pid, signal.SIGKILL)
        return lambda: self.witness.has_ended(box)

    def _worker(self) -> Over:
        """The process of the executor that watches over a box; the box itself is left alone."""
        box = self._running_box()
        if box is None:
            return lambda: True
        with contextlib.suppress(psutil.NoSuchProcess):
            worker = psutil.Process(box.pid).parent()
            _signal([worker] if worker else [], signal.SIGKILL)
        return lambda: self.witness.has_ended(box)

    def _backend(self) -> Over:
        """One connection's process: Postgres then ends all others and recovers."""
        postmaster = self.site.postmaster()
        backends = [] if postmaster is None else postmaster.children()
        clients = [each for each in backends if "127.0.0.1(" in _title(each)]
        loading = [each for each in clients if "vintages_" in _title(each)]
        chosen = self.chance.choice(loading or clients or [None])
        return self._killed(chosen)

    def _network(self) -> Over:
        """The next requests break off, each at another byte."""
        eurostat, cuts = self.site.eurostat, self.chance.randint(*_CUTS)
        for _ in range(cuts):
            eurostat.bad_day("/", reset(self.chance.choice((0.0, self.chance.random()))))
        asked = len(eurostat.requests)
        return lambda: len(eurostat.requests) > asked + cuts

    def _disk(self, disk: Disk) -> Over:
        free_at = time.monotonic() + self.chance.uniform(*_FULL_SECONDS)
        disk.fill()

        def over() -> bool:
            if time.monotonic() < free_at:
                disk.fill()
                return False
            disk.free()
            return self._is_well()

        return over

    def _clock(self, clock: Clock, seconds: int) -> Over:
        clock.step(seconds)
        return self._is_well

    def _is_well(self) -> bool:
        return self.witness.is_well(self._pulse)

    def _running_box(self) -> Box | None:
        """A box that runs now; some time is given for one to start."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            boxes = [box for box in self._boxes() if psutil.pid_exists(box.pid)]
            if boxes:
                return self.chance.choice(boxes)
            time.sleep(0.1)
        return None

    def _boxes(self) -> list[Box]:
        try:
            return self.witness.boxes()
        except Unreachable:
            return []

    def _last_pulse(self) -> dict[str, str]:
        try:
            return self.witness.pulse()
        except Unreachable:
            return {}


def _signal(processes: Iterable[psutil.Process], number: int) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(number)


def _alive(processes: Iterable[psutil.Process]) -> bool:
    """Whether one still runs; a zombie has ended."""
    for each in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            if each.is_running() and each.status() != psutil.STATUS_ZOMBIE:
                return True
    return False


def _title(process: psutil.Process) -> str:
    with contextlib.suppress(psutil.NoSuchProcess):
        return " ".join(process.cmdline())
    return ""


def _there(what: Thing | None) -> Thing:
    if what is None:
        raise ValueError("this site has no disk or clock of its own: leave out their faults")
    return what
