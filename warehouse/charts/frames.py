"""The rows that charts draw, made from a revision triangle."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import ceil
from typing import Any

import pandas

from warehouse.charts.flags import NO_FLAG, flag_words
from warehouse.charts.history import SeriesHistory
from warehouse.period import Period, period
from warehouse.revisions import wide

Row = dict[str, Any]
# Up to so many periods every figure has a dot; beyond, those only that no line reaches.
DOTTED_PERIODS = 24


def release_names(released: Sequence[datetime]) -> dict[datetime, str]:
    """A name for each release: its day, with the time where a day has two."""
    days = [f"{at:%Y-%m-%d}" for at in released]
    return {
        at: day if days.count(day) == 1 else f"{at:%Y-%m-%d %H:%M:%S}"
        for at, day in zip(released, days, strict=True)
    }


def sampled(values: Sequence[str], most: int) -> list[str]:
    """At most so many of the values, evenly spread, with the first and the last."""
    if len(values) <= most:
        return list(values)
    step = (len(values) - 1) / (most - 1)
    return [values[round(step * place)] for place in range(most)]


def strided(values: Sequence[str], most: int, step: int = 1) -> list[str]:
    """At most so many of the values, each as far from the next: a multiple of step where it can be.

    The last is always among them.
    """
    stride = max(1, ceil(len(values) / most))
    if stride > step:
        stride = ceil(stride / step) * step
    return list(values[::-1][::stride][::-1])


def changing_releases(history: SeriesHistory) -> list[datetime]:
    """The releases that changed a value of these periods, the one that brought the first too.

    A release in which the series is gone altogether has no line, and is none of them.
    """
    before: dict[Any, str] = {}
    changing: list[datetime] = []
    triangle = _in_every_release(history)
    for at in history.released:
        values = triangle[at].dropna().to_dict()
        if values and values != before:
            changing.append(at)
            before = values
    return changing


def line_rows(history: SeriesHistory) -> list[Row]:
    """One row per changing release and period, oldest release first; None where there is no number.

    Between periods that do not follow each other stands one more without a number: lines break.
    """
    calendar = [each for each in map(period, history.periods) if each.first_day]
    texts, numbers = _in_every_release(history), _in_every_release(history, "obs_value")
    flags = _in_every_release(history, "obs_status")
    names = release_names(history.released)
    rows: list[Row] = []
    for at, until in _reigns(history):
        number, words, marks = numbers[at].to_dict(), texts[at].to_dict(), flags[until].to_dict()
        cells = {
            label: (number[label], words[label], marks[label])
            for label in (each.time_period for each in calendar)
        }
        rows += _line(names[at], calendar, cells)
    return rows


def _reigns(history: SeriesHistory) -> Iterator[tuple[datetime, datetime]]:
    """Each changing release with the last one that said the same: flags may have gone by then."""
    changing = changing_releases(history)
    ends = {at: history.released.index(at) - 1 for at in changing[1:]}
    for at, following in zip(changing, [*changing[1:], None], strict=True):
        yield at, history.released[ends[following] if following else -1]


def triangle_rows(history: SeriesHistory) -> list[Row]:
    """One row per period and release: the value, and how far it is from the first number."""
    names = release_names(history.released)
    cells = history.figures.to_dict("records")
    first = {
        cell["time_period"]: cell["obs_value"] for cell in cells if cell["release_number"] == 1
    }
    return [
        {
            "time_period": cell["time_period"],
            "release": names[cell["released_at"]],
            "as_published": cell["as_published"],
            "change": None
            if pandas.isna(cell["obs_value"])
            else float(cell["obs_value"] - first[cell["time_period"]]),
        }
        for cell in cells
    ]


def revision_rows(history: SeriesHistory) -> list[Row]:
    """One row per figure that two releases could show: first number, newest number, difference.

    Numbers are Decimal, with their published decimals.
    """
    rows: list[Row] = []
    for label, cells in history.figures.groupby("time_period", sort=False):
        newest, first = cells.iloc[-1], cells[cells.release_number == 1]
        is_current = newest.released_at == history.released[-1] and pandas.notna(newest.obs_value)
        if is_current and newest.release_number > 1:
            before, after = first.obs_value.iloc[0], newest.obs_value
            named = {"time_period": label, "before": before, "after": after}
            rows.append({**named, "revision": after - before})
    return rows


def _in_every_release(history: SeriesHistory, value: str = "as_published") -> pandas.DataFrame:
    """Periods down, all releases of the dataset across."""
    return wide(history.figures, value).reindex(
        index=history.periods, columns=pandas.DatetimeIndex(history.released)
    )


def _line(
    name: str, calendar: Sequence[Period], cells: dict[str, tuple[Any, Any, Any]]
) -> Iterator[Row]:
    numbers = [_number(cells[each.time_period][0]) for each in calendar]
    for place, each in enumerate(calendar):
        yield {
            "release": name,
            "time_period": each.time_period,
            "day": _milliseconds(each.first_day),
            "number": numbers[place],
            "as_published": cells[each.time_period][1] if numbers[place] is not None else None,
            "flags": _flags(cells[each.time_period]),
            "dot": len(calendar) <= DOTTED_PERIODS or _stands_alone(calendar, numbers, place),
        }
    for before, after in pairwise(calendar):
        if not _adjacent(before, after):
            yield {"release": name, "day": _milliseconds(_next_day(before)), "number": None}


def _flags(cell: tuple[Any, Any, Any]) -> str:
    """The flags of a figure in words."""
    number, _, flags = cell
    return NO_FLAG if pandas.isna(number) or pandas.isna(flags) else flag_words(flags)


def _stands_alone(calendar: Sequence[Period], numbers: Sequence[float | None], place: int) -> bool:
    """Whether neither neighbour in time has a number: no line would show this one."""
    before, here, after = place - 1, calendar[place], place + 1
    joined_before = place and _adjacent(calendar[before], here) and numbers[before] is not None
    is_last = after == len(calendar)
    joined_after = not is_last and _adjacent(here, calendar[after]) and numbers[after] is not None
    return not (joined_before or joined_after)


def _adjacent(before: Period, after: Period) -> bool:
    return _next_day(before) == after.first_day


def _next_day(each: Period) -> date | None:
    return each.last_day and each.last_day + timedelta(days=1)


def _milliseconds(day: date | None) -> int | None:
    """A day as Vega counts time."""
    return None if day is None else (day - date(1970, 1, 1)).days * 86_400_000


def _number(value: Any) -> float | None:
    return None if pandas.isna(value) else float(value)
