"""What differs between two snapshots is what a comparison cell by cell finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.difference import difference
from warehouse.period import period
from warehouse.snapshot import NotRegular, Snapshot, Tally

Cells = dict[tuple[str, int], str]
Row = tuple[str, int, str | None, str | None]

# of one, of exactly one and two words, and of more; those of a word differ at its end alone
CELLS = st.sampled_from(
    (
        *("", ":", ": c", "1", "2", "12345678", "12345679", "123456789", "1234567 p", "1234567 e"),
        *("1234567890123456", "1234567890123457", "12345678901234567", "1234567890123456 p@C"),
    )
)
PERIODS = st.sets(st.sampled_from(["2019", "2020", "2020-Q1", "2020-01", "2021", "2022"]))
KEYS = st.sets(st.sampled_from(["A,AT", "A,BE", "A,BEL", "A,CY", "M,AT", "M,a"]))


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """Some series with some periods, each series with a cell at least."""
    periods = sorted(draw(PERIODS), key=lambda label: period(label).period_id)
    lines = []
    for key in sorted(draw(KEYS) if periods else ()):
        cells = [draw(CELLS) for _ in periods]
        if any(cells):
            lines.append("\t".join((key, *cells)).encode())
    return Snapshot(("freq", "geo"), tuple(periods), lines)


def cells_of(snapshot: Snapshot) -> Cells:
    """Every cell by its series and period."""
    ids = [period(label).period_id for label in snapshot.periods]
    rows = (line.decode().split("\t") for line in snapshot.lines)
    return {
        (key, period_id): cell
        for key, *cells in rows
        for period_id, cell in zip(ids, cells, strict=True)
        if cell
    }


def found(before: Snapshot, after: Snapshot) -> list[Row]:
    """The differences, in the order of series and periods."""
    frames = difference(Tally(before), Tally(after))
    rows = [row for (frame,) in frames for row in frame.iter_rows()]
    return sorted(rows, key=lambda row: row[:2])


@given(snapshots(), snapshots())
def test_what_differs_is_found_to_the_character(before: Snapshot, after: Snapshot) -> None:
    was, now = cells_of(before), cells_of(after)

    expected = [
        (*place, was.get(place), now.get(place))
        for place in sorted(was.keys() | now.keys())
        if was.get(place) != now.get(place)
    ]
    assert found(before, after) == expected


@pytest.mark.parametrize("place", range(40))
def test_of_long_cells_each_character_is_compared(place: int) -> None:
    one, other = (["1"] * 40 for _ in range(2))
    other[place] = "2"
    before, after = (
        Snapshot(("geo",), ("2020",), [f"AT\t{''.join(cell)}".encode()]) for cell in (one, other)
    )

    assert [row[2:] for row in found(before, after)] == [("".join(one), "".join(other))]


@given(snapshots(), snapshots(), snapshots())
def test_three_are_compared_in_one_reading_as_each_two_are(
    first: Snapshot, second: Snapshot, third: Snapshot
) -> None:
    legs: tuple[list[Row], list[Row]] = ([], [])
    for frames in difference(Tally(first), Tally(second), Tally(third)):
        for leg, frame in zip(legs, frames, strict=True):
            leg += frame.iter_rows()

    rows = [sorted(leg, key=lambda row: row[:2]) for leg in legs]
    assert rows == [found(first, second), found(second, third)]


def test_a_long_cell_that_differs_at_its_end_is_found_beside_periods_that_come_and_go() -> None:
    """The periods that both have do not follow each other: cells are looked up one by one."""
    old, new = ("2019", "2021", "2020-Q1"), ("2019", "2022", "2020-Q1")
    lines = ([b"A,CY\t\t\t:", b"M,AT\t\t\t1234567 " + flag] for flag in (b"p", b"e"))
    before, after = (
        Snapshot(("freq", "geo"), periods, some)
        for periods, some in zip((old, new), lines, strict=True)
    )

    assert found(before, after) == [("M,AT", period("2020-Q1").period_id, "1234567 p", "1234567 e")]


def test_many_lines_are_compared_a_block_at_a_time() -> None:
    """More than two blocks of either, cut at other places, and changes of more than one frame."""
    old = [f"A,{number:060}\t{number}\t{number % 7}".encode() for number in range(140_000)]
    new = [line[:-1] + b"9" for line in old if not line.startswith(b"A," + b"0" * 56)]
    before, after = (Snapshot(("freq", "geo"), ("2020", "2021"), lines) for lines in (old, new))

    frames = list(difference(Tally(before), Tally(after)))

    rows = [(key, was, now) for (frame,) in frames for key, _, was, now in frame.iter_rows()]
    first, second = zip(*(line.decode().split("\t")[1:] for line in old), strict=True)
    gone = 10_000
    left = [was for _, was, now in rows if now is None]
    assert len(frames) > 1
    assert sorted(left) == sorted(first[:gone] + second[:gone])
    assert [was for _, was, now in rows if now == "9"] == list(second[gone:])
    assert len({key for key, _, _ in rows}) == len(old)


@pytest.mark.parametrize(
    "lines",
    [[b"A,AT\t1\t2\t3"], [b"A,AT\t1"], [b"A,AT\t1", b"A,BE\t1\t2\t3"], [b"A,AT\t\t"]],
    ids=["a cell too many", "one too few", "one in another line", "no cell"],
)
def test_a_line_that_has_not_its_cells_is_refused(lines: list[bytes]) -> None:
    good = Snapshot(("freq", "geo"), ("2020", "2021"), [b"A,AT\t1\t2"])

    with pytest.raises(NotRegular):
        found(good, Snapshot(("freq", "geo"), ("2020", "2021"), lines))


def test_a_series_that_comes_twice_is_compared_once() -> None:
    before = Snapshot(("freq", "geo"), ("2020",), [b"A,AT\t1", b"A,BE\t1"])
    after = Snapshot(("freq", "geo"), ("2020",), [b"A,AT\t2", b"A,AT\t3", b"A,BE\t1"])
    at_2020 = ("A,AT", period("2020").period_id)

    frames = difference(Tally(before), Tally(after))
    rows = [row for (frame,) in frames for row in frame.iter_rows()]

    assert rows == [(*at_2020, "1", "2"), (*at_2020, None, "3")]
