"""One series in every release held: what the pictures are drawn from."""

from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

import pandas
from sqlalchemy import Engine

from warehouse.errors import VintagesError
from warehouse.query import Question, answer_to, own, rows_of
from warehouse.revisions import Series

_SUGGESTED = 3


class NoSuchSeries(VintagesError):
    """The dataset has no series of this key: the message names the nearest."""


class NothingToDraw(VintagesError):
    """The series has no figures of which such a picture could be made."""


@dataclass(frozen=True)
class SeriesHistory:
    """A series, the words that name it, and its figures.

    ``members`` are the labels of its codes in the key's order, ``unit`` is one of them or None.
    ``released`` are all releases held of the dataset, oldest first, also those that did not touch
    the series. ``figures`` is its revision triangle: a row per period and release.
    """

    series: Series
    title: str
    members: tuple[str, ...]
    unit: str | None
    newest_vintage: str
    released: tuple[datetime, ...]
    figures: pandas.DataFrame

    @property
    def periods(self) -> list[str]:
        """The periods of the series, oldest first."""
        return list(dict.fromkeys(self.figures.time_period))


def series_history(engine: Engine, series: Series, newest: int | None = None) -> SeriesHistory:
    """The history of a series of a dataset that has releases, in its newest periods or in all.

    Raises NoSuchSeries with the nearest keys, and NothingToDraw where there never was a number.
    """
    names = {"dataset_code": series.dataset, "series_key": series.series_key}
    members = rows_of(engine, own("series_members", **names))
    if not members:
        raise NoSuchSeries(_suggestion(engine, series))
    figures = _triangle(engine, own("series_triangle", **names, newest=newest))
    if figures.obs_value.isna().all():
        there = f", in its newest {newest} periods" if newest else ""
        nothing = f"no release of {series.dataset} has a number in {series.series_key}{there}"
        raise NothingToDraw(nothing)
    releases = rows_of(engine, own("releases_titled", dataset_code=series.dataset))
    title = releases[-1][0]
    vintages = [name for _, name, _, outcome in releases if outcome == "vintage"]
    codes = series.series_key.split(".")
    named = {
        dimension: label or f"{dimension} {code}"
        for dimension, code, label in sorted(members, key=lambda row: codes.index(row[1]))
    }
    return SeriesHistory(
        series,
        title or series.dataset,
        tuple(named.values()),
        named.get("unit"),
        vintages[-1],
        tuple(at for _, _, at, _ in releases),
        figures,
    )


def _triangle(engine: Engine, question: Question) -> pandas.DataFrame:
    with answer_to(engine, question) as answer:
        names = [column.name for column in answer.columns]
        return pandas.DataFrame(list(answer.rows), columns=names)


def _suggestion(engine: Engine, series: Series) -> str:
    asked = own("series_near", dataset_code=series.dataset, series_key=series.series_key)
    keys = [key for (key,) in rows_of(engine, asked)]
    near = get_close_matches(series.series_key.upper(), keys, n=_SUGGESTED, cutoff=0)
    return (
        f"{series.dataset} has no series {series.series_key}; the nearest are {', '.join(near)}. "
        "The view figures.series has all of them, with their labels"
    )
