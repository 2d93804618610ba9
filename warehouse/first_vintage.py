"""The first release of a dataset: its lines go straight into the table that becomes its partition.

There is nothing to compare with and nothing to keep apart, so what is staged is what is loaded: a
strip for each series, its cells as its line in normal form has them.
"""

from collections.abc import Iterator

from psycopg import sql
from sqlalchemy import Connection

from warehouse.copy_text import copy_text
from warehouse.lines import KEY, regular_lines
from warehouse.series_numbers import NewSeries
from warehouse.snapshot import Tally
from warehouse.statement import copy_in, run

_APART, _QUOTE = "\x1f", "\x1e"  # neither is in a line, of which COPY's own would have to be told


def write_first(connection: Connection, tally: Tally, new: NewSeries) -> None:
    """COPY all lines, then build the key, so that rules can look cells up.

    Raises NotRegular where the figures are irregular.
    """
    copy = sql.SQL("COPY {} (series_id, plain, cells) FROM STDIN ({})").format(
        sql.Identifier("stage", f"first_{new.stage_id}"),
        sql.SQL("FORMAT csv, FREEZE, DELIMITER {}, QUOTE {}").format(_APART, _QUOTE),
    )
    copy_in(connection, copy, _strips(tally, new))
    run(connection, "finish_first", stage_id=new.stage_id)


def _strips(tally: Tally, new: NewSeries) -> Iterator[bytes]:
    for lines in regular_lines(tally):
        numbers = new.numbered(lines[KEY])["series_id"]
        yield copy_text(lines.select(numbers, "plain", "cells"), "", _APART)
