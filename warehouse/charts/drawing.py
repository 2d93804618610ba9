"""What every chart has around its marks: size, words, source, colours."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import altair

from warehouse.charts import words
from warehouse.charts.history import SeriesHistory

WIDTH, HEIGHT = 760, 360
INK, FAINT = "#222222", "#6b6b6b"
_TITLE_SIZE, _TEXT_SIZE = 16, 12


@dataclass(frozen=True)
class Drawing:
    """A chart as Vega-Lite, and its words for those who do not see it."""

    specification: dict[str, Any]
    title: str
    description: str


@dataclass(frozen=True)
class Shown:
    """What a chart shows: the name of its kind, and a sentence under the title."""

    kind: str
    sentence: str


def rows_as_data(rows: list[dict[str, Any]]) -> altair.InlineData:
    """Rows that stay in the chart, however many there are."""
    return altair.InlineData(values=rows)


def in_unit(name: str, history: SeriesHistory) -> str:
    """The name of an axis, with the unit of the figures where one is known."""
    return " · ".join(filter(None, (name, history.unit)))


def framed(
    chart: altair.LayerChart | altair.FacetChart, history: SeriesHistory, shown: Shown
) -> Drawing:
    """A chart with its title above, its source below, and its description."""
    above = altair.TitleParams(
        text=words.title(history),
        subtitle=words.subtitle(history, shown.sentence),
        anchor="start",
        frame="bounds",
        offset=14,
        fontSize=_TITLE_SIZE,
        subtitleFontSize=_TEXT_SIZE,
        subtitleColor=FAINT,
        subtitlePadding=6,
        subtitleLineHeight=_TEXT_SIZE + 4,
    )
    below = altair.TitleParams(
        text=words.source(history),
        orient="bottom",
        anchor="start",
        fontSize=11,
        fontWeight="normal",
        color=FAINT,
        frame="bounds",
        offset=12,
    )
    described = words.description(history, shown.kind)
    whole = (
        altair.vconcat(chart.properties(title=above))
        .properties(title=below, description=described, background="white", padding=_PADDING)
        .configure(**_LOOK)
    )
    return Drawing(whole.to_dict(), " ".join(words.title(history)), described)


# More on the right, where a legend ends: without Arial letters are wider than they were measured.
_PADDING = {"left": 16, "top": 16, "right": 40, "bottom": 16}
_LOOK: Mapping[str, Any] = {
    "font": "Arial, Liberation Sans, sans-serif",
    "axis": {
        "labelFontSize": _TEXT_SIZE - 1,
        "titleFontSize": _TEXT_SIZE,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "titleColor": INK,
        "gridColor": "#e6e6e6",
        "domainColor": "#888888",
        "tickColor": "#888888",
    },
    "legend": {
        "labelFontSize": _TEXT_SIZE - 1,
        "titleFontSize": _TEXT_SIZE,
        "titleFontWeight": "normal",
        "titleLimit": 260,
        "labelLimit": 260,
    },
    "title": {"color": INK},
    "view": {"stroke": None},
}
