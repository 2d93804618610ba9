"""Time periods: one normal label, one number and one pair of days for each.

The labels are the seven that occur in Eurostat's 7,604 datasets, and their older spellings
(``2015M01``, ``2015Q1``, ``2015W01``, ``LTAA``); each older spelling has one modern one. In week 99
are the deaths of a year of which nobody knows the week.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

_GRAMMAR = re.compile(
    r"(?P<year>\d{4})"
    r"(?:M(?P<part_month>\d{2})D(?P<part_day>\d{2})"
    r"|-?(?P<letter>[SQMWA])(?P<part>\d{1,2})"
    r"|-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?"
)
_MONTHS = {"A": 12, "S": 6, "Q": 3, "M": 1}
_RANK = {"NAP": 0, "A": 1, "S": 2, "Q": 3, "M": 4, "W": 5, "D": 6}
LONG_TERM_AVERAGE = "9999"
_UNKNOWN_WEEK = 99


@dataclass(frozen=True)
class Period:
    """A reference period.

    ``period_id`` is a number made from the label alone: the rank of the frequency times 10^8 plus
    the digits of the label, so that periods of one frequency sort as time does. Half-open days are
    not used here: ``last_day`` is the last day inside, as people say it.
    """

    period_id: int
    time_period: str
    frequency: str
    first_day: date | None
    last_day: date | None


@lru_cache(maxsize=100_000)
def period(label: str) -> Period:
    """The period that a published label names.

    Raises ValueError for a label outside the grammar or the calendar (``2021-W53``, ``2020-13``).
    """
    label = label.strip()
    if label in (LONG_TERM_AVERAGE, "LTAA"):
        return Period(int(LONG_TERM_AVERAGE), LONG_TERM_AVERAGE, "NAP", None, None)
    match = _GRAMMAR.fullmatch(label)
    if match is None:
        raise ValueError(f"{label!r} is no time period (2020, 2020-S1, 2020-Q1, 2020-01, 2020-W01)")
    year, letter = int(match["year"]), match["letter"]
    month, day = match["month"] or match["part_month"], match["day"] or match["part_day"]
    if day:
        return _day(date(year, int(month), int(day)))
    if month:
        letter = "M"
    if letter == "W":
        return _week(year, int(match["part"]))
    return _months(label, year, letter or "A", int(month or match["part"] or 1))


def _day(day: date) -> Period:
    number = _RANK["D"] * 10**8 + day.year * 10**4 + day.month * 100 + day.day
    return Period(number, day.isoformat(), "D", day, day)


def _week(year: int, week: int) -> Period:
    number, label = _RANK["W"] * 10**8 + year * 100 + week, f"{year:04}-W{week:02}"
    if week == _UNKNOWN_WEEK:
        return Period(number, label, "W", None, None)
    monday, sunday = (date.fromisocalendar(year, week, day) for day in (1, 7))
    return Period(number, label, "W", monday, sunday)


def _months(label: str, year: int, letter: str, part: int) -> Period:
    """A year, half-year, quarter or month; part counts from 1."""
    months = _MONTHS[letter]
    if not 1 <= part <= 12 // months:
        raise ValueError(f"{label!r}: there is no part {part} in a year of {12 // months}")
    first = date(year, (part - 1) * months + 1, 1)
    following = first.replace(year=year + part * months // 12, month=part * months % 12 + 1)
    spelling = {"A": f"{year:04}", "M": f"{year:04}-{part:02}"}
    normal = spelling.get(letter, f"{year:04}-{letter}{part}")
    digits = year if letter == "A" else year * 100 + part
    number = _RANK[letter] * 10**8 + digits
    return Period(number, normal, letter, first, following - timedelta(days=1))
