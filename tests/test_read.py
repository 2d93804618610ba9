"""Whatever the format, the same figures are the same snapshot; another dataset is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.errors import Malformed, NotThisDataset
from ingestion.eurostat.read import format_of, read
from ingestion.normal_form import in_order
from ingestion.release import SourceFormat
from tests.formats import Cell, Download, downloads
from tests.shared import shared_file
from warehouse.errors import VintagesError
from warehouse.snapshot import observation_hash

FORMATS: list[SourceFormat] = ["tsv", "sdmx-csv", "json-stat"]
DOWNLOAD = Download(
    ("freq", "geo"), ("2020", "2021"), {("A", "BE"): {"2020": Cell("1", "p"), "2021": Cell("2")}}
)


def payload_of(download: Download, source_format: SourceFormat) -> bytes:
    writers = {
        "tsv": download.tsv,
        "sdmx-csv": download.sdmx_csv,
        "json-stat": download.json_stat,
    }
    return writers[source_format]()


@pytest.mark.parametrize("source_format", FORMATS)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_the_format_of_a_file_at_hand_is_found_out(
    source_format: SourceFormat, mark: bytes
) -> None:
    payload = mark + payload_of(DOWNLOAD, source_format)

    assert format_of(payload) == source_format
    assert observation_hash(read(payload, None, "test_code")) == observation_hash(
        read(DOWNLOAD.tsv(), "tsv", "TEST_CODE")
    )


@pytest.mark.parametrize(
    ("name", "source_format"),
    [
        ("tsv/proj_19np.tsv", "tsv"),
        ("tsv_legacy/teina200.tsv", "tsv"),
        ("vintages/demo_r_mwk_ts/2021-01-05.tsv", "tsv"),
        ("sdmx_csv/decoder_leco_test_transform.csv", "sdmx-csv"),
        ("sdmx_csv/lfsa_argan_live_2026-06-19.csv", "sdmx-csv"),
    ],
)
def test_the_format_of_recorded_files_is_found_out(name: str, source_format: str) -> None:
    assert format_of(shared_file(f"eurostat/{name}").read_bytes()) == source_format


@pytest.mark.parametrize(
    "payload",
    [b"", b"\n", b"<html>\\TIME_PERIOD\t", b"geo;time;value\nBE;2020;1\n", b"\x1f\x8b", b"PK"],
)
def test_a_file_in_no_format_of_ours_is_refused_with_what_was_there(payload: bytes) -> None:
    with pytest.raises(Malformed, match=r"UNE_RT_M: wanted TSV, SDMX-CSV .* JSON-stat .*, got"):
        read(payload, None, "UNE_RT_M")


@pytest.mark.parametrize("source_format", ["sdmx-csv", "json-stat"])
def test_a_file_of_another_dataset_is_refused(source_format: SourceFormat) -> None:
    with pytest.raises(
        NotThisDataset, match=r"wanted the dataset UNE_RT_M, the file says .*TEST_CODE"
    ):
        read(payload_of(DOWNLOAD, source_format), source_format, "une_rt_m")


def test_a_view_is_another_dataset_than_the_one_it_shows() -> None:
    """C3"""
    with pytest.raises(NotThisDataset):
        read(DOWNLOAD.json_stat(code="CRIM_THB_SEX$DV_1641"), None, "CRIM_THB_SEX")


def test_a_fault_names_the_dataset_and_the_line() -> None:
    with pytest.raises(Malformed, match="UNE_RT_M: line 2, 2021: wanted a number"):
        read(DOWNLOAD.tsv().replace(b"2 \r\n", b"2,0 \r\n"), None, "UNE_RT_M")


@settings(max_examples=150)
@given(downloads(), st.permutations(["sex", "unit", "geo", "age"]))
def test_the_same_figures_have_one_hash_in_all_formats(
    download: Download, order: list[str]
) -> None:
    """J3: columns and dimensions in any order; ``in_order`` puts them into the structure's."""
    expected = observation_hash(read(download.tsv(), None, "TEST_CODE"))
    other = download.reordered([*(name for name in order if name in download.dimensions), "freq"])

    hashes = {
        observation_hash(
            in_order(read(payload_of(it, form), form, "TEST_CODE"), download.dimensions)
        )
        for it in (download, other)
        for form in FORMATS
    }

    assert hashes == {expected}


@settings(max_examples=300)
@given(st.binary(max_size=200), st.sampled_from([*FORMATS, None]))
def test_any_bytes_are_read_or_refused_and_nothing_else(
    payload: bytes, source_format: SourceFormat | None
) -> None:
    try:
        read(payload, source_format, "TEST_CODE")
    except VintagesError:
        return


@settings(max_examples=300)
@given(
    st.sampled_from(FORMATS),
    st.binary(max_size=12) | st.sampled_from([b"\t", b"\n", b'"', b"}", b",", b"9" * 5000]),
    st.integers(0, 400),
    st.integers(0, 12),
)
def test_damaged_files_are_read_or_refused_and_nothing_else(
    source_format: SourceFormat, damage: bytes, place: int, lost: int
) -> None:
    payload = payload_of(DOWNLOAD, source_format)

    try:
        read(payload[:place] + damage + payload[place + lost :], source_format, "TEST_CODE")
    except VintagesError:
        return
