"""What changed between two snapshots: a pure function of two archived byte strings.

Unchanged figures are compared as bytes and never taken apart; a series that only went on, as most
do from one release to the next, is the line before and more.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from warehouse.snapshot import Tally

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
    periods = before.figures.periods, after.figures.periods
    columns, appended = _columns(*periods), _appended(*periods)
    require = after.figures.require
    for old, new in _pairs(before, after):
        if appended is not None and _goes_on(old, new):
            if appended:
                require(new, len(old))
            changes = [
                (label, b"", cell)
                for label, cell in zip(appended, new[len(old) + 1 :].split(b"\t"), strict=False)
                if cell
            ]
        else:
            if new:
                require(new)
            changes = _line_changes(old, new, columns)
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


def _pairs(before: Tally, after: Tally) -> Iterator[tuple[bytes, bytes]]:
    """Lines of the same series side by side; empty where a side has no such series."""
    olds, news = before.lines(), after.lines()
    old, new, last = next(olds, b""), next(news, b""), b""
    while old and new:
        if new.startswith(old):  # the line before, its tab and all: the same series
            yield old, new
            old, new, last = next(olds, b""), next(news, b""), new
            continue
        old_key, new_key = _key(old), _key(new)
        after.figures.require_order(_key(last), new_key)
        yield (old if old_key <= new_key else b""), (new if new_key <= old_key else b"")
        if new_key <= old_key:
            new, last = next(news, b""), new
        if old_key <= new_key:
            old = next(olds, b"")
    while old:
        yield old, b""
        old = next(olds, b"")
    while new:
        after.figures.require_order(_key(last), _key(new))
        yield b"", new
        new, last = next(news, b""), new


def _key(line: bytes) -> bytes:
    return line[: line.find(b"\t")]


def _appended(before: Sequence[str], after: Sequence[str]) -> Sequence[str] | None:
    """The periods that follow those of before; None where something else moved."""
    return after[len(before) :] if after[: len(before)] == before else None


def _goes_on(old: bytes, new: bytes) -> bool:
    """Whether the second line is the first, or the first and more cells."""
    return bool(old) and new.startswith(old) and new[len(old) : len(old) + 1] in (b"", b"\t")


def _columns(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, int, int]]:
    """Each period with its column in both, counted from 1; the last column stands for none."""
    place_before = {time_period: place for place, time_period in enumerate(before, 1)}
    place_after = {time_period: place for place, time_period in enumerate(after, 1)}
    periods = list(dict.fromkeys((*before, *after)))
    none_before, none_after = len(before) + 1, len(after) + 1
    return [(p, place_before.get(p, none_before), place_after.get(p, none_after)) for p in periods]


def _line_changes(old: bytes, new: bytes, columns: list[tuple[str, int, int]]) -> list[CellChange]:
    old_cells = [*old.split(b"\t"), b""] if old else [b""] * (1 + max(c[1] for c in columns))
    new_cells = [*new.split(b"\t"), b""] if new else [b""] * (1 + max(c[2] for c in columns))
    return [
        (time_period, old_cells[there], new_cells[here])
        for time_period, there, here in columns
        if old_cells[there] != new_cells[here]
    ]
