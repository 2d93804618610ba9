"""Changes as rows for COPY, with as little work a cell as there is."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from warehouse.candidate import Candidate
from warehouse.difference import Change, change_kind, difference
from warehouse.period import period
from warehouse.series_numbers import SeriesNumbers
from warehouse.snapshot import Snapshot, series_key

# What Postgres' numeric gives back to the character; everything else is kept as text beside it.
_PLAIN = re.compile(rb"(?!-0+(?:\.0+)?$)-?(?:0|[1-9]\d*)(?:\.\d+)?").fullmatch
_NUMBER = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?").fullmatch
_NULL = rb"\N"
_ABSENT = b"\\N\t\t\\N"
_ROWS_AT_ONCE = 20_000

Cells = set[tuple[int, int]]  # of (series_id, period_id)


def change_rows(
    numbers: SeriesNumbers,
    candidate: Candidate,
    gone: Cells,
    counts: tuple[Counter[str], Counter[str]],
) -> Iterator[bytes]:
    if candidate.before is None:
        yield from _first_rows(numbers, candidate.snapshot, counts[0])
    else:
        legs = _leg_rows(numbers, (candidate.before, candidate.snapshot), gone, counts[0])
        yield from (b"1\t" + row for row in legs)
    if candidate.after is not None:
        legs = _leg_rows(numbers, (candidate.snapshot, candidate.after), gone, counts[1])
        yield from (b"2\t" + row for row in legs)


def _first_rows(
    numbers: SeriesNumbers, snapshot: Snapshot, counts: Counter[str]
) -> Iterator[bytes]:
    """The rows of a whole snapshot, with as little work a cell as there is."""
    known = numbers.of(snapshot.dimensions)
    middles = [
        b"\t%d\tfirst_published\t%s\t" % (period(label).period_id, _ABSENT)
        for label in snapshot.periods
    ]
    for line in snapshot.lines:
        start = b"1\t%d" % known[series_key(line)]
        _, *cells = line.split(b"\t")
        rows = [
            start + middle + stored(cell)
            for middle, cell in zip(middles, cells, strict=True)
            if cell
        ]
        counts["first_published"] += len(rows)
        yield b"\n".join(rows) + b"\n"


def _leg_rows(
    numbers: SeriesNumbers,
    pair: tuple[Snapshot, Snapshot],
    gone: Cells,
    counts: Counter[str],
) -> Iterator[bytes]:
    """A row per change. ``gone`` is kept up to date: cells that were once there and are not now."""
    before, after = pair
    period_ids = {label: period(label).period_id for label in (*before.periods, *after.periods)}
    for change in difference(before, after):
        known = numbers.of(after.dimensions if change.after else before.dimensions)
        cell = (known[change.key.decode().replace(",", ".")], period_ids[change.time_period])
        kind = _kind(change, cell, gone)
        counts[kind] += 1
        values = stored(change.before), stored(change.after)
        yield b"%d\t%d\t%s\t%s\t%s\n" % (*cell, kind.encode(), *values)


def _kind(change: Change, cell: tuple[int, int], gone: Cells) -> str:
    kind = change_kind(change.before, change.after)
    if kind == "vanished":
        gone.add(cell)
    elif kind == "first_published" and cell in gone:
        gone.discard(cell)
        return "reappeared"
    return kind


def stored(cell: bytes) -> bytes:
    """A cell as the three columns obs_value, raw, flags in COPY's text form.

    The number alone where it gives the published characters back; beside it, or instead of it, the
    characters. A cell that is not in the file is the empty text.
    """
    if _PLAIN(cell):
        return cell + b"\t\\N\t\\N"
    if not cell:
        return _ABSENT
    value, _, flags = cell.partition(b" ")
    flags = flags.replace(b"\\", b"\\\\") or _NULL
    if _PLAIN(value):
        return b"\t".join((value, _NULL, flags))
    if value == b":":
        return b"\t".join((_NULL, _NULL, flags))
    number = value if _NUMBER(value) else _NULL
    return b"\t".join((number, value.replace(b"\\", b"\\\\"), flags))


def blocks(rows: Iterable[bytes]) -> Iterator[bytes]:
    """Rows joined into blocks, so that each call into the driver carries many."""
    block: list[bytes] = []
    for row in rows:
        block.append(row)
        if len(block) == _ROWS_AT_ONCE:
            yield b"".join(block)
            block.clear()
    yield b"".join(block)
