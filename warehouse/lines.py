"""Lines in normal form and where their cells are, so that they can be compared as they stand.

Nothing is decoded but the keys: a cell is where it begins, and how long it is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from warehouse.snapshot import NotRegular, Tally

Places = NDArray[np.int64]
Chosen = slice | Places  # which of many, one after the other where that can be said shorter
KEY = "key"
# The plainest of cells, which are nearly all: those of numbers and missing ones, with usual flags.
_PLAIN_CELL = r"(?:(?:-?[0-9]{1,20}(?:\.[0-9]{0,20})?|:)(?: [a-z]{1,6}(?:@[A-Z])?| @[A-Z])?)?"
_PLAIN_CELLS = rf"^{_PLAIN_CELL}(?:\t{_PLAIN_CELL})*$"
WORD = 8  # characters that are compared at once
FIRST = np.array([(1 << 8 * size) - 1 for size in range(WORD + 1)], np.uint64)  # so many of a word
_TAB, _LINE_END = b"\t\n"
_AT_ONCE = 1 << 21  # characters: what is done once for all lines of a block is slow for few


@dataclass(frozen=True)
class Lines:
    """Some lines: their keys, and a row of ``marks`` for each.

    ``marks`` are the places of the tabs before the cells, and of the line feed, in ``characters``,
    which has room for a word behind the last line.
    """

    characters: NDArray[np.uint8]
    marks: Places
    keys: pl.Series

    def __len__(self) -> int:
        return len(self.keys)

    def __getitem__(self, wanted: slice) -> "Lines":
        return Lines(self.characters, self.marks[wanted], self.keys[wanted])

    def filter(self, wanted: pl.Series) -> "Lines":
        """The lines for which ``wanted`` is true."""
        if wanted.all():
            return self
        marks = self.marks[wanted.to_numpy()]
        return Lines(self.characters, marks, self.keys.filter(wanted))

    def sizes(self, cells: Chosen) -> Places:
        """How many characters each of these cells has; none where there is no cell."""
        following = (
            slice(cells.start + 1, cells.stop + 1) if isinstance(cells, slice) else cells + 1
        )
        return self.marks[:, following] - self.marks[:, cells] - 1

    def cells(self) -> pl.Series:
        """The cells of each line as a text, with a tab between two."""
        starts = self.marks[:, 0] + 1
        text = joined(self.characters, starts, self.marks[:, -1] + 1 - starts)
        return split(b"".join((b"\n", memoryview(text)[:-1])), "\n")

    def words(self) -> NDArray[np.uint64]:
        """The eight characters after each place, from the first mark to the last, as a number.

        The first is the lowest byte. Laid out one after the other, they are looked up fast.
        """
        first, last = int(self.marks[0, 0]), int(self.marks[-1, -1])
        text = self.characters[first + 1 : last + WORD]
        return np.ascontiguousarray(np.ndarray((last - first,), "<u8", text, strides=(1,)))


def lines(tally: Tally) -> Iterator[Lines]:
    """All lines of a snapshot in key order, many at once.

    Raises NotRegular where a line has not one place for each period, or no cell at all, or where
    they are not in order.
    """
    places, last = 1 + len(tally.figures.periods), ""
    for block in _larger(tally.blocks()):
        some = _lines(block, places)
        tally.figures.require_order(last, some.keys)
        last = some.keys[-1]
        yield some


def regular_lines(tally: Tally) -> Iterator[tuple[Lines, pl.DataFrame]]:
    """All lines, every key and cell made sure of, and as rows: ``key``, ``cells``, ``plain``.

    ``plain`` says that each value is a number as nearly all are written, or missing.
    Raises NotRegular where a key or a cell is irregular, too.
    """
    for some in lines(tally):
        cells = some.cells()
        plain = cells.str.contains(_PLAIN_CELLS)
        odd = cells.filter(~plain).str.split("\t").explode()
        tally.figures.require(some.keys, odd.filter(odd != ""))
        yield some, pl.DataFrame({KEY: some.keys, "cells": cells, "plain": plain})


def bare(keys: pl.Series) -> Lines:
    """Lines without any place for a cell."""
    marks = np.zeros((len(keys), 1), np.int64)
    return Lines(np.full(1, _TAB, np.uint8), marks, keys)


def joined(characters: NDArray[np.uint8], starts: Places, sizes: Places) -> bytes:
    """Pieces of a text, one after the other."""
    ends = np.cumsum(sizes)
    shifts = np.repeat(starts - (ends - sizes), sizes)
    return bytes(characters.take(np.arange(len(shifts)) + shifts).data)


def split(text: bytes, mark: str) -> pl.Series:
    """The pieces of a text, each of which has the mark before it.

    Raises NotRegular where it is no text.
    """
    try:
        pieces = pl.Series([text[1:].decode()] if text else [], dtype=pl.String)
    except UnicodeDecodeError as error:
        raise NotRegular(f"no text: {error}") from error
    return pieces.str.split(mark).explode()


def _larger(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The same lines, many at once."""
    gathered, size = list[bytes](), 0
    for block in blocks:
        gathered.append(block)
        size += len(block)
        if size >= _AT_ONCE:
            yield b"".join(gathered)
            gathered, size = [], 0
    if gathered:
        yield b"".join(gathered)


def _lines(block: bytes, places: int) -> Lines:
    text = b"".join((b"\n", block, bytes(WORD)))
    characters = np.frombuffer(text, np.uint8)
    marks = _marks(characters[: 1 + len(block)], places)
    starts = np.append(0, marks[:-1, -1])
    keys = split(joined(characters, starts, marks[:, 0] - starts), "\n")
    return Lines(characters, marks, keys)


def _marks(characters: NDArray[np.uint8], places: int) -> Places:
    """Where cells begin and lines end, a row per line."""
    ends = characters == _LINE_END
    marks = np.flatnonzero(ends | (characters == _TAB))[1:]
    count = np.count_nonzero(ends) - 1
    if len(marks) != count * places or not ends[marks[places - 1 :: places]].all():
        raise NotRegular("not every line has a place for each period")
    rows = marks.reshape(count, places)
    if (rows[:, -1] - rows[:, 0] < places).any():
        raise NotRegular("a series has no cell")
    return rows
