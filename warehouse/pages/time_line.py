"""The vintages of a dataset over time, with what each changed."""

from collections.abc import Sequence

import altair

from warehouse.charts.drawing import WIDTH, Drawing, rows_as_data
from warehouse.pages.vintage import Vintage
from warehouse.pages.words import CHANGE_KINDS, changes

_HEIGHT = 180
# Okabe and Ito: told apart by all colour vision; the table beside it has the numbers.
_COLOURS = ("#0072b2", "#56b4e9", "#d55e00", "#009e73", "#cc79a7", "#e69f00")
_KINDS = [name for kind, name in CHANGE_KINDS.items() if kind != "first_published"]


def time_line(vintages: Sequence[Vintage]) -> Drawing | None:
    """A bar per vintage, without the cells that are new; None where there is nothing to draw."""
    rows = [
        {
            "released": f"{each.released_at:%Y-%m-%d %H:%M}",
            "kind": CHANGE_KINDS[kind],
            "cells": cells,
        }
        for each in reversed(vintages)
        for kind, cells in each.changes.items()
        if kind != "first_published" and not each.restructured
    ]
    if not rows:
        return None
    names = [f"{each.released_at:%Y-%m-%d %H:%M}" for each in reversed(vintages)]
    chart = (
        altair.Chart(rows_as_data(rows))
        .mark_bar()
        .encode(
            x=altair.X("released:O", scale=altair.Scale(domain=names), title=None, axis=_axis()),
            y=altair.Y("sum(cells):Q", title="Cells changed", axis=altair.Axis(tickCount=4)),
            color=altair.Color(
                "kind:N", scale=altair.Scale(domain=_KINDS, range=_COLOURS), legend=_legend()
            ),
        )
        .properties(width=WIDTH, height=_HEIGHT)
    )
    return Drawing(chart.to_dict(), "Time line of vintages", _in_words(vintages))


def _axis() -> altair.Axis:
    return altair.Axis(labelAngle=-40, labelExpr="slice(datum.label, 0, 10)", labelOverlap=True)


def _legend() -> altair.Legend:
    return altair.Legend(title=None, orient="top", symbolType="square")


def _in_words(vintages: Sequence[Vintage]) -> str:
    said = [f"{each.released_at:%Y-%m-%d}: {changes(each.changes)}" for each in vintages]
    return f"Bars of the cells that each vintage changed. {'; '.join(said)}."
