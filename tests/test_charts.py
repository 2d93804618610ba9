"""Pictures of a series: what is drawn, by frequency, with gaps, with few and many releases."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from tests.chromium import chromium_page
from tests.example_history import load_panel
from tests.pictures import Picture, picture
from warehouse.charts.files import html, svg
from warehouse.charts.histogram import bar_width, histogram
from warehouse.charts.history import (
    NoSuchSeries,
    NothingToDraw,
    SeriesHistory,
    series_history,
)
from warehouse.charts.lines import lines, shades
from warehouse.charts.triangle import triangle
from warehouse.connection import Access, engine
from warehouse.revisions import Comparison, Series, revision_pairs

CODE = "DEMO"
BELGIUM = Series(CODE, "BE")
GREY = "#d4d4d4"
FREQUENCIES = {
    "yearly": ["2019", "2020", "2021"],
    "half-yearly": ["2020-S1", "2020-S2", "2021-S1"],
    "quarterly": ["2020-Q3", "2020-Q4", "2021-Q1"],
    "monthly": ["2020-11", "2020-12", "2021-01"],
    "weekly": ["2020-W52", "2020-W53", "2021-W01"],
    "daily": ["2020-12-30", "2020-12-31", "2021-01-01"],
}


@pytest.fixture
def analyst(access: Access) -> Engine:
    """The warehouse as analysts see it."""
    return engine(access.analyst)


def history(
    access: Access, releases: Mapping[str, Mapping[str, str]], key: str = "BE"
) -> SeriesHistory:
    """The history of a series of one dimension, loaded release by release."""
    cells = {
        at: {(key, label): cell for label, cell in row.items()} | {("XX", "2000"): at}
        for at, row in releases.items()
    }
    load_panel(engine(access.loader), CODE, cells)
    return series_history(engine(access.analyst), Series(CODE, key))


def drawn_lines(series: SeriesHistory) -> Picture:
    return picture(svg(lines(series)))


@pytest.mark.parametrize("frequency", FREQUENCIES)
def test_periods_stand_on_the_axis_as_they_are_published(access: Access, frequency: str) -> None:
    labels = FREQUENCIES[frequency]
    series = history(access, {"2024-01-01": dict(zip(labels, "123", strict=True))})
    drawn = drawn_lines(series)

    assert [text for text in drawn.texts if text in labels] == labels
    assert [path.count("M") for path in drawn.lines] == [1]


def test_a_release_that_changed_nothing_of_the_series_is_no_line(access: Access) -> None:
    years = {"2019": "1", "2020": "2", "2021": "3"}
    series = history(
        access, {"2024-01-01": years, "2024-02-01": years, "2024-03-01": {**years, "2020": "2.5"}}
    )
    drawn = drawn_lines(series)

    assert len(drawn.lines) == 2
    assert [text for text in drawn.texts if text.startswith("2024-")] == [
        "2024-01-01",
        "2024-03-01",
    ]
    assert any(text.startswith("2 of 3 releases") for text in drawn.texts)


@pytest.mark.parametrize("cells", [{"2018": ":"}, {"2018": ": @C"}, {}])
def test_a_missing_figure_is_a_gap_whether_it_is_published_as_missing_or_not_there(
    access: Access, cells: dict[str, str]
) -> None:
    years = {"2016": "1", "2017": "2", "2019": "0", "2020": "5", **cells}
    drawn = drawn_lines(history(access, {"2024-01-01": years}))

    (path,) = drawn.lines
    assert path.count("M") == 2
    assert len(drawn.fills("symbol")) == 4


def test_in_a_long_series_only_a_figure_that_no_line_reaches_has_a_dot(access: Access) -> None:
    years = {str(year): "1" for year in range(1980, 2020)} | {"2000": ":", "2002": ":"}
    drawn = drawn_lines(history(access, {"2024-01-01": years}))

    assert len(drawn.fills("symbol")) == 1


def test_flags_are_marks_that_the_legend_names_as_they_were_last(access: Access) -> None:
    years = {"2017": "1", "2018": "2", "2019": "3"}
    series = history(
        access,
        {
            "2024-01-01": {**years, "2018": "2 b", "2019": "3 p"},
            "2024-02-01": {**years, "2018": "2 b"},
            "2024-03-01": {**years, "2018": "2 b", "2019": "4 ep"},
        },
    )
    drawn = drawn_lines(series)

    assert [text for text in drawn.texts if ":" in text and len(text) < 30] == [
        "b: break in series",
        "ep: estimated, provisional",
    ]
    assert drawn.fills("symbol").count("") == 3  # the break on both lines, the newest estimate
    assert len(drawn.fills("symbol")) == 2 * len(years) + 3


def test_the_flags_of_a_long_series_are_those_of_its_newest_line(access: Access) -> None:
    years = {str(year): "1 p" for year in range(1980, 2010)}
    newest = {**years, "2009": "2 b"}
    drawn = drawn_lines(history(access, {"2024-01-01": years, "2024-02-01": newest}))

    assert len(drawn.lines) == 2
    assert len(drawn.fills("symbol")) == len(years)


def test_of_many_releases_all_are_lines_and_the_legend_names_some(access: Access) -> None:
    days = [f"20{year}-{month:02}-01" for year in (21, 22, 23) for month in range(1, 13)]
    series = history(
        access, {day: {"2019": "1", "2020": str(number)} for number, day in enumerate(days)}
    )
    drawn = drawn_lines(series)

    named = [text for text in drawn.texts if text in days]
    assert len(drawn.lines) == len(days) == 36
    assert (len(named), named[0], named[-1]) == (8, days[0], days[-1])


def test_two_releases_of_one_day_are_told_apart(access: Access) -> None:
    series = history(access, {"2024-01-01T09:00": {"2020": "1"}, "2024-01-01T11:00": {"2020": "2"}})
    drawn = drawn_lines(series)

    assert {"2024-01-01 09:00:00", "2024-01-01 11:00:00"} < set(drawn.texts)


def test_a_triangle_shows_figures_as_published_and_missing_ones_in_grey(access: Access) -> None:
    series = history(
        access,
        {"2024-01-01": {"2019": "12.30"}, "2024-02-01": {"2019": "9", "2020": ":", "2021": "0"}},
    )
    drawn = picture(svg(triangle(series)))

    assert [text for text in drawn.texts if text in {"12.30", "9", ":", "0"}][:4] == [
        "12.30",
        "9",
        ":",
        "0",
    ]
    fills = drawn.fills("rect")
    assert len(fills) == 4
    assert fills.count(GREY) == 1
    assert any(text.endswith("Grey: published without a number.") for text in drawn.texts)


def test_a_histogram_counts_what_revision_pairs_says(access: Access, analyst: Engine) -> None:
    before = {str(year): str(year) for year in range(1990, 2020)}
    after = {**before, "1995": "2000.5", "1996": "1990", "1997": "1990", "2020": "7"}
    series = history(access, {"2024-01-01": before, "2024-02-01": after})
    drawn = picture(svg(histogram(series)))

    pairs = revision_pairs(analyst, CODE, Comparison(members={"geo": "BE"}))
    seen_twice = pairs[pairs.time_period != "2020"].revision
    counts = (sum(seen_twice < 0), sum(seen_twice == 0), sum(seen_twice > 0))
    assert counts == (2, 27, 1)
    assert {"down (2)", "unchanged (27)", "up (1)"} < set(drawn.texts)
    assert any("Mean revision -0.25." in text for text in drawn.texts)


def test_bars_are_as_wide_as_people_count_and_no_finer_than_the_figures() -> None:
    assert bar_width([Decimal(-40), Decimal(55)]) == 5
    assert bar_width([Decimal(0), Decimal(1), Decimal(2)]) == 1
    assert bar_width([Decimal("0.00"), Decimal("0.05")]) == Decimal("0.01")
    assert bar_width([Decimal("1E+3"), Decimal(240_000)]) == 10_000


def test_colours_go_from_light_to_dark_and_one_alone_is_the_darkest() -> None:
    assert shades(2) == ["#35b779", "#440154"]
    assert shades(1) == ["#440154"]
    assert len(set(shades(50))) == 50


def test_the_newest_periods_are_drawn_where_only_they_are_wanted(access: Access) -> None:
    periods = {"2018": "1", "2019": "2", "2020": ":"}
    everything = history(access, {"2024-01-01": periods, "2024-02-01": periods})
    analyst = engine(access.analyst)
    newest = series_history(analyst, everything.series, 2)

    assert (newest.periods, len(newest.figures)) == (["2019", "2020"], 4)
    with pytest.raises(NothingToDraw, match="has a number in BE, in its newest 1 periods"):
        series_history(analyst, everything.series, 1)


def test_a_series_that_is_gone_from_the_newest_release_is_said_to_be(access: Access) -> None:
    series = history(access, {"2024-01-01": {"2019": "1", "2020": "2"}, "2024-02-01": {}})
    drawn = drawn_lines(series)

    assert len(drawn.lines) == 1
    assert "The newest release has no number in this series." in drawn.said["desc"]
    assert any(text.endswith("without a number in this series") for text in drawn.texts)
    assert {"2024-01-01", "2024-02-01"} < set(picture(svg(triangle(series))).texts)


def test_what_cannot_be_drawn_is_refused_with_the_reason(access: Access, analyst: Engine) -> None:
    same = {"2020": "1"}
    series = history(access, {"2024-01-01": same, "2024-02-01": same})
    load_panel(engine(access.loader), "NONE", {"2024-01-01": {("BE", "2020"): ":"}})
    load_panel(engine(access.loader), "MEAN", {"2024-01-01": {("BE", "9999"): "1"}})

    with pytest.raises(NothingToDraw, match=r"none of the 1 figures .* was revised in BE"):
        histogram(series)
    with pytest.raises(NothingToDraw, match="no release of NONE has a number in BE"):
        series_history(analyst, Series("NONE", "BE"))
    with pytest.raises(NothingToDraw, match="no line over time: try --kind triangle"):
        lines(series_history(analyst, Series("MEAN", "BE")))


def test_a_wrong_key_is_answered_with_the_nearest(access: Access, analyst: Engine) -> None:
    keys = ("A,F,BE", "A,M,BE", "A,F,FR", "Q,T,DE", "Q,T,NL")
    cells = {(key, "2020"): "1" for key in keys}
    load_panel(engine(access.loader), CODE, {"2024-01-01": cells}, ("freq", "sex", "geo"))

    with pytest.raises(NoSuchSeries, match=r"no series a\.f\.b; the nearest are A\.F\.BE, "):
        series_history(analyst, Series(CODE, "a.f.b"))


def test_a_page_draws_a_title_that_looks_like_markup_and_asks_for_nothing(access: Access) -> None:
    series = history(access, {"2024-01-01": {"2019": "1", "2020": "2"}})
    title = "</script><script src='http://127.0.0.1:9/x.js'></script>"
    page = html(lines(replace(series, title=title)))

    with chromium_page() as opened:
        opened.page.set_content(page.decode())
        opened.page.wait_for_selector("#chart svg")
        drawn = opened.page.text_content("#chart svg")
    assert drawn
    assert title in drawn
    assert (opened.requests, opened.complaints) == ([], [])
