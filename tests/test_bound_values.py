"""What a binding gives: alternatives, sums with missing cells, growth like for like."""

import pytest
from sqlalchemy import Engine

from ingestion.publications.statement import Alternative, Binding, Cells, Quantity
from tests.press import DAYS, PRINTED, Press, a_document, cells_of, stated, victims
from tests.rounds import select


@pytest.fixture
def press(warehouse: Engine) -> Press:
    """A warehouse to print in."""
    return Press(warehouse)


def test_another_denominator_is_tried_and_named(press: Press) -> None:
    text = "In 2022 the share of victims of sexual exploitation was 41 % of all."
    forms = Cells(PRINTED, tuple(_form(each) for each in ("SEXUAL", "LABOUR", "OTHER")), ("2022",))
    binding = Binding(
        cells_of("SEXUAL", "2022"),
        cells_of("TOTAL", "2022"),
        alternatives=(Alternative("victims with a known form", denominator=forms),),
    )
    press.release(*DAYS)
    share = stated(text, "41", Quantity("victims", "form: sexual", "all", (2022,)), binding)
    press.print(a_document("share", "2024-06-01", share), text, "2024-06-02")

    query = "SELECT verdict, reading, round(value, 1)::text FROM figures.verdicts"
    assert select(press.engine, query) == [("reproduced", "victims with a known form", "41.4")]
    tried = """SELECT reading, round(value, 1)::text, prints_so FROM figures.bound_values
                WHERE document_id = 'share' ORDER BY reading NULLS FIRST"""
    assert select(press.engine, tried) == [
        (None, "39.8", False),
        ("victims with a known form", "41.4", True),
    ]


def test_a_percent_change_is_computed_from_both_years(press: Press) -> None:
    text = "From 2021 to 2022 the number of victims increased by 41.1 %."
    binding = Binding(cells_of("TOTAL", "2022"), base=cells_of("TOTAL", "2021"))
    quantity = Quantity("victims registered", "total", None, (2022,), base_years=(2021,))
    press.release(*DAYS)
    change = stated(text, "41.1", quantity, binding, kind="change", unit="pct_change")
    press.print(a_document("change", "2024-06-01", change), text, "2024-06-02")

    query = "SELECT verdict, round(value, 2)::text FROM figures.verdicts"
    assert select(press.engine, query) == [("reproduced", "41.06")]


def test_a_share_that_misquotes_one_cell_says_by_how_much(press: Press) -> None:
    text = "Labour exploitation was 35 % of all cases in 2023."
    cells = {("LABOUR", "2023"): "3457", ("TOTAL", "2023"): "9595"}
    press.rounds.load("FORMS", "2025-04-03", cells, ("form",))
    labour, every = (Cells("FORMS", (form,), ("2023",)) for form in ("LABOUR", "TOTAL"))
    binding = Binding(labour, every)
    quantity = Quantity("victims registered", "form: labour", "known form", (2023,))
    told = a_document("misquoted", "2025-04-07", stated(text, "35", quantity, binding))
    press.print(told, text, "2025-04-08")

    query = "SELECT verdict, round(value, 1)::text, round(misses_by, 1)::text FROM figures.verdicts"
    assert select(press.engine, query) == [("never_matched", "36.0", "-1.0")]


def test_missing_cells_are_not_zero_and_are_left_out_by_name(press: Press) -> None:
    text = "Together the countries registered 60 victims in 2023."
    countries = tuple(f"C{number}" for number in range(4))
    cells = dict(zip(((c, "2023") for c in countries), ("10", "20", "30", ":"), strict=True))
    press.rounds.load("SUMS", "2025-04-03", cells)
    told = stated(text, "60", Quantity("victims"), Binding(Cells("SUMS", countries, ("2023",))))
    press.print(a_document("sum", "2025-04-07", told), text, "2025-04-08")

    query = "SELECT verdict, reading, value::int FROM figures.verdicts"
    assert select(press.engine, query) == [("reproduced", "missing cells left out", 60)]


def test_a_sum_that_lacks_too_many_countries_is_no_sum(press: Press) -> None:
    text = "Together the countries registered 10 victims in 2023."
    cells = {("A", "2023"): "10", ("B", "2023"): ":", ("C", "2023"): ":"}
    press.rounds.load("SUMS", "2025-04-03", cells)
    bound = Binding(Cells("SUMS", ("A", "B", "C"), ("2023",)))
    told = stated(text, "10", Quantity("victims"), bound)
    press.print(a_document("sum", "2025-04-03", told), text, "2025-04-08")

    assert select(press.engine, "SELECT verdict FROM figures.verdicts") == [("not_comparable",)]


def test_growth_is_also_tried_over_the_countries_that_reported_both_years(press: Press) -> None:
    text = "Convictions rose by 50 % from 2020 to 2021."
    before = {("A", "2020"): "10", ("B", "2020"): "20", ("C", "2020"): ":"}
    after = {("A", "2021"): "15", ("B", "2021"): "30", ("C", "2021"): "90"}
    press.rounds.load("GROWTH", "2022-12-13", before | after)
    countries = ("A", "B", "C")
    bound = Binding(
        Cells("GROWTH", countries, ("2021",)), base=Cells("GROWTH", countries, ("2020",))
    )
    told = stated(text, "50", Quantity("convictions"), bound, kind="change", unit="pct_change")
    press.print(a_document("growth", "2023-01-01", told), text, "2023-01-02")

    query = "SELECT verdict, reading, value::int FROM figures.verdicts"
    like_for_like = "like for like: only series with a number in every year"
    assert select(press.engine, query) == [("reproduced", like_for_like, 50)]


def test_cells_that_were_never_published_are_not_comparable(press: Press) -> None:
    text = "There were 500 registered victims in 1999."
    press.release(*DAYS)
    press.print(a_document("old", "2024-06-01", victims(text, "500", 1999)), text, "2024-06-02")

    ((verdict, reason),) = select(press.engine, "SELECT verdict, reason FROM figures.verdicts")
    assert verdict == "not_comparable"
    assert reason == f"no vintage of {PRINTED} has numbers for its cells"


@pytest.mark.parametrize("newer_first", [False, True])
def test_a_figure_is_not_held_against_another_series_that_has_its_key_now(
    press: Press, newer_first: bool
) -> None:
    text = "Belgium registered 100 victims in 2020."
    releases = [
        ("2024-01-01", {("T,BE", "2020"): "100"}, ("sex", "geo")),
        ("2025-01-01", {("T,BE", "2020"): "7"}, ("age", "geo")),
    ]
    for day, cells, dimensions in releases[:: -1 if newer_first else 1]:
        press.rounds.load("X", day, cells, dimensions)
    bound = Binding(Cells("X", ("T.BE",), ("2020",)))
    for printed_on in ("2024-06-01", "2025-06-01"):
        told = stated(text, "100", Quantity("victims"), bound)
        press.print(a_document(f"of-{printed_on}", printed_on, told), text, printed_on)

    query = """SELECT printed_on::text, verdict, value::int, value_now::int
                 FROM figures.verdicts WHERE is_current ORDER BY printed_on"""
    assert select(press.engine, query) == [
        ("2024-06-01", "revised_since", 100, None),
        ("2025-06-01", "never_matched", 7, 7),
    ]
    reason = "SELECT count(*) FROM figures.verdicts WHERE reason LIKE '%or other dimensions'"
    assert select(press.engine, reason) == [(1,)]
    assert press.judge(dataset_code="X").new == 0


def _form(category: str) -> str:
    return cells_of(category, "2022").series[0]
