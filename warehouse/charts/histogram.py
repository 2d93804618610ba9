"""How far the figures of a series moved: first number held against the newest."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from statistics import fmean

import altair

from warehouse.charts.drawing import (
    HEIGHT,
    INK,
    WIDTH,
    Drawing,
    Shown,
    framed,
    in_unit,
    rows_as_data,
)
from warehouse.charts.frames import Row, revision_rows
from warehouse.charts.history import NothingToDraw, SeriesHistory

_BARS, _HALF = 24, Decimal("0.5")
_TICKS = 6
# Okabe and Ito's colours, which people tell apart whatever their colour vision.
_COLOURS = {"down": "#0072B2", "unchanged": "#9a9a9a", "up": "#E69F00"}


def histogram(history: SeriesHistory) -> Drawing:
    """The revisions of the figures that at least two releases could show, in bars by direction.

    Raises NothingToDraw where there is no such figure, or none of them was ever revised.
    """
    rows = revision_rows(history)
    if not any(row["revision"] for row in rows):
        raise NothingToDraw(
            f"none of the {len(rows)} figures that two releases or more could show was revised in "
            f"{history.series.series_key}: there is nothing to count"
        )
    mean = fmean(row["revision"] for row in rows)
    layers = (_bars(rows, history), *_mean(mean))
    chart = altair.layer(*layers).properties(width=WIDTH, height=HEIGHT)
    sentence = (
        f"{len(rows)} figures, first number held against the newest; those that one release only "
        f"could show are left out. Mean revision {mean:+,.4g}."
    )
    return framed(chart, history, Shown("Histogram of revisions", sentence))


def _bars(rows: list[Row], history: SeriesHistory) -> altair.Chart:
    counts = Counter(_direction(row["revision"]) for row in rows)
    labels = {name: f"{name} ({counts[name]})" for name in _COLOURS}
    bars = _binned([row["revision"] for row in rows], labels)
    chart: altair.Chart = (
        altair.Chart(rows_as_data(bars))
        .mark_bar(stroke="white", strokeWidth=0.5)
        .encode(
            x=altair.X(
                "low:Q",
                bin="binned",
                title=in_unit("Revision", history),
                axis=altair.Axis(tickCount=12, grid=False),
            ),
            x2="high:Q",
            y=altair.Y("figures:Q", title="Figures", axis=_whole_numbers(bars)),
            color=altair.Color(
                "direction:N",
                scale=altair.Scale(domain=list(labels.values()), range=list(_COLOURS.values())),
                legend=altair.Legend(title="Revised"),
            ),
            order=altair.Order("order:Q"),
            tooltip=["low:Q", "high:Q", "direction:N", "figures:Q"],
        )
    )
    return chart


def _binned(revisions: list[Decimal], labels: Mapping[str, str]) -> list[Row]:
    """How many revisions are in each bar. The middle bar is around zero, as wide as the others."""
    step = bar_width(revisions)
    places = Counter((round(each / step), _direction(each)) for each in revisions)
    return [
        {
            "low": float((place - _HALF) * step),
            "high": float((place + _HALF) * step),
            "direction": labels[direction],
            "order": list(_COLOURS).index(direction),
            "figures": figures,
        }
        for (place, direction), figures in places.items()
    ]


def _whole_numbers(bars: list[Row]) -> altair.Axis:
    heights: Counter[float] = Counter()
    for bar in bars:
        heights[bar["low"]] += bar["figures"]
    return altair.Axis(format="d", tickCount=min(max(heights.values()), _TICKS))


def bar_width(revisions: Sequence[Decimal]) -> Decimal:
    """1, 2 or 5 times a power of ten: some bars, and none finer than the figures' last decimal."""
    zero = Decimal(0)
    wanted = (max(*revisions, zero) - min(*revisions, zero)) / _BARS
    finest = Decimal(1).scaleb(min(int(each.as_tuple().exponent) for each in revisions))
    power = Decimal(1).scaleb(wanted.adjusted())
    return max(finest, next(power * times for times in (1, 2, 5, 10) if power * times >= wanted))


def _mean(mean: float) -> tuple[altair.Chart, altair.Chart]:
    """A line at the mean, and the word above it."""
    place = altair.Chart(rows_as_data([{"mean": mean}])).encode(x="mean:Q")
    rule = place.mark_rule(color=INK, strokeDash=[4, 3])
    word = place.mark_text(text="mean", dy=-8, color=INK).encode(y=altair.value(0))
    return rule, word


def _direction(revision: Decimal) -> str:
    if revision == 0:
        return "unchanged"
    return "up" if revision > 0 else "down"
