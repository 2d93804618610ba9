"""The first release of a dataset: its cells go straight into the table that becomes its partition.

There is nothing to compare with and nothing to keep apart, so what is staged is what is loaded. The
rows have five columns, an empty one being NULL: series_id, period_id, obs_value, flags, raw.
"""

import re
from collections.abc import Callable, Iterator

from psycopg import sql
from sqlalchemy import Connection

from warehouse.change_rows import NULL, blocks, stored
from warehouse.period import period
from warehouse.snapshot import Tally
from warehouse.statement import driver, run

# every value is a number that Postgres gives back to the character, or ':'
_PLAIN_LINE = re.compile(
    rb"[^\t ]++(?:\t++(?:(?!-0++(?:\.0++)?+(?![0-9.]))-?+(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+|:)"
    rb"(?: [^\t ]++)?+)*+\t*+"
).fullmatch
_UNFLAGGED, _FLAGGED = b"\t\t", b"\t"


def write_first(
    connection: Connection, stage_id: int, tally: Tally, number: Callable[[bytes], int]
) -> None:
    """COPY all cells, then build the key, so that rules can look cells up."""
    table = sql.Identifier("stage", f"first_{stage_id}")
    copy = sql.SQL(
        "COPY {} (series_id, period_id, obs_value, flags, raw) FROM STDIN (NULL '', FREEZE)"
    ).format(table)
    with driver(connection).cursor().copy(copy) as writer:
        for block in blocks(_rows(tally, number), at_once=500):
            writer.write(block)
    run(connection, "finish_first", stage_id=stage_id)


def _rows(tally: Tally, number: Callable[[bytes], int]) -> Iterator[bytes]:
    """The rows of one line after the other."""
    require = tally.figures.require
    middles = [b"\t%d\t" % period(label).period_id for label in tally.figures.periods]
    last = b""
    for line in tally.lines():
        require(line)
        key, *cells = line.split(b"\t")
        tally.figures.require_order(last, key)
        last = key
        start = b"%d" % number(key)
        written = _plain(middles, cells) if _PLAIN_LINE(line) else _any(middles, cells)
        rows = start + (b"\n" + start).join(written) + b"\n"
        yield rows.replace(b" ", b"\t").replace(b"\t:\t", b"\t\t")


def _plain(middles: list[bytes], cells: list[bytes]) -> list[bytes]:
    """Period and columns of each cell of a line whose values are all plain.

    What is left to do, a blank for a tab and nothing for ':', is done for the whole line at once.
    """
    return [
        middle + cell + (_FLAGGED if b" " in cell else _UNFLAGGED)
        for middle, cell in zip(middles, cells, strict=True)
        if cell
    ]


def _any(middles: list[bytes], cells: list[bytes]) -> list[bytes]:
    """The same for a line in which a value is not what Postgres would give back."""
    rows = []
    for middle, cell in zip(middles, cells, strict=True):
        if cell:
            value, raw, flags = (b"" if it == NULL else it for it in stored(cell).split(b"\t"))
            rows.append(middle + b"\t".join((value, flags, raw)))
    return rows
