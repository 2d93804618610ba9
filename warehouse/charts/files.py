"""Charts as files that are whole in themselves: SVG, and HTML that asks nobody for anything."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import vl_convert
from jinja2 import Environment, StrictUndefined
from lxml import etree

from warehouse.charts.drawing import Drawing

_VEGA_LITE = "6.4"  # the grammar that Altair 6 writes
_TEMPLATE = Path(__file__).parent / "page.html.j2"
_SVG = "{http://www.w3.org/2000/svg}"


def svg(drawing: Drawing) -> bytes:
    """An SVG with the picture's words as its <title> and <desc>."""
    drawn = vl_convert.vegalite_to_svg(
        drawing.specification, vl_version=_VEGA_LITE, allowed_base_urls=[]
    )
    root = etree.fromstring(drawn.encode())
    root.set("role", "img")
    root.set("aria-labelledby", "title desc")
    for place, (name, text) in enumerate((("title", drawing.title), ("desc", drawing.description))):
        said = etree.Element(f"{_SVG}{name}", id=name)
        said.text = text
        root.insert(place, said)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def html(drawing: Drawing) -> bytes:
    """A page with the chart, its data and all JavaScript in it; marks tell their numbers."""
    page = Environment(autoescape=True, undefined=StrictUndefined).from_string(
        _TEMPLATE.read_text(encoding="utf-8")
    )
    written = page.render(
        title=drawing.title,
        description=drawing.description,
        libraries=_libraries(),
        specification=_inside_a_script(drawing.specification),
    )
    return written.encode()


@cache
def _libraries() -> str:
    return vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=_VEGA_LITE)


def _inside_a_script(value: dict[str, Any]) -> str:
    """JSON that cannot end the element it stands in, whatever a title contains."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
