"""Changes as rows for COPY, many at once."""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

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


class Touched:
    """The cells that a late release changes: of its successor's changes only these follow it."""

    def __init__(self) -> None:
        self._found = array("q")

    def add(self, changes: pl.DataFrame) -> None:
        """Remember the cells of these changes; all are told before any is asked for."""
        self._found.frombytes(_cell_numbers(changes).tobytes())

    def only(self, changes: pl.DataFrame) -> pl.DataFrame:
        """Those of the changes that are of such cells."""
        cells = _cell_numbers(changes)
        places = np.searchsorted(self._sorted, cells)
        return changes.filter(pl.Series(self._sorted.take(places, mode="clip") == cells))

    @cached_property
    def _sorted(self) -> NDArray[np.int64]:
        self._found.append(-1)  # no cell, so that there is always one
        found = np.frombuffer(self._found, np.int64)
        found.sort()
        return found


def _cell_numbers(changes: pl.DataFrame) -> NDArray[np.int64]:
    """Each cell as one number: its series above, its period below."""
    numbers: NDArray[np.int64] = (
        changes.select((pl.col("series_id").cast(pl.Int64) * (1 << 32)) + pl.col("period_id"))
        .to_series()
        .to_numpy()
    )
    return numbers


@dataclass(frozen=True)
class Leg:
    """One comparison of a stage: a release with the one before it, or the one after with it."""

    number: int
    before: Tally
    after: Tally
    counts: Counter[str]
    touched: Touched | None = None  # shared by both legs of a late release

    def changes(self) -> Iterator[tuple[tuple[str, ...], pl.DataFrame]]:
        """The dimensions that the series' keys are made of, and the changes of some series.

        Where the dimensions differ, keys cannot be compared: all of ``before`` goes, all of
        ``after`` comes.
        """
        gone, come = self.before.figures.dimensions, self.after.figures.dimensions
        steps = [(self.before, self.after)]
        if gone != come:
            steps = [(self.before, _nothing(gone)), (_nothing(come), self.after)]
        for before, after in steps:
            for changes in difference(before, after):
                yield after.figures.dimensions, changes

    def kept(self, changes: pl.DataFrame) -> pl.DataFrame:
        """The changes that a load asks for: all of the first leg, of the second where both meet."""
        if self.touched is None:
            return changes
        if self.number == 1:
            self.touched.add(changes)
            return changes
        return self.touched.only(changes)


class Gone:
    """Cells that were once in the dataset and are not now, each a series and a period."""

    def __init__(self, cells: Sequence[tuple[int, int]]) -> None:
        self._cells = pl.DataFrame(cells, schema=dict.fromkeys(_CELL, pl.Int32), orient="row")

    def told(self, changes: pl.DataFrame) -> pl.DataFrame:
        """The changes, where a cell that comes a second time has ``reappeared``."""
        again = (pl.col("change_kind") == "first_published") & pl.col("gone")
        kind = pl.when(again).then(pl.lit("reappeared")).otherwise("change_kind")
        gone = self._cells.with_columns(gone=pl.lit(True))
        told = changes.join(gone, on=_CELL, how="left", maintain_order="left")
        told = told.with_columns(change_kind=kind).drop("gone")
        back, left = (
            told.filter(change_kind=of_kind).select(_CELL) for of_kind in ("reappeared", "vanished")
        )
        self._cells = pl.concat([self._cells.join(back, on=_CELL, how="anti"), left]).unique()
        return told


def change_rows(leg: Leg, numbers: SeriesNumbers, gone: Gone) -> Iterator[bytes]:
    """Rows of a stage's changes; ``gone`` is kept up to date."""
    cells = ("before", "after")
    with ahead(leg.changes()) as found:
        numbers.expect(leg.after.figures.dimensions)  # while the first are found
        for dimensions, changes in found:
            parted = numbers.put(dimensions, changes).with_columns(map(_parted, cells))
            values = (pl.col(cell).struct.field(_VALUE) for cell in cells)
            told = gone.told(parted.with_columns(change_kind=change_kind(*values)))
            leg.counts.update(dict(told["change_kind"].value_counts().iter_rows()))
            columns = (column for cell in cells for column in _stored(cell))
            leg_number = pl.lit(leg.number).alias("leg")
            kept = leg.kept(told)
            yield copy_text(kept.select(leg_number, *_CELL, "change_kind", *columns), _NULL)


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
