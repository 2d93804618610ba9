"""Availability queries: which codes and periods a data query would find, and how much."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.fresh import fresh_access
from tests.served import Client, serving_two_vintages
from warehouse.server import Server

THERE = "/availability/dataflow/ESTAT/DEMO/1.0"


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[Client]:
    """The API over two vintages."""
    with fresh_access(server) as access, serving_two_vintages(access) as opened:
        yield opened


def message(client: Client, address: str) -> dict[str, Any]:
    """The structures of an answer in JSON."""
    status, _, body = client.get(address, Accept="application/vnd.sdmx.structure+json")
    assert status == 200, body
    found: dict[str, Any] = json.loads(body)["data"]
    return found


def codes(client: Client, address: str) -> dict[str, str]:
    """The codes found of each dimension."""
    (constraint,) = message(client, address)["dataConstraints"]
    (region,) = constraint["cubeRegions"]
    return {
        key["id"]: " ".join(value["value"] for value in key["values"])
        for key in region["keyValues"]
    }


def counts(client: Client, address: str) -> tuple[str, ...]:
    """How many series and observations there are."""
    (constraint,) = message(client, address)["dataConstraints"]
    return tuple(each["title"] for each in constraint["annotations"])


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {"freq": "A", "sex": "F", "geo": "BE FR", "TIME_PERIOD": "2020 2021 2022"}),
        ("?asOf=2026-01-31", {"freq": "A", "sex": "F M", "geo": "BE", "TIME_PERIOD": "2020 2021"}),
        ("/A.F.FR", {"freq": "A", "sex": "F", "geo": "FR", "TIME_PERIOD": "2022"}),
        ("/*/geo,TIME_PERIOD?c[TIME_PERIOD]=ge:2022", {"geo": "FR", "TIME_PERIOD": "2022"}),
        ("/A.F.FR/geo?mode=available", {"geo": "BE FR"}),
        ("/*/geo,TIME_PERIOD?mode=available&c[geo]=ne:FR&c[TIME_PERIOD]=2020",
         {"geo": "BE", "TIME_PERIOD": "2020 2021"}),
    ],
)  # fmt: skip
def test_the_codes_are_those_of_the_figures_that_would_come(
    client: Client, asked: str, found: dict[str, str]
) -> None:
    assert codes(client, THERE + asked) == found


def test_series_and_observations_are_counted(client: Client) -> None:
    assert counts(client, THERE) == ("2", "3")
    assert counts(client, f"{THERE}/..FR") == ("1", "1")


def test_what_the_constraint_refers_to_comes_along_where_asked(client: Client) -> None:
    everything = message(client, f"{THERE}?references=all")
    some = message(client, f"{THERE}?references=dataflow,codelist,valuelist")

    assert {"dataflows", "dataStructures", "conceptSchemes", "dataConstraints"} <= set(everything)
    assert set(some) == {"dataflows", "dataConstraints"}


@pytest.mark.parametrize(
    ("asked", "status", "sentence"),
    [
        ("/A.F.XX", 404, "DEMO@2026-02-08T00:00:00Z has no figure under these conditions"),
        ("/*/age", 400, "wanted dimensions of freq, sex, geo, TIME_PERIOD, got 'age'"),
        ("?mode=all", 400, "mode wants exact or available, got 'all'"),
        ("?references=agency", 400, "references wants some of none, all, dataflow"),
        ("?limit=1", 400, "limit is no parameter of availability; there are: c[...], asOf"),
        ("?updatedAfter=2026-01-01", 501, "updatedAfter is not served for availability"),
    ],
)
def test_a_refusal_says_what_was_wanted(
    client: Client, asked: str, status: int, sentence: str
) -> None:
    found, detail = client.refused(THERE + asked)

    assert (found, sentence in detail) == (status, True), detail
