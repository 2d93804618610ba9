"""Each release that changed a series as a line over its periods."""

import altair

from warehouse.charts.drawing import HEIGHT, WIDTH, Drawing, Shown, framed, rows_as_data
from warehouse.charts.flags import NO_FLAG, shape_of
from warehouse.charts.frames import (
    DOTTED_PERIODS,
    Row,
    changing_releases,
    line_rows,
    release_names,
    sampled,
    strided,
)
from warehouse.charts.history import NothingToDraw, SeriesHistory
from warehouse.period import period

_TICKS, _LEGEND_ENTRIES, _MARGIN = 9, 8, 10
_PERIODS_A_YEAR = {"S": 2, "Q": 4, "M": 12, "W": 13}  # a quarter of the weeks: a year has 52 or 53
# Light to dark, told apart by lightness alone: green, blue-green, blue, purple of viridis.
_OLD_TO_NEW = ((53, 183, 121), (33, 145, 140), (59, 82, 139), (68, 1, 84))
# Periods as they are written, in d3's words; it has none for half-years.
_PERIOD_LABELS = {
    "A": "utcFormat(datum.value, '%Y')",
    "S": "utcFormat(datum.value, '%Y') + (utcmonth(datum.value) < 6 ? '-S1' : '-S2')",
    "Q": "utcFormat(datum.value, '%Y-Q%q')",
    "M": "utcFormat(datum.value, '%Y-%m')",
    "W": "utcFormat(datum.value, '%G-W%V')",
    "D": "utcFormat(datum.value, '%Y-%m-%d')",
}


def lines(history: SeriesHistory) -> Drawing:
    """The lines, light for old releases and dark for new ones, the newest thick and on top.

    Raises NothingToDraw for a series whose periods have no place in time.
    """
    if not any(period(label).first_day for label in history.periods):
        raise NothingToDraw("the long-term average is no line over time: try --kind triangle")
    names = release_names(history.released)
    drawn = [names[at] for at in changing_releases(history)]
    rows = line_rows(history)
    newest = [row for row in rows if row["release"] == drawn[-1]]
    older = [row for row in rows if row["release"] != drawn[-1]]
    layers = [
        _line(part, history, drawn).mark_line(strokeWidth=width, strokeJoin="round")
        for part, width in ((older, 1.5), (newest, 3.0))
        if part
    ]
    dots = [row for row in rows if row.get("dot") and row["number"] is not None]
    if dots:
        layers.append(_line(dots, history, drawn).mark_circle(size=36, opacity=1))
    flagged = [
        row for row in _where_flags_show(rows, newest) if row.get("flags", NO_FLAG) != NO_FLAG
    ]
    if flagged:
        layers.append(_flagged(flagged, history, drawn))
    chart = altair.layer(*layers).properties(width=WIDTH, height=HEIGHT)
    return framed(chart, history, Shown("Line chart", _sentence(history, drawn)))


def _sentence(history: SeriesHistory, drawn: list[str]) -> str:
    held = len(history.released)
    changed = f"{len(drawn)} of {held} releases brought or changed these figures"
    return f"{changed}: a line for each, the newest thick and on top. Gaps are missing figures."


def _where_flags_show(rows: list[Row], newest: list[Row]) -> list[Row]:
    """In a long series the flags of the newest line only: those of all lines would hide them."""
    return rows if len(newest) <= DOTTED_PERIODS else newest


def _flagged(rows: list[Row], history: SeriesHistory, drawn: list[str]) -> altair.Chart:
    """A mark around each flagged figure, in the colour of its line."""
    named = sorted({row["flags"] for row in rows})
    marked = _line(rows, history, drawn).mark_point(
        size=130, filled=False, strokeWidth=1.6, opacity=1
    )
    shaped: altair.Chart = marked.encode(shape=shape_of(named))
    return shaped


def _line(rows: list[Row], history: SeriesHistory, drawn: list[str]) -> altair.Chart:
    return altair.Chart(rows_as_data(rows)).encode(
        x=altair.X(
            "day:T", scale=altair.Scale(type="utc", padding=_MARGIN), axis=_period_axis(history)
        ),
        y=altair.Y(
            "number:Q",
            scale=altair.Scale(zero=False, padding=_MARGIN),
            title=history.unit or "Value as published",
        ),
        color=_release_colour(drawn),
        tooltip=[
            altair.Tooltip("time_period:N", title="period"),
            altair.Tooltip("as_published:N", title="as published"),
            altair.Tooltip("flags:N", title="flag"),
            altair.Tooltip("release:N", title="released"),
        ],
    )


def _release_colour(drawn: list[str]) -> altair.Color:
    return altair.Color(
        "release:N",
        scale=altair.Scale(domain=drawn, range=shades(len(drawn))),
        legend=altair.Legend(
            title="Released",
            values=sampled(drawn, _LEGEND_ENTRIES),
            symbolType="stroke",
            symbolStrokeWidth=3,
        ),
    )


def shades(count: int) -> list[str]:
    """So many colours from light to dark; one alone is the darkest."""
    stretch = len(_OLD_TO_NEW) - 1
    places = [stretch * (number + 1) / count for number in range(count)]
    if count > 1:
        places = [stretch * number / (count - 1) for number in range(count)]
    return [_mixed(place) for place in places]


def _mixed(place: float) -> str:
    left = min(int(place), len(_OLD_TO_NEW) - 2)
    part = place - left
    pairs = zip(_OLD_TO_NEW[left], _OLD_TO_NEW[left + 1], strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)


def _period_axis(history: SeriesHistory) -> altair.Axis:
    dated = [label for label in history.periods if period(label).first_day]
    frequency = period(dated[0]).frequency
    ticks = strided(dated, _TICKS, _PERIODS_A_YEAR.get(frequency, 1))
    days = [day for day in (period(label).first_day for label in ticks) if day]
    return altair.Axis(
        title=None,
        grid=False,
        values=[
            altair.DateTime(year=day.year, month=day.month, date=day.day, utc=True) for day in days
        ],
        labelExpr=_PERIOD_LABELS[frequency],
    )
