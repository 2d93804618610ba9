"""Changes as rows for COPY, many at once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
import polars as pl

from warehouse.ahead import ahead
from warehouse.copy_text import copy_text
from warehouse.difference import MISSING, change_kind, difference
from warehouse.series_numbers import SeriesNumbers
from warehouse.snapshot import Snapshot, Tally

# What Postgres' numeric gives back to the character; everything else is kept as text beside it.
_PLAIN = r"(?:-?[1-9][0-9]*(?:\.[0-9]+)?|0(?:\.[0-9]+)?|-0\.[0-9]*[1-9][0-9]*)"
_NUMBER = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$"
_CELL = ["series_id", "period_id"]
_NULL = r"\N"
_VALUE, _FLAGS = "value", "flags"
_ONE_LEG = 2  # releases that are compared: a third one is the successor of a late one
_Changes = tuple[int, tuple[str, ...], pl.DataFrame]  # the number of the leg, dimensions, changes


class Gone:
    """Cells that were once in the dataset and are not now, each a series and a period.

    ``pieces`` are the two numbers of many, of four bytes each, the highest first.
    """

    def __init__(self, pieces: Iterable[bytes]) -> None:
        numbers = np.frombuffer(b"".join(pieces), ">i4").astype(np.int32)
        self._cells = pl.DataFrame(numbers.reshape(-1, len(_CELL)), schema=_CELL)

    def told(self, changes: pl.DataFrame, *, kept: bool) -> pl.DataFrame:
        """The changes, where a cell that comes a second time has ``reappeared``.

        ``kept`` up to date are the cells that are gone, where other changes follow on these.
        """
        again = (pl.col("change_kind") == "first_published") & pl.col("gone")
        kind = pl.when(again).then(pl.lit("reappeared")).otherwise("change_kind")
        gone = self._cells.join(changes, on=_CELL, how="semi").with_columns(gone=pl.lit(True))
        told = changes.join(gone, on=_CELL, how="left", maintain_order="left")
        told = told.with_columns(change_kind=kind).drop("gone")
        if kept:
            self._keep(told)
        return told

    def _keep(self, told: pl.DataFrame) -> None:
        back, left = (
            told.filter(change_kind=of_kind).select(_CELL) for of_kind in ("reappeared", "vanished")
        )
        stay = self._cells.join(back, on=_CELL, how="anti") if len(back) else self._cells
        self._cells = pl.concat([stay, left.unique()])


def change_rows(
    tallies: Sequence[Tally], counts: Sequence[Counter[str]], numbers: SeriesNumbers, gone: Gone
) -> Iterator[bytes]:
    """Rows of a stage's changes: a release's own, and those that the one after makes against it.

    ``tallies`` are the release before, this one, and the one after where there is one. Where they
    have the same dimensions, of the latter only those of cells are told that the former are of too:
    a load asks for no other. ``counts``, of either, are of all.
    """
    cells = ("before", "after")
    with ahead(_compared(tallies)) as found:
        numbers.expect(tallies[1].figures.dimensions)  # while the first are found
        for legs in found:
            touched: pl.DataFrame | None = None
            for leg, dimensions, changes in legs:
                parted = numbers.put(dimensions, changes).with_columns(map(_parted, cells))
                values = (pl.col(cell).struct.field(_VALUE) for cell in cells)
                kinds = parted.with_columns(change_kind=change_kind(*values))
                told = gone.told(kinds, kept=len(tallies) > _ONE_LEG)
                counts[leg - 1].update(dict(told["change_kind"].value_counts().iter_rows()))
                kept = told if touched is None else told.join(touched, on=_CELL, how="semi")
                touched = told.select(_CELL)
                columns = (column for cell in cells for column in _stored(cell))
                yield copy_text(
                    kept.select(pl.lit(leg).alias("leg"), *_CELL, "change_kind", *columns), _NULL
                )


def _compared(tallies: Sequence[Tally]) -> Iterator[list[_Changes]]:
    """Changes, of the same series at once in either leg, with what their keys are made of.

    Where dimensions differ, keys cannot be compared: all of one goes, all of the other comes.
    """
    if len({tally.figures.dimensions for tally in tallies}) == 1:
        for frames in difference(*tallies):
            dimensions = tallies[0].figures.dimensions
            yield [(leg, dimensions, changes) for leg, changes in enumerate(frames, 1)]
        return
    for leg, (first, after) in enumerate(pairwise(tallies), 1):
        before = first if leg == 1 else Tally(first.figures)  # read a second time
        gone, come = before.figures.dimensions, after.figures.dimensions
        steps = [(before, after)]
        if gone != come:
            steps = [(before, _nothing(gone)), (_nothing(come), after)]
        for old, new in steps:
            for (changes,) in difference(old, new):
                yield [(leg, new.figures.dimensions, changes)]


def _parted(cell: str) -> pl.Expr:
    """Cells as their values, before the blank, and their flags; null without one."""
    return pl.col(cell).str.splitn(" ", 2).struct.rename_fields([_VALUE, _FLAGS]).alias(cell)


def _stored(cell: str) -> list[pl.Expr]:
    """A column of cells, parted, as three: its name with ``_value``, ``_raw`` and ``_flags``.

    The number alone where it gives the published characters back; beside it, or instead of it, the
    characters. A cell that is not in the file is the empty text.
    """
    value, flags = (pl.col(cell).struct.field(name) for name in (_VALUE, _FLAGS))
    told = value.str.contains(f"^(?:{_PLAIN}|{MISSING})$")
    raw = pl.when(~told).then(_escaped(value))
    return [
        pl.when(value.str.contains(_NUMBER)).then(value).alias(f"{cell}_value"),
        pl.when(value.is_null()).then(pl.lit("")).otherwise(raw).alias(f"{cell}_raw"),
        _escaped(flags).alias(f"{cell}_flags"),
    ]


def _escaped(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all("\\", "\\\\", literal=True)


def _nothing(dimensions: tuple[str, ...]) -> Tally:
    return Tally(Snapshot(dimensions, (), ()))
