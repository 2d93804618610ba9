"""Changes as rows for COPY, with as little work a cell as there is."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from warehouse.difference import SeriesChange, change_kind, difference, everything
from warehouse.period import period
from warehouse.series_numbers import SeriesNumbers
from warehouse.snapshot import Tally

# What Postgres' numeric gives back to the character; everything else is kept as text beside it.
_PLAIN = re.compile(rb"(?!-0+(?:\.0+)?$)-?(?:0|[1-9]\d*)(?:\.\d+)?").fullmatch
_NUMBER = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?").fullmatch
NULL = rb"\N"
_ABSENT = b"\\N\t\t\\N"

Cells = set[tuple[int, int]]  # of (series_id, period_id)


@dataclass(frozen=True)
class Leg:
    """One comparison of a stage: a release with the one before it, or the one after with it."""

    number: int
    before: Tally
    after: Tally
    counts: Counter[str]

    def changes(self) -> Iterator[tuple[tuple[str, ...], SeriesChange]]:
        """The dimensions that a series' key is made of, and its changes.

        Where the dimensions differ, keys cannot be compared: all of ``before`` goes, all of
        ``after`` comes.
        """
        dimensions = self.after.figures.dimensions
        if self.before.figures.dimensions == dimensions:
            for change in difference(self.before, self.after):
                yield dimensions, change
            return
        for change in everything(self.before, gone=True):
            yield self.before.figures.dimensions, change
        for change in everything(self.after, gone=False):
            yield dimensions, change


def change_rows(leg: Leg, numbers: SeriesNumbers, gone: Cells) -> Iterator[bytes]:
    """A row per change. ``gone`` is kept up to date: cells that were once there and are not now."""
    labels = (*leg.before.figures.periods, *leg.after.figures.periods)
    periods = {
        label: (period(label).period_id, b"%d" % period(label).period_id) for label in labels
    }
    for dimensions, (key, changes) in leg.changes():
        series_id = numbers.of(dimensions, key)
        start = b"%d\t%d" % (leg.number, series_id)
        for label, before, after in changes:
            period_id, written = periods[label]
            kind = _kind(before, after, (series_id, period_id), gone)
            leg.counts[kind] += 1
            values = (kind.encode(), stored(before), stored(after))
            yield b"\t".join((start, written, *values)) + b"\n"


def _kind(before: bytes, after: bytes, cell: tuple[int, int], gone: Cells) -> str:
    if before:
        if not after:
            gone.add(cell)
        return change_kind(before, after)
    if cell in gone:
        gone.discard(cell)
        return "reappeared"
    return "first_published"


def stored(cell: bytes) -> bytes:
    """A cell as the three columns obs_value, raw, flags in COPY's text form.

    The number alone where it gives the published characters back; beside it, or instead of it, the
    characters. A cell that is not in the file is the empty text.
    """
    if not cell:
        return _ABSENT
    if _PLAIN(cell):
        return cell + b"\t\\N\t\\N"
    value, _, flags = cell.partition(b" ")
    flags = flags.replace(b"\\", b"\\\\") or NULL
    if _PLAIN(value):
        return b"\t".join((value, NULL, flags))
    if value == b":":
        return b"\t".join((NULL, NULL, flags))
    number = value if _NUMBER(value) else NULL
    return b"\t".join((number, value.replace(b"\\", b"\\\\"), flags))


def blocks(rows: Iterator[bytes], at_once: int = 10_000) -> Iterator[bytes]:
    """Rows joined into blocks, so that each call into the driver carries many."""
    while block := b"".join(islice(rows, at_once)):
        yield block
