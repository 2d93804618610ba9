"""What a verdict says is true to the digit: no value seems to fit that does not."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from ingestion.publications.verdict import Figure, verdict
from warehouse.bound_values import AS_BOUND, Step


def said(unit: str, printed: tuple[str, str], *values: str) -> str:
    """The reason for a figure, printed after the first of some vintages; with its bounds."""
    steps = [
        Step(f"V{year}", datetime(year, 1, 1, tzinfo=UTC), Decimal(value))
        for year, value in enumerate(values, 2020)
    ]
    low, high = map(Decimal, printed)
    return verdict(Figure(low, high, date(2020, 6, 1), unit), {AS_BOUND: steps}).reason


@pytest.mark.parametrize(
    ("printed", "value", "shown"),
    [
        (("62.5", "63.5"), "62.4972", "62.497"),
        (("0.45", "0.55"), "0.44821", "0.448"),
        (("0.115", "0.125"), "0.1250", "0.125"),
        (("62.5", "63.5"), "61.23456", "61.23"),
        (("9758.5", "9759.5"), "9000", "9\u00a0000"),
    ],
)
def test_a_value_that_misses_is_not_shown_as_one_that_fits(
    printed: tuple[str, str], value: str, shown: str
) -> None:
    assert said("percent", printed, value).endswith(f"nearest is V2020 with {shown}")


def test_shares_move_by_points_and_counts_by_percent() -> None:
    share = said("percent", ("63.5", "64.5"), "64", "68")
    change = said("pct_change", ("-2.5", "-1.5"), "-2", "1")
    count = said("persons", ("99.5", "100.5"), "100", "110")

    assert share == "V2020 gives 64; since then V2021 gives 68 (+4.0 points)"
    assert change == "V2020 gives -2; since then V2021 gives 1 (+3.0 points)"
    assert count == "V2020 gives 100; since then V2021 gives 110 (+10.0 %)"
