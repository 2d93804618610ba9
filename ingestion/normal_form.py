"""From a source's lines to the normal form in which two snapshots can be compared.

Whatever a source wrote is brought to one spelling here (period labels, order of periods and of
series, the frequency dimension), and what cannot be is refused. The work is done on whole lines:
a line that is already in normal form is never taken apart.
"""

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise, starmap
from typing import TypeVar

from ingestion.errors import Malformed
from ingestion.sorted_lines import IN_MEMORY, Room, kept, sorted_lines
from ingestion.table import CODE, FIRST_LINE, Table, Walk, shown
from warehouse.names import column_trouble
from warehouse.period import Period, period
from warehouse.snapshot import Snapshot

FREQUENCY = "freq"
_IDENTIFIER = re.compile(CODE).fullmatch
_Field = TypeVar("_Field")


def normal_form(table: Table, room: Room) -> Snapshot:
    """The snapshot of a table, in the normal form of ``warehouse.snapshot``.

    Lines that memory has no ``room`` for are sorted and kept on disk. Series and periods
    without a cell are dropped, a short last line is filled up, and where no dimension is called
    ``freq`` it is made from the periods. Raises Malformed naming the line: a wrong number of cells
    or codes, a code that is no identifier, a label that is no period, a series or a period that
    comes twice.
    """
    walk = Walk(table)
    lines = sorted_lines(walk, room)
    columns = _periods(table.periods)
    _refuse_bad_names(table.dimensions)
    walk.refuse()
    if not walk.ascends:
        refuse_twice(keys_of(lines), lambda: keys_of(table.lines), room)
    place = _Placement(table.dimensions, columns, walk.empty)
    if walk.has_blank or not place.is_none:
        lines = sorted_lines(place.lines(lines), room)
    return kept(Snapshot(place.dimensions, place.periods, lines, table.layout()))


def in_order(snapshot: Snapshot, dimensions: Sequence[str], room: Room = IN_MEMORY) -> Snapshot:
    """The same snapshot with its dimensions in another order, for instance the structure's.

    Raises Malformed when these are not the snapshot's dimensions: the schema drifted.
    """
    if tuple(dimensions) == snapshot.dimensions:
        return snapshot
    if sorted(dimensions) != sorted(snapshot.dimensions):
        raise Malformed(
            f"schema drift: wanted the dimensions {', '.join(dimensions)}, the file has "
            f"{', '.join(snapshot.dimensions)}: fetch the structure again, then look at the file"
        )
    pick = picker([snapshot.dimensions.index(name) for name in dimensions])
    lines = sorted_lines((_with_key(line, pick) for line in snapshot.lines), room)
    return kept(Snapshot(tuple(dimensions), snapshot.periods, lines, snapshot.layout))


def keys_of(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The key of each line: its codes, joined by commas."""
    return (line[: line.find(b"\t")] for line in lines)


def refuse_twice(
    ordered: Iterable[bytes], as_written: Callable[[], Iterable[bytes]], room: Room
) -> None:
    """Raise Malformed where a key comes twice.

    The same keys are given twice: in order, and as they stand in the file from line 2 on, which is
    asked for only where there is something to complain of.
    """
    if all(starmap(operator.ne, pairwise(ordered))):
        return
    key, first, second = first_repeated(as_written(), room)
    raise Malformed(
        f"lines {first} and {second}: the series {shown(key)} comes twice; "
        "neither is kept, since nothing says which is right"
    )


def first_repeated(keys: Iterable[bytes], room: Room) -> tuple[bytes, int, int]:
    """The first key that comes again, and the two lines that have it; the first key is on line 2.

    There must be one.
    """
    numbered = (b"%b\t%012d" % (key, line) for line, key in enumerate(keys, FIRST_LINE))
    fields = (record.rsplit(b"\t", 1) for record in sorted_lines(numbered, room))
    second, first, key = min(
        (int(second), int(first), key)
        for (key, first), (other, second) in pairwise(fields)
        if key == other
    )
    return key, first, second


def is_code(text: str) -> bool:
    """Whether this can be a code, or the name of a dimension."""
    return _IDENTIFIER(text) is not None


def time_period(label: str, where: str) -> Period:
    """The period of a label; raises Malformed, naming where it stands, when it is none."""
    try:
        return period(label)
    except ValueError as error:
        raise Malformed(f"{where}: wanted a time period: {error}") from error


def picker(places: Sequence[int]) -> Callable[[Sequence[_Field]], tuple[_Field, ...]]:
    """Takes the fields at these places, as a tuple also where there is only one."""
    if len(places) == 1:
        return lambda fields: (fields[places[0]],)
    pick: Callable[[Sequence[_Field]], tuple[_Field, ...]] = operator.itemgetter(*places)
    return pick


def _periods(labels: Sequence[str]) -> list[Period]:
    columns = [time_period(label, "line 1") for label in labels]
    first: dict[int, str] = {}
    for column, label in zip(columns, labels, strict=True):
        if column.period_id in first:
            raise Malformed(
                f"line 1: {first[column.period_id].strip()!r} and {label.strip()!r} are one period"
            )
        first[column.period_id] = label
    return columns


def _refuse_bad_names(dimensions: Sequence[str]) -> None:
    distinct = len(set(dimensions)) == len(dimensions)
    if not (dimensions and distinct and all(map(is_code, dimensions))):
        raise Malformed(f"line 1: wanted dimensions with distinct names, got {list(dimensions)}")
    if trouble := column_trouble(dimensions):
        raise Malformed(f"line 1: no name for a dimension: {trouble}: its source has to mend it")


class _Placement:
    """What is left to do for lines in key order: the frequency, and the order of the periods."""

    def __init__(self, names: Sequence[str], columns: list[Period], empty: set[int]) -> None:
        found = [place for place in range(len(columns)) if place not in empty]
        order = sorted(found, key=lambda place: columns[place].period_id)
        self.periods = tuple(columns[place].time_period for place in order)
        self._frequencies = [column.frequency for column in columns]
        self._has_frequency = any(name.lower() == FREQUENCY for name in names)
        self.dimensions = tuple(names) if self._has_frequency else (FREQUENCY, *names)
        self._moves = order != list(range(len(columns)))
        self._pick = picker([0, *(place + 1 for place in order)])

    @property
    def is_none(self) -> bool:
        """Whether lines stay as they are."""
        return self._has_frequency and not self._moves

    def lines(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """The lines as they are to be, without those that have no cell."""
        blank = b"\t" * len(self._frequencies)
        for line in lines if self._has_frequency else self._by_frequency(lines):
            if not line.endswith(blank):
                yield b"\t".join(self._pick(line.split(b"\t"))) if self._moves else line

    def _by_frequency(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """The lines with the frequency of their periods as first code: one for each frequency."""
        found = sorted(set(self._frequencies))
        if len(found) == 1:
            prefix = found[0].encode() + b","
            yield from (prefix + line for line in lines)
            return
        for line in lines:
            key, *cells = line.split(b"\t")
            for frequency in found:
                pairs = zip(cells, self._frequencies, strict=True)
                own = [cell if of == frequency else b"" for cell, of in pairs]
                yield b"\t".join((frequency.encode() + b"," + key, *own))


def _with_key(line: bytes, pick: Callable[[Sequence[bytes]], tuple[bytes, ...]]) -> bytes:
    key, tab, cells = line.partition(b"\t")
    return b",".join(pick(key.split(b","))) + tab + cells
