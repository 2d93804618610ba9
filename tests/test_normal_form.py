"""The normal form: one spelling, one order, and what cannot be brought to it is refused."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.errors import Malformed
from ingestion.normal_form import in_order, normal_form, picker
from ingestion.sorted_lines import IN_MEMORY
from ingestion.table import Table
from warehouse.snapshot import Snapshot, cells, observation_hash


def snapshot_of(
    dimensions: Sequence[str],
    periods: Sequence[str],
    lines: Sequence[bytes],
    layout: Mapping[str, Any],
) -> Snapshot:
    """The snapshot that these lines hold, in normal form."""
    return normal_form(Table(dimensions, periods, lines, lambda: layout), IN_MEMORY)


def snapshot(*lines: bytes, periods: tuple[str, ...] = ("2020", "2021")) -> Snapshot:
    return snapshot_of(("freq", "geo"), periods, lines, {"format": "test"})


def test_lines_that_are_in_normal_form_already_are_the_same_bytes() -> None:
    lines = [b"A,BE\t1\t2 p", b"A,BG\t:\t"]

    assert snapshot(*lines) == Snapshot(
        ("freq", "geo"), ("2020", "2021"), lines, {"format": "test"}
    )


def test_periods_ascend_and_are_spelled_as_today() -> None:
    found = snapshot(b"M,BE\t3\t1\t2", periods=("2015M03 ", "2015-01", "2015M02"))

    assert (found.periods, found.lines) == (("2015-01", "2015-02", "2015-03"), [b"M,BE\t1\t2\t3"])


def test_frequencies_are_in_their_order_then_time() -> None:
    """Eurostat sorts the columns of a file of several frequencies as text."""
    found = snapshot(b"X,BE\t1\t2\t3\t4", periods=("2015", "2015-01", "2015-Q1", "2016"))

    assert found.periods == ("2015", "2016", "2015-Q1", "2015-01")


def test_series_are_sorted_by_code_and_not_by_letter() -> None:
    found = snapshot(b"A,BE_X\t1\t2", b"A,BEL\t1\t2", b"A,BE\t1\t2", b"A,BE-1\t1\t2")

    assert [line.partition(b"\t")[0] for line in found.lines] == [
        b"A,BE", b"A,BE-1", b"A,BEL", b"A,BE_X",
    ]  # fmt: skip


def test_series_and_periods_without_a_cell_are_dropped() -> None:
    found = snapshot(b"A,BE\t\t1\t", b"A,BG\t\t\t", periods=("2019", "2020", "2021"))

    assert (found.periods, found.lines) == (("2020",), [b"A,BE\t1"])


def test_a_short_last_line_is_filled_up() -> None:
    assert snapshot(b"A,BE\t1\t2", b"A,BG\t3").lines == [b"A,BE\t1\t2", b"A,BG\t3\t"]


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ([b"A,BE\t1", b"A,BG\t1\t2"], "line 2: wanted 2 cells.*got 1"),
        ([b"A,BE\t1\t2\t3"], "line 2: wanted 2 cells.*got 3"),
        ([b"A,BE"], "line 2: wanted 2 cells.*got 0"),
        ([b"A,BE\t1\t2", b"A,BE\t3\t4"], "lines 2 and 3: the series 'A,BE' comes twice; neither"),
        ([b"A,B.E\t1\t2"], "line 2: wanted 2 codes"),
        ([b"A,B\x07\t1\t2"], "line 2: wanted 2 codes"),
        ([b"A,\xc3\x89\t1\t2"], "line 2: wanted 2 codes"),
        ([b"A,BE,X\t1\t2"], "line 2: wanted 2 codes"),
    ],
)
def test_what_cannot_be_brought_to_it_is_refused_by_line(
    lines: list[bytes], complaint: str
) -> None:
    with pytest.raises(Malformed, match=complaint):
        snapshot(*lines)


@pytest.mark.parametrize("label", ["2021-W53", "2020-13", "TIME", "", "20"])
def test_a_label_that_is_no_period_is_refused(label: str) -> None:
    with pytest.raises(Malformed, match="line 1: wanted a time period"):
        snapshot(b"A,BE\t1\t2", periods=("2020", label))


@pytest.mark.parametrize("dimensions", [(), ("geo", "geo"), ("g.eo",), ("",), ("geo ",)])
def test_dimensions_without_distinct_names_are_refused(dimensions: tuple[str, ...]) -> None:
    with pytest.raises(Malformed, match="distinct names"):
        snapshot_of(dimensions, ("2020",), [], {})


def test_a_missing_frequency_is_made_from_the_periods() -> None:
    found = snapshot_of(("geo",), ("2020-Q1", "2020-Q2"), [b"BE\t1\t2"], {})

    assert (found.dimensions, found.lines) == (("freq", "geo"), [b"Q,BE\t1\t2"])


def test_a_frequency_in_capitals_is_one_too() -> None:
    assert snapshot_of(("FREQ", "GEO"), ("2020",), [b"A,BE\t1"], {}).dimensions == ("FREQ", "GEO")


def test_dimensions_can_be_put_into_the_order_of_the_structure() -> None:
    found = snapshot_of(("geo", "freq", "sex"), ("2020",), [b"BE,A,T\t2", b"AT,A,T\t1"], {})

    ordered = in_order(found, ("freq", "sex", "geo"))

    assert ordered.lines == [b"A,T,AT\t1", b"A,T,BE\t2"]
    assert in_order(ordered, ("geo", "freq", "sex")) == found


def test_other_dimensions_than_the_structures_are_schema_drift() -> None:
    """P8"""
    with pytest.raises(Malformed, match="schema drift: wanted the dimensions freq, sex, geo"):
        in_order(snapshot(b"A,BE\t1\t2"), ("freq", "sex", "geo"))


def test_fields_are_picked_also_where_there_is_only_one() -> None:
    assert picker([1])(["a", "b"]) == ("b",)


CODES = st.text("ABZ0_-", min_size=1, max_size=3)
LINES = st.dictionaries(
    st.tuples(CODES, CODES), st.tuples(*[st.sampled_from(["", "1", ": m"])] * 3), max_size=8
)


@given(LINES, st.permutations(range(3)), st.permutations(["freq", "geo"]))
def test_no_order_of_lines_columns_or_dimensions_changes_a_figure(
    table: dict[tuple[str, str], tuple[str, ...]], columns: list[int], names: list[str]
) -> None:
    periods = ("2019", "2020", "2021")
    straight = ["\t".join((",".join(codes), *row)).encode() for codes, row in table.items()]
    places = [("freq", "geo").index(name) for name in names]
    mixed = [
        "\t".join((",".join(codes[p] for p in places), *(row[c] for c in columns))).encode()
        for codes, row in reversed(table.items())
    ]

    expected = snapshot_of(("freq", "geo"), periods, straight, {})
    other = snapshot_of(names, [periods[c] for c in columns], mixed, {})

    assert observation_hash(in_order(other, ("freq", "geo"))) == observation_hash(expected)
    assert len(list(cells(expected))) == sum(cell != "" for row in table.values() for cell in row)
