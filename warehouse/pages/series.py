"""A series: its figures in every release that changed them, and where each comes from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from warehouse.pages.asked import SeriesAsked
from warehouse.pages.held import NotHeld, dataset_held, nearest, rows
from warehouse.pages.pictures import PERIODS_DRAWN
from warehouse.pages.words import day, minute, series_name
from warehouse.period import LONG_TERM_AVERAGE
from warehouse.statement import run

PERIODS_A_PAGE, RELEASES_SHOWN = 24, 8


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


def series_page(connection: Connection, code: str, key: str, asked: SeriesAsked) -> dict[str, Any]:
    """What the page of a series shows. Raises NotHeld."""
    held = dataset_held(connection, code)
    series = _series(connection, held, key)
    about = {"dataset_code": held.dataset_code, "series_key": key}
    versions = rows(connection, "versions", **about)
    by_period: dict[str, list[Any]] = {}
    for version in versions:
        by_period.setdefault(version.time_period, []).append(version)
    shown = list(by_period)[::-1][(asked.page - 1) * PERIODS_A_PAGE :][:PERIODS_A_PAGE]
    if not shown:
        near = [(f"datasets/{held.dataset_code}/series/{key}", "its newest periods")]
        raise NotHeld(f"{key} has no periods on page {asked.page}.", near)
    wanted = asked.period or shown[0]
    # each version begins with a release that brought, changed or took away a figure
    changing = sorted({version.released_at for version in versions})
    releases = changing[-RELEASES_SHOWN:]
    cited = rows(connection, "provenance", **about, time_period=wanted)
    return {
        "dataset": held,
        "key": key,
        "name": series_name(held.dimensions, series),
        "asked": asked,
        "pages": -(-len(by_period) // PERIODS_A_PAGE),
        "changing": len(changing),
        "releases": _names(releases),
        "rows": [_row(label, by_period[label], releases) for label in shown],
        "drawable": _is_drawable([by_period[label] for label in list(by_period)[-PERIODS_DRAWN:]]),
        "wanted": wanted,
        "cited": cited[0] if cited else None,
    }


def _names(releases: Sequence[datetime]) -> list[str]:
    """The day of each release, to the minute where a day has two."""
    days = [day(at) for at in releases]
    names = zip(days, releases, strict=True)
    return [name if days.count(name) == 1 else minute(at) for name, at in names]


def _series(connection: Connection, held: Any, key: str) -> Any:
    """The row of a series. Raises NotHeld with the keys that look like it."""
    found = rows(connection, "series_named", dataset_code=held.dataset_code, series_key=key)
    if found:
        return found[0]
    about = {"dataset_code": held.dataset_code, "series_key": key}
    keys = [row.series_key for row in run(connection, "series_near", **about)]
    root = f"datasets/{held.dataset_code}/series"
    near = [(f"{root}/{each}", each) for each in nearest(key.upper(), keys)]
    raise NotHeld(f"{held.dataset_code} has no series {key}.", near)


def _is_drawable(periods: Iterable[Sequence[Any]]) -> bool:
    """Whether any number of these periods has a place in time."""
    return any(
        each.obs_value is not None and each.time_period != LONG_TERM_AVERAGE
        for versions in periods
        for each in versions
    )


def _row(label: str, versions: Sequence[Any], releases: Sequence[datetime]) -> Row:
    brought = [each.released_at for each in versions if each.as_published is not None]
    figures = [_figure(versions, at) for at in releases]
    return Row(label, figures, len(brought), max(brought, default=None))


def _figure(versions: Sequence[Any], at: datetime) -> Figure | None:
    """The figure of a period in a release, by its versions; None where it had no cell."""
    current = next((each for each in reversed(versions) if each.released_at <= at), None)
    if current is None or current.as_published is None:
        return None
    revision = current.revision if current.released_at == at else None
    moved = "" if not revision else "up" if revision > 0 else "down"
    return Figure(current.as_published, current.flags, moved)
