"""From one observation at a time, as SDMX-CSV and JSON-stat give them, to a line per series."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter


def record(key: str, column: int, cell: str) -> bytes:
    """An observation as a line that sorts by series and period.

    ``key`` is the codes joined by commas, ``column`` the place of its period, ``cell`` not empty.
    """
    return f"{key}\t{column:07}\t{cell}".encode()


def places(records: Iterable[bytes]) -> Iterator[bytes]:
    """Key and column of each record, which no two may share."""
    return (record[: record.rindex(b"\t")] for record in records)


@dataclass(frozen=True)
class SeriesLines:
    """A line per series, its key and a cell for each of ``width`` periods, of sorted records."""

    records: Sequence[bytes]
    width: int

    def __iter__(self) -> Iterator[bytes]:
        fields = (record.split(b"\t") for record in self.records)
        for key, series in groupby(fields, itemgetter(0)):
            cells = [b""] * self.width
            for _, column, cell in series:
                cells[int(column)] = cell
            yield b"\t".join((key, *cells))
