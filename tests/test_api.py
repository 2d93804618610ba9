"""The HTTP API over loopback: what is asked, what comes, and what is refused with which words."""

import gc
import http.client
import json
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import psycopg
import pytest
from fastapi.testclient import TestClient
from psycopg import sql

from tests.rounds import Rounds, select
from tests.served import DATA, JANUARY, Client, served, serving_two_vintages
from warehouse.api.app import api
from warehouse.connection import Access, engine

CSV_1 = "application/vnd.sdmx.data+csv;version=1.0.0"


@pytest.fixture
def client(access: Access) -> Iterator[Client]:
    """The API over two vintages."""
    with serving_two_vintages(access) as opened:
        yield opened


def test_as_of_answers_from_publication_time(client: Client) -> None:
    first = [("F", "BE", "2020", "1"), ("F", "BE", "2021", "2"), ("M", "BE", "2021", "")]

    assert client.values(f"{DATA}?asOf=2026-01-31") == first
    assert client.values(DATA) == [
        ("F", "BE", "2020", "10"),
        ("F", "BE", "2021", "2"),
        ("F", "FR", "2022", "12.30"),
    ]
    assert client.rows(DATA)[1]["OBS_STATUS"] == "p"


def test_a_zone_that_a_client_left_unquoted_is_understood(client: Client) -> None:
    assert len(client.rows(f"{DATA}?asOf=2026-01-31T00:00:00+00:00")) == 3


def test_history_has_every_version_with_the_moments_between_which_it_was_current(
    client: Client,
) -> None:
    rows = client.rows(f"{DATA}/A.F.BE?c[TIME_PERIOD]=2020&includeHistory=true")

    assert [(row["OBS_VALUE"], row["RELEASED_AT"], row["REPLACED_AT"]) for row in rows] == [
        ("1", "2026-01-08T00:00:00Z", "2026-02-08T00:00:00Z"),
        ("10", "2026-02-08T00:00:00Z", ""),
    ]
    then = client.rows(f"{DATA}?includeHistory=true&asOf=2026-01-31")
    assert {row["REPLACED_AT"] for row in then} == {""}


def test_updated_after_says_what_a_client_has_not_seen_and_what_is_gone(client: Client) -> None:
    rows = client.rows(f"{DATA}?updatedAfter={client.between}")

    assert [(row["ACTION"], row["sex"], row["geo"], row["OBS_VALUE"]) for row in rows] == [
        ("A", "F", "BE", "10"),
        ("A", "F", "FR", "12.30"),
        ("D", "M", "BE", ""),
    ]


def test_updated_after_has_what_a_late_vintage_left_to_the_one_after_it(access: Access) -> None:
    """The late one was revised back: who knows it alone would take it for the newest."""
    dimensions, figure = ("freq", "sex", "geo"), ("A,F,BE", "2020")
    rounds = Rounds(engine(access.loader))
    rounds.load("DEMO", "2026-01-08", {figure: "1"}, dimensions)
    rounds.load("DEMO", "2026-03-08", {figure: "1", ("A,F,FR", "2020"): "5"}, dimensions)
    between = quote(datetime.now(UTC).isoformat())
    rounds.load("DEMO", "2026-02-08", {figure: "2"}, dimensions)
    with served(access) as url:
        rows = Client(url, between).rows(
            f"{DATA}/A.F.BE?updatedAfter={between}&includeHistory=true"
        )
    found = [(row["OBS_VALUE"], row["RELEASED_AT"][:10], row["REPLACED_AT"][:10]) for row in rows]

    assert found == [("2", "2026-02-08", "2026-03-08"), ("1", "2026-03-08", "")]


def test_what_went_with_its_dimensions_is_no_deletion_of_what_came_in_its_place(
    access: Access,
) -> None:
    """A deletion that lacks a code, or has one less, would be that of the figures of today."""
    rounds, narrow, wide = Rounds(engine(access.loader)), ("geo",), ("freq", "geo")
    rounds.load("DEMO", "2026-01-08", {("BE", "2020"): "1"}, narrow)
    before_wide = quote(datetime.now(UTC).isoformat())
    rounds.load("DEMO", "2026-02-08", {("A,BE", "2020"): "1", ("A,FR", "2020"): "5"}, wide)
    rounds.load("DEMO", "2026-03-08", {("A,BE", "2020"): "1"}, wide)
    before_narrow = quote(datetime.now(UTC).isoformat())
    rounds.load("DEMO", "2026-04-08", {("BE", "2020"): "1"}, narrow)
    with served(access) as url:
        client = Client(url, "")
        widened = client.rows(f"{DATA}?updatedAfter={before_wide}&asOf=2026-03-31")
        narrowed = client.rows(f"{DATA}?updatedAfter={before_narrow}")

    found = [(row["ACTION"], row["freq"], row["geo"]) for row in widened]
    assert found == [("A", "A", "BE"), ("D", "A", "FR")]
    assert [(row["ACTION"], row["geo"]) for row in narrowed] == [("A", "BE")]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("/A.F.BE", {"2020", "2021"}),
        ("/A.F?c[geo]=FR", {"2022"}),
        ("/*.*.FR", {"2022"}),
        ("/..BE+FR?c[TIME_PERIOD]=ge:2021", {"2021", "2022"}),
        ("/A.F.BE,A.F.FR?c[TIME_PERIOD]=ge:2021+le:2021", {"2021"}),
        ("?c[geo]=FR", {"2022"}),
        ("?c[geo]=ne:FR&c[TIME_PERIOD]=lt:2021", {"2020"}),
        ("/*?c[sex]=F,M&c[TIME_PERIOD]=gt:2020", {"2021", "2022"}),
        ("?dimensionAtObservation=AllDimensions&c[TIME_PERIOD]=2020,2022", {"2020", "2022"}),
    ],
)
def test_a_key_and_conditions_narrow_the_answer(
    client: Client, asked: str, found: set[str]
) -> None:
    assert {row["TIME_PERIOD"] for row in client.rows(DATA + asked)} == found


def test_json_stat_has_the_same_figures_with_their_digits(client: Client) -> None:
    status, headers, body = client.get(DATA, Accept="application/json")
    told = json.loads(body, parse_float=str)

    assert (status, headers["Content-Type"]) == (200, "application/vnd.json-stat+json; version=2.0")
    assert (told["id"], told["size"]) == (["freq", "sex", "geo", "time"], [1, 1, 2, 3])
    assert told["value"] == {"0": 10, "1": 2, "5": "12.30"}
    assert told["status"] == {"1": "p"}
    assert told["extension"]["vintage_id"] == "DEMO@2026-02-08T00:00:00Z"


def test_sdmx_csv_1_is_there_for_older_clients(client: Client) -> None:
    row, *_ = client.rows(DATA, Accept=CSV_1)

    assert list(row)[:2] == ["DATAFLOW", "freq"]
    assert row["DATAFLOW"] == "ESTAT:DEMO(1.0)"


def test_an_answer_is_sent_again_only_when_the_warehouse_took_a_release(client: Client) -> None:
    _, headers, _ = client.get(f"{DATA}?asOf=2026-01-31")
    again, _, body = client.get(f"{DATA}?asOf=2026-01-31", If_None_Match=headers["ETag"])
    other, *_ = client.get(DATA, If_None_Match=headers["ETag"])

    assert headers["Vintage-Id"] == "DEMO@2026-01-08T00:00:00Z"
    assert (again, body, other) == (304, "", 200)


def test_the_vintage_that_answers_is_one_where_the_same_figures_came_again(access: Access) -> None:
    rounds = Rounds(engine(access.loader))
    for day in ("2026-01-08", "2026-02-08"):
        rounds.load("DEMO", day, JANUARY, ("freq", "sex", "geo"))
    vintages = select(engine(access.analyst), "SELECT vintage_id FROM figures.vintages")
    with served(access) as url:
        _, headers, _ = Client(url, "").get(DATA)

    assert [(headers["Vintage-Id"],)] == vintages


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        (f"{DATA}?c[geo]=%00", 400, "without the character NUL"),
        ("/schema/dataflow/ESTAT/DEMO/1.0", 404, "nothing answers GET /schema"),
        (f"{DATA}?asOf=yesterday", 400, "wanted a moment such as 2024-01-23"),
        (f"{DATA}?includeHistory=maybe", 400, "wants true or false, got 'maybe'"),
        (f"{DATA}?asof=2026-01-01", 400, "asof is no parameter of a data query; there are: c[...]"),
        (f"{DATA}/A.F.BE.X", 400, "wanted a key of 3 parts, freq.sex.geo, got 'A.F.BE.X'"),
        (f"{DATA}?c[age]=Y5", 400, "age is no dimension of this dataset; there are: freq, sex"),
        (f"{DATA}?c[TIME_PERIOD]=ge:soon", 400, "'soon' is no time period"),
        (f"{DATA}?dimensionAtObservation=age", 400, "wants one of AllDimensions"),
        (f"{DATA}?c[geo]=co:B", 501, "c[geo] knows eq and ne, not 'co'"),
        (f"{DATA}?sort=series_key", 501, "sort=series_key is not served; c[...], dimension"),
        (f"{DATA}?lastNObservations=0", 400, "lastNObservations wants a whole number from 1 on"),
        (f"{DATA}?limit={'9' * 5000}", 400, "limit wants a whole number from 1 on"),
        (f"{DATA}?offset=3", 404, "has no figure under this key and these conditions"),
        (f"{DATA}?attributes=UNIT", 400, "attributes wants some of dsd, all, obs, none"),
        (f"{DATA}?measures=OBS_STATUS", 400, "measures wants some of all, none, OBS_VALUE, got"),
        (f"{DATA}/A.F.XX", 404, "DEMO@2026-02-08T00:00:00Z has no figure under this key"),
        (f"{DATA}?asOf=2020-01-01", 404, "no release of DEMO was out by 2020-01-01"),
        ("/data/dataflow/ESTAT/OTHER/1.0", 404, "no release of OTHER is held; there are: DEMO"),
        ("/data/dataflow/OECD/DEMO/1.0", 404, "agency OECD maintains nothing here; ESTAT does"),
        ("/data/dataflow/ESTAT/DEMO/7.0", 404, "there is version 1.0 (or *, +, ~, latest)"),
        ("/data/DEMO", 404, "there are GET /data/dataflow/ESTAT/CODE/1.0/KEY"),
        ("/structure/process/ESTAT", 501, "no process is served; there are: dataflow"),
        ("/structure/codelist/ESTAT/GEO", 404, "no codelist GEO(*) came with any dataset"),
        ("/structure/dataflow?asOf=2026-01-08", 400, "asOf is no parameter of structures"),
        ("/structure/dataflow?reference=all", 400, "there are: detail, references"),
        ("/structure/dataflow?detail=some", 400, "detail wants one of allcompletestubs, allstubs"),
    ],
)
def test_a_refusal_says_what_was_wanted(
    client: Client, address: str, status: int, sentence: str
) -> None:
    found, detail = client.refused(address)

    assert (found, sentence in detail) == (status, True), detail


@pytest.mark.parametrize("words", ["references=codelist", "references=all&detail=allstubs"])
def test_every_word_of_the_standard_brings_what_the_reference_says(
    client: Client, words: str
) -> None:
    address = f"/structure/dataflow/ESTAT/DEMO?{words}"
    status, _, body = client.get(address, Accept="application/json")

    told: Any = json.loads(body)
    assert (status, len(told["data"]["dataStructures"])) == (200, 1)


@pytest.mark.parametrize("method", ["POST", "DELETE", "HEAD"])
def test_a_method_that_is_not_get_is_told_which_is(access: Access, method: str) -> None:
    answer = TestClient(api(engine(access.analyst))).request(method, DATA)

    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")
    if method != "HEAD":
        (error,) = answer.json()["errors"]
        assert (error["status"], error["code"]) == (405, 140)


def test_a_format_that_is_not_there_is_refused_with_those_that_are(client: Client) -> None:
    xml = client.refused(DATA, Accept="application/vnd.sdmx.data+xml;version=3.0.0")
    history = client.refused(f"{DATA}?includeHistory=true", Accept="application/json")
    keys = client.refused(f"{DATA}?measures=none", Accept="application/json")

    assert xml[0] == history[0] == keys[0] == 406
    assert "application/vnd.sdmx.data+csv; version=2.0.0" in xml[1]
    assert "JSON-stat holds one version of a cell" in history[1]
    assert "JSON-stat is made of values" in keys[1]


@pytest.mark.parametrize(
    "beyond", ["gt:9999-12-31", "lt:0001", "lt:0001-W01", "ge:9999-W52", "gt:9999-12", "ge:0000"]
)
def test_a_period_at_an_end_of_the_calendar_is_refused_with_a_reason(
    client: Client, beyond: str
) -> None:
    status, detail = client.refused(f"{DATA}?c[TIME_PERIOD]={beyond}")

    assert status == 400
    assert detail.startswith("c[TIME_PERIOD]: ")


def test_hostile_words_are_values_and_never_sql(client: Client) -> None:
    for word in ("BE';DROP TABLE x;--", "%s", '"}', "{}", "\\"):
        assert client.get(f"{DATA}?c[geo]={quote(word)}")[0] == 404
    assert client.get(f"/data/dataflow/ESTAT/{quote(chr(39) + ';--')}/1.0")[0] == 404
    assert len(client.rows(DATA)) == 3


def test_a_query_that_takes_too_long_is_refused_with_what_to_ask(
    access: Access, client: Client
) -> None:
    """Somebody holds the dataset's table: the query waits until Postgres stops it."""
    owner = access.owner.replace("+psycopg", "")
    with psycopg.connect(owner) as connection, served(access, seconds=1) as url:
        table = sql.Identifier("vintages", "strip")
        connection.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(table))
        status, detail = Client(url, "").refused(DATA)

    assert status == 413
    assert "ask for less: name codes in the key" in detail


@pytest.fixture
def no_collector() -> Iterator[None]:
    """A server that is idle collects no garbage: what must end may not wait for that."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector")
def test_a_client_that_leaves_takes_its_query_and_its_connection_along(access: Access) -> None:
    """The analyst has fifty connections: each that stayed would be one less for everybody."""
    cells = {(f"A,F,G{n:03}", str(1900 + year)): "1" for n in range(400) for year in range(100)}
    Rounds(engine(access.loader)).load("DEMO", "2026-01-08", cells, ("freq", "sex", "geo"))
    connected = """SELECT count(*) FROM pg_stat_activity
                    WHERE usename = 'vintages_analyst' AND datname = current_database()"""
    seen = []
    with served(access) as url:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)
        with closing(connection):
            connection.request("GET", DATA)
            with connection.getresponse() as answer:
                answer.read(1000)
                seen += select(engine(access.loader), connected)
        for _ in range(100):
            time.sleep(0.1)
            left = select(engine(access.loader), connected)
            if left == [(0,)]:
                break

    assert (seen, left) == ([(1,)], [(0,)])


def test_the_api_asks_as_an_analyst_who_cannot_write(access: Access, client: Client) -> None:
    assert client.url.startswith("http://127.0.0.1:")
    assert select(engine(access.analyst), "SELECT current_user") == [("vintages_analyst",)]


def test_a_warehouse_without_datasets_lists_no_dataflow(access: Access) -> None:
    with served(access) as url:
        status, _, body = Client(url, "").get("/structure/dataflow", Accept="application/json")

    told: Any = json.loads(body)
    assert (status, told["data"]["dataflows"]) == (200, [])
    assert datetime.fromisoformat(told["meta"]["prepared"]) < datetime.now(UTC) + timedelta(1)
