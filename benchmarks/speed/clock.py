"""The stop-watch of a step; it needs nothing but Python, so that peers can use it too."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Clock:
    """Used by a step: the seconds of its stages; its CPU is counted from here on."""

    stages: dict[str, float] = field(default_factory=dict)
    _cpu: float = field(default_factory=time.process_time)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure a block."""
        began = time.perf_counter()
        yield
        self.stages[name] = self.stages.get(name, 0) + time.perf_counter() - began

    def report(self, **found: object) -> None:
        """Print what the meter reads."""
        told = {"seconds": sum(self.stages.values()), "stages": self.stages, "found": found}
        sys.stdout.write(json.dumps(told | {"cpu": time.process_time() - self._cpu}) + "\n")
