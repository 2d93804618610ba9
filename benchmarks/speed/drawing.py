"""A run as a picture: what our steps cost in multiples of the limit, and the peers beside us."""

import statistics
from collections.abc import Iterator
from typing import Any

import altair

from benchmarks.speed.table import limit_of
from warehouse.charts.drawing import INK, WIDTH, Drawing, rows_as_data

Run = dict[str, Any]
OURS = (
    "first",
    "next",
    "late",
    "same figures, rewritten",
    "same figures, recompressed",
    "same bytes",
)
# Okabe and Ito's colours, which people tell apart whatever their colour vision.
COLOURS = {
    "archive": "#9a9a9a",
    "read, compare, stage": "#0072B2",
    "check": "#E69F00",
    "load": "#009E73",
}
BAR = 14
Panel = altair.LayerChart | altair.FacetChart
PEER = ", next"


def drawing(run: Run) -> Drawing:
    """Bars of the stages of each step, and where the run has peers, of the next vintage by each."""
    cells = f"{run['options']['cells']:,} cells"
    panels = [_panel(_stacked(run), f"Our line, {cells}: multiples of the limit")]
    contenders = list(_contenders(run))
    if len(contenders) > 1:
        panels.append(_panel(_bars(contenders), f"The next vintage, {cells}: seconds"))
    chart = altair.vconcat(*panels).configure_view(stroke=None).configure_axis(labelColor=INK)
    title = f"From a file to figures, {cells}"
    told = (f"{row['step']} {row['seconds']:.2f} s" for row in contenders)
    return Drawing(chart.to_dict(), title, f"{title}. Next vintage: {', '.join(told)}.")


def _panel(chart: Panel, title: str) -> Panel:
    return chart.properties(title=altair.TitleParams(title, anchor="start"), width=WIDTH)


def _stacked(run: Run) -> Panel:
    limit = limit_of(run) or 1.0
    rows = [
        {"step": step, "stage": stage, "place": place, "share": _median(run, step, stage) / limit}
        for step in OURS
        if step in run["costs"]
        for place, stage in enumerate(COLOURS)
    ]
    bars = altair.Chart(rows_as_data(rows)).encode(
        x=altair.X("share:Q", title="limit = 1: COPY of the bare table and its primary key"),
        y=altair.Y("step:N", sort=list(OURS), title=None),
        color=altair.Color(
            "stage:N",
            scale=altair.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
            legend=altair.Legend(title=None, orient="bottom"),
        ),
        order="place:Q",
    )
    at_limit = altair.Chart(rows_as_data([{"share": 1}])).mark_rule(color=INK).encode(x="share:Q")
    return altair.layer(bars.mark_bar(height=BAR), at_limit)


def _bars(contenders: list[dict[str, Any]]) -> Panel:
    base = altair.Chart(rows_as_data(contenders)).encode(
        x=altair.X("seconds:Q", title="seconds, all that each does"),
        y=altair.Y("step:N", sort=None, title=None),
    )
    names = base.mark_text(align="left", dx=4).encode(text=altair.Text("label:N"))
    return altair.layer(base.mark_bar(height=BAR, color=COLOURS["read, compare, stage"]), names)


def _contenders(run: Run) -> Iterator[dict[str, Any]]:
    """Whoever loaded a next vintage; we with our checks."""
    for name, costs in run["costs"].items():
        if name == "next" or name.endswith(PEER):
            seconds = statistics.median(cost["seconds"] for cost in costs)
            more = "more than " if any(cost["stopped"] for cost in costs) else ""
            step = "ours, with checks" if name == "next" else name.removesuffix(PEER)
            yield {"step": step, "seconds": seconds, "label": f"{more}{seconds:.1f}"}


def _median(run: Run, step: str, stage: str) -> float:
    kept = [cost["stages"].get(stage, 0.0) for cost in run["costs"][step]]
    return float(statistics.median(kept))
