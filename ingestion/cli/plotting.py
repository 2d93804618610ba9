"""The command that draws a series."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ingestion.cli.asking import Code
from ingestion.cli.desk import analyst, require_dataset
from ingestion.cli.formats import destination
from ingestion.cli.output import answer

if TYPE_CHECKING:  # imported where they are used: commands must start at once
    from warehouse.charts.drawing import Drawing
    from warehouse.charts.history import SeriesHistory

Picture = Literal["lines", "triangle", "histogram"]
_SUFFIXES = (".svg", ".html")
# More rows than a screen can show; lines and histograms take any number.
_TRIANGLE_PERIODS = 40


def plot(
    code: Code,
    series: Annotated[
        str, typer.Argument(metavar="SERIES", help="A series key, W.NR.K1.R02 for example.")
    ],
    to: Annotated[
        Path,
        typer.Option(dir_okay=False, metavar="FILE", help="The file: FILE.svg or FILE.html."),
    ],
    kind: Annotated[
        Picture,
        typer.Option(
            help="Releases as lines, a heat map of periods and releases, or how far figures moved."
        ),
    ] = "lines",
    last: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="N",
            help="Only the newest N periods. Without: all; of a triangle the newest 40.",
        ),
    ] = None,
) -> None:
    """Draw how a series was revised, as SVG or as an HTML page that needs no network."""
    if to.suffix not in _SUFFIXES:
        raise typer.BadParameter(f"wanted --to FILE.svg or --to FILE.html, got {to.name}")
    from warehouse.charts.history import series_history
    from warehouse.revisions import Series

    warehouse = analyst()
    newest = last or (_TRIANGLE_PERIODS if kind == "triangle" else None)
    shown = series_history(warehouse, Series(require_dataset(warehouse, code), series), newest)
    written = _written(_drawing(shown, kind), to)
    with destination(to, binary=True) as target:
        target.write(written)
    _tell(shown, kind, to)


def _drawing(history: "SeriesHistory", kind: Picture) -> "Drawing":
    from warehouse.charts.histogram import histogram
    from warehouse.charts.lines import lines
    from warehouse.charts.triangle import triangle

    return {"lines": lines, "triangle": triangle, "histogram": histogram}[kind](history)


def _written(drawing: "Drawing", to: Path) -> bytes:
    from warehouse.charts.files import html, svg

    return svg(drawing) if to.suffix == ".svg" else html(drawing)


def _tell(history: "SeriesHistory", kind: Picture, to: Path) -> None:
    periods = history.periods
    told = {
        "file": to,
        "kind": kind,
        "series_key": history.series.series_key,
        "newest_vintage": history.newest_vintage,
        "periods": len(periods),
        "releases": len(history.released),
    }
    sentence = f"{history.series.series_key}, {periods[0]} to {periods[-1]}, is drawn in {to}"
    answer(told, sentence)
