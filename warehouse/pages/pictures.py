"""The pictures of the pages: SVG files that are asked for after their page, drawn once.

What draws them takes seconds to import and a second to draw much: no page waits for that.
"""

from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine

from warehouse.pages.held import NotHeld, dataset_held, rows

PERIODS_DRAWN = 60
_KEPT, _VINTAGES = 300, 20


def lines_of(engine: Engine, code: str, key: str) -> bytes:
    """Every release that changed a series as a line, its newest periods. Raises NotHeld."""
    held = _held(engine, code)
    return _lines(engine, held.dataset_code, key, held.last_recorded_at)


def time_line_of(engine: Engine, code: str, page: int) -> bytes:
    """A bar for each vintage on a page of vintages. Raises NotHeld."""
    held = _held(engine, code)
    after = (page - 1) * _VINTAGES
    return _time_line(engine, held.dataset_code, after, held.last_recorded_at)


def _held(engine: Engine, code: str) -> Any:
    """The row of a dataset; its connection is free again for whoever draws, who takes one."""
    with engine.connect() as connection:
        return dataset_held(connection, code)


# What was recorded last stands for the whole content: with a new release, the picture is another.
@lru_cache(maxsize=_KEPT)
def _lines(engine: Engine, code: str, key: str, _recorded_at: datetime) -> bytes:
    from warehouse.charts.history import (
        NoSuchSeries,
        NothingToDraw,
        series_history,
    )
    from warehouse.charts.lines import lines
    from warehouse.pages.drawn import drawn
    from warehouse.revisions import Series

    try:
        return drawn(lines(series_history(engine, Series(code, key), PERIODS_DRAWN)))
    except (NoSuchSeries, NothingToDraw) as error:
        raise NotHeld(f"There is nothing to draw: {error}.") from error


@lru_cache(maxsize=_KEPT)
def _time_line(engine: Engine, code: str, after: int, _recorded_at: datetime) -> bytes:
    from warehouse.pages.drawn import drawn
    from warehouse.pages.time_line import time_line
    from warehouse.pages.vintage import vintage

    with engine.connect() as connection:
        found = rows(connection, "vintages", dataset_code=code, after=after, most=_VINTAGES)
    drawing = time_line([vintage(row) for row in found])
    if drawing is None:
        raise NotHeld(f"No vintage of {code} changed a figure.")
    return drawn(drawing)
