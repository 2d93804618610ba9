"""From one observation at a time, as SDMX-CSV and JSON-stat give them, to a line per series.

In between they are records, which can be sorted: a key, then columns and cells, all after a tab.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter

_IN_A_RECORD = 1_000
_key = itemgetter(0)


def records(observations: Iterable[tuple[str, int, str]]) -> Iterator[bytes]:
    """Observations of one series that follow each other, as one record.

    Each is its codes joined by commas, the column of its period, and its cell.
    """
    for key, series in groupby(observations, _key):
        while some := [f"{column}\t{cell}" for _, column, cell in islice(series, _IN_A_RECORD)]:
            yield "\t".join((key, *some)).encode()


def places(all_records: Iterable[bytes]) -> Iterator[bytes]:
    """Key and column of each observation, which no two may share."""
    for record in all_records:
        key, *fields = record.split(b"\t")
        yield from (key + b"\t" + column for column in fields[::2])


@dataclass(frozen=True)
class SeriesLines:
    """A line per series, its key and a cell for each of ``width`` periods, of sorted records."""

    records: Sequence[bytes]
    width: int

    def __iter__(self) -> Iterator[bytes]:
        for key, fields in self._series():
            cells = [b""] * self.width
            for column, cell in zip(fields[::2], fields[1::2], strict=True):
                cells[int(column)] = cell
            yield b"\t".join((key, *cells))

    def have_place_twice(self) -> bool:
        """Whether two observations are in one place, of which a line would have only one."""
        columns = (fields[::2] for _, fields in self._series())
        return any(len(set(found)) < len(found) for found in columns)

    def _series(self) -> Iterator[tuple[bytes, list[bytes]]]:
        """The key and all columns and cells of each series."""
        parts = (record.partition(b"\t") for record in self.records)
        for key, series in groupby(parts, _key):
            # more of them than columns are no series, and could be any number
            some = islice(series, self.width + 1)
            yield key, b"\t".join(rest for _, _, rest in some).split(b"\t")
