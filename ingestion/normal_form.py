"""From a source's lines to the normal form in which two snapshots can be compared.

Whatever a source wrote is brought to one spelling here (period labels, order of periods and of
series, the frequency dimension), and what cannot be is refused. The work is done on whole lines:
a line that is already in normal form is never taken apart.
"""

import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from ingestion.errors import Malformed
from warehouse.names import column_trouble
from warehouse.period import Period, period
from warehouse.snapshot import Snapshot

FREQUENCY = "freq"
# printable ASCII as in any SDMX identifier; but no comma and no dot, which join codes to keys, and
# nothing that begins a formula, which a spreadsheet that opens an export would run
CODE = r"(?![=+@])[!-+\-/-~]++"
_IDENTIFIER = re.compile(CODE).fullmatch
_FIRST_LINE = 2
_Field = TypeVar("_Field")


def snapshot_of(
    dimensions: Sequence[str],
    period_labels: Sequence[str],
    lines: Sequence[bytes],
    layout: Mapping[str, Any],
) -> Snapshot:
    """The snapshot that these lines hold, in the normal form of ``warehouse.snapshot``.

    Each line is one series as in ``Snapshot.lines``, but its cells stand in the order of
    period_labels; the first is line 2 of the file. Series and periods without a cell are dropped,
    a short last line is filled up, and where no dimension is called ``freq`` it is made from the
    periods. Raises Malformed naming the line: a wrong number of cells or codes, a code that is no
    identifier, a label that is no period, a series or a period that comes twice.
    """
    columns = _periods(period_labels)
    _refuse_bad_names(dimensions)
    lines = _filled_up(lines, len(columns))
    lines = _in_key_order(lines, keys_of(lines), len(dimensions))
    if not any(name.lower() == FREQUENCY for name in dimensions):
        dimensions = (FREQUENCY, *dimensions)
        lines = _with_frequency(lines, [column.frequency for column in columns])
    return _in_period_order(Snapshot(tuple(dimensions), (), lines, layout), columns)


def in_order(snapshot: Snapshot, dimensions: Sequence[str]) -> Snapshot:
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
    lines = sorted(_with_key(line, pick) for line in snapshot.lines)
    return Snapshot(tuple(dimensions), snapshot.periods, lines, snapshot.layout)


def keys_of(lines: Iterable[bytes]) -> list[bytes]:
    """The key of each line: its codes, joined by commas."""
    return [line[: line.find(b"\t")] for line in lines]


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


def _filled_up(lines: Sequence[bytes], width: int) -> Sequence[bytes]:
    """The lines, each with one cell for each period: a source may leave out the last ones' tabs."""
    uneven = [index for index, line in enumerate(lines) if line.count(b"\t") != width]
    if not uneven:
        return lines
    index, last = uneven[0], len(lines) - 1
    missing = width - lines[index].count(b"\t")
    if index < last or missing < 0 or missing == width:
        raise Malformed(
            f"line {index + _FIRST_LINE}: wanted {width} cells, one for each period of line 1, "
            f"got {width - missing}"
        )
    return [*lines[:last], lines[last] + b"\t" * missing]


def _in_key_order(lines: Sequence[bytes], keys: list[bytes], codes: int) -> Sequence[bytes]:
    key_grammar = re.compile(rf"{CODE}(?:,{CODE}){{{codes - 1}}}".encode()).fullmatch
    for index, key in enumerate(keys):
        if not key_grammar(key):
            raise Malformed(
                f"line {index + _FIRST_LINE}: wanted {codes} codes joined by commas, "
                f"none empty and none with a dot or a blank, got {_shown(key)}"
            )
    if all(map(operator.lt, keys, islice(keys, 1, None))):
        return lines
    _refuse_twice(keys)
    return [line for _, line in sorted(zip(keys, lines, strict=True))]


def _refuse_twice(keys: list[bytes]) -> None:
    first: dict[bytes, int] = {}
    for number, key in enumerate(keys, _FIRST_LINE):
        if key in first:
            raise Malformed(
                f"lines {first[key]} and {number}: the series {_shown(key)} comes twice; "
                "neither is kept, since nothing says which is right"
            )
        first[key] = number


def _with_frequency(lines: Sequence[bytes], frequencies: list[str]) -> list[bytes]:
    """The lines with the frequency of their periods as first code: one line for each frequency."""
    found = sorted(set(frequencies))
    if len(found) == 1:
        prefix = found[0].encode() + b","
        return [prefix + line for line in lines]
    return sorted(part for line in lines for part in _by_frequency(line, frequencies, found))


def _by_frequency(line: bytes, frequencies: list[str], found: list[str]) -> Iterable[bytes]:
    key, *cells = line.split(b"\t")
    for frequency in found:
        own = [
            cell if of == frequency else b"" for cell, of in zip(cells, frequencies, strict=True)
        ]
        yield b"\t".join((frequency.encode() + b"," + key, *own))


def _in_period_order(snapshot: Snapshot, columns: list[Period]) -> Snapshot:
    """The snapshot with its periods ascending, without the series and periods that have no cell."""
    blank = b"\t" * len(columns)
    lines = [line for line in snapshot.lines if not line.endswith(blank)]
    empty = _empty_columns(lines, len(columns))
    kept = [place for place in range(len(columns)) if place not in empty]
    order = sorted(kept, key=lambda place: columns[place].period_id)
    if order != list(range(len(columns))):
        pick = picker([0, *(place + 1 for place in order)])
        lines = [b"\t".join(pick(line.split(b"\t"))) for line in lines]
    periods = tuple(columns[place].time_period for place in order)
    return Snapshot(snapshot.dimensions, periods, lines, snapshot.layout)


def _empty_columns(lines: Iterable[bytes], width: int) -> set[int]:
    """The places of the periods in which no series has a cell; looks no further than it must."""
    unseen = set(range(width))
    for line in lines:
        if not unseen:
            break
        cells = line.split(b"\t")
        unseen = {place for place in unseen if not cells[place + 1]}
    return unseen


def _with_key(line: bytes, pick: Callable[[Sequence[bytes]], tuple[bytes, ...]]) -> bytes:
    key, tab, cells = line.partition(b"\t")
    return b",".join(pick(key.split(b","))) + tab + cells


def _shown(key: bytes) -> str:
    return repr(key[:120].decode(errors="replace"))
