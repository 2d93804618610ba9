"""The numbers of series: those that are known, and new ones drawn for a stage.

Keys come in the order of a snapshot's lines, and so do the known numbers: finding one is a step.
"""

import tempfile
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO, Self

from psycopg import sql
from sqlalchemy import Connection

from warehouse.statement import driver, read_on, run

_AT_ONCE = 10_000
_END = (b"\xff", 0)  # after every key


class NewSeries:
    """Series that a stage brings: numbers drawn as they come, kept in a file until written.

    ``beside`` is a connection of its own, since that of the stage is busy with its COPY.
    """

    def __init__(self, beside: Connection, stage_id: int) -> None:
        self.count = 0
        self.stage_id = stage_id
        self.beside = beside
        self._added: dict[tuple[tuple[str, ...], bytes], int] = {}
        self._kept: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 - closed by __exit__
        self._numbers = chain.from_iterable(self._drawn())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._kept.close()

    def number(self, dimensions: tuple[str, ...], key: bytes) -> int:
        """The number of a new series, the same in both legs of a late release."""
        if (dimensions, key) not in self._added:
            self._added[dimensions, key] = self.next_number(key)
        return self._added[dimensions, key]

    def next_number(self, key: bytes) -> int:
        """A number for a key that was not asked for before."""
        number = next(self._numbers)
        self.count += 1
        dotted = key.replace(b",", b".").replace(b"\\", b"\\\\")
        self._kept.write(b"%d\t%d\t%s\n" % (self.stage_id, number, dotted))
        return number

    def write(self, connection: Connection) -> None:
        """Put them beside the stage."""
        self._kept.seek(0)
        columns = sql.SQL("COPY stage.series (stage_id, series_id, series_key) FROM STDIN")
        with driver(connection).cursor().copy(columns) as writer:
            while piece := self._kept.read(1 << 20):
                writer.write(piece)

    def _drawn(self) -> Iterator[list[int]]:
        while True:
            drawn = run(self.beside, "draw_series_numbers", wanted=_AT_ONCE)
            yield [row.series_id for row in drawn]


class SeriesNumbers:
    """The numbers of a dataset's series, for keys that are asked once each and in their order."""

    def __init__(self, new: NewSeries, dataset_id: int) -> None:
        self._new = new
        self._dataset_id = dataset_id
        self._dimensions: tuple[str, ...] = ()
        self._known: Iterator[tuple[bytes, int]] = iter(())
        self._here = _END

    def of(self, dimensions: tuple[str, ...], key: bytes) -> int:
        """The number of a series, drawn where it has none.

        ``key`` is the codes of the dimensions, joined by commas; all keys of some dimensions come
        together.
        """
        if dimensions != self._dimensions:
            self._turn_to(dimensions)
        while self._here[0] < key:
            self._here = next(self._known, _END)
        known, number = self._here
        return number if known == key else self._new.number(dimensions, key)

    def _turn_to(self, dimensions: tuple[str, ...]) -> None:
        values = {"dataset_id": self._dataset_id, "dimensions": list(dimensions)}
        self._dimensions = dimensions
        self._known = read_on(self._new.beside, "series_of", _AT_ONCE, **values)
        self._here = next(self._known, _END)
