"""What a first release is seen to hold, while its lines pass by: how many cells, of which flags.

Rules ask this of every release first. Of a first one, Postgres would have to take all strips apart
for it, which takes as long as to load them.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from warehouse.lines import FIRST, WORD, Lines

_SPACE, _MISSING = b" :"
_NO_FLAGS = 0
_Counts = NDArray[np.int64]  # of cells, and of those with a number; a column per period


class Seen:
    """How many cells plain lines have of each period: by flags, and with a number."""

    def __init__(self, periods: int) -> None:
        self._periods = periods
        self._counts: dict[int, _Counts] = {_NO_FLAGS: np.zeros((2, periods), np.int64)}

    def add(self, lines: Lines) -> None:
        """Count the cells of some lines, each of which has one place for a period."""
        if not len(lines):
            return
        there = lines.sizes(slice(0, self._periods)) > 0
        first = lines.characters[lines.marks[:, :-1] + 1]
        numbers = there & (first != _MISSING)
        without = self._counts[_NO_FLAGS]
        without += np.stack((there.sum(axis=0), numbers.sum(axis=0)))
        for flags, counts in self._flagged(lines, numbers):
            without -= counts
            known = self._counts.setdefault(flags, np.zeros_like(counts))
            known += counts

    def _flagged(
        self, lines: Lines, numbers: NDArray[np.bool_]
    ) -> list[tuple[int, NDArray[np.int64]]]:
        """The flags that occur, as the characters of a word, each with its counts."""
        marks, last = lines.marks.ravel(), int(lines.marks[-1, -1])
        spaces = np.flatnonzero(lines.characters[:last] == _SPACE)
        rows, columns = np.divmod(np.searchsorted(marks, spaces) - 1, lines.marks.shape[1])
        inside = (rows >= 0) & (columns < self._periods)  # and not in a line between, or a key
        spaces, rows, columns = spaces[inside], rows[inside], columns[inside]
        sizes = lines.marks[rows, columns + 1] - spaces - 1
        words = np.ndarray(
            (len(lines.characters) - WORD + 1,), "<u8", lines.characters, strides=(1,)
        )
        found, which = np.unique(words[spaces + 1] & FIRST[sizes], return_inverse=True)
        at, numbered = which * self._periods + columns, numbers[rows, columns]
        shape = (len(found), self._periods)
        counts = [
            np.bincount(of, minlength=shape[0] * shape[1]).reshape(shape)
            for of in (at, at[numbered])
        ]
        return list(zip(found.tolist(), np.stack(counts, axis=1), strict=True))

    def rows(self, period_ids: list[int]) -> pl.DataFrame:
        """What there is: ``period_id``, ``flags``, ``cells``, ``numbers``."""
        frames = [
            pl.DataFrame({"period_id": period_ids, "cells": cells, "numbers": numbers}).select(
                "period_id", pl.lit(_text(flags), pl.String).alias("flags"), "cells", "numbers"
            )
            for flags, (cells, numbers) in self._counts.items()
        ]
        return pl.concat(frames).filter(pl.col("cells") > 0)


def _text(flags: int) -> str | None:
    return flags.to_bytes(WORD, "little").rstrip(b"\0").decode() or None
