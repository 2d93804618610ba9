"""The arithmetic inside one document finds what its own figures say of each other."""

from dataclasses import replace
from decimal import Decimal
from itertools import count

import pytest

from ingestion.publications.document import Document, document
from ingestion.publications.document_checks import CHECKS, findings
from ingestion.publications.statement import (
    Anchor,
    ContextFigure,
    Quantity,
    Statement,
    StatementKind,
    Unit,
)
from ingestion.settings import SHIPPED_SOURCES

_NUMBERS = count(1)
ALL = Quantity("victims registered", years=(2022,), geo="EU27_2020")
CHANGE = replace(ALL, years=(2021, 2022), base_years=(2019, 2020))


def figure(printed: str, unit: Unit, quantity: Quantity, hedge: str | None = None) -> Statement:
    kind: StatementKind = "change" if unit in ("pct_change", "pp") else "exact"
    anchor = Anchor(printed, before="0" * 16, after="0" * 16)
    return Statement(
        f"x-{next(_NUMBERS)}",
        kind,
        unit,
        quantity,
        (anchor,),
        printed,
        hedge=hedge,
        unbound_because="a test",
    )


def of(breakdown: str, denominator: str | None = None) -> Quantity:
    return replace(ALL, breakdown=breakdown, denominator=denominator)


def page(*statements: Statement, context: tuple[ContextFigure, ...] = ()) -> Document:
    return Document(
        "a-page", "A page", "nobody", "news", url="https://x/", statements=statements,
        context=context,
    )  # fmt: skip


def shipped(document_id: str) -> set[tuple[str, tuple[str, ...]]]:
    found = findings(document(document_id, [SHIPPED_SOURCES]))
    return {(each.check_id, each.statement_ids) for each in found}


def test_the_contradictions_of_the_second_progress_report_come_out() -> None:
    assert shipped("com-2018-777") == {
        ("hedge_mismatch", ("002-23",)),
        ("denominator_wording_conflict", ("002-06", "002-21")),
        ("denominator_wording_conflict", ("002-07", "002-23")),
        ("share_of_known", ("002-05",)),
        ("share_of_known", ("002-19",)),
    }


def test_the_children_of_the_council_conclusions_are_17_percent_and_not_19() -> None:
    found = findings(document("council-9897-25", [SHIPPED_SOURCES]))
    (children,) = [each for each in found if each.check_id == "count_by_share"]
    assert children.statement_ids == ("003-04",)
    assert "2 964 at 19 %" in children.said
    assert "17.2 %" in children.said


def test_the_council_s_change_is_not_that_between_its_own_two_years() -> None:
    found = findings(document("council-9897-25", [SHIPPED_SOURCES]))
    (change,) = [each for each in found if each.check_id == "change_of_years"]
    assert change.statement_ids == ("003-01",)
    assert change.said.endswith("from 2021 to 2022 the change is 41.1 %")


def test_even_shares_hold_only_over_victims_of_known_form() -> None:
    found = findings(document("council-9897-25", [SHIPPED_SOURCES]))
    said = {each.statement_ids[0]: each.said for each in found if each.check_id == "share_of_known"}
    assert list(said) == ["003-06", "003-06b"]
    assert said["003-06"].endswith("of all of them it would be 39.8 %")
    assert said["003-06b"].endswith("of all of them it would be 39.5 %")


def test_the_inform_contradicts_its_own_count_of_contact_points() -> None:
    assert shipped("emn-inform-2025-thb") == {("same_quantity_twice", ("000-05", "000-06"))}


@pytest.mark.parametrize("printed", [("56", "26", "18"), ("65", "15", "20"), ("56", "26", "17")])
def test_shares_may_be_one_off_by_rounding(printed: tuple[str, str, str]) -> None:
    assert findings(page(*forms(printed))) == []


def test_shares_that_miss_a_hundred_by_two_are_found() -> None:
    (found,) = findings(page(*forms(("56", "26", "16"))))
    assert (found.check_id, len(found.statement_ids)) == ("shares_sum", 3)
    assert "98 %" in found.said


def test_two_of_three_shares_are_not_summed() -> None:
    assert findings(page(*forms(("56", "26", "16"))[1:])) == []


def forms(printed: tuple[str, str, str]) -> list[Statement]:
    names = ("form: sexual", "form: labour", "form: other")
    return [
        figure(number, "percent", of(name, "known form"))
        for number, name in zip(printed, names, strict=True)
    ]


def test_a_part_larger_than_its_whole_is_found() -> None:
    part, whole = figure("120", "persons", of("age: child")), figure("100", "persons", ALL)
    (found,) = findings(page(part, whole))
    assert found.check_id == "part_of_whole"
    assert found.statement_ids == (part.statement_id, whole.statement_id)


def test_a_hedge_that_fits_its_number_is_no_finding() -> None:
    for hedge, printed in [
        ("over half", "56"),
        ("around one quarter", "26"),
        ("almost one quarter", "23"),
        ("over two-thirds", "68"),
        ("almost one-fifth", "19"),
        ("the majority", "61"),
    ]:
        assert findings(page(figure(printed, "percent", of("sex: female", "total"), hedge))) == []


def test_a_difference_in_points_that_is_printed_as_percent_is_found() -> None:
    child = replace(ALL, breakdown="age: child", denominator="total")
    now = figure("13", "percent", replace(child, years=(2023,)))
    before = figure("19", "percent", replace(child, years=(2021, 2022)))
    change = replace(child, denominator=None, years=(2023,), base_years=(2021, 2022))
    (found,) = findings(page(now, before, figure("6", "pct_change", change)))
    assert found.check_id == "points_or_percent"


def test_a_total_of_another_document_may_stand_in() -> None:
    share = figure("50", "percent", of("sex: female", "total"))
    count = figure("400", "persons", of("sex: female"))
    assert findings(page(share, count)) == []
    total = ContextFigure(ALL, "1 000", "another page")
    (found,) = findings(page(share, count, context=(total,)))
    assert "the share would be 40 %" in found.said
    assert total.value == Decimal(1000)


def test_every_check_has_a_test_here() -> None:
    assert len(CHECKS) == 8
