"""TSV, today's and the old bulk listing's: every cell form, every fault, and back to the byte."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.errors import Malformed
from ingestion.eurostat.read_tsv import read_tsv
from ingestion.eurostat.write_tsv import write_tsv
from tests.formats import Download, downloads
from tests.shared import shared_file
from warehouse.snapshot import Snapshot, cells, observation_hash

RECORDED = [
    "tsv/proj_19np.tsv",
    "tsv/env_wasmun_excerpt_2026-09-19.tsv",
    "tsv_legacy/gov_10dd_edpt1.tsv",
    "tsv_legacy/teina200.tsv",
    "tsv_legacy/tsdde410.tsv",
    "vintages/demo_r_mwk_ts/2021-01-05.tsv",
    "vintages/demo_r_mwk_ts/2021-01-06.tsv",
    "vintages/demo_r_mwk_ts/2021-01-26.tsv",
]
HEADING = "freq,geo\\TIME_PERIOD"


def tsv(*lines: str, periods: str = "2020 \t2021 ", line_end: str = "\r\n") -> bytes:
    """A file of these lines under a header of these periods."""
    return line_end.join((f"{HEADING}\t{periods}", *lines, "")).encode()


def read_text(path: Path) -> Snapshot:
    return read_tsv(path.read_bytes())


@pytest.mark.parametrize("name", RECORDED)
def test_every_recorded_file_is_written_again_to_the_byte(name: str) -> None:
    payload = shared_file(f"eurostat/{name}").read_bytes()

    assert write_tsv(read_tsv(payload)) == payload


@pytest.mark.parametrize(
    ("day", "values"), [("2021-01-05", 29_517), ("2021-01-06", 29_548), ("2021-01-26", 30_167)]
)
def test_the_real_vintages_have_the_figures_that_were_counted_in_them(
    day: str, values: int
) -> None:
    snapshot = read_text(shared_file(f"eurostat/vintages/demo_r_mwk_ts/{day}.tsv"))

    assert sum(cell != ":" for _, _, cell in cells(snapshot)) == values


def test_flags_of_a_real_file_stay_with_their_values() -> None:
    """P1"""
    snapshot = read_text(shared_file("eurostat/tsv/env_wasmun_excerpt_2026-09-19.tsv"))
    found = {(key, period): cell for key, period, cell in cells(snapshot)}

    assert found["A.DSP_I.KG_HAB.PL", "2013"] == "5 be"
    assert found["A.DSP_I.KG_HAB.FR", "2024"] == "1 ep"
    assert found["A.DSP_I.KG_HAB.AL", "2010"] == ":"


@pytest.mark.parametrize(
    ("written", "cell"),
    [
        ("429634.3 ", "429634.3"),
        ("12.30 bp", "12.30 bp"),
        ("1 bdep", "1 bdep"),
        ("-0 ", "-0"),
        ("1E3 p", "1E3 p"),
        (".5 ", ".5"),
        (": ", ":"),
        (": m", ": m"),
        (": @C", ": @C"),
        ("5 p@C", "5 p@C"),
        ("0 n", "0 n"),
        ("0n", "0 n"),
        ("0n p", "0 np"),
        (":C ", ":C"),
        ("KG ", "KG"),
        ("12 ZZ", "12 ZZ"),
        ("12 p ", "12 p"),
        ("12b", "12 b"),
        ("12e", "12 e"),
        ("1.5ep ", "1.5 ep"),
        (": c", ": c"),
        (":c", ": c"),
        ("12", "12"),
    ],
)
def test_value_and_flags_are_told_apart_and_written_again_as_they_were(
    written: str, cell: str
) -> None:
    """P1: an unknown flag is kept; 0n means less than half of the unit."""
    payload = tsv(f"A,BE\t{written}\t7 ", "A,BG\t1 \t2 p")
    snapshot = read_tsv(payload)

    assert next(cells(snapshot)) == ("A.BE", "2020", cell)
    assert write_tsv(snapshot) == payload


@pytest.mark.parametrize("blank", ["", " "])
def test_an_empty_cell_is_absent_and_a_colon_is_published_as_missing(blank: str) -> None:
    """P2"""
    payload = tsv(f"A,BE\t{blank}\t: ", f"A,BG\t1 \t{blank}")
    snapshot = read_tsv(payload)

    assert list(cells(snapshot)) == [("A.BE", "2021", ":"), ("A.BG", "2020", "1")]
    assert write_tsv(snapshot) == payload


@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
@pytest.mark.parametrize("cut", [False, True])
def test_line_ends_do_not_matter_and_are_kept(line_end: str, cut: bool) -> None:
    """P3"""
    payload = tsv("A,BE\t1 \t2 ", "A,BG\t3 \t4 p", line_end=line_end)
    payload = payload.removesuffix(line_end.encode()) if cut else payload
    snapshot = read_tsv(payload)

    assert observation_hash(snapshot) == observation_hash(
        read_tsv(tsv("A,BE\t1 \t2 ", "A,BG\t3 \t4 p"))
    )
    assert write_tsv(snapshot) == payload


def test_a_header_of_166_kilobytes_is_one_line() -> None:
    """P3: a daily series since 1973."""
    days = [
        f"{year}-{month:02}-{day:02}"
        for year in range(1973, 2015)
        for month in range(1, 13)
        for day in range(1, 29)
    ]
    payload = tsv("D,BE" + "\t1 " * len(days), periods="\t".join(f"{day} " for day in days))
    snapshot = read_tsv(payload)

    assert len(payload.partition(b"\n")[0]) > 166_000
    assert snapshot.periods == tuple(days)


def test_a_short_last_row_has_no_cells_where_it_ends() -> None:
    """P3"""
    payload = tsv("A,BE\t1 \t2 ", "A,BG\t3 ")
    snapshot = read_tsv(payload)

    assert list(cells(snapshot))[2:] == [("A.BG", "2020", "3")]
    assert write_tsv(snapshot) == payload


@pytest.mark.parametrize(
    ("lines", "line", "number"),
    [
        (("A,BE\t1 \t2 \t3 ", "A,BG\t1 \t2 "), 2, "got 3"),
        (("A,BE\t1 \t2 ", "A,BG\t1 \t2 \t3 "), 3, "got 3"),
        (("A,BE\t1 ", "A,BG\t1 \t2 "), 2, "got 1"),
    ],
)
def test_a_wrong_number_of_cells_is_refused(lines: tuple[str, ...], line: int, number: str) -> None:
    """P3"""
    with pytest.raises(Malformed, match=f"line {line}: wanted 2 cells.*{number}"):
        read_tsv(tsv(*lines))


def test_codes_are_strings_and_are_never_repaired() -> None:
    """P4"""
    long = "C" * 48
    keys = ["A,NA", "A,T", "A,F", f"A,{long}", "A,ICSS02041_02043_02044", "A,010", "A,C10-C12"]
    snapshot = read_tsv(tsv(*(f"{key}\t1 \t2 " for key in keys)))

    assert {key for key, _, _ in cells(snapshot)} == {key.replace(",", ".") for key in keys}


def test_a_legacy_file_gets_its_frequency_and_normal_periods_in_order() -> None:
    """P5"""
    legacy = b"unit,geo\\time\t2015M02 \t2015M01 \nEUR,BE\t2 \t1 p\nEUR,BG\t: c\t3 \n"
    today = (
        b"freq,unit,geo\\TIME_PERIOD\t2015-01 \t2015-02 \r\n"
        b"M,EUR,BE\t1 p\t2 \r\nM,EUR,BG\t3 \t: c\r\n"
    )
    snapshot = read_tsv(legacy)

    assert snapshot.periods == ("2015-01", "2015-02")
    assert observation_hash(snapshot) == observation_hash(read_tsv(today))
    assert write_tsv(snapshot) == legacy


def test_a_real_legacy_file_newest_first_reads_as_it_should() -> None:
    """P5"""
    snapshot = read_text(shared_file("eurostat/tsv_legacy/gov_10dd_edpt1.tsv"))
    found = {(key, period): cell for key, period, cell in cells(snapshot)}

    assert snapshot.dimensions == ("freq", "unit", "sector", "na_item", "geo")
    assert (snapshot.periods[0], snapshot.periods[-1]) == ("1995", "2014")
    assert found["A.MIO_EUR.S1.B1GQ.AT", "2014"] == "329295.6"
    assert found["A.MIO_EUR.S1.B1GQ.AT", "1995"] == "183907.2"


def test_a_legacy_file_of_several_frequencies_has_a_series_for_each() -> None:
    payload = b"geo\\time\t2015 \t2015Q1 \t2015M01 \nBE\t1 \t2 \t3 \nBG\t4 \t\t5 \n"
    snapshot = read_tsv(payload)

    assert list(cells(snapshot)) == [
        ("A.BE", "2015", "1"),
        ("A.BG", "2015", "4"),
        ("M.BE", "2015-01", "3"),
        ("M.BG", "2015-01", "5"),
        ("Q.BE", "2015-Q1", "2"),
    ]
    assert write_tsv(snapshot) == payload


def test_older_labels_and_a_new_frequency_column_are_no_revision() -> None:
    """D6"""
    older = b"sex,geo\\time\t2020W02 \t2020W01 \nT,BE\t2 \t1 \n"
    newer = b"freq,sex,geo\\TIME_PERIOD\t2020-W01 \t2020-W02 \r\nW,T,BE\t1 \t2 \r\n"

    assert observation_hash(read_tsv(older)) == observation_hash(read_tsv(newer))


def test_a_series_that_comes_twice_is_refused_with_both_lines() -> None:
    """P6"""
    with pytest.raises(Malformed, match=r"lines 2 and 4: the series 'A,BE' comes twice; neither"):
        read_tsv(tsv("A,BE\t1 \t2 ", "A,BG\t1 \t2 ", "A,BE\t1 \t3 "))


def test_a_period_that_comes_twice_in_two_spellings_is_refused() -> None:
    """P6"""
    with pytest.raises(Malformed, match=r"line 1: '2015-01' and '2015M01' are one period"):
        read_tsv(tsv("M,BE\t1 \t2 ", periods="2015-01 \t2015M01 "))


@pytest.mark.parametrize("label", ["9999", "2020-S1", "2020-W53", "2020-01-05", "2020-Q4", "1999"])
def test_every_kind_of_period_is_read(label: str) -> None:
    """P10"""
    assert read_tsv(tsv("X,BE\t1 ", periods=f"{label} ")).periods == (label,)


def test_the_long_term_average_of_a_legacy_file_has_the_frequency_of_none() -> None:
    """P10"""
    snapshot = read_tsv(b"geo\\time\tLTAA \t2001 \nBE\t5 \t4 \n")

    assert list(cells(snapshot)) == [("A.BE", "2001", "4"), ("NAP.BE", "9999", "5")]


def test_periods_and_series_without_a_cell_are_dropped_and_written_again() -> None:
    payload = tsv("A,BE\t1 \t\t", "A,BG\t\t\t", "A,CY\t2 \t\t", periods="2020 \t2021 \t2022 ")
    snapshot = read_tsv(payload)

    assert (snapshot.periods, len(snapshot.lines)) == (("2020",), 2)
    assert write_tsv(snapshot) == payload


def test_lines_out_of_order_are_sorted_and_the_layout_says_so() -> None:
    snapshot = read_tsv(tsv("A,BG\t3 \t4 ", "A,BE\t1 \t2 "))

    assert write_tsv(snapshot) == tsv("A,BE\t1 \t2 ", "A,BG\t3 \t4 ")
    assert snapshot.layout["in_key_order"] is False


@pytest.mark.parametrize(
    "cell",
    ["1.2.3 ", "12,5 ", "12 345 ", "1-2 ", "--1 ", "- ", ". ", "NaN ", "NA ", "nan ", "<b> ", "é ",
     "12 provisional", "12 p@", "12x3 ", "kg ", "0x1F ", "12B", "p 12", "= 1 ", "\x00 "],
)  # fmt: skip
def test_a_cell_outside_the_grammar_is_refused_with_its_line_and_period(cell: str) -> None:
    with pytest.raises(Malformed, match=r"line 3, 2021: wanted a number"):
        read_tsv(tsv("A,BE\t1 \t2 ", f"A,BG\t1 \t{cell}", "A,CY\t1 \t2 "))


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("A.B,BE", "dot"),
        ("A", "2 codes"),
        ("A,B,BE", "2 codes"),
        ("A,", "none empty"),
        ("A,B E", "blank"),
    ],
)
def test_a_key_that_could_not_be_told_apart_is_refused(key: str, wanted: str) -> None:
    with pytest.raises(Malformed, match=f"line 2: .*{wanted}"):
        read_tsv(tsv(f"{key}\t1 \t2 ", "A,ZZ\t1 \t2 "))


@pytest.mark.parametrize(
    ("payload", "complaint"),
    [
        (b"", "an empty file"),
        (b"\r\n\r\n", "an empty line"),
        (b"<!DOCTYPE html>\n<html>", "'<!DOCTYPE html>'"),
        (b'{"class": "dataset"}', "class"),
        (b"freq,geo\\TIME", "line 1"),
        (b"freq,geo\\TIME_PERIOD\t2010 \t20", "was cut"),
        (b"freq,geo\\TIME_PERIOD\r\nA,BE\r\n", "wanted a time period for the series below"),
        (b"freq,geo\\TIME_PERIOD\t2010 \tunit \r\n", "time period"),
        (b"freq,\\TIME_PERIOD\t2010 \r\nA,BE\t1 \r\n", "distinct names"),
        (b"geo,geo\\TIME_PERIOD\t2010 \r\nA,BE\t1 \r\n", "distinct names"),
        (tsv("A,BE\t1 \t2 ", "", "A,BG\t1 \t2 "), "line 3: wanted a series"),
        (tsv("A,BE\t1 \t2 ").replace(b"2 \r\n", b"2 \n"), "line 2: wanted it to end as line 1"),
        (tsv("A,BE\t1 \t2 ") + b"A,BG\t1 \t2\r", "line 3: wanted it to end as line 1"),
    ],
)
def test_what_is_no_tsv_is_refused_with_what_was_there(payload: bytes, complaint: str) -> None:
    with pytest.raises(Malformed, match=complaint):
        read_tsv(payload)


@pytest.mark.parametrize("lost", [3, 4, 5, 8, 9, 10])
def test_a_file_that_ends_within_a_line_was_cut(lost: int) -> None:
    payload = tsv("A,BE\t1234 \t1234 ", "A,BG\t1234 \t1234 ")

    with pytest.raises(Malformed, match="line 3: the file ends within this line"):
        read_tsv(payload[:-lost])


def test_a_header_without_a_series_is_a_snapshot_without_a_figure() -> None:
    for payload in (tsv(), f"{HEADING}\r\n".encode()):  # as of a part for which there is nothing
        snapshot = read_tsv(payload)

        assert (snapshot.periods, list(snapshot.lines)) == ((), [])
        assert write_tsv(snapshot) == payload


@given(downloads(), st.randoms())
def test_the_order_of_lines_and_line_ends_change_no_figure(
    download: Download, random: Random
) -> None:
    expected = observation_hash(read_tsv(download.tsv()))
    series = list(download.series.items())
    random.shuffle(series)
    periods = list(download.periods)
    random.shuffle(periods)
    other = replace(download, periods=tuple(periods), series=dict(series), line_end="\n")

    assert observation_hash(read_tsv(other.tsv())) == expected


@given(downloads())
def test_what_was_read_is_written_again_to_the_byte(download: Download) -> None:
    in_key_order = dict(sorted(download.series.items(), key=lambda item: ",".join(item[0])))
    payload = replace(download, series=in_key_order).tsv()

    assert write_tsv(read_tsv(payload)) == payload


@settings(max_examples=300)
@given(st.binary(max_size=60), st.integers(min_value=0, max_value=70), st.integers(0, 12))
def test_a_damaged_file_is_read_or_refused_and_nothing_else(
    damage: bytes, place: int, lost: int
) -> None:
    payload = tsv("A,BE\t1 \t2 p", "A,BG\t: @C\t")
    damaged = payload[:place] + damage + payload[place + lost :]

    try:
        snapshot = read_tsv(damaged)
    except Malformed:
        return
    if snapshot.layout["in_key_order"]:
        assert write_tsv(snapshot) == damaged
