"""Charts as the pages show them: without the words that the page says, on any background."""

from typing import Any

from warehouse.charts.drawing import Drawing
from warehouse.charts.files import svg


def drawn(drawing: Drawing) -> bytes:
    """The SVG of a drawing, its title and description inside it."""
    bare = _without_words(drawing.specification)
    return svg(Drawing(bare, drawing.title, drawing.description))


def _without_words(specification: dict[str, Any]) -> dict[str, Any]:
    kept = {key: each for key, each in specification.items() if key not in ("title", "padding")}
    parts = [{**each, "title": None} for each in kept.get("vconcat", ())]
    return {**kept, "background": None, "padding": 4} | ({"vconcat": parts} if parts else {})
