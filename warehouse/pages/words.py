"""How values are written for people."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

CHANGE_KINDS = {
    "first_published": "first published",
    "revised": "revised",
    "status_changed": "flag changed",
    "withdrawn": "withdrawn",
    "backfilled": "backfilled",
    "vanished": "vanished",
    "reappeared": "reappeared",
}
VERDICTS = {
    "reproduced": ("✓", "reproduced"),
    "revised_since": ("↻", "revised since"),
    "never_matched": ("✗", "never matched"),
    "not_comparable": ("≠", "not comparable"),
    "no_vintage": ("?", "no vintage to check against"),
    "not_judged": ("?", "not judged yet"),
}
STATES = {
    "waiting": ("!", "waits for a decision"),
    "frozen": ("❄", "looks frozen"),
    "overdue": ("△", "overdue"),
    "fresh": ("✓", "fresh"),
    "held": ("·", "held, no date expected"),
    "empty": ("○", "no release held yet"),
}
_HOUR, _DAY, _MONTH, _YEAR = 3_600, 86_400, 30.44 * 86_400, 365.25 * 86_400
_UNSAID = ("freq",)


def series_name(dimensions: Sequence[str], row: Any) -> str:
    """The labels of a series in the order of its key, without its frequency."""
    labels = row.labels or {}
    said = [
        labels.get(each) or row.dimensions[each]
        for each in (*dimensions, *row.dimensions)
        if each in row.dimensions and each not in _UNSAID
    ]
    return " · ".join(dict.fromkeys(said))


def day(moment: datetime | None) -> str:
    """A day, UTC."""
    return "" if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d}"


def minute(moment: datetime | None) -> str:
    """A moment to the minute, UTC."""
    return "" if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def age(moment: datetime) -> str:
    """How long ago a moment was, to the unit that people would use."""
    seconds = (datetime.now(UTC) - moment).total_seconds()
    steps = ((_YEAR * 2, _YEAR, "years"), (_MONTH * 2, _MONTH, "months"), (_DAY * 2, _DAY, "days"))
    for least, unit, name in steps:
        if seconds >= least:
            return f"{seconds / unit:.0f} {name}"
    return f"{max(seconds, 0) / _HOUR:.0f} hours"


def count(number: int) -> str:
    """A whole number with its thousands apart."""
    return f"{number:,}".replace(",", "\u202f")


def share(part: float) -> str:
    """A share as percent, with digits enough to tell it from none."""
    if part == 0:
        return "0 %"
    if part < 0.0001:
        return "less than 0.01 %"
    return (f"{part:.2%}" if part < 0.01 else f"{part:.1%}").replace("%", " %")


def change(before: str | None, after: str | None) -> str:
    """How a figure moved, in words; None where there was no cell, text as published.

    Flags stand behind a figure where they are what changed.
    """
    earlier, later = _number(before), _number(after)
    if after is None:
        return f"gone from the file, {before} before"
    if before is not None and before.split(" ")[0] == after.split(" ")[0]:
        return f"still {after.split(' ')[0]}, its flag changed"
    if earlier is None:
        return f"published as {after}, where {before or 'nothing'} was"
    if later is None:
        return f"withdrawn, {before} before"
    if earlier == later:
        return f"the same number, written {after} where {before} was"
    moved = abs(later - earlier)
    part = f" ({share(float(moved / abs(earlier)))})" if earlier else ""
    return f"{'up' if later > earlier else 'down'} by {moved:f}{part}, from {before} to {after}"


def _number(text: str | None) -> Decimal | None:
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation:
        return None


def changes(counts: Mapping[str, int]) -> str:
    """Counts per change kind, the most first."""
    ranked = sorted(counts.items(), key=lambda item: -item[1])
    return ", ".join(f"{count(number)} {CHANGE_KINDS.get(kind, kind)}" for kind, number in ranked)
