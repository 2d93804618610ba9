"""The stand-in answers as Eurostat does: its formats, its refusals, its metadata."""

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import etree

from examples import eurostat_stand_in
from examples.eurostat_stand_in import StandIn
from examples.stand_in.shelf import shelve
from tests.loopback import AT, CODE, LATER, TSV, get
from tests.shared import shared_file

EXAMPLES = Path(eurostat_stand_in.__file__).parent / "releases"
DATA = f"/sdmx/2.1/data/{CODE}"
FEED = "/catalogue/rss/en/statistics-update.rss"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two releases of one dataset."""
    shelve(tmp_path / CODE, TSV, update_data=AT, title="Demo & table")
    shelve(tmp_path / CODE, TSV.replace(b"7 ", b"9 "), update_data=LATER, title="Demo & table")
    return tmp_path


@pytest.fixture
def eurostat(folder: Path) -> Iterator[StandIn]:
    """A stand-in that serves them."""
    with StandIn(folder) as stand_in:
        yield stand_in


def test_it_is_reached_on_this_machine_only(eurostat: StandIn) -> None:
    assert urlsplit(eurostat.url).hostname == "127.0.0.1"


def test_compressed_data_are_gzip_without_a_header_that_says_so(eurostat: StandIn) -> None:
    got = get(f"{eurostat.url}{DATA.lower()}?format=TSV&compressed=true")

    assert gzip.decompress(got.body) == TSV
    assert got.headers["Content-Encoding"] is None
    assert got.headers["Content-Length"] is None
    assert "estat_demo_table.tsv.gz" in got.headers["Content-Disposition"]


def test_the_same_release_is_the_same_bytes_at_any_time(eurostat: StandIn) -> None:
    structure = f"/sdmx/2.1/dataflow/ESTAT/{CODE}/latest?references=descendants&compressed=true"

    for path in (f"{DATA}?format=TSV&compressed=true", structure):
        assert get(eurostat.url + path).body == get(eurostat.url + path).body


def test_a_key_selects_series(eurostat: StandIn) -> None:
    lines = get(f"{eurostat.url}{DATA}/.F+M.BE").body.splitlines()

    assert [line.partition(b"\t")[0] for line in lines[1:]] == [b"A,F,BE", b"A,M,BE"]


@pytest.mark.parametrize(
    ("key", "http_status", "text"),
    [
        ("A.F", 400, b"<faultcode>140</faultcode><faultstring>INVALID_QUERY_NB_FILTERS"),
        ("A.F.XX", 400, b"<faultcode>150</faultcode><faultstring>INVALID_QUERY_DIMENSION_VALUE"),
        ("A.F.NA", 404, b"<faultcode>100</faultcode>"),
    ],
)
def test_a_wrong_key_is_refused_as_eurostat_does(
    eurostat: StandIn, key: str, http_status: int, text: bytes
) -> None:
    got = get(f"{eurostat.url}{DATA}/{key}")

    assert got.status == http_status
    assert text in got.body


@pytest.mark.parametrize(
    "path", ["/sdmx/2.1/data/NOPE", "/statistics/1.0/data/NOPE", "/sdmx/2.1/dataflow/ESTAT/NOPE"]
)
def test_an_unknown_dataset_is_not_found(eurostat: StandIn, path: str) -> None:
    got = get(eurostat.url + path)

    assert got.status == 404
    assert b"ERR_NOT_FOUND_4" in got.body


def test_sdmx_csv_has_a_row_for_each_cell(eurostat: StandIn) -> None:
    text = get(f"{eurostat.url}{DATA}?format=SDMX-CSV").body.decode()

    rows = list(csv.DictReader(text.splitlines()))
    assert len(rows) == 11
    assert rows[0]["LAST UPDATE"] == "07/01/26 11:00:00"
    assert [rows[2][name] for name in ("geo", "OBS_VALUE", "OBS_FLAG")] == ["BE", "", "m"]
    assert [rows[7][name] for name in ("geo", "OBS_VALUE", "CONF_STATUS")] == ["BE", "", "C"]
    assert rows[10]["OBS_VALUE"] == "12.30"


def test_json_stat_counts_positions_with_the_last_dimension_fastest(eurostat: StandIn) -> None:
    told = json.loads(get(f"{eurostat.url}/statistics/1.0/data/{CODE}?format=JSON").body)

    assert (told["id"], told["size"]) == (["freq", "sex", "geo", "time"], [1, 2, 3, 3])
    assert told["value"]["10"] == 8.0  # M, BE, 2021: 0 * 18 + 1 * 9 + 0 * 3 + 1
    assert told["status"] == {"1": "p", "2": "m", "10": "be", "11": "C", "16": ":"}


def test_the_statistics_api_filters_by_name(eurostat: StandIn) -> None:
    told = json.loads(get(f"{eurostat.url}/statistics/1.0/data/{CODE}?geo=FR&sex=F").body)

    assert told["value"] == {"0": 4.0, "1": 5.0}


def test_annotations_are_written_as_in_the_recorded_dataflow(eurostat: StandIn) -> None:
    recorded = json.loads(shared_file("eurostat/dataflow/DEMO_R_D2JAN_dataflow.json").read_bytes())

    told = json.loads(get(f"{eurostat.url}/sdmx/2.1/dataflow/ESTAT/{CODE}?format=JSON").body)

    known = {entry["type"]: set(entry) for entry in recorded["extension"]["annotation"]}
    assert told.keys() == recorded.keys()
    assert told["extension"].keys() == recorded["extension"].keys()
    for entry in told["extension"]["annotation"]:
        assert set(entry) == known[entry["type"]]


def test_the_structure_names_dimensions_codes_and_labels(folder: Path) -> None:
    (folder / CODE / "labels.toml").write_text(
        '[geo]\nBE = "Belgium"\n[dimensions]\ngeo = "Where"\n'
    )
    with StandIn(folder) as eurostat:
        path = f"/sdmx/2.1/dataflow/ESTAT/{CODE}/latest?references=descendants"
        structure = etree.fromstring(get(eurostat.url + path).body)

    dimensions = [entry.get("id") for entry in structure.iter("{*}Dimension")]
    [geo] = [entry for entry in structure.iter("{*}Codelist") if entry.get("id") == "GEO"]
    labels = {code.get("id"): code[0].text for code in geo.iter("{*}Code")}
    concepts = {entry.get("id"): entry[0].text for entry in structure.iter("{*}Concept")}
    assert dimensions == ["freq", "sex", "geo"]
    assert labels == {"BE": "Belgium", "FR": "FR", "NA": "NA"}
    assert concepts["geo"] == "Where"


def test_the_constraint_has_the_codes_that_are_there(eurostat: StandIn) -> None:
    got = get(f"{eurostat.url}/sdmx/2.1/contentconstraint/ESTAT/{CODE}/latest")

    regions = {
        entry.get("id"): [value.text for value in entry]
        for entry in etree.fromstring(got.body).iter("{*}KeyValue")
    }
    assert regions["sex"] == ["F", "M"]
    assert regions["TIME_PERIOD"] == ["2020", "2021", "2022"]


def test_the_table_of_contents_has_a_folder_and_a_line_per_dataset(eurostat: StandIn) -> None:
    lines = get(f"{eurostat.url}/catalogue/toc/txt?lang=en").body.decode().splitlines()

    assert [line.count("\t") for line in lines] == [7, 6, 7]
    assert lines[2].split("\t")[3] == '"07.01.2026"'
