"""A series as a table of periods and releases, coloured by how far figures moved."""

import altair

from warehouse.charts.drawing import INK, WIDTH, Drawing, Shown, framed, in_unit, rows_as_data
from warehouse.charts.frames import Row, release_names, strided, triangle_rows
from warehouse.charts.history import SeriesHistory

_ROW_HEIGHT, _NARROWEST, _WIDEST = 18, 5, 84
_CHARACTER_WIDTH, _LYING_LABEL_WIDTH = 7, 72
_TILTED_LABEL_WIDTH = 14
_MISSING, _ON_DARK = "#d4d4d4", "white"
_DARK_FROM = 0.6  # of the largest revision


def triangle(history: SeriesHistory) -> Drawing:
    """A cell per period and release; figures stand in it where there is room for them."""
    rows = triangle_rows(history)
    since = history.figures.released_at.min()
    names = release_names(history.released)
    releases = [names[at] for at in history.released if at >= since]
    step = max(_NARROWEST, min(_WIDEST, WIDTH / len(releases)))
    table = altair.layer(*_layers(rows, history, step)).encode(
        x=altair.X(
            "release:O",
            scale=altair.Scale(domain=releases),
            title="Released",
            axis=_release_axis(releases, step),
        ),
        y=altair.Y(
            "time_period:O",
            sort=history.periods,
            title=None,
            axis=altair.Axis(ticks=False, domain=False),
        ),
    )
    chart = table.properties(width=step * len(releases), height=_ROW_HEIGHT * len(history.periods))
    sentence = "Colour: how far a figure is from the first number held for its period."
    if any(row["change"] is None for row in rows):
        sentence += " Grey: published without a number."
    if not any(row["change"] for row in rows):
        sentence += " No number was revised."
    return framed(chart, history, Shown("Revision triangle as a heat map", sentence))


def _layers(rows: list[Row], history: SeriesHistory, step: float) -> list[altair.Chart]:
    largest = max(abs(row["change"] or 0) for row in rows)
    numbers = [row for row in rows if row["change"] is not None]
    missing = [row for row in rows if row["change"] is None]
    layers = [_cells(numbers).encode(color=_colour(largest, history))]
    if missing:
        layers.append(_cells(missing).encode(color=altair.value(_MISSING)))
    if step >= _CHARACTER_WIDTH * (max(len(row["as_published"]) for row in rows) + 1):
        layers.append(_figures(rows, largest))
    return layers


def _cells(rows: list[Row]) -> altair.Chart:
    chart: altair.Chart = (
        altair.Chart(rows_as_data(rows))
        .mark_rect(stroke="white", strokeWidth=1)
        .encode(
            tooltip=[
                altair.Tooltip("time_period:N", title="period"),
                altair.Tooltip("release:N", title="released"),
                altair.Tooltip("as_published:N", title="as published"),
                altair.Tooltip("change:Q", title="from the first number"),
            ]
        )
    )
    return chart


def _figures(rows: list[Row], largest: float) -> altair.Chart:
    dark = f"abs(datum.change) > {_DARK_FROM * largest} && {largest} > 0"
    chart: altair.Chart = (
        altair.Chart(rows_as_data(rows))
        .mark_text(fontSize=11)
        .encode(
            text="as_published:N",
            color=altair.condition(dark, altair.value(_ON_DARK), altair.value(INK)),
        )
    )
    return chart


def _colour(largest: float, history: SeriesHistory) -> altair.Color:
    """Blue for down, orange for up, almost white for no change: safe for all colour vision."""
    return altair.Color(
        "change:Q",
        scale=altair.Scale(
            domain=[-(largest or 1), largest or 1], scheme="blueorange", domainMid=0
        ),
        legend=altair.Legend(
            title=in_unit("Change since the first number", history),
            titleLimit=WIDTH,
            orient="bottom",
            gradientLength=240,
        ),
    )


def _release_axis(releases: list[str], step: float) -> altair.Axis:
    lying = step >= _LYING_LABEL_WIDTH
    most = max(1, int(step * len(releases) / _TILTED_LABEL_WIDTH))
    return altair.Axis(
        orient="top",
        labelAngle=0 if lying else -45,
        labelAlign="center" if lying else "left",
        values=strided(releases, most),
        ticks=False,
        domain=False,
    )
