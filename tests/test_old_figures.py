"""What is said of old figures, of aggregates, and of releases that bring no new period."""

from collections.abc import Mapping

import pytest
from sqlalchemy import Engine

from benchmarks.rounds import Desk, Table
from ingestion.checks.engine import Outcome
from ingestion.checks.gate import Verdict
from ingestion.checks.rule import profile
from ingestion.source import Source

DIMENSIONS = ("freq", "unit", "geo")
COUNTRIES = ("AT", "BE", "BG", "CY", "CZ")
YEARS = tuple(map(str, range(2015, 2024)))
FIRST: Table = {
    ("A", "NR", geo): {year: str(100 * place + int(year) % 7) for year in YEARS}
    for place, geo in enumerate((*COUNTRIES, "EU27_2020"), 3)
}


@pytest.fixture
def desk(warehouse: Engine) -> Desk:
    """A yearly dataset of five countries and the Union, whose newest year was revised twice."""
    desk = Desk(warehouse, "DEMO", profile(Source("DEMO", "Demo", ("A",)), None, {}))
    for day, figure in (("2024-08-01", "300"), ("2024-10-01", "301"), ("2024-12-01", "302")):
        desk.load(day, DIMENSIONS, changed({("AT", "2023"): figure}))
    return desk


def changed(cells: Mapping[tuple[str, str], str]) -> Table:
    """The first vintage, with other cells for some countries and years."""
    table = {key: dict(row) for key, row in FIRST.items()}
    for (geo, year), cell in cells.items():
        table["A", "NR", geo][year] = cell
    return table


def judged(desk: Desk, cells: Mapping[tuple[str, str], str]) -> Verdict:
    """The verdict on the next release: the last one with other cells."""
    return desk.judged("2025-03-01", DIMENSIONS, changed({("AT", "2023"): "302", **cells}))


def outcome(verdict: Verdict, check_id: str) -> Outcome:
    """What a rule said."""
    return next(each for each in verdict.outcomes if each.rule.check_id == check_id)


def said(verdict: Verdict, check_id: str) -> list[str]:
    """The sentences of a rule that failed; none of one that passed."""
    found = outcome(verdict, check_id)
    assert found.outcome != "error", found.error
    return [str(row["said"]) for row in found.sample] if found.outcome == "fail" else []


def test_an_old_figure_of_the_union_that_moved_by_3_percent_is_told(desk: Desk) -> None:
    verdict = judged(desk, {("EU27_2020", "2018"): "826"})

    assert said(verdict, "revision.aggregate") == ["A.NR.EU27_2020, 2018: 802 to 826 (+3.0%)"]
    assert verdict.verdict == "accept_with_warnings"


def test_rounding_of_the_union_and_its_newest_year_are_not_told(desk: Desk) -> None:
    verdict = judged(desk, {("EU27_2020", "2018"): "806", ("EU27_2020", "2023"): "850"})

    assert said(verdict, "revision.aggregate") == []


def test_a_single_old_cell_that_became_confidential_is_named(desk: Desk) -> None:
    verdict = judged(desk, {("BE", "2019"): ": @C", ("CZ", "2023"): ":"})

    assert said(verdict, "figure.withdrawn") == ["A.NR.BE, 2019: 403 to : @C"]


def test_a_new_break_on_a_past_year_is_told_by_country(desk: Desk) -> None:
    verdict = judged(
        desk, {("BE", "2018"): "402 b", ("BE", "2019"): "403 b", ("CY", "2020"): "604 p"}
    )

    assert said(verdict, "flag.break") == ["geo=BE: 2 figures in 2018 to 2019, such as A.NR.BE"]


def test_old_figures_that_change_without_a_new_period_are_told_the_first_time(desk: Desk) -> None:
    verdict = judged(desk, {("BE", "2018"): "405"})

    assert said(verdict, "release.silent") == ["1 old figure, such as A.NR.BE, 2018: 402 to 405"]
    assert said(verdict, "release.unusual") == ["1 old figure, and none in 3 vintages before"]


def test_what_a_dataset_did_before_is_kept_and_raises_nothing(desk: Desk) -> None:
    desk.load("2025-01-01", DIMENSIONS, changed({("AT", "2023"): "302", ("CZ", "2016"): "701"}))

    verdict = judged(desk, {("CZ", "2016"): "701", ("BE", "2018"): "405"})

    assert said(verdict, "release.silent") != []
    assert said(verdict, "release.unusual") == []


def test_a_release_with_a_new_period_may_change_old_figures(desk: Desk) -> None:
    verdict = judged(desk, {("BE", "2018"): "405", ("BE", "2024"): "410"})

    assert said(verdict, "release.silent") == said(verdict, "release.unusual") == []
    assert said(verdict, "coverage.new_period") == ["1 of 5 countries have a number in 2024"]


def test_without_a_new_period_nothing_is_said_of_its_countries(desk: Desk) -> None:
    found = outcome(judged(desk, {("BE", "2018"): "405"}), "coverage.new_period")

    assert (found.outcome, found.observed) == ("pass", None)
    assert found.reason == "few countries report the newest period"


def test_the_union_is_no_country(desk: Desk) -> None:
    gone = {(geo, "2018"): ":" for geo in (*COUNTRIES[:2], "EU27_2020")}

    verdict = judged(desk, gone)

    assert said(verdict, "coverage.countries") == [
        "in 2018, 2 of 5 countries have no number any more: AT, BE"
    ]


@pytest.mark.parametrize(
    ("figure", "words"), [("-4", "the sign changed"), ("0", "nothing is left"), ("804", "+100.0%")]
)
def test_how_far_a_figure_moved_is_said_in_words_where_no_percent_can(
    desk: Desk, figure: str, words: str
) -> None:
    (sentence,) = said(judged(desk, {("BE", "2018"): figure}), "revision.size")

    assert sentence == f"A.NR.BE, 2018: 402 to {figure} ({words}, usual 3.0%)"
