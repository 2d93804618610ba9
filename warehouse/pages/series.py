"""A series: every vintage as a line, the triangle, and where each figure comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas
from sqlalchemy import Connection

from warehouse.charts.frames import changing_releases, release_names
from warehouse.charts.history import NoSuchSeries, NothingToDraw, SeriesHistory, series_history
from warehouse.pages.drawn import Picture, picture_of_series
from warehouse.pages.held import NotHeld, dataset_held, nearest, rows
from warehouse.revisions import Series
from warehouse.statement import run

PERIODS_A_PAGE, RELEASES_SHOWN = 24, 8


@dataclass(frozen=True)
class SeriesAsked:
    """What a reader chose on the page of a series; no period is the newest of the page."""

    period: str = ""
    page: int = 1


@dataclass(frozen=True)
class Figure:
    """A figure in one release; ``moved`` is how it differs from the release before, '' if not."""

    as_published: str
    flags: str
    moved: str


@dataclass(frozen=True)
class Row:
    """A period: its figure by release, None where there was no cell; when the newest came."""

    time_period: str
    figures: Sequence[Figure | None]
    versions: int
    brought_at: datetime | None


def series_page(connection: Connection, place: Series, asked: SeriesAsked) -> dict[str, Any]:
    """What the page of a series shows. Raises NotHeld."""
    held = dataset_held(connection, place.dataset)
    series = Series(held.dataset_code, place.series_key)
    history = _history(connection, series)
    periods = history.periods[::-1]
    shown = periods[(asked.page - 1) * PERIODS_A_PAGE :][:PERIODS_A_PAGE]
    if not shown:
        near = [(f"datasets/{series.dataset}/series/{series.series_key}", "its newest periods")]
        raise NotHeld(f"{series.series_key} has no periods on page {asked.page}.", near)
    changing = changing_releases(history)
    releases, names = changing[-RELEASES_SHOWN:], release_names(history.released)
    return {
        "dataset": held,
        "history": history,
        "name": " · ".join(history.members),
        "asked": asked,
        "pages": -(-len(periods) // PERIODS_A_PAGE),
        "changing": len(changing),
        "releases": [names[at] for at in releases],
        "rows": _rows(history, shown, releases),
        "picture": _picture(history),
        **_provenance(connection, series, asked.period or shown[0]),
    }


def _history(connection: Connection, series: Series) -> SeriesHistory:
    try:
        return series_history(connection.engine, series)
    except NoSuchSeries as error:
        about = {"dataset_code": series.dataset, "series_key": series.series_key}
        keys = [row.series_key for row in run(connection, "series_near", **about)]
        root = f"datasets/{series.dataset}/series"
        near = [(f"{root}/{key}", key) for key in nearest(series.series_key.upper(), keys)]
        said = f"{series.dataset} has no series {series.series_key}."
        raise NotHeld(said, near) from error
    except NothingToDraw as error:
        near = [(f"datasets/{series.dataset}", series.dataset)]
        raise NotHeld(f"There is nothing to show: {error}.", near) from error


def _picture(history: SeriesHistory) -> Picture | None:
    """The lines, where the periods have a place in time."""
    try:
        return picture_of_series(history)
    except NothingToDraw:
        return None


def _rows(history: SeriesHistory, shown: Sequence[str], releases: Sequence[datetime]) -> list[Row]:
    """A row for each period, in the order asked for."""
    kept = history.figures[history.figures.time_period.isin(shown)]
    by_period = {label: cells.to_dict("records") for label, cells in kept.groupby("time_period")}
    return [_row(label, by_period[label], releases) for label in shown]


def _row(label: str, cells: Sequence[Any], releases: Sequence[datetime]) -> Row:
    by_release = {cell["released_at"]: cell for cell in cells}
    changes = [cell for cell in cells if cell["is_change"]]
    return Row(
        label,
        [_figure(by_release[at]) if at in by_release else None for at in releases],
        len(changes),
        changes[-1]["released_at"] if changes else None,
    )


def _figure(cell: Any) -> Figure:
    flags = [each for each in (cell["obs_status"], cell["conf_status"]) if isinstance(each, str)]
    revision = cell["revision"]
    moved = "" if pandas.isna(revision) or not revision else "up" if revision > 0 else "down"
    return Figure(cell["as_published"], " ".join(flags), moved)


def _provenance(connection: Connection, series: Series, period: str) -> dict[str, Any]:
    """Where one figure comes from; None where the newest release does not have it."""
    about = {"dataset_code": series.dataset, "series_key": series.series_key}
    found = rows(connection, "provenance", **about, time_period=period)
    return {"wanted": period, "cited": found[0] if found else None}
