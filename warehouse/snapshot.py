"""A snapshot: one whole download, read into a normal form that two snapshots can be compared in.

The normal form is Eurostat's own wide layout made canonical, as bytes: a line per series, a cell
per period. Nothing is decoded that need not be, and unchanged series are unchanged bytes.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import polars as pl

_LINES_AT_ONCE = 5_000
_TAB, _LINE_END = b"\t\n"


class Figures(Protocol):
    """All observations of one download, in normal form, passed by in blocks of lines.

    ``dimensions`` are the dimensions' ids in the structure's order (time is not among them).
    ``periods`` are normal labels, ascending by ``period_id``; each has at least one cell.
    A line holds one series: the codes joined by commas, then for each period a tab and
    a cell. A cell is empty where the source has no cell, else the value as published (``:`` where
    it was published as missing), and after one space the flags as published: ``OBS_STATUS``, then
    ``@`` and ``CONF_STATUS`` where there is one: ``120``, ``12.30 bp``, ``:``, ``: m``, ``: @C``.
    Lines are sorted by their key, keys are unique, and no line is without a cell.
    ``layout`` is how the source wrote it (format, dimensions and period labels as in the file), so
    that its cells can be written again.
    """

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The ids of the dimensions."""
        ...

    @property
    def periods(self) -> tuple[str, ...]:
        """The labels of the periods."""
        ...

    @property
    def layout(self) -> Mapping[str, Any]:
        """How the source wrote it."""
        ...

    def blocks(self) -> Iterator[bytes]:
        """The lines, each with a line feed, many to a block; from the start at each call."""
        ...

    def require(self, keys: pl.Series, cells: pl.Series) -> None:
        """Raise NotRegular where a key or a cell is not in normal form.

        Asked of all that are not known from another snapshot; both are text, without nulls.
        """
        ...

    def require_order(self, last: str, keys: pl.Series) -> None:
        """Raise NotRegular where keys do not each follow the one before, the first the last one."""
        ...

    def require_content(self, content_hash: str) -> None:
        """Raise NotRegular where figures that were read before have another hash now.

        Asked at the end, once all lines have passed by.
        """
        ...


class NotRegular(Exception):
    """A file cannot be read as a stream, since not every line is as today's files write it.

    Never seen outside: whoever streams reads such a file whole instead.
    """


@dataclass(frozen=True)
class Snapshot:
    """Figures that are held in memory, their normal form made sure of."""

    dimensions: tuple[str, ...]
    periods: tuple[str, ...]
    lines: Sequence[bytes]
    layout: Mapping[str, Any] = field(default_factory=dict)

    def blocks(self) -> Iterator[bytes]:
        """The lines in blocks."""
        for start in range(0, len(self.lines), _LINES_AT_ONCE):
            yield b"\n".join(self.lines[start : start + _LINES_AT_ONCE]) + b"\n"

    def require(self, keys: pl.Series, cells: pl.Series) -> None:
        """Nothing: whoever made the snapshot has looked at every line."""

    def require_order(self, last: str, keys: pl.Series) -> None:
        """Nothing, likewise; of a series that is there twice all the same, a rule tells."""

    def require_content(self, content_hash: str) -> None:
        """Nothing, likewise."""


class Tally:
    """What is learnt of figures while all their lines pass by."""

    def __init__(self, figures: Figures) -> None:
        self.figures = figures
        self.series = 0
        self.observations = 0
        self._hasher = content_hasher(figures)

    def blocks(self) -> Iterator[bytes]:
        """Every line with its line feed, many at once. To be walked through once, to the end.

        Raises NotRegular where figures that were read before are other ones now.
        """
        for block in self.figures.blocks():
            self._hasher.update(b"\n")
            self._hasher.update(memoryview(block)[:-1])
            self.series += int(np.count_nonzero(np.frombuffer(block, np.uint8) == _LINE_END))
            self.observations += observations(block)
            yield block
        self.figures.require_content(self.content_hash)

    @property
    def content_hash(self) -> str:
        """sha256 of all observations, whatever format brought them."""
        return self._hasher.hexdigest()


def content_hasher(figures: Figures) -> "hashlib._Hash":
    """The beginning of a content hash; each block follows as a line feed and its lines."""
    head = "\t".join((",".join(figures.dimensions), *figures.periods))
    return hashlib.sha256(head.encode())


def observations(block: bytes) -> int:
    """How many cells of a block of lines are not empty."""
    characters = np.frombuffer(block, np.uint8)
    opens = characters[:-1] == _TAB
    closes = (characters[1:] == _TAB) | (characters[1:] == _LINE_END)
    return int(np.count_nonzero(opens) - np.count_nonzero(opens & closes))


def series_key(line: bytes) -> str:
    """The dimension codes of a line, joined by dots."""
    return line.partition(b"\t")[0].decode().replace(",", ".")


def observation_hash(figures: Figures) -> str:
    """sha256 of all observations, the same for the same figures whatever format brought them."""
    tally = Tally(figures)
    for _ in tally.blocks():
        pass
    return tally.content_hash


def cells(snapshot: Snapshot) -> Iterator[tuple[str, str, str]]:
    """Every observation as (series key, time period, cell as published)."""
    for line in snapshot.lines:
        key, *values = line.decode().split("\t")
        dotted = key.replace(",", ".")
        for time_period, cell in zip(snapshot.periods, values, strict=True):
            if cell:
                yield dotted, time_period, cell
