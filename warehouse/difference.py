"""What changed between two snapshots: a pure function of two archived byte strings.

Unchanged series are compared as bytes and never taken apart.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from warehouse.snapshot import Snapshot

Missing = b":"


class Change(NamedTuple):
    """One cell that differs; a cell that is not in the file is empty.

    ``key`` is the series key as in the snapshot's lines (codes joined by commas).
    """

    key: bytes
    time_period: str
    before: bytes
    after: bytes


def difference(before: Snapshot | None, after: Snapshot) -> Iterator[Change]:
    """Every cell that differs, by series; all of ``after`` when nothing was before.

    Where the dimensions differ, keys are not comparable: all of ``before`` goes, all of ``after``
    comes.
    """
    if before is None:
        yield from _all(after, gone=False)
    elif before.dimensions != after.dimensions:
        yield from _all(before, gone=True)
        yield from _all(after, gone=False)
    else:
        yield from _aligned(before, after)


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


def _all(snapshot: Snapshot, *, gone: bool) -> Iterator[Change]:
    for line in snapshot.lines:
        key, *cells = line.split(b"\t")
        for time_period, cell in zip(snapshot.periods, cells, strict=True):
            if cell:
                yield (
                    Change(key, time_period, cell, b"")
                    if gone
                    else Change(key, time_period, b"", cell)
                )


def _aligned(before: Snapshot, after: Snapshot) -> Iterator[Change]:
    """Walk both in key order; lines of equal bytes over equal periods are equal figures."""
    columns = _columns(before.periods, after.periods)
    same_periods = before.periods == after.periods
    for old, new in _pairs(before.lines, after.lines):
        if not (same_periods and old == new):
            yield from _line_changes(old, new, columns)


def _pairs(before: Sequence[bytes], after: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Lines of the same series side by side; empty where a side has no such series."""
    here, there = 0, 0
    while here < len(before) and there < len(after):
        old, new = before[here], after[there]
        old_key, new_key = old.partition(b"\t")[0], new.partition(b"\t")[0]
        if old_key == new_key:
            yield old, new
        elif old_key < new_key:
            yield old, b""
        else:
            yield b"", new
        here += old_key <= new_key
        there += new_key <= old_key
    for old in before[here:]:
        yield old, b""
    for new in after[there:]:
        yield b"", new


def _columns(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, int, int]]:
    """Each period with its column in both, counted from 1; the last column stands for none."""
    place_before = {time_period: place for place, time_period in enumerate(before, 1)}
    place_after = {time_period: place for place, time_period in enumerate(after, 1)}
    periods = list(dict.fromkeys((*before, *after)))
    none_before, none_after = len(before) + 1, len(after) + 1
    return [(p, place_before.get(p, none_before), place_after.get(p, none_after)) for p in periods]


def _line_changes(old: bytes, new: bytes, columns: list[tuple[str, int, int]]) -> Iterator[Change]:
    old_cells, new_cells = old.split(b"\t"), new.split(b"\t")
    key = old_cells[0] or new_cells[0]
    old_cells = [*old_cells, b""] if old else [b""] * (1 + max(c[1] for c in columns))
    new_cells = [*new_cells, b""] if new else [b""] * (1 + max(c[2] for c in columns))
    for time_period, there, here in columns:
        before, after = old_cells[there], new_cells[here]
        if before != after:
            yield Change(key, time_period, before, after)
