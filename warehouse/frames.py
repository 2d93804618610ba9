"""The lines of a snapshot as columns, so that many cells are looked at at once."""

from collections.abc import Iterable, Iterator
from io import BytesIO

import polars as pl

from warehouse.snapshot import NotRegular, Tally

KEY = "key"
_AT_ONCE = 400_000  # places for cells, which take memory whether there is a cell or not


def frames(tally: Tally) -> Iterator[pl.DataFrame]:
    """All lines of a snapshot in key order: ``key``, then a column for each period, named by it.

    All columns are text; a cell that is not in the file is null. Raises NotRegular where a line has
    not one place for each period, or no cell at all, or where they are not in order.
    """
    periods, last = tally.figures.periods, ""
    for lines in _larger(tally.blocks()):
        frame = _frame(lines, periods)
        tally.figures.require_order(last, frame[KEY])
        last = frame[KEY][-1]
        yield frame


def regular_frames(tally: Tally) -> Iterator[pl.DataFrame]:
    """The same, with every key and cell made sure of."""
    for lines in frames(tally):
        cells = pl.concat(lines.get_columns()[1:]).drop_nulls()
        tally.figures.require(lines[KEY], cells)
        yield lines


def copy_text(rows: pl.DataFrame, null: str) -> bytes:
    """Rows in COPY's text form; a backslash in a text must stand there as COPY wants it."""
    written = BytesIO()
    rows.write_csv(
        written, separator="\t", include_header=False, quote_style="never", null_value=null
    )
    return written.getvalue()


def _larger(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The same lines in larger blocks."""
    gathered, places = list[bytes](), 0
    for block in blocks:
        gathered.append(block)
        places += block.count(b"\t")
        if places >= _AT_ONCE:
            yield b"".join(gathered)
            gathered, places = [], 0
    if gathered:
        yield b"".join(gathered)


def _frame(lines: bytes, periods: tuple[str, ...]) -> pl.DataFrame:
    """Lines taken apart. polars refuses a line that is too long, and fills up a short one."""
    if lines.count(b"\t") != len(periods) * lines.count(b"\n"):
        raise NotRegular("not every line has a place for each period")
    if b"\t" * len(periods) + b"\n" in lines:
        raise NotRegular("a series has no cell")
    try:
        return pl.read_csv(
            lines, separator="\t", has_header=False, quote_char=None, schema=_schema(periods)
        )
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError) as error:
        raise NotRegular(f"not every line is regular: {error}") from error


def _schema(periods: Iterable[str]) -> dict[str, type[pl.String]]:
    return {KEY: pl.String} | dict.fromkeys(periods, pl.String)
