"""Time periods: every label that Eurostat uses, and its older spellings, name one period."""

from datetime import date

import pytest

from warehouse.period import period


@pytest.mark.parametrize(
    ("label", "normal", "frequency", "first_day", "last_day"),
    [
        ("2020", "2020", "A", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020-S2", "2020-S2", "S", date(2020, 7, 1), date(2020, 12, 31)),
        ("2015Q1", "2015-Q1", "Q", date(2015, 1, 1), date(2015, 3, 31)),
        ("2015M12", "2015-12", "M", date(2015, 12, 1), date(2015, 12, 31)),
        ("2020-02 ", "2020-02", "M", date(2020, 2, 1), date(2020, 2, 29)),
        ("2020-W53", "2020-W53", "W", date(2020, 12, 28), date(2021, 1, 3)),
        ("2020W01", "2020-W01", "W", date(2019, 12, 30), date(2020, 1, 5)),
        ("2020W99", "2020-W99", "W", None, None),
        ("2020-01-05", "2020-01-05", "D", date(2020, 1, 5), date(2020, 1, 5)),
        ("2020M01D05", "2020-01-05", "D", date(2020, 1, 5), date(2020, 1, 5)),
        ("9999", "9999", "NAP", None, None),
        ("LTAA", "9999", "NAP", None, None),
    ],
)
def test_a_label_names_its_period(
    label: str, normal: str, frequency: str, first_day: date | None, last_day: date | None
) -> None:
    found = period(label)

    assert (found.time_period, found.frequency) == (normal, frequency)
    assert (found.first_day, found.last_day) == (first_day, last_day)


@pytest.mark.parametrize(
    "label",
    [
        "",
        "x",
        "20",
        "2020-13",
        "2021-W53",
        "2020-W98",
        "2020-Q5",
        "2015Q1D05",
        "9999-12",
        "9999-W52",
    ],
)
def test_what_is_no_period_is_refused(label: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        period(label)


def test_numbers_sort_as_time_does_within_a_frequency() -> None:
    labels = ["1999-Q4", "2000-Q1", "2000-Q2", "2026-Q4"]

    assert sorted(labels, key=lambda label: period(label).period_id) == labels
