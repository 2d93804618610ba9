"""Which release of each dataset is current, and how the next one becomes it."""

import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import Generic, Protocol, TypeVar

from examples.stand_in.catalogue import Item


class Shelved(Protocol):
    """What is served in a row of states: a dataset's releases, a document's editions."""

    @property
    def code(self) -> str:
        """Of what it is a state."""

    @property
    def number(self) -> int:
        """Its place in the row."""

    @property
    def title(self) -> str:
        """What the feed says of it."""


Served = TypeVar("Served", bound=Shelved)


@dataclass
class Publications(Generic[Served]):
    """The present of a stand-in.

    The lowest release of each dataset is current at first, or the one that ``memory`` (a JSON file)
    remembers. With ``advance_seconds`` the next release of a dataset is published that long after
    the current one was downloaded whole; without, only by ``publish``.
    """

    datasets: dict[str, tuple[Served, ...]]
    advance_seconds: float | None = None
    memory: Path | None = None
    items: list[Item] = field(default_factory=list)
    _current: dict[str, int] = field(default_factory=dict)
    _downloaded: dict[str, float] = field(default_factory=dict)
    _lock: RLock = field(default_factory=RLock)

    def __post_init__(self) -> None:
        """Publish what was current the last time, or each dataset's first release."""
        known = self._remembered()
        for code, releases in self.datasets.items():
            numbers = [release.number for release in releases]
            self.publish(code, known[code] if known.get(code) in numbers else numbers[0])

    def current(self, code: str) -> Served | None:
        """The release of a dataset that the world can see, or None for an unknown dataset."""
        with self._lock:
            self._advance(code)
            number = self._current.get(code)
            return next((r for r in self.datasets.get(code, ()) if r.number == number), None)

    def everything(self) -> list[Served]:
        """The current release of every dataset."""
        releases = (self.current(code) for code in self.datasets)
        return [release for release in releases if release is not None]

    def publish(self, code: str, number: int) -> None:
        """Make a release current and say so in the feed."""
        with self._lock:
            release = next((r for r in self.datasets.get(code, ()) if r.number == number), None)
            if release is None:
                raise ValueError(f"{code} has no release {number}")
            self._current[code] = number
            self._downloaded.pop(code, None)
            self.items.append(Item(f"{code} - {release.title}", datetime.now(UTC), code=code))
            self._remember()

    def add(self, release: Served) -> None:
        """Take another release of a dataset, or the first one of a new dataset."""
        with self._lock:
            self.datasets[release.code] = (*self.datasets.get(release.code, ()), release)
            if release.code not in self._current:
                self.publish(release.code, release.number)

    def downloaded(self, code: str) -> None:
        """Note that someone has the current data of a dataset."""
        with self._lock:
            self._downloaded.setdefault(code, time.monotonic())

    def _advance(self, code: str) -> None:
        since = self._downloaded.get(code)
        if self.advance_seconds is None or since is None:
            return
        later = [r.number for r in self.datasets[code] if r.number > self._current[code]]
        if later and time.monotonic() - since >= self.advance_seconds:
            self.publish(code, later[0])

    def _remembered(self) -> dict[str, int]:
        if self.memory is None or not self.memory.exists():
            return {}
        known: dict[str, int] = json.loads(self.memory.read_text())
        return known

    def _remember(self) -> None:
        if self.memory is not None:
            self.memory.parent.mkdir(parents=True, exist_ok=True)
            self.memory.write_text(json.dumps(self._current, indent=1))
