"""Charts inside a page: SVG without a style, a script or a request, drawn once."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from warehouse.charts.drawing import Drawing
from warehouse.charts.files import svg
from warehouse.charts.history import SeriesHistory, newest_periods
from warehouse.charts.lines import lines

_PICTURES_KEPT, _MOST_PERIODS = 200, 160


@dataclass(frozen=True)
class Picture:
    """A chart as it stands in a page, and its words for those who do not see it."""

    svg: Markup
    words: str


def picture_of_series(history: SeriesHistory) -> Picture:
    """Every release that changed the series as a line. Raises NothingToDraw."""
    return picture(lines(newest_periods(history, _MOST_PERIODS)))


def picture(drawing: Drawing) -> Picture:
    """A drawing without the words around it: the page says them."""
    bare = _without_words(drawing.specification)
    drawn = _drawn(json.dumps(bare), drawing.title, drawing.description)
    return Picture(drawn, drawing.description)


def _without_words(specification: dict[str, Any]) -> dict[str, Any]:
    """The chart alone, on whatever is behind it."""
    kept = {key: each for key, each in specification.items() if key not in ("title", "padding")}
    parts = [{**each, "title": None} for each in kept.get("vconcat", ())]
    return {**kept, "background": None, "padding": 4} | ({"vconcat": parts} if parts else {})


@lru_cache(maxsize=_PICTURES_KEPT)
def _drawn(specification: str, title: str, description: str) -> Markup:
    """A pure function of what is drawn; the XML writer escapes every text in it."""
    written = svg(Drawing(json.loads(specification), title, description)).decode()
    return Markup(written[written.index("<svg") :])  # noqa: S704 - markup made by the XML writer
