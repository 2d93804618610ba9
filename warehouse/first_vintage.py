"""The first release of a dataset: its lines go straight into the table that becomes its partition.

There is nothing to compare with and nothing to keep apart, so what is staged is what is loaded: a
strip for each series, its cells as its line in normal form has them. A long line is cut.
"""

from collections.abc import Iterator, Sequence

import polars as pl
from psycopg import sql
from sqlalchemy import Connection

from warehouse.copy_text import copy_text
from warehouse.lines import KEY, regular_lines
from warehouse.period import period
from warehouse.periods import STRIP
from warehouse.seen import Seen
from warehouse.series_numbers import NewSeries
from warehouse.snapshot import Tally
from warehouse.statement import copy_in, run

_APART, _QUOTE = "\x1f", "\x1e"  # neither is in a line, of which COPY's own would have to be told


def write_first(connection: Connection, tally: Tally, new: NewSeries, lists: Sequence[int]) -> None:
    """COPY all lines and what was seen of them, then build the key, so that rules look cells up.

    ``lists`` are the numbers of the lists of their periods. Raises NotRegular where the figures
    are irregular.
    """
    copy = sql.SQL("COPY {} (series_id, plain, cells, period_set_id) FROM STDIN ({})").format(
        sql.Identifier("stage", f"first_{new.stage_id}"),
        sql.SQL("FORMAT csv, FREEZE, DELIMITER {}, QUOTE {}").format(_APART, _QUOTE),
    )
    periods = [period(label).period_id for label in tally.figures.periods]
    seen = Seen(len(periods))
    copy_in(connection, copy, _strips(tally, new, seen, lists))
    columns = "COPY stage.seen (stage_id, period_id, after_flags, cells, numbers) FROM STDIN"
    rows = seen.rows(periods).select(pl.lit(new.stage_id), pl.all())
    copy_in(connection, sql.SQL(columns).format(), [copy_text(rows, "\\N")])
    run(connection, "finish_first", stage_id=new.stage_id)


def _strips(tally: Tally, new: NewSeries, seen: Seen, lists: Sequence[int]) -> Iterator[bytes]:
    for some, rows in regular_lines(tally):
        seen.add(some.filter(rows["plain"]))
        lines = rows.select(new.numbered(rows[KEY])["series_id"], "plain", "cells")
        for number, strips in zip(lists, _cut(lines, len(lists)), strict=True):
            yield copy_text(strips.with_columns(pl.lit(number)), "", _APART)


def _cut(lines: pl.DataFrame, pieces: int) -> Iterator[pl.DataFrame]:
    """The cells of each line, ``STRIP`` at once where there are any of them."""
    if pieces == 1:
        yield lines
        return
    apart = lines.with_columns(pl.col("cells").str.split("\t"))
    for first in range(0, pieces * STRIP, STRIP):
        some = apart.with_columns(pl.col("cells").list.slice(first, STRIP).list.join("\t"))
        yield some.filter(pl.col("cells").str.contains(r"[^\t]"))
