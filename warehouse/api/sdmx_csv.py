"""SDMX-CSV: a line per version of a cell, with the moments between which it was current."""

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import StringIO

from warehouse.api.observations import Observation, ReleaseAsked

_LINES_AT_ONCE = 500
ATTRIBUTES = ("OBS_STATUS", "CONF_STATUS", "RELEASED_AT", "REPLACED_AT")


def sdmx_csv(release: ReleaseAsked, rows: Iterable[Observation], *, updates: bool) -> Iterator[str]:
    """SDMX-CSV 2.0 in pieces.

    A missing value is an empty OBS_VALUE. ACTION is I (information), and in an answer to
    ``updatedAfter`` A (append or replace) or D (the cell is gone).
    """
    first = ("STRUCTURE", "STRUCTURE_ID", "ACTION")
    stamps = ("dataflow", release.dataflow)
    lines = ((*stamps, _action(row, updates=updates), *_cells(row)) for row in rows)
    return _pieces((*first, *_headings(release)), lines)


def sdmx_csv_1(
    release: ReleaseAsked, rows: Iterable[Observation], *, updates: bool
) -> Iterator[str]:
    """SDMX-CSV 1.0 in pieces; it has no word for a cell that is gone, so those are left out."""
    del updates
    lines = ((release.dataflow, *_cells(row)) for row in rows if row.as_published is not None)
    return _pieces(("DATAFLOW", *_headings(release)), lines)


def _headings(release: ReleaseAsked) -> tuple[str, ...]:
    return (*release.dimensions, "TIME_PERIOD", "OBS_VALUE", *ATTRIBUTES)


def _action(row: Observation, *, updates: bool) -> str:
    if row.as_published is None:
        return "D"
    return "A" if updates else "I"


def _cells(row: Observation) -> tuple[str | None, ...]:
    value = "" if row.as_published == ":" else row.as_published
    flags = (row.obs_status, row.conf_status)
    moments = (_stamp(row.released_at), _stamp(row.replaced_at))
    return (*row.codes, row.time_period, value, *flags, *moments)


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
