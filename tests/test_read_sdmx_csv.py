"""SDMX-CSV 1.0: by column name, missing is published as missing, drift is loud."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.errors import Malformed
from ingestion.eurostat.clock import moment
from ingestion.eurostat.read_sdmx_csv import read_sdmx_csv
from tests.formats import Cell, Download
from tests.shared import shared_file
from warehouse.snapshot import Snapshot, cells, observation_hash

HEADER = "DATAFLOW,LAST UPDATE,freq,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS"
STAMPS = "ESTAT:TEST(1.0),01/10/26 11:00:00"
DOWNLOAD = Download(
    ("freq", "geo"),
    ("2020", "2021"),
    {
        ("A", "BE"): {"2020": Cell("1.50", "p"), "2021": Cell("", "m", "C")},
        ("A", "NA"): {"2021": Cell("-0")},
    },
)


def sdmx_csv(*lines: str, header: str = HEADER) -> bytes:
    return "\r\n".join((header, *lines, "")).encode()


def read_recorded(name: str) -> Snapshot:
    return read_sdmx_csv(shared_file(f"eurostat/sdmx_csv/{name}").read_bytes())


def test_a_live_answer_is_read_with_its_flags() -> None:
    """P1"""
    snapshot = read_recorded("lfsa_argan_live_2026-06-19.csv")

    assert snapshot.dimensions == ("freq", "unit", "sex", "age", "citizen", "geo")
    assert list(cells(snapshot)) == [
        ("A.PC.T.Y15-64.FOR.FR", "2021", "66.5 bd"),
        ("A.PC.T.Y15-64.FOR.FR", "2022", "66.6 d"),
    ]


def test_the_file_says_which_dataset_it_is_and_when_it_was_updated() -> None:
    layout = read_recorded("migr_resfirst_live_2026-06-19.csv").layout

    assert (layout["dataset_code"], layout["updated"]) == (
        "MIGR_RESFIRST",
        "2026-05-22T11:00:00+02:00",
    )


def test_a_file_of_2024_without_conf_status_and_final_line_end_is_whole() -> None:
    """P7"""
    snapshot = read_recorded("decoder_leco_test_transform.csv")
    found = {(key, period): cell for key, period, cell in cells(snapshot)}

    assert len(found) == 9
    assert found["A.BSL.PER.F.Y1.AT", "2025"] == "41154"
    assert found["A.BSL.PER.F.Y1.BE", "2020"] == "58369"


@given(st.permutations([*HEADER.split(",")]))
def test_columns_are_found_by_name_in_any_order(columns: list[str]) -> None:
    """P7"""
    snapshot = read_sdmx_csv(DOWNLOAD.sdmx_csv(columns))

    assert sorted(cell for _, _, cell in cells(snapshot)) == ["-0", "1.50 p", ": m@C"]


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ("OBS_FLAG", ["-0", "1.50", ": @C"]),
        ("CONF_STATUS", ["-0", "1.50 p", ": m"]),
        ("DATAFLOW", ["-0", "1.50 p", ": m@C"]),
        ("LAST UPDATE", ["-0", "1.50 p", ": m@C"]),
    ],
)
def test_an_optional_column_may_be_missing(missing: str, expected: list[str]) -> None:
    """P7"""
    columns = [name for name in HEADER.split(",") if name != missing]

    snapshot = read_sdmx_csv(DOWNLOAD.sdmx_csv(columns))

    assert sorted(cell for _, _, cell in cells(snapshot)) == expected


@pytest.mark.parametrize("missing", ["OBS_VALUE", "TIME_PERIOD"])
def test_a_required_column_that_is_missing_is_schema_drift(missing: str) -> None:
    """P8"""
    columns = [name for name in HEADER.split(",") if name != missing]

    with pytest.raises(Malformed, match=f"schema drift: wanted .*{missing}"):
        read_sdmx_csv(DOWNLOAD.sdmx_csv(columns))


def test_a_file_without_a_dimension_is_schema_drift() -> None:
    """P8"""
    with pytest.raises(Malformed, match="schema drift"):
        read_sdmx_csv(sdmx_csv(header="TIME_PERIOD,OBS_VALUE"))


def test_the_day_comes_before_the_month() -> None:
    """P9: pandas reads 10 January."""
    snapshot = read_sdmx_csv(sdmx_csv(f"{STAMPS},A,BE,2020,1,,"))

    assert snapshot.layout["updated"] == "2026-10-01T11:00:00+02:00"


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        ("24/10/26 23:00:00", "2026-10-24T23:00:00+02:00"),
        ("25/10/26 02:30:00", "2026-10-25T02:30:00+02:00"),
        ("25/10/26 23:00:00", "2026-10-25T23:00:00+01:00"),
        ("29/03/26 02:30:00", "2026-03-29T03:30:00+02:00"),
    ],
)
def test_stamps_near_a_clock_change_are_brussels_time(stamp: str, expected: str) -> None:
    """P9"""
    assert moment(stamp).isoformat() == expected


def test_an_empty_value_is_published_as_missing() -> None:
    snapshot = read_sdmx_csv(sdmx_csv(f"{STAMPS},A,BE,2020,,,", f"{STAMPS},A,BE,2021,:,,C"))

    assert [cell for _, _, cell in cells(snapshot)] == [":", ": @C"]


def test_an_observation_that_comes_twice_is_refused_with_both_lines() -> None:
    """P6"""
    with pytest.raises(Malformed, match=r"lines 2 and 4: the observation A,BE, 2020 comes twice"):
        read_sdmx_csv(
            sdmx_csv(*(f"{STAMPS},A,{at},{value},," for at, value in
                       [("BE,2020", "1"), ("BE,2021", "2"), ("BE,2020", "1")]))
        )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("A,BE,2020,1,p", "line 3: wanted 8 fields as in line 1, got 7"),
        ("A,BE,2020,1,p,,", "line 3: wanted 8 fields as in line 1, got 9"),
        ("", "line 3: wanted 8 fields"),
        ("A,,2020,1,,", "line 3: wanted a code of geo, got ''"),
        ("A,Belgium (BE),2020,1,,", "line 3: wanted a code of geo"),
        ('A,"B,E",2020,1,,', "line 3: wanted a code of geo"),
        ("A,BE,,1,,", "line 3: wanted a time period"),
        ("A,BE,2020-13,1,,", "line 3: wanted a time period"),
        ("A,BE,2020,1.2.3,,", "line 3, A,BE, 2020: wanted a number"),
        ("A,BE,2020,NaN,,", "line 3, A,BE, 2020: wanted a number"),
        ("A,BE,2020,1,provisional,", "line 3, A,BE, 2020: wanted a number"),
        ("A,BE,2020,1,,1", "line 3, A,BE, 2020: wanted a number"),
        ('A,"BE,2020,1,,', "wanted CSV in UTF-8"),
    ],
)
def test_a_line_outside_the_grammar_is_refused_by_its_number(line: str, complaint: str) -> None:
    lines = (
        f"{STAMPS},A,AT,2020,1,,",
        f"{STAMPS},{line}" if line else "",
        f"{STAMPS},A,ZZ,2020,1,,",
    )

    with pytest.raises(Malformed, match=complaint):
        read_sdmx_csv(sdmx_csv(*lines))


@pytest.mark.parametrize(
    ("payload", "complaint"),
    [
        (b"", "schema drift"),
        (b"<html>\n</html>\n", "schema drift.*<html>"),
        (b"STRUCTURE,STRUCTURE_ID,ACTION,geo,TIME_PERIOD\r\n", "wanted SDMX-CSV 1.0"),
        (sdmx_csv(header=f"{HEADER},geo"), "no column twice"),
        (sdmx_csv(f"{STAMPS},A,BE,2020,1,,").replace(b"BE", b"\xff"), "wanted CSV in UTF-8"),
        (sdmx_csv("ESTAT:T(1.0),2026-10-01,A,BE,2020,1,,"), "LAST UPDATE: wanted a moment"),
        (sdmx_csv("Residence permits: all,,A,BE,2020,1,,"), "wanted DATAFLOW as in"),
        (
            sdmx_csv(f"{STAMPS},A,BE,2020,1,,", "ESTAT:OTHER(1.0),01/10/26 11:00:00,A,BG,2020,1,,"),
            "wanted one DATAFLOW",
        ),
        (b"freq,geo,TIME_PERIOD,OBS_VALUE\r\nA,BE,2020,12", "ends within its last value"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused(payload: bytes, complaint: str) -> None:
    with pytest.raises(Malformed, match=complaint):
        read_sdmx_csv(payload)


def test_a_byte_order_mark_is_no_part_of_the_first_column() -> None:
    payload = sdmx_csv(f"{STAMPS},A,BE,2020,1,,")

    assert observation_hash(read_sdmx_csv(b"\xef\xbb\xbf" + payload)) == observation_hash(
        read_sdmx_csv(payload)
    )


def test_codes_that_other_readers_take_for_nothing_are_strings() -> None:
    """P4"""
    lines = [f"{STAMPS},A,{code},2020,1,," for code in ("NA", "T", "F", "010", "nan", "C" * 48)]

    found = [key for key, _, _ in cells(read_sdmx_csv(sdmx_csv(*lines)))]

    assert sorted(found) == sorted(f"A.{line.split(',')[3]}" for line in lines)
