"""Parts of an answer: its first and last periods, its pages, its columns."""

import json
from collections.abc import Iterator
from itertools import chain

import pytest

from tests.fresh import fresh_access
from tests.rounds import Rounds
from tests.served import DATA, Client, served, serving_two_vintages
from warehouse.connection import Access, engine
from warehouse.server import Server

HISTORY = f"{DATA}?includeHistory=true"


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[Client]:
    """The API over two vintages."""
    with fresh_access(server) as access, serving_two_vintages(access) as opened:
        yield opened


def periods(client: Client, address: str) -> list[tuple[str, str]]:
    """Country and period of each line."""
    return [(row["geo"], row["TIME_PERIOD"]) for row in client.rows(address)]


def test_the_ends_of_each_series_are_counted_in_periods(client: Client) -> None:
    first = periods(client, f"{DATA}?firstNObservations=1")
    last = periods(client, f"{DATA}?lastNObservations=1")
    both = periods(client, f"{DATA}?firstNObservations=1&lastNObservations=1")
    more = periods(client, f"{DATA}?lastNObservations=5&firstNObservations=5")

    assert first == [("BE", "2020"), ("FR", "2022")]
    assert last == [("BE", "2021"), ("FR", "2022")]
    assert both == more == [("BE", "2020"), ("BE", "2021"), ("FR", "2022")]


def test_the_ends_are_those_of_what_was_asked_for_with_all_versions(client: Client) -> None:
    assert periods(client, f"{DATA}?lastNObservations=1&c[TIME_PERIOD]=le:2020") == [("BE", "2020")]
    rows = client.rows(f"{HISTORY}&firstNObservations=1&c[sex]=F&c[geo]=BE")
    assert [row["OBS_VALUE"] for row in rows] == ["1", "10"]


def test_of_two_series_of_one_key_each_has_its_own_ends(access: Access) -> None:
    rounds = Rounds(engine(access.loader))
    for day, dimension in (("2026-01-08", "sex"), ("2026-02-08", "age")):
        cells = {("T,BE", str(year)): "1" for year in (2020, 2021, 2022)}
        rounds.load("DEMO", day, cells, (dimension, "geo"))
    with served(access) as url:
        rows = Client(url, "").rows(f"{HISTORY}&lastNObservations=1")

    found = [(row["age"], row["sex"], row["TIME_PERIOD"]) for row in rows]
    assert found == [("T", "", "2022"), ("", "T", "2022")]


def test_pages_are_the_whole_answer_in_its_order(client: Client) -> None:
    whole = client.rows(HISTORY)
    pages = [client.rows(f"{HISTORY}&limit=2&offset={offset}") for offset in (0, 2, 4)]

    assert [len(page) for page in pages] == [2, 2, 1]
    assert list(chain.from_iterable(pages)) == whole


def test_a_page_of_the_ends_counts_what_is_left_of_them(client: Client) -> None:
    address = f"{DATA}?lastNObservations=1&limit=1&offset=1"
    assert periods(client, address) == [("FR", "2022")]


@pytest.mark.parametrize(
    ("asked", "columns"),
    [
        ("attributes=none", ["OBS_VALUE"]),
        ("attributes=series", ["OBS_VALUE"]),
        ("attributes=OBS_STATUS,RELEASED_AT", ["OBS_VALUE", "OBS_STATUS", "RELEASED_AT"]),
        ("measures=none&attributes=CONF_STATUS", ["CONF_STATUS"]),
        ("measures=none&attributes=none", []),
        (
            "measures=all&attributes=dsd",
            ["OBS_VALUE", "OBS_STATUS", "CONF_STATUS", "RELEASED_AT", "REPLACED_AT"],
        ),
    ],
)
def test_measures_and_attributes_choose_the_columns(
    client: Client, asked: str, columns: list[str]
) -> None:
    row, *_ = client.rows(f"{DATA}?{asked}")

    assert list(row) == [
        "STRUCTURE", "STRUCTURE_ID", "ACTION", "freq", "sex", "geo", "TIME_PERIOD", *columns,
    ]  # fmt: skip


def test_json_stat_without_attributes_has_no_flags(client: Client) -> None:
    _, _, body = client.get(f"{DATA}?attributes=none", Accept="application/json")
    assert json.loads(body)["status"] == {}
