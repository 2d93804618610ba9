"""The campaign: turn after turn, releases are published and the installation is struck."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benchmarks.fault_campaign.plan import NOTHING, Blow, Turn
from benchmarks.fault_campaign.shelf import code
from benchmarks.fault_campaign.site import Site
from benchmarks.fault_campaign.strikes import Over, Striker
from benchmarks.fault_campaign.witness import Unreachable, Witness

_LOOK_SECONDS = 1.0
_FIRST_BOX_SECONDS = 60.0


@dataclass
class Struck:
    """One blow that fell: when, on what, and what came of it. Seconds count from the blow.

    ``boxes`` ran at that moment. ``well_seconds``: what was struck works again. ``held_seconds``:
    every release published so far is in the warehouse. None where the patience ended first.
    """

    kind: str
    boxes: tuple[str, ...]
    over: Over
    before: Counter[str]
    at: float = field(default_factory=time.monotonic)
    seen: Counter[str] = field(default_factory=Counter)
    well_seconds: float | None = None
    held_seconds: float | None = None

    @property
    def is_done(self) -> bool:
        """Whether nothing is left of it."""
        return self.well_seconds is not None and self.held_seconds is not None


@dataclass
class Campaign:
    """Runs turns against a site; ``say`` hears of each, ``struck`` is what fell so far."""

    site: Site
    striker: Striker
    say: Callable[[str], None]
    patience_seconds: float
    struck: list[Struck] = field(default_factory=list)
    turns_done: int = 0
    _wanted: dict[str, int] = field(default_factory=dict)

    @property
    def witness(self) -> Witness:
        """Who looks."""
        return self.striker.witness

    def run(self, turns: Sequence[Turn], until: float) -> None:
        """Turns in their order, none that begins after ``until`` (monotonic).

        After one whose releases did not all come in time none is begun.
        """
        for number, turn in enumerate(turns):
            if time.monotonic() > until:
                return
            self.turns_done += 1
            if not self._turn(number, turn):
                return

    def _turn(self, number: int, turn: Turn) -> bool:
        for dataset, release in turn.releases:
            self._wanted[code(dataset)] = release
            if release > 1:
                self.site.eurostat.publish(code(dataset), release)
        if turn.blows:
            self._wait(lambda: bool(self._boxes()), _FIRST_BOX_SECONDS)
        fallen = [self._strike(blow) for blow in turn.blows or (Blow(NOTHING, 0),)]
        deadline = time.monotonic() + self.patience_seconds
        while not all(each.is_done for each in fallen) and time.monotonic() < deadline:
            self._look(fallen)
        for each in fallen:
            self.say(f"turn {number}, {len(turn.releases)} releases: {_told(each)}")
        return all(each.held_seconds is not None for each in fallen)

    def _strike(self, blow: Blow) -> Struck:
        self._wait(self._all_held, blow.after_seconds)
        if self.struck and not self.struck[-1].is_done:
            self._look(self.struck[-1:])
        boxes, before = self._boxes(), self._counts()
        over = self.striker.strike(blow.kind)
        # A blow at a box waits for one.
        struck = Struck(blow.kind, boxes or self._boxes(), over, before)
        self.struck.append(struck)
        return struck

    def _wait(self, reason_to_end: Callable[[], bool], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not reason_to_end():
            self.site.keep_up()
            time.sleep(min(_LOOK_SECONDS, max(0.0, deadline - time.monotonic())))

    def _all_held(self) -> bool:
        try:
            held = self.witness.held()
        except Unreachable:
            return False
        return all(held.get(name, 0) >= wanted for name, wanted in self._wanted.items())

    def _look(self, fallen: Sequence[Struck]) -> None:
        self.site.keep_up()
        for each in (each for each in fallen if not each.is_done):
            try:
                self._update(each)
            except Unreachable:
                continue
        time.sleep(_LOOK_SECONDS)

    def _update(self, each: Struck) -> None:
        seconds = time.monotonic() - each.at
        if each.well_seconds is None and each.over():
            each.well_seconds = seconds
        if each.held_seconds is None and self._all_held():
            each.held_seconds = seconds
        each.seen = self.witness.counts() - each.before

    def _boxes(self) -> tuple[str, ...]:
        try:
            return tuple(box.task_id for box in self.witness.boxes())
        except Unreachable:
            return ()

    def _counts(self) -> Counter[str]:
        try:
            return self.witness.counts()
        except Unreachable:
            return self.struck[-1].before + self.struck[-1].seen if self.struck else Counter()


def _told(each: Struck) -> str:
    well, held = map(_time, (each.well_seconds, each.held_seconds))
    seen = ", ".join(f"{count} {name}" for name, count in each.seen.items()) or "nothing"
    return (
        f"{each.kind} while {', '.join(each.boxes) or 'no box'} ran; well {well}, all held {held}; "
        f"seen: {seen}"
    )


def _time(seconds: float | None) -> str:
    return "not in time" if seconds is None else f"after {seconds:.0f} s"
