"""Processes that run and do nothing more: told by the silence of their hearts."""

import time
from dataclasses import dataclass, field

from ingestion.stack.health import unhealthy

# Longer than any start: Airflow counts a heart as silent after half a minute.
LONGEST_SILENCE_SECONDS = 180.0
_LOOK_SECONDS = 10.0


@dataclass
class Hearts:
    """Since when each process below an API server is silent, by the names of the stack."""

    longest_seconds: float = LONGEST_SILENCE_SECONDS
    look_seconds: float = _LOOK_SECONDS
    _since: dict[str, float] = field(default_factory=dict, init=False)
    _looked_at: float = field(default=0.0, init=False)

    def stopped(self, url: str) -> list[str]:
        """The processes that were silent for too long; each is named once, then waited for anew."""
        now = time.monotonic()
        if now - self._looked_at < self.look_seconds:
            return []
        self._looked_at = now
        silent = {name.replace("_", "-") for name in unhealthy(url)}
        self._since = {name: self._since.get(name, now) for name in silent}
        found = [name for name, since in self._since.items() if now - since >= self.longest_seconds]
        for name in found:
            del self._since[name]
        return sorted(found)

    def forget(self) -> None:
        """Begin anew: nobody can be heard while the database is away."""
        self._since.clear()
