"""What changed between two snapshots: a pure function of two archived byte strings.

Figures are compared as they were published, column by column; one that is as it was is never taken
apart. polars does it, a hundred cells in the time in which Python looks at one.
"""

from collections.abc import Iterator

import polars as pl

from warehouse.ahead import ahead
from warehouse.frames import KEY, frames, nothing
from warehouse.period import period
from warehouse.snapshot import Tally

MISSING = ":"
_CHANGES = {KEY: pl.String, "period_id": pl.Int32, "before": pl.String, "after": pl.String}


def difference(before: Tally, after: Tally) -> Iterator[pl.DataFrame]:
    """The cells that differ, those of many series at once; both have the same dimensions.

    Columns: ``key`` as in the lines (codes joined by commas), ``period_id``, and the cells
    ``before`` and ``after``, null where there is none. What is new in ``after`` is made sure of.
    Raises NotRegular where it is irregular.
    """
    for olds, news in _side_by_side(before, after):
        stays, stayed = _known(olds, news), _known(news, olds)
        gone, added = olds.filter(~stays), news.filter(~stayed)
        pairs = (
            (olds.filter(stays), news.filter(stayed)),
            (gone, gone.select(KEY)),
            (added.select(KEY), added),
        )
        found = (_differing(*pair) for pair in pairs if pair[0].height)
        changes = pl.concat((pl.DataFrame(schema=_CHANGES), *found))
        after.figures.require(added[KEY], changes["after"].drop_nulls())
        if changes.height:
            yield changes


def change_kind() -> pl.Expr:
    """The kind of a change, from the two cells alone.

    A cell that comes into being is ``first_published`` here; only the warehouse knows whether it
    was there before and has ``reappeared``.
    """
    before, after = (value_of(pl.col(name)) for name in ("before", "after"))
    return (
        pl.when(before.is_null())
        .then(pl.lit("first_published"))
        .when(after.is_null())
        .then(pl.lit("vanished"))
        .when(before == after)
        .then(pl.lit("status_changed"))
        .when(before.str.starts_with(MISSING) == after.str.starts_with(MISSING))
        .then(pl.lit("revised"))
        .when(before.str.starts_with(MISSING))
        .then(pl.lit("backfilled"))
        .otherwise(pl.lit("withdrawn"))
    )


def value_of(cell: pl.Expr) -> pl.Expr:
    """The value of a cell: what stands before the blank."""
    return cell.str.splitn(" ", 2).struct.field("field_0")


def _side_by_side(before: Tally, after: Tally) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """The lines of both, cut at the same keys."""
    olds, news = ahead(frames(before)), ahead(frames(after))
    no_old, no_new = nothing(before.figures.periods), nothing(after.figures.periods)
    old, new = next(olds, no_old), next(news, no_new)
    while old.height or new.height:
        until = min(lines[KEY][-1] for lines in (old, new) if lines.height)
        old_now, new_now = (lines[: _place_after(lines, until)] for lines in (old, new))
        yield old_now, new_now
        old = old[old_now.height :] if old_now.height < old.height else next(olds, no_old)
        new = new[new_now.height :] if new_now.height < new.height else next(news, no_new)


def _known(lines: pl.DataFrame, others: pl.DataFrame) -> pl.Series:
    """Which lines are of a series that the others have too; one that comes twice, only once."""
    return lines[KEY].is_in(others[KEY].implode()) & lines[KEY].is_first_distinct()


def _place_after(lines: pl.DataFrame, key: str) -> int:
    return int(lines[KEY].search_sorted(key, "right"))


def _differing(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """The cells that differ between two frames of the same series."""
    absent = pl.repeat(None, before.height, dtype=pl.String, eager=True)
    found = pl.concat(
        _differing_in(label, *(it.get_column(label, default=absent) for it in (before, after)))
        for label in dict.fromkeys((*before.columns[1:], *after.columns[1:]))
    ).sort("row", "period_id")
    return found.select(before[KEY][found["row"]].alias(KEY), "period_id", "before", "after")


def _differing_in(label: str, before: pl.Series, after: pl.Series) -> pl.DataFrame:
    rows = before.ne_missing(after).arg_true()
    period_id = pl.lit(period(label).period_id, pl.Int32)
    columns = {"row": rows, "before": before[rows], "after": after[rows]}
    return pl.DataFrame(columns).with_columns(period_id=period_id)
