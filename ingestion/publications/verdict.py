"""What the data say of a printed figure: then, by the vintages of its time, and now.

A pure function of the figure, the day on which it was printed and what each vintage gives for it,
so that the order in which vintages came does not matter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from warehouse.bound_values import AS_BOUND, Step
from warehouse.verdicts import Readings, Verdict

_HUNDRED = Decimal(100)
_KEPT = Decimal("0.0001")
_MOST_DECIMALS = 12
_IN_PERCENT = ("percent", "pct_change", "pp")


@dataclass(frozen=True)
class Figure:
    """A printed figure: it may stand for ``low <= value < high``; None is no bound."""

    low: Decimal | None
    high: Decimal | None
    printed_on: date
    unit: str

    def stands_for(self, value: Decimal) -> bool:
        """Whether a value prints so."""
        return self.distance(value) == 0 and value != self.high

    def distance(self, value: Decimal) -> Decimal:
        """How far a value is from the interval; 0 inside and on its ends."""
        below = Decimal(0) if self.low is None else self.low - value
        above = Decimal(0) if self.high is None else value - self.high
        return max(below, above, Decimal(0))

    def shown(self, value: Decimal) -> str:
        """A value with so many decimals that it does not seem to print so where it does not."""
        stands = self.stands_for(value)
        rounded = (round(value, decimals) for decimals in range(2, _MOST_DECIMALS))
        return shown(next((it for it in rounded if self.stands_for(it) == stands), value))

    def moved(self, before: Decimal, after: Decimal) -> str:
        """How far the data moved: between percentages in points, else in percent; else nothing."""
        if self.unit in _IN_PERCENT:
            return f" ({after - before:+.1f} points)"
        percent = change_percent(before, after)
        return "" if percent is None else f" ({percent:+.1f} %)"


class _Said(NamedTuple):
    reading: str
    step: Step
    value: Decimal


def verdict(figure: Figure, readings: Readings) -> Verdict:
    """The verdict by the steps of each reading; the readings are tried in their order.

    At least one reading has a step.
    """
    said = list(_said(readings))
    then = [each for each in said if each.step.day <= figure.printed_on]
    if not then:
        return _without_vintage(figure, said[0], readings)
    matching = [each for each in then if figure.stands_for(each.value)]
    if not matching:
        return _never_matched(figure, said, then, readings)
    reading = matching[0].reading
    newest = [each for each in matching if each.reading == reading][-1]
    return _by(newest, readings[reading], figure)


def _said(readings: Readings) -> Iterator[_Said]:
    """Every number that a vintage gives, by reading and time."""
    for name, steps in readings.items():
        for step in steps:
            if step.value is not None:
                yield _Said(name, step, step.value)


def _by(match: _Said, steps: Sequence[Step], figure: Figure) -> Verdict:
    """The verdict on a figure that a vintage of its time reproduces."""
    now = steps[-1]
    gives = f"{match.step.vintage_id} gives {figure.shown(match.value)}{_read_as(match.reading)}"
    held = Verdict(
        verdict="reproduced",
        reason=gives + _outdated(match, steps, figure),
        reading=match.reading or None,
        vintage_id=match.step.vintage_id,
        value=match.value,
        vintage_now=now.vintage_id,
        value_now=now.value,
        change_percent=change_percent(match.value, now.value),
    )
    if now.value is not None and figure.stands_for(now.value):
        return held
    return _revised(held, match.value, now, figure)


def _revised(held: Verdict, then: Decimal, now: Step, figure: Figure) -> Verdict:
    if now.value is None:
        gone = "has no number for it: it was withdrawn, or has another key or other dimensions"
        since = f"{now.vintage_id} {gone}"
    else:
        moved = figure.moved(then, now.value)
        since = f"{now.vintage_id} gives {figure.shown(now.value)}{moved}"
    return replace(held, verdict="revised_since", reason=f"{held.reason}; since then {since}")


def _outdated(match: _Said, steps: Sequence[Step], figure: Figure) -> str:
    """A word about a document that quoted a vintage which was no longer the newest of its day."""
    newest = [each for each in steps if each.day <= figure.printed_on][-1]
    if newest.value is not None and figure.stands_for(newest.value):
        return ""
    found = "no number" if newest.value is None else figure.shown(newest.value)
    return f", although {newest.vintage_id} with {found} was out when it was printed"


def _never_matched(
    figure: Figure, said: list[_Said], then: list[_Said], readings: Readings
) -> Verdict:
    nearest = min(then, key=lambda each: figure.distance(each.value))
    later = next((each for each in said if figure.stands_for(each.value)), None)
    now = readings[nearest.reading][-1]
    reason = (
        f"no vintage of its time gives it; nearest is {nearest.step.vintage_id} with "
        f"{figure.shown(nearest.value)}{_read_as(nearest.reading)}"
    )
    if later is not None:
        reason += f"; {later.step.vintage_id}, which came later, gives {figure.shown(later.value)}"
    return Verdict(
        verdict="never_matched",
        reason=reason,
        reading=nearest.reading or None,
        vintage_id=nearest.step.vintage_id,
        value=nearest.value,
        vintage_now=now.vintage_id,
        value_now=now.value,
    )


def _without_vintage(figure: Figure, first: _Said, readings: Readings) -> Verdict:
    """The data came later than the figure: what they say proves nothing about their first state."""
    now = readings[first.reading][-1]
    gives = "has no number for it"
    if now.value is not None:
        agrees = "which prints so" if figure.stands_for(now.value) else "which prints otherwise"
        gives = f"gives {figure.shown(now.value)}{_read_as(first.reading)}, {agrees}"
    return Verdict(
        verdict="no_vintage",
        reason=f"the oldest vintage that has it, {first.step.vintage_id}, came after it was "
        f"printed; the newest {gives}",
        vintage_now=now.vintage_id,
        value_now=now.value,
    )


def change_percent(before: Decimal, after: Decimal | None) -> Decimal | None:
    """From one value to another in percent of the first; None where there is no such number."""
    if after is None or before == 0:
        return None
    return (_HUNDRED * (after - before) / abs(before)).quantize(_KEPT)


def shown(value: Decimal) -> str:
    """A value for people: groups of three digits, and no decimals that say nothing."""
    text = f"{value:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(",", "\u00a0")


def _read_as(reading: str) -> str:
    return "" if reading == AS_BOUND else f", read as {reading}"
