"""A printed figure held against the steps of its vintages: the ends of its interval and its day."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from ingestion.publications.verdict import Figure, change_percent, verdict
from warehouse.bound_values import AS_BOUND, Step
from warehouse.verdicts import Readings, Verdict

LATER = Step("later", datetime(2024, 6, 1, tzinfo=UTC), Decimal(12))
TEN = Figure(Decimal("9.95"), Decimal("10.05"), date(2024, 2, 1), "persons")  # printed as 10.0


def readings(**values: str) -> Readings:
    """What the vintages of January 2024 give, by their day (``d05`` for the fifth)."""
    steps = [
        Step(day, datetime(2024, 1, int(day[1:]), 10, tzinfo=UTC), Decimal(value))
        for day, value in values.items()
    ]
    return {AS_BOUND: tuple(steps)}


def judged(**values: str) -> Verdict:
    """The verdict on a printed ten."""
    return verdict(TEN, readings(**values))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("9.95", "reproduced"),
        ("9.949", "never_matched"),
        ("10.049", "reproduced"),
        ("10.05", "never_matched"),  # prints as 10.1
    ],
)
def test_what_rounding_hides_begins_with_its_lower_end_and_ends_before_its_upper(
    value: str, said: str
) -> None:
    assert judged(d05=value).verdict == said


def test_an_end_that_is_open_is_none() -> None:
    at_least = Figure(Decimal(100), None, TEN.printed_on, TEN.unit)

    assert at_least.stands_for(Decimal(10**9))
    assert not at_least.stands_for(Decimal(99))


def test_of_several_vintages_that_print_so_the_newest_is_named() -> None:
    found = judged(d05="10.01", d06="10.02", d07="10.03")

    assert (found.verdict, found.vintage_id, found.value) == ("reproduced", "d07", Decimal("10.03"))


def test_a_vintage_of_the_day_of_printing_counts_and_that_day_is_of_brussels() -> None:
    late = datetime(2024, 1, 31, 22, 59, tzinfo=UTC), datetime(2024, 1, 31, 23, 0, tzinfo=UTC)
    figure = Figure(TEN.low, TEN.high, date(2024, 1, 31), TEN.unit)

    found = [verdict(figure, {AS_BOUND: (Step("v", at, Decimal(10)),)}).verdict for at in late]

    assert found == ["reproduced", "no_vintage"]


def test_what_was_revised_since_is_told_in_percent_of_the_size_of_what_was_printed() -> None:
    found = judged(d05="10", d06="9")
    later = verdict(TEN, {AS_BOUND: (*readings(d05="10")[AS_BOUND], LATER)})

    assert (found.verdict, found.vintage_id) == ("revised_since", "d05")
    assert (later.verdict, later.change_percent) == ("revised_since", Decimal(20))
    assert change_percent(Decimal(-10), Decimal(-11)) == Decimal(-10)
    assert change_percent(Decimal(0), Decimal(1)) is None
