"""A table as a source wrote it, and the rules for its lines: a series each, a cell per period."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ingestion.errors import Malformed

# printable ASCII as in any SDMX identifier; but no comma and no dot, which join codes to keys, and
# nothing that begins a formula, which a spreadsheet that opens an export would run
CODE = r"(?![=+@])[!-+\-/-~]++"
FIRST_LINE = 2


@dataclass(frozen=True)
class Table:
    """What a source wrote, not yet in normal form.

    Each of ``lines`` is one series as in ``Snapshot.lines``, but its cells stand in the order of
    ``periods``, which are labels as written; the first is line 2 of the file. They can be walked
    through more than once, and ``periods`` and ``layout`` are asked for after that.
    """

    dimensions: Sequence[str]
    periods: Sequence[str]
    lines: Iterable[bytes]
    layout: Callable[[], Mapping[str, Any]]


class Walk:
    """The lines of a table on their way to be sorted, and what is learnt of them meanwhile."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self.ascends = True
        self.has_blank = False
        self.empty = set[int]()  # places of the periods in which no series has a cell
        self._last = FIRST_LINE - 1
        self._uneven: tuple[int, int] | None = None
        self._no_key: tuple[int, bytes] | None = None

    def __iter__(self) -> Iterator[bytes]:
        """Each line with one cell for each period."""
        width, last = len(self._table.periods), b""
        self.empty = set(range(width))
        is_key, no_cells = self._key_grammar(), b"\t" * width
        for number, line in enumerate(self._table.lines, FIRST_LINE):
            self._last = number
            cells = line.count(b"\t")
            if cells != width:
                self._uneven = self._uneven or (number, cells)
                line += b"\t" * (width - cells)
            key = line[: line.find(b"\t")]
            if not is_key(key):
                self._no_key = self._no_key or (number, key)
            self.ascends = self.ascends and last < key
            last = key
            self.has_blank = self.has_blank or line.endswith(no_cells)
            if self.empty:
                self._look_for_cells(line)
            yield line

    def refuse(self) -> None:
        """Raise Malformed for the first line that has not a key and a cell for each period."""
        width, codes = len(self._table.periods), len(self._table.dimensions)
        if self._uneven is not None:
            number, cells = self._uneven
            # a source may leave out the last tabs of its last line
            if number < self._last or not 0 < cells < width:
                raise Malformed(
                    f"line {number}: wanted {width} cells, one for each period of line 1, "
                    f"got {cells}"
                )
        if self._no_key is not None:
            number, key = self._no_key
            raise Malformed(
                f"line {number}: wanted {codes} codes joined by commas, "
                f"none empty and none with a dot or a blank, got {shown(key)}"
            )

    def _key_grammar(self) -> Callable[[bytes], object]:
        others = max(0, len(self._table.dimensions) - 1)
        return re.compile(rf"{CODE}(?:,{CODE}){{{others}}}".encode()).fullmatch

    def _look_for_cells(self, line: bytes) -> None:
        cells = line.split(b"\t")
        self.empty = {
            place for place in self.empty if place + 1 >= len(cells) or not cells[place + 1]
        }


def shown(key: bytes) -> str:
    """A key as complaints write it."""
    return repr(key[:120].decode(errors="replace"))
