"""JSON-stat 2.0: numbered cells, missing ones in the flags only, nothing outside the cube."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.errors import Malformed
from ingestion.eurostat.read_json_stat import read_json_stat
from ingestion.eurostat.read_tsv import read_tsv
from ingestion.normal_form import in_order
from tests.formats import Cell, Download, downloads
from warehouse.api.json_stat import json_stat
from warehouse.api.observation import Observation
from warehouse.api.observations import ReleaseAsked
from warehouse.snapshot import cells, observation_hash

DOWNLOAD = Download(
    ("freq", "geo"),
    ("2020", "2021"),
    {
        ("A", "BE"): {"2020": Cell("1.50", "p"), "2021": Cell("", "m")},
        ("A", "NA"): {"2020": Cell("", "", "C"), "2021": Cell("-0", "p", "C")},
    },
)


def cube(**changes: Any) -> bytes:
    """The download as JSON-stat, with some of its members changed."""
    message: dict[str, Any] = json.loads(DOWNLOAD.json_stat())
    return json.dumps(message | changes).encode()


def test_a_cell_in_the_flags_only_is_published_as_missing() -> None:
    """J1"""
    assert list(cells(read_json_stat(DOWNLOAD.json_stat()))) == [
        ("A.BE", "2020", "1.50 p"),
        ("A.BE", "2021", ": m"),
        ("A.NA", "2020", ": @C"),
        ("A.NA", "2021", "-0 p@C"),
    ]


def test_a_cube_without_any_flag_has_no_status() -> None:
    """J1"""
    plain = Download(("freq", "geo"), ("2020", "2021"), {("A", "BE"): {"2021": Cell("7")}})
    payload = plain.json_stat()

    assert b"status" not in payload
    assert list(cells(read_json_stat(payload))) == [("A.BE", "2021", "7")]


def test_numbers_keep_their_spelling() -> None:
    payload = DOWNLOAD.json_stat().replace(b":1.50", b":1E3")

    assert [cell for _, _, cell in cells(read_json_stat(payload))][::3] == ["1E3 p", "-0 p@C"]


def test_values_may_be_a_list_with_holes() -> None:
    payload = cube(value=["KG", None, None, None], status={})

    assert [cell for _, _, cell in cells(read_json_stat(payload))] == ["KG"]


def test_a_null_is_published_as_missing() -> None:
    payload = cube(value={"0": None}, status={})

    assert [cell for _, _, cell in cells(read_json_stat(payload))] == [":"]


def test_what_our_own_api_answers_is_read_as_it_was_published() -> None:
    """A value, its number, and its flags of both sorts."""
    published = [
        ("12.30", Decimal("12.30"), "p", "C"),
        ("-0", Decimal("-0"), None, "C"),
        (":", None, None, None),
        (":", None, "m", None),
        (":", None, None, "N"),
        ("KG", None, None, None),
        ("KG", None, "e", "C"),
    ]
    day = datetime(2026, 2, 8, tzinfo=UTC)
    asked = ReleaseAsked("X", "X@2026-02-08T00:00:00Z", 0, day, 7, day, None, ("freq", "geo"))
    rows = [
        Observation(
            ("A", "BE"), str(2015 + place), number, text, status, confidentiality, day, None
        )
        for place, (text, number, status, confidentiality) in enumerate(published)
    ]

    read = cells(read_json_stat(json_stat(asked, rows, {}).encode()))

    assert [cell for _, _, cell in read] == [
        "12.30 p@C", "-0 @C", ":", ": m", ": @N", "KG", "KG e@C",
    ]  # fmt: skip


def test_a_colon_in_the_flags_says_that_a_cell_is_missing() -> None:
    """As our own HTTP API writes it, and the stand-in."""
    payload = cube(value={"0": None, "2": 7}, status={"0": ":", "1": ":", "3": ":|C"})

    assert [cell for _, _, cell in cells(read_json_stat(payload))] == ["7", ": @C", ":", ":"]


def test_a_colon_beside_a_figure_is_refused() -> None:
    with pytest.raises(Malformed, match="cell 0: wanted a number"):
        read_json_stat(cube(value={"0": 7}, status={"0": ":"}))


def test_an_offset_without_a_colon_is_read() -> None:
    """J2"""
    layout = read_json_stat(DOWNLOAD.json_stat()).layout

    assert layout["updated"] == "2026-07-21T11:00:00+02:00"
    assert (layout["dataset_code"], layout["structure_version"]) == ("TEST_CODE", "52.0")


@pytest.mark.parametrize("name", ["value", "status"])
def test_a_cell_outside_the_cube_is_refused(name: str) -> None:
    """J2"""
    with pytest.raises(Malformed, match=f"{name}: wanted cells below 4, .* got 4"):
        read_json_stat(cube(**{name: {"4": "p"}}))


@given(downloads(), st.randoms())
def test_no_order_of_dimensions_changes_a_figure(download: Download, random: Any) -> None:
    """J1, J3: also where time is not the last."""
    order = [*download.dimensions, "time"]
    random.shuffle(order)

    snapshot = in_order(read_json_stat(download.json_stat(order)), download.dimensions)

    assert observation_hash(snapshot) == observation_hash(read_tsv(download.tsv()))


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"class": "collection"}, "wanted a JSON-stat 2.0 dataset"),
        ({"id": ["freq", "geo"]}, "size: wanted the number of codes"),
        ({"size": [1, 2, 3]}, "size: wanted the number of codes"),
        ({"size": [1, 2, -2]}, "size: wanted a whole number"),
        ({"size": "1"}, "size: wanted a list"),
        ({"id": ["freq", "geo", ["time"]]}, "id: wanted a str"),
        ({"id": ["freq", "geo", "geo"], "size": [1, 2, 2]}, "id: wanted one dimension called time"),
        ({"dimension": {}}, "dimension freq: wanted a dict"),
        ({"value": {"-1": 5}}, "value: wanted a whole number"),
        ({"value": {"01": 5}}, "value: wanted a whole number"),
        ({"value": {"0": True}}, "value of cell 0: wanted a str, got 'True'"),
        ({"value": {"0": [1]}}, "value of cell 0: wanted a str"),
        ({"value": {"0": "12 345"}}, "cell 0: wanted a number"),
        ({"value": {"0": float("nan")}}, "got NaN, which is no JSON number"),
        ({"status": "p"}, "status: wanted a dict"),
        ({"status": {"0": "provisional"}}, "cell 0: wanted a number"),
        ({"updated": "yesterday"}, "updated: wanted a moment"),
        ({"extension": []}, "extension: wanted a dict"),
        ({"extension": {"id": ["TEST_CODE"]}}, "id: wanted a str"),
    ],
)
def test_a_cube_that_does_not_hold_together_is_refused(
    changes: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(Malformed, match=complaint):
        read_json_stat(cube(**changes))


@pytest.mark.parametrize(
    ("payload", "complaint"),
    [
        (b"", "wanted JSON"),
        (DOWNLOAD.json_stat()[:-20], "wanted JSON, and all of it"),
        (b"[" * 100_000, "wanted JSON"),
        (b'{"error": [{"status": 404, "label": "ERR_NOT_FOUND_4"}]}', "ERR_NOT_FOUND_4"),
        (
            b'{"warning": {"status": 413, "label": "ASYNCHRONOUS_RESPONSE"}}',
            "ASYNCHRONOUS_RESPONSE",
        ),
        (b'{"class": "dataset", "class": "dataset"}', "'class' comes twice"),
        (b"\xff\xfe{", "wanted JSON"),
    ],
)
def test_what_is_no_cube_is_refused_with_what_was_there(payload: bytes, complaint: str) -> None:
    with pytest.raises(Malformed, match=complaint):
        read_json_stat(payload)


@pytest.mark.parametrize(
    ("category", "complaint"),
    [
        ({"index": {"BE": 0, "BG": 2}}, "dimension geo: wanted the places 0 to 1"),
        ({"index": {"BE": 0, "BG": 0}}, "dimension geo: wanted the places 0 to 1"),
        ({"index": ["BE", "BE"]}, "dimension geo: wanted distinct codes"),
        ({"index": ["BE", "B.G"]}, "dimension geo: wanted distinct codes"),
        ({}, "dimension geo: wanted a dict"),
    ],
)
def test_codes_without_their_places_are_refused(category: dict[str, Any], complaint: str) -> None:
    message = json.loads(cube())
    message["dimension"]["geo"]["category"] = category

    with pytest.raises(Malformed, match=complaint):
        read_json_stat(json.dumps(message).encode())


def test_a_list_of_codes_and_a_single_code_without_index_are_read() -> None:
    message = json.loads(DOWNLOAD.json_stat())
    message["dimension"]["geo"]["category"] = {"index": ["NA", "BE"]}
    message["dimension"]["freq"]["category"] = {"label": {"A": "Annual"}}

    found = read_json_stat(json.dumps(message).encode())

    assert {key for key, _, _ in cells(found)} == {"A.BE", "A.NA"}
