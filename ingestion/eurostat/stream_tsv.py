"""Today's TSV as a stream: brought into normal form a block at a time, never whole in memory.

Only for files whose every line is as Eurostat writes them today: CRLF, each value followed by one
blank and its flags, series in key order. Whatever is otherwise raises NotRegular, and is then read
by ``read_tsv`` before any of it passes by, which is slower and knows all the grammars.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ingestion.decompress import pieces
from ingestion.eurostat.tsv_layout import NORMAL_CELL, todays_layout
from ingestion.normal_form import FREQUENCY
from ingestion.table import CODE
from warehouse.names import column_trouble
from warehouse.period import period
from warehouse.snapshot import NotRegular, observations

_HEADING = re.compile(rb"([^\\\t\r\n]+)\\TIME_PERIOD\t([^\r\n]+)\r\n")
_CELL = NORMAL_CELL.decode()
# as nearly all are: found by polars
_PLAIN = r"^(?:-?[0-9]{1,20}(?:\.[0-9]{0,20})?|:)(?: [a-z]{1,6})?$"
_BLANK, _TAB, _RETURN, _LINE_END = b" \t\r\n"
_FIRST_DIGIT, _COLON = np.frombuffer(b"0:", np.uint8)  # which stands behind the last digit

_Characters = NDArray[np.uint8]

Opened = Callable[[], AbstractContextManager[BinaryIO]]


@dataclass(frozen=True)
class StreamedTsv:
    """The figures of a file, read again whenever they pass by.

    ``content_hash`` is that of figures which were read before: it is compared at the end, so that
    what a reader of another day read otherwise is never taken for the same.
    """

    opened: Opened
    max_bytes: int
    heading: bytes
    dimensions: tuple[str, ...]
    periods: tuple[str, ...]
    content_hash: str | None = None

    @property
    def layout(self) -> Mapping[str, Any]:
        """That of today's files, which is all that is read here."""
        return todays_layout(self.dimensions, self.periods).mapping()

    def blocks(self) -> Iterator[bytes]:
        """The lines in normal form, half a megabyte at once."""
        unseen = set(range(len(self.periods)))
        for raw in self._raw_blocks():
            characters = np.frombuffer(raw, np.uint8)
            closing = _closing(characters)
            block = _normal(characters, closing)
            if self.content_hash is None:
                _require_marks(characters, closing, observations(block))
            unseen = _still_unseen(block, unseen)
            yield block
        if unseen:
            raise NotRegular(f"no series has a cell for {len(unseen)} of the periods")

    def require_content(self, content_hash: str) -> None:
        """Raise NotRegular where the figures are not what they were."""
        if self.content_hash not in (None, content_hash):
            raise NotRegular("what is read as a stream is not what was read before")

    def require(self, keys: pl.Series, cells: pl.Series) -> None:
        """Raise NotRegular where a key or a cell is not in normal form."""
        codes = ",".join([CODE] * len(self.dimensions))
        for texts, grammar in ((keys, codes), (cells.filter(~cells.str.contains(_PLAIN)), _CELL)):
            written = re.compile(grammar).fullmatch
            odd = next((text for text in texts if not written(text)), None)
            if odd is not None:
                raise NotRegular(f"no regular key or cell: {odd[:80]!r}")

    def require_order(self, last: str, keys: pl.Series) -> None:
        """Raise NotRegular where keys do not follow each other."""
        if last >= keys[0] or not (keys[1:] > keys[:-1]).all():
            raise NotRegular("the series are not in order")

    def _raw_blocks(self) -> Iterator[bytes]:
        """Whole lines as they are in the file, without line 1."""
        heading, again = self.heading, self.heading[: self.heading.index(b"\t") + 1]
        with self.opened() as file:
            rest = b""
            for piece in pieces(file, self.max_bytes):
                lines, line_end, rest = (rest + piece).rpartition(b"\n")
                if not line_end:
                    continue
                lines = (lines + line_end).removeprefix(heading)
                heading = b""
                if again in lines:
                    raise NotRegular("line 1 comes again")
                if lines:
                    yield lines
            if rest:
                raise NotRegular("the last line has no end")


def stream_tsv(opened: Opened, max_bytes: int, content_hash: str | None = None) -> StreamedTsv:
    """The figures of a file of today's form, of which line 1 is read at once.

    Raises NotRegular where line 1 is not as today's files have it: periods ascending, frequency
    among the dimensions.
    """
    heading = _HEADING.fullmatch(_first_line(opened, max_bytes))
    if heading is None:
        raise NotRegular("line 1 is not that of today's TSV")
    dimensions = tuple(heading[1].decode("latin-1").split(","))
    labels = heading[2].decode("latin-1").split("\t")
    periods = tuple(label.removesuffix(" ") for label in labels)
    if not _are_normal(dimensions, labels, periods):
        raise NotRegular("dimensions or periods are not in normal form")
    return StreamedTsv(opened, max_bytes, heading[0], dimensions, periods, content_hash)


def _first_line(opened: Opened, max_bytes: int) -> bytes:
    line = b""
    with opened() as file:
        for piece in pieces(file, max_bytes):
            start, line_end, _ = piece.partition(b"\n")
            line += start + line_end
            if line_end:
                break
    return line


def _are_normal(dimensions: tuple[str, ...], labels: list[str], periods: tuple[str, ...]) -> bool:
    code = re.compile(CODE).fullmatch
    if FREQUENCY not in dimensions or len(set(dimensions)) < len(dimensions):
        return False
    if column_trouble(dimensions):
        return False
    try:
        known = [period(label) for label in periods]
    except ValueError:
        return False
    ids = [one.period_id for one in known]
    return (
        all(map(code, dimensions))
        and labels == [f"{one.time_period} " for one in known]
        and ids == sorted(set(ids))
    )


def _closing(characters: _Characters) -> NDArray[np.bool_]:
    """Where a blank ends a cell; not so for the last character, since none follows it."""
    ends = (characters == _TAB) | (characters == _RETURN)
    closing: NDArray[np.bool_] = (characters == _BLANK)[:-1] & ends[1:]
    return closing


def _normal(characters: _Characters, closing: NDArray[np.bool_]) -> bytes:
    """Lines without the returns that end them and the blanks that end a cell."""
    dropped = characters == _RETURN
    dropped[:-1] |= closing
    return bytes(np.compress(~dropped, characters).data)


def _require_marks(characters: _Characters, closing: NDArray[np.bool_], cells: int) -> None:
    """Raise NotRegular unless every cell has its one blank, and every line its CRLF.

    The blank stands between value and flags, or ends a value that has none.
    """
    returns, line_ends = characters == _RETURN, characters == _LINE_END
    paired = np.count_nonzero(returns[:-1] & line_ends[1:])
    if np.count_nonzero(line_ends) != paired or np.count_nonzero(returns) != paired:
        raise NotRegular("a line does not end in CRLF")
    is_value = characters - _FIRST_DIGIT <= _COLON - _FIRST_DIGIT  # what is less wraps around
    ends_no_value = closing[1:] & ~is_value[:-2]
    if np.count_nonzero(characters == _BLANK) != cells or ends_no_value.any():
        raise NotRegular("a cell has not its one blank")


def _still_unseen(block: bytes, unseen: set[int]) -> set[int]:
    """The places of the periods for which no series had a cell yet."""
    start = 0
    while unseen and start < len(block):
        end = block.index(b"\n", start)
        cells = block[start:end].split(b"\t")[1:]
        unseen = {place for place in unseen if place >= len(cells) or not cells[place]}
        start = end + 1
    return unseen
