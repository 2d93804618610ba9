"""What changed between two snapshots: a pure function of two archived byte strings.

Unchanged figures are compared as bytes and never taken apart; a series that only went on, as most
do from one release to the next, is the line before and more.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, repeat, zip_longest
from typing import NamedTuple

from warehouse.snapshot import Figures, Tally

Missing = b":"
CellChange = tuple[
    str, bytes, bytes
]  # time period, cell before, cell after; empty: not in the file


class SeriesChange(NamedTuple):
    """The cells of one series that differ; ``key`` is as in the lines (codes joined by commas)."""

    key: bytes
    cells: list[CellChange]


def difference(before: Tally, after: Tally) -> Iterator[SeriesChange]:
    """The cells that differ, by series in key order; both have the same dimensions.

    What is new in ``after`` is made sure of on the way. Raises NotRegular where it is irregular.
    """
    line_changes = _LineChanges(before.figures.periods, after.figures)
    for olds, news in _aligned(before, after):
        for old, new in zip_longest(olds, news, fillvalue=b""):
            changes = line_changes(old, new)
            if changes:
                yield SeriesChange(_key(new or old), changes)


def everything(tally: Tally, *, gone: bool) -> Iterator[SeriesChange]:
    """All cells of a snapshot, as they come or as they go."""
    periods = tally.figures.periods
    for line in tally.lines():
        tally.figures.require(line)
        key, *cells = line.split(b"\t")
        pairs = zip(periods, cells, strict=True)
        yield SeriesChange(
            key,
            [(label, cell, b"") if gone else (label, b"", cell) for label, cell in pairs if cell],
        )


def change_kind(before: bytes, after: bytes) -> str:
    """The kind of a change, from the two cells alone.

    A cell that comes into being is ``first_published`` here; only the warehouse knows whether it
    was there before and has ``reappeared``.
    """
    if not before:
        return "first_published"
    if not after:
        return "vanished"
    value_before, value_after = before.partition(b" ")[0], after.partition(b" ")[0]
    if value_before == value_after:
        return "status_changed"
    return {
        (True, False): "backfilled",
        (False, True): "withdrawn",
    }.get((value_before.startswith(Missing), value_after.startswith(Missing)), "revised")


def _aligned(before: Tally, after: Tally) -> Iterator[tuple[list[bytes], list[bytes]]]:
    """Lines of the same series side by side, many at once; one list is empty where a side has none.

    Of ``before`` it is known that its keys are in order, of ``after`` it is required.
    """
    old_blocks, new_blocks = before.blocks(), after.blocks()
    olds, news, last = next(old_blocks, []), next(new_blocks, []), b""
    while olds or news:
        shared = _shared(olds, news)
        olds_now, news_now = (shared, shared) if shared else _alone(olds, news)
        if news_now and not shared:
            after.figures.require_order(last, _key(news[0]))
        last = _key(news[news_now - 1]) if news_now else last
        yield olds[:olds_now], news[:news_now]
        olds = olds[olds_now:] or next(old_blocks, [])
        news = news[news_now:] or next(new_blocks, [])


def _shared(olds: list[bytes], news: list[bytes]) -> int:
    """How many lines are of the same series on both sides, from the first on."""
    for place, (old, new) in enumerate(zip(olds, news, strict=False)):
        if not new.startswith(old) and _key(old) != _key(new):
            return place
    return min(len(olds), len(news))


def _alone(olds: list[bytes], news: list[bytes]) -> tuple[int, int]:
    """One line of the side whose key comes first."""
    if olds and news:
        return (1, 0) if _key(olds[0]) < _key(news[0]) else (0, 1)
    return min(1, len(olds)), min(1, len(news))


def _key(line: bytes) -> bytes:
    return line[: line.find(b"\t")]


class _LineChanges:
    """The cells that differ between two lines of one series; a line that is not there is empty."""

    def __init__(self, before: Sequence[str], after: Figures) -> None:
        self._require, self._periods = after.require, after.periods
        self._before, self._columns = before, _columns(before, after.periods)
        self._only_appended = after.periods[: len(before)] == before
        self._appended = after.periods[len(before) :]

    def __call__(self, old: bytes, new: bytes) -> list[CellChange]:
        if not (old and self._only_appended and new.startswith(old)):
            return self._compared(old, new)
        added = new[len(old) :]
        if not added and not self._appended:
            return []
        if not added.startswith(b"\t"):
            return self._compared(old, new)
        self._require(new, len(old))
        cells = zip(self._appended, added[1:].split(b"\t"), strict=True)
        return [(label, b"", cell) for label, cell in cells if cell]

    def _compared(self, old: bytes, new: bytes) -> list[CellChange]:
        if new:
            self._require(new)
        cells = self._side_by_side(old, new)
        return [(label, before, after) for label, before, after in cells if before != after]

    def _side_by_side(self, old: bytes, new: bytes) -> Iterable[CellChange]:
        olds, news = old.split(b"\t")[1:], new.split(b"\t")[1:]
        if self._only_appended:
            absent = repeat(b"")
            return zip(self._periods, chain(olds, absent), chain(news, absent), strict=False)
        olds = [*(olds or [b""] * len(self._before)), b""]
        news = [*(news or [b""] * len(self._periods)), b""]
        return ((label, olds[there], news[here]) for label, there, here in self._columns)


def _columns(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, int, int]]:
    """Each period with its column in both; the last column stands for none."""
    place_before = {time_period: place for place, time_period in enumerate(before)}
    place_after = {time_period: place for place, time_period in enumerate(after)}
    periods = dict.fromkeys((*before, *after))
    return [(label, place_before.get(label, -1), place_after.get(label, -1)) for label in periods]
