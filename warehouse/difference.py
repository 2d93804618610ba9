"""What changed between two snapshots: a pure function of two archived byte strings.

Figures are compared as they were published, cell by cell where they stand in their lines; one that
is as it was is never taken apart.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from warehouse.ahead import ahead
from warehouse.lines import FIRST, KEY, WORD, Chosen, Lines, Places, bare, joined, lines, split
from warehouse.period import period
from warehouse.snapshot import Tally

MISSING = ":"
_AT_ONCE = 50_000  # cells that differ: few are slow
_CELLS_AT_ONCE = 1 << 16  # whose places and sizes stay near the processor


def difference(*tallies: Tally) -> Iterator[tuple[pl.DataFrame, ...]]:
    """The cells that differ between neighbours, all of which have the same dimensions.

    A frame for each two of them, at once of the same many series. Columns: ``key`` as in the
    lines (codes joined by commas), ``period_id``, and the cells ``before`` and ``after``, null
    where there is none. What is new in ``after`` is made sure of.
    Raises NotRegular where it is irregular.
    """
    pairs = [_Pair(before, after) for before, after in pairwise(tallies)]
    for sides in _side_by_side(tallies):
        for pair, (olds, news) in zip(pairs, pairwise(sides), strict=True):
            pair.compare(olds, news)
        if any(pair.found.count >= _AT_ONCE for pair in pairs):
            yield tuple(pair.taken() for pair in pairs)
    if any(pair.found.count for pair in pairs):
        yield tuple(pair.taken() for pair in pairs)


def change_kind(before: pl.Expr, after: pl.Expr) -> pl.Expr:
    """The kind of a change, from the two values alone.

    A cell that comes into being is ``first_published`` here; only the warehouse knows whether it
    was there before and has ``reappeared``.
    """
    was_missing, is_missing = (value.str.starts_with(MISSING) for value in (before, after))
    return (
        pl.when(before.is_null())
        .then(pl.lit("first_published"))
        .when(after.is_null())
        .then(pl.lit("vanished"))
        .when(before == after)
        .then(pl.lit("status_changed"))
        .when(was_missing == is_missing)
        .then(pl.lit("revised"))
        .when(was_missing)
        .then(pl.lit("backfilled"))
        .otherwise(pl.lit("withdrawn"))
    )


@dataclass(frozen=True)
class _Periods:
    """The periods that one or both have, and where: which of its cells, -1 where it has none."""

    old: Sequence[str]
    new: Sequence[str]

    @cached_property
    def ids(self) -> NDArray[np.int32]:
        known = {period(label).period_id for label in (*self.old, *self.new)}
        return np.array(sorted(known), np.int32)

    @cached_property
    def in_old(self) -> Places:
        return self._places(self.old)

    @cached_property
    def in_new(self) -> Places:
        return self._places(self.new)

    @cached_property
    def both(self) -> Places:
        return np.flatnonzero((self.in_old >= 0) & (self.in_new >= 0))

    def _places(self, labels: Sequence[str]) -> Places:
        at = {period(label).period_id: place for place, label in enumerate(labels)}
        return np.array([at.get(period_id, -1) for period_id in self.ids.tolist()], np.int64)


class _Pair:
    """Two neighbours, and what was found to differ between them."""

    def __init__(self, before: Tally, after: Tally) -> None:
        old, new = before.figures.periods, after.figures.periods
        self.found = _Found()
        self._after = after
        self._periods = _Periods(old, new), _Periods(old, ()), _Periods((), new)

    def compare(self, olds: Lines, news: Lines) -> None:
        """Find the cells that differ in some lines of both, cut at the same keys."""
        stays, stayed = _known(olds.keys, news.keys), _known(news.keys, olds.keys)
        left, added = olds.filter(~stays), news.filter(~stayed)
        both, gone, come = self._periods
        self.found.compare(olds.filter(stays), news.filter(stayed), both)
        self.found.compare(left, bare(left.keys), gone)
        self.found.compare(bare(added.keys), added, come)

    def taken(self) -> pl.DataFrame:
        """What was found since it was taken last."""
        taken, self.found = self.found.frame(self._after), _Found()
        return taken


class _Found:
    """Cells that differ, gathered until they are many."""

    def __init__(self) -> None:
        self.count = 0
        self._added, self._keys = list[pl.Series](), [pl.Series(dtype=pl.String)]
        self._period_ids = [np.empty(0, np.int32)]
        self._cells: tuple[list[bytes], list[bytes]] = ([], [])

    def compare(self, olds: Lines, news: Lines, periods: _Periods) -> None:
        """Find those of the same series, line by line."""
        if not periods.old:
            self._added.append(news.keys)
        at_once = 1 + _CELLS_AT_ONCE // (1 + len(periods.ids))
        for start in range(0, len(olds), at_once):
            some = slice(start, start + at_once)
            self._add(olds[some], news[some], periods)

    def _add(self, olds: Lines, news: Lines, periods: _Periods) -> None:
        places = np.flatnonzero(_differing(olds, news, periods))
        rows, columns = np.divmod(places, len(periods.ids))
        self.count += len(rows)
        self._keys.append(olds.keys.gather(rows))
        self._period_ids.append(periods.ids[columns])
        sides = (olds, periods.in_old), (news, periods.in_new)
        for cells, (side, there) in zip(self._cells, sides, strict=True):
            cells.append(_cells(side, rows, there[columns]))

    def frame(self, after: Tally) -> pl.DataFrame:
        """All that was gathered; what is new is made sure of."""
        before, now = (split(b"".join(cells), "\t") for cells in self._cells)
        after.figures.require(pl.concat([now.clear(), *self._added]), now.filter(now != ""))
        columns = {
            KEY: pl.concat(self._keys),
            "period_id": np.concatenate(self._period_ids),
            "before": before,
            "after": now,
        }
        cells = (pl.col(name) for name in ("before", "after"))
        return pl.DataFrame(columns).with_columns(pl.when(cell != "").then(cell) for cell in cells)


def _cells(side: Lines, rows: Places, places: Places) -> bytes:
    """Cells, each with a tab before it; nothing but the tab where there is no place for it."""
    starts = side.marks[rows, np.maximum(places, 0)]
    ends = np.where(places < 0, starts + 1, side.marks[rows, places + 1])
    return joined(side.characters, starts, ends - starts)


def _differing(olds: Lines, news: Lines, periods: _Periods) -> NDArray[np.bool_]:
    """Whether the cells differ, a row per series and a column per period."""
    differs = np.zeros((len(olds), len(periods.ids)), np.bool_)
    sides = (olds, periods.in_old, periods.in_new), (news, periods.in_new, periods.in_old)
    for side, here, there in sides:
        alone = np.flatnonzero(there < 0)
        differs[:, alone] = side.sizes(_chosen(here[alone])) > 0
    if len(periods.both):
        old, new = (_chosen(places[periods.both]) for places in (periods.in_old, periods.in_new))
        differs[:, _chosen(periods.both)] = _unlike(olds, news, old, new)
    return differs


def _chosen(places: Places) -> Chosen:
    """The same places, as a slice where they follow each other."""
    if len(places) and (np.diff(places) == 1).all():
        return slice(int(places[0]), int(places[-1]) + 1)
    return places


def _unlike(olds: Lines, news: Lines, old: Chosen, new: Chosen) -> NDArray[np.bool_]:
    """Whether cells differ that both have a place for: in size, or in a character."""
    sizes = olds.sizes(old)
    unlike: NDArray[np.bool_] = sizes != news.sizes(new)
    one, other = olds.words(), news.words()
    here, there = (some.marks[:, at] - some.marks[0, 0] for some, at in ((olds, old), (news, new)))
    unlike |= (one.take(here) ^ other.take(there)) & FIRST.take(sizes, mode="clip") != 0
    long = np.flatnonzero((sizes > WORD) & ~unlike)
    here, there, sizes = (numbers.ravel()[long] for numbers in (here, there, sizes))
    while len(long):
        here, there, sizes = here + WORD, there + WORD, sizes - WORD
        now = (one.take(here) ^ other.take(there)) & FIRST.take(sizes, mode="clip") != 0
        unlike.flat[long[now]] = True  # not ravel, which copies what is laid out by columns
        further = ~now & (sizes > WORD)
        long, here, there, sizes = (each[further] for each in (long, here, there, sizes))
    return unlike


def _side_by_side(tallies: Sequence[Tally]) -> Iterator[list[Lines]]:
    """The lines of all, cut at the same keys."""
    none = bare(pl.Series(dtype=pl.String))
    with ExitStack() as open_until_the_end:
        files = [open_until_the_end.enter_context(ahead(lines(tally))) for tally in tallies]
        sides = [next(file, none) for file in files]
        while any(map(len, sides)):
            until = min(side.keys[-1] for side in sides if len(side))
            now = [side[: _place_after(side, until)] for side in sides]
            yield now
            sides = [
                side[len(some) :] if len(some) < len(side) else next(file, none)
                for side, some, file in zip(sides, now, files, strict=True)
            ]


def _known(keys: pl.Series, others: pl.Series) -> pl.Series:
    """Which series the others have too; one that comes twice, only once."""
    is_first = keys.ne_missing(keys.shift())
    return is_first if keys.equals(others) else is_first & keys.is_in(others.implode())


def _place_after(some: Lines, key: str) -> int:
    return int(some.keys.search_sorted(key, "right"))
