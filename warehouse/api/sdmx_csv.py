"""SDMX-CSV: a line per version of a cell, with the moments between which it was current."""

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from io import StringIO
from itertools import compress

from warehouse.api.observation import Observation
from warehouse.api.observations import ReleaseAsked
from warehouse.api.question import ATTRIBUTES, OBS_VALUE, TIME_PERIOD, DataQuestion

_LINES_AT_ONCE = 500
_COLUMNS = (OBS_VALUE, *ATTRIBUTES)


def sdmx_csv(
    release: ReleaseAsked, rows: Iterable[Observation], asked: DataQuestion
) -> Iterator[str]:
    """SDMX-CSV 2.0 in pieces, with the columns that were asked for.

    A missing value is an empty OBS_VALUE. ACTION is I (information), and in an answer to
    ``updatedAfter`` A (append or replace) or D (the cell is gone).
    """
    updates = asked.updated_after is not None
    shown = [each in asked.columns for each in _COLUMNS]
    stamps = ("dataflow", release.dataflow)
    lines = ((*stamps, _action(row, updates=updates), *_cells(row, shown)) for row in rows)
    return _pieces(("STRUCTURE", "STRUCTURE_ID", "ACTION", *_headings(release, shown)), lines)


def sdmx_csv_1(
    release: ReleaseAsked, rows: Iterable[Observation], asked: DataQuestion
) -> Iterator[str]:
    """SDMX-CSV 1.0 in pieces; it has no word for a cell that is gone, so those are left out."""
    shown = [each in asked.columns for each in _COLUMNS]
    held = (row for row in rows if row.as_published is not None)
    lines = ((release.dataflow, *_cells(row, shown)) for row in held)
    return _pieces(("DATAFLOW", *_headings(release, shown)), lines)


def _headings(release: ReleaseAsked, shown: list[bool]) -> tuple[str, ...]:
    return (*release.dimensions, TIME_PERIOD, *compress(_COLUMNS, shown))


def _action(row: Observation, *, updates: bool) -> str:
    if row.as_published is None:
        return "D"
    return "A" if updates else "I"


def _cells(row: Observation, shown: list[bool]) -> tuple[str | None, ...]:
    value = "" if row.as_published == ":" else row.as_published
    flags = (row.obs_status, row.conf_status)
    moments = (_stamp(row.released_at), _stamp(row.replaced_at))
    return (*row.codes, row.time_period, *compress((value, *flags, *moments), shown))


@lru_cache(maxsize=1024)  # a dataset has few releases
def _stamp(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _pieces(headings: tuple[str, ...], lines: Iterator[tuple[str | None, ...]]) -> Iterator[str]:
    page = StringIO()
    writer = csv.writer(page)
    writer.writerow(headings)
    for number, line in enumerate(lines, 1):
        writer.writerow(line)
        if number % _LINES_AT_ONCE == 0:
            yield page.getvalue()
            page.seek(0)
            page.truncate()
    yield page.getvalue()
