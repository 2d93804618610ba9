"""Revision analysis as pandas frames, for notebooks: the functions of ``figures``, from Python.

Nothing is computed here: every number is the warehouse's own, so SQL and Python cannot disagree.
Numbers as published are ``Decimal``, beside their text to the character; statistics are floats.
Members name the series of a question: ``{"sex": "T", "geo": ["BE", "FR"]}``; ``{}`` is all of them.
A wrong question (an unknown reading, a round without a release) raises QueryFailed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pandas
from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import Engine

from warehouse.query import Question, answer_to

Members = Mapping[str, str | Sequence[str]]
ALL: Members = {}


@dataclass(frozen=True)
class Comparison:
    """Which figure is compared with which, in which series.

    A reading is ``first``, ``release 2``, ``T+24 months`` (after the end of the period),
    ``as of 2024-01-31``, ``round 2022 data`` or ``latest``; preliminary also ``each release`` and
    later also ``next``, the release after it. ``hac_lag`` is that of robust errors.
    """

    preliminary: str = "first"
    later: str = "latest"
    members: Members = field(default_factory=dict)
    hac_lag: int = 1


@dataclass(frozen=True)
class Series:
    """One series: the code of its dataset, and its key."""

    dataset: str
    series_key: str


def revision_triangle(engine: Engine, series: Series) -> pandas.DataFrame:
    """Every period of a series in every release held, one row each; ``wide`` makes the triangle."""
    return _asked(engine, "revision_triangle", dataset=series.dataset, series=series.series_key)


def wide(triangle: pandas.DataFrame, value: str = "as_published") -> pandas.DataFrame:
    """The triangle as people draw it: periods down, releases across, one column's values inside."""
    return triangle.pivot_table(
        index="time_period", columns="released_at", values=value, aggfunc="first", dropna=False
    )


def nth_release(engine: Engine, dataset: str, n: int, members: Members = ALL) -> pandas.DataFrame:
    """What each cell was in the n-th release that could show it."""
    return _asked(engine, "nth_release", dataset=dataset, n=n, members=members)


def at_horizon(
    engine: Engine, dataset: str, horizon: str, members: Members = ALL
) -> pandas.DataFrame:
    """What each cell was so long after the end of its period: ``24 months``."""
    return _asked(engine, "at_horizon", dataset=dataset, horizon=horizon, members=members)


def revision_pairs(
    engine: Engine, dataset: str, comparison: Comparison | None = None
) -> pandas.DataFrame:
    """Each figure that both readings have as a number, as text and as number."""
    asked = comparison or Comparison()
    return _asked(engine, "revision_pairs", dataset=dataset, **_readings(asked))


def revision_summary(
    engine: Engine, dataset: str, comparison: Comparison | None = None, by: str = "dataset"
) -> pandas.DataFrame:
    """All indicators; by dataset, series, time_period, release_number, age or a dimension.

    One row per member and indicator, with n, and a refusal in place of a value that would mislead.
    By ``age`` every release of a figure is compared with the later one.
    """
    asked = comparison or Comparison()
    values = _readings(asked) | {"by": by, "hac_lag": asked.hac_lag}
    return _asked(engine, "revision_summary", dataset=dataset, **values)


def first_efficient_release(engine: Engine, dataset: str, **options: Any) -> pandas.DataFrame:
    """From which release on the later figure could not be told better, one row per series.

    Options: ``later, members, hac_lag, significance``.
    """
    return _asked(engine, "first_efficient_release", dataset=dataset, **options)


def changes_between(
    engine: Engine, dataset: str, readings: tuple[str, str], members: Members = ALL
) -> pandas.DataFrame:
    """Each cell that differs between two readings with one moment each."""
    earlier, later = readings
    values = {"earlier": earlier, "later": later, "members": members}
    return _asked(engine, "changes_between", dataset=dataset, **values)


def round_comparison(
    engine: Engine, dataset: str, rounds: tuple[str, str], members: Members = ALL
) -> pandas.DataFrame:
    """Each cell that differs between the last releases of two reporting rounds."""
    round_a, round_b = rounds
    values = {"round_a": round_a, "round_b": round_b, "members": members}
    return _asked(engine, "round_comparison", dataset=dataset, **values)


def contributions(
    engine: Engine, dataset: str, readings: tuple[str, str], **options: Any
) -> pandas.DataFrame:
    """What each member adds to the revision of a total; options: ``over, total, members``."""
    earlier, later = readings
    return _asked(engine, "contributions", dataset=dataset, earlier=earlier, later=later, **options)


def like_for_like(
    engine: Engine, dataset: str, periods: tuple[str, str], **options: Any
) -> pandas.DataFrame:
    """Growth of a sum, and of who is in both periods; options: ``reading, over, members``."""
    before, after = periods
    values = {"period_before": before, "period_after": after, **options}
    return _asked(engine, "like_for_like", dataset=dataset, **values)


def cause_split(
    engine: Engine, counts: Series, base: Series, readings: tuple[str, str]
) -> pandas.DataFrame:
    """The change of a rate per 1,000,000, split into the parts from its count and from its base."""
    earlier, later = readings
    return _asked(
        engine,
        "cause_split",
        count_dataset=counts.dataset,
        count_series=counts.series_key,
        base_dataset=base.dataset,
        base_series=base.series_key,
        earlier=earlier,
        later=later,
    )


def silent_releases(engine: Engine, dataset: str) -> pandas.DataFrame:
    """Vintages that changed figures under an old stamp, or without bringing a new period."""
    return _asked(engine, "silent_releases", dataset=dataset)


def settling_time(
    engine: Engine, dataset: str, members: Members = ALL, near_share: float = 0.05
) -> pandas.DataFrame:
    """For each cell, after how many releases and days it stopped moving, and how far it moved."""
    return _asked(engine, "settling_time", dataset=dataset, members=members, near_share=near_share)


def expected_band(
    engine: Engine, series: Series, period: str, seen_at: datetime | None = None, **options: Any
) -> pandas.DataFrame:
    """Where a figure is expected to go, from how figures of its age moved, in one row.

    Options: ``ahead`` (releases), ``coverage``, ``pool`` (the dimension to widen the sample over).
    """
    if seen_at is not None:
        options["seen_at"] = seen_at
    names = {"dataset": series.dataset, "series": series.series_key, "period": period}
    return _asked(engine, "expected_band", **names, **options)


def _readings(asked: Comparison) -> dict[str, Any]:
    names = ("preliminary", "later", "members")
    return {name: getattr(asked, name) for name in names}


def _asked(engine: Engine, function: str, **values: Any) -> pandas.DataFrame:
    """The answer of a function of ``figures``, which takes its arguments by name."""
    arguments = sql.SQL(", ").join(
        sql.SQL("{} => {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in values
    )
    call = sql.SQL("SELECT * FROM {}({})").format(sql.Identifier("figures", function), arguments)
    given = {
        name: Jsonb(dict(value)) if isinstance(value, Mapping) else value
        for name, value in values.items()
    }
    with answer_to(engine, Question(call.as_string(), given)) as answer:
        names = [column.name for column in answer.columns]
        return pandas.DataFrame(list(answer.rows), columns=names)
