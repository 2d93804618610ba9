"""The first release of a dataset: its cells go straight into the table that becomes its partition.

There is nothing to compare with and nothing to keep apart, so what is staged is what is loaded. The
rows have five columns, an empty one being NULL: series_id, period_id, obs_value, flags, raw.
"""

from collections.abc import Iterator

import numpy as np
import polars as pl
from psycopg import sql
from sqlalchemy import Connection

from warehouse.change_rows import CELL, PLAIN, stored
from warehouse.difference import MISSING
from warehouse.frames import KEY, copy_text, regular_frames
from warehouse.period import period
from warehouse.series_numbers import NewSeries
from warehouse.snapshot import Tally
from warehouse.statement import copy_in, run

_TOLD = rf"^(?:{PLAIN}|{MISSING})(?: [^\\]+)?$"  # by number and flags alone
_PLACES_AT_ONCE = 200_000


def write_first(connection: Connection, tally: Tally, new: NewSeries) -> None:
    """COPY all cells, then build the key, so that rules can look cells up.

    Raises NotRegular where the figures are irregular.
    """
    table = sql.Identifier("stage", f"first_{new.stage_id}")
    copy = sql.SQL(
        "COPY {} (series_id, period_id, obs_value, flags, raw) FROM STDIN (NULL '', FREEZE)"
    ).format(table)
    copy_in(connection, copy, _rows(tally, new))
    run(connection, "finish_first", stage_id=new.stage_id)


def _rows(tally: Tally, new: NewSeries) -> Iterator[bytes]:
    for lines in _parts(tally):
        numbers = new.numbered(lines[KEY])["series_id"]
        cells = _cells(lines, numbers)
        told = cells["cell"].str.contains(_TOLD)
        yield _told(cells.filter(told))
        value, raw, flags = stored("cell")
        yield copy_text(cells.filter(~told).select(*CELL, value, flags, raw), "")


def _parts(tally: Tally) -> Iterator[pl.DataFrame]:
    """The lines, not as many at once as where two releases are compared: their cells take more."""
    for lines in regular_frames(tally):
        yield from lines.iter_slices(1 + _PLACES_AT_ONCE // lines.width)


def _cells(lines: pl.DataFrame, numbers: pl.Series) -> pl.DataFrame:
    """A row per cell, one series after the other: ``series_id``, ``period_id``, ``cell``."""
    periods = [period(label).period_id for label in lines.columns[1:]]
    by_series = np.arange(lines.height * len(periods)).reshape(len(periods), -1).T.ravel()
    columns = {
        "series_id": np.repeat(numbers.to_numpy(), len(periods)),
        "period_id": np.tile(np.array(periods, np.int32), lines.height),
        "cell": pl.concat([lines[label] for label in lines.columns[1:]])[by_series],
    }
    return pl.DataFrame(columns).filter(pl.col("cell").is_not_null())


def _told(cells: pl.DataFrame) -> bytes:
    """The rows of cells of which nothing is kept as text but the flags."""
    parts = pl.col("cell").str.splitn(" ", 2).struct.unnest()
    rows = copy_text(cells.select(*CELL, parts, raw=None), "")
    return rows.replace(b"\t:\t", b"\t\t")
