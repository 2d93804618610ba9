"""The pages: what each shows, what it says where something is missing, and what it never does."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from fastapi import Depends
from fastapi.testclient import TestClient
from psycopg import sql
from starlette.exceptions import HTTPException

from tests.fresh import fresh_access
from tests.paged import CODE, SCRIPT, Outline, browser, browser_of, tell_a_story
from warehouse.connection import Access, engine, limited
from warehouse.errors import WarehouseUnreachable
from warehouse.pages.app import pages
from warehouse.pages.decisions import where_to_decide
from warehouse.pages.document import pieces
from warehouse.pages.host import Followed, Host
from warehouse.pages.overview import state
from warehouse.pages.words import change
from warehouse.server import Server

NOW = datetime(2026, 6, 1, tzinfo=UTC)
SERIES = f"/datasets/{CODE}/series/A.F.BE"
EVERY_PAGE = (
    "/",
    f"/datasets/{CODE}",
    f"/datasets/{CODE}?dimension=sex&find=be+a.f&vintage={CODE}@2026-01-08T00:00:00Z",
    SERIES,
    f"{SERIES}?period=2020",
    "/documents",
    "/documents/news-2022",
    "/decisions",
)


@pytest.fixture(scope="module")
def told(server: Server) -> Iterator[Access]:
    """A warehouse with something on every page; nothing here changes it."""
    with fresh_access(server) as access:
        tell_a_story(engine(access.loader))
        yield access


@pytest.fixture
def reader(told: Access) -> TestClient:
    """Somebody who reads it."""
    return browser(told)


def shown(reader: TestClient, path: str) -> str:
    """A page, its words apart by single spaces."""
    answer = reader.get(path)
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.split())


def test_the_overview_says_of_each_dataset_what_is_newest_and_what_wants_a_person(
    reader: TestClient,
) -> None:
    page = shown(reader, "/")

    assert "2 of 3 datasets with a release" in page
    assert page.index(">DEMO<") < page.index(">EU_THB_PRINTED<") < page.index("NOT_YET")
    assert "1 waits for a decision" in page
    assert '<time datetime="2026-02-08T11:00:00+00:00">2026-02-08</time>' in page
    assert "Revised share of 1 vintages, 2026-02-08 to 2026-02-08: 66.7% last" in page
    assert "no release held yet" in page


@pytest.mark.parametrize(
    ("waiting", "age", "late_after", "word"),
    [
        (1, 1, 30, "waiting"),
        (0, 1, 30, "fresh"),
        (0, 31, 30, "overdue"),
        (0, 91, 30, "frozen"),
        (0, 9_999, None, "held"),
    ],
)
def test_the_state_of_a_dataset_is_one_word(
    waiting: int, age: int, late_after: int | None, word: str
) -> None:
    pause = timedelta(days=late_after) if late_after else None
    followed = Followed(CODE, "", pause, pause and 3 * pause)

    assert state(waiting, NOW - timedelta(days=age), followed, NOW) == word


def test_a_dataset_shows_what_its_newest_vintage_revised_and_who_quotes_it(
    reader: TestClient,
) -> None:
    page = shown(reader, f"/datasets/{CODE.lower()}")

    assert "1 revised, 1 withdrawn" in page
    assert "2021: up by 60 (30.0 %), from 200 to 260" in page
    assert '<td class="shade-1">1</td>' in page
    assert "Waits for a decision" in page
    assert "No release of it was checked by rules yet" in page
    assert "news-2022" in shown(reader, "/datasets/EU_THB_PRINTED")


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("100", "90", "down by 10 (10.0 %), from 100 to 90"),
        ("0", "0.5", "up by 0.5, from 0 to 0.5"),
        (":", "5", "published as 5, where : was"),
        (None, "5", "published as 5, where nothing was"),
        ("5", ":", "withdrawn, 5 before"),
        ("5", None, "gone from the file, 5 before"),
        ("5", "5", "still 5, its flag changed"),
    ],
)
def test_a_change_is_said_in_words(before: str | None, after: str | None, words: str) -> None:
    assert change(before, after) == words


def test_the_first_vintage_of_a_dataset_revised_nothing_and_says_so(reader: TestClient) -> None:
    page = shown(reader, f"/datasets/{CODE}?vintage={CODE}@2026-01-08T00:00:00Z")

    assert "all of it was published for the first time" in page
    assert "Largest revisions" not in page


def test_series_are_found_by_words_of_their_labels_and_by_codes(reader: TestClient) -> None:
    assert f"/datasets/{CODE}/series/A.M.FR" in shown(reader, f"/datasets/{CODE}?find=france+M")
    assert "No series has all of these words" in shown(reader, f"/datasets/{CODE}?find=%25_")


def test_a_series_shows_each_release_its_flags_and_where_a_figure_comes_from(
    reader: TestClient,
) -> None:
    page = shown(reader, SERIES)

    assert f'<img src="{SERIES}/lines.svg"' in page
    assert '200 <span class="flags">p</span>' in page
    assert "up to </span> 260" in page
    assert f"Source: Eurostat, {CODE}, series A.F.BE, 2021 = 260, as released 2026-02-08" in page
    assert f"{CODE}@2026-01-08T00:00:00Z" in shown(reader, f"{SERIES}?period=2020")


def test_the_pictures_are_svg_files_that_say_what_they_show(reader: TestClient) -> None:
    for path, said in (
        (f"{SERIES}/lines.svg", "Line chart of"),
        (f"/datasets/{CODE}/time-line.svg", "2026-02-08: 1 revised, 1 withdrawn"),
    ):
        answer = reader.get(path)
        assert answer.headers["Content-Type"] == "image/svg+xml"
        assert said in answer.text
        assert "<script" not in answer.text
    assert reader.get(f"{SERIES}X/lines.svg").status_code == 404
    assert reader.get("/datasets/EU_THB_PRINTED/time-line.svg?page=2").status_code == 404


def test_the_sql_of_a_figure_gives_its_versions(reader: TestClient, told: Access) -> None:
    page = reader.get(SERIES).text
    query = page.partition('rows="6">')[2].partition("</textarea>")[0].replace("&#39;", "'")

    with psycopg.connect(told.analyst.replace("+psycopg", "")) as connection:
        rows = connection.execute(query.encode()).fetchall()
    assert [row[:3] for row in rows] == [("2021", "200", "p"), ("2021", "260", None)]


def test_a_document_marks_its_figures_with_what_the_data_said_then_and_say_now(
    reader: TestClient,
) -> None:
    page = shown(reader, "/documents/news-2022")

    assert "women and girls were <a" in page
    assert "revised since. Printed 64; then 64; now 68 (+6.2 %)." in page
    assert '<a class="mark reproduced"' in page
    assert "1 revised since" in shown(reader, "/documents")


def test_a_figure_that_makes_two_statements_is_marked_once_with_both() -> None:
    statements = [SimpleNamespace(statement_id=name) for name in "ab"]
    place: Any = SimpleNamespace
    places = [place(statement_id=name, starts=3, ends=5) for name in "ab"]
    inside = place(statement_id="a", starts=4, ends=5)

    found = pieces("in 64 %", [*places, inside], statements)
    assert [(each.text, len(each.statements)) for each in found] == [
        ("in ", 0),
        ("64", 2),
        (" %", 0),
    ]


def test_what_waits_is_listed_with_the_way_to_decide(reader: TestClient) -> None:
    page = shown(reader, "/decisions")

    assert "too much is gone" in page
    assert '<a class="button" href="/required_actions" data-leaves>' in page
    assert "Nobody had to decide yet" in page


def test_a_decision_is_linked_where_its_run_waits_but_never_elsewhere() -> None:
    link = "http://127.0.0.1:8080/dags/x/runs/y/tasks/decide/required_actions"

    assert where_to_decide(link, "/d") == "/dags/x/runs/y/tasks/decide/required_actions"
    assert where_to_decide(None, "/d") == where_to_decide("//evil.example", "/d") == "/d"
    assert where_to_decide("javascript:alert(1)", "/d") == "/d"


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_no_value_becomes_markup(reader: TestClient, path: str) -> None:
    page = reader.get(path).text

    assert SCRIPT not in page
    assert page.count("<script") == page.count("pages.js") == 1
    assert " style=" not in page
    assert "<style" not in page


def test_the_hostile_words_are_there_as_words(reader: TestClient) -> None:
    for path in (f"/datasets/{CODE}", SERIES, "/documents/news-2022", "/decisions"):
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in reader.get(path).text
    assert SCRIPT not in reader.get(f"/datasets/{SCRIPT.replace('/', '')}").text


@pytest.mark.parametrize("path", [*EVERY_PAGE, "/nowhere", "/assets/pages.css"])
def test_every_answer_forbids_what_no_page_does(reader: TestClient, path: str) -> None:
    policy = reader.get(path).headers["Content-Security-Policy"]

    assert policy.startswith(
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'"
    )
    assert "unsafe" not in policy
    assert "frame-ancestors 'self'" in policy


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_a_page_has_landmarks_and_headings_and_its_tables_have_captions(
    reader: TestClient, path: str
) -> None:
    outline = Outline(reader.get(path).text)
    levels = [int(tag[1]) for tag, _ in outline.tags if tag in ("h1", "h2", "h3")]
    ids = [attributes["id"] for _, attributes in outline.tags if attributes.get("id")]

    assert [len(outline.named(tag)) for tag in ("main", "header", "footer", "h1")] == [1, 1, 1, 1]
    assert outline.named("a")[0]["href"] == "#content"
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(outline.named("table")) == len(outline.named("caption"))
    assert all(each["scope"] in ("col", "row") for each in outline.named("th"))
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", ["/nowhere", "/assets/../app.py", "/datasets/%00", "/documents/x"])
def test_what_is_not_there_is_said_on_a_page(reader: TestClient, path: str) -> None:
    answer = reader.get(path)

    assert answer.status_code == 404
    assert "<h1>Not found</h1>" in answer.text


def test_an_unknown_name_is_answered_with_those_that_look_like_it(reader: TestClient) -> None:
    for path, near in (
        ("/datasets/DEMOO", f"/datasets/{CODE}"),
        ("/datasets/NOT_YET", f"/datasets/{CODE}"),
        (f"/datasets/{CODE}/series/A.F.B", SERIES),
        (f"/datasets/{CODE}?vintage=old", f"/datasets/{CODE}?vintage={CODE}@2026-02-08T11:00:00Z"),
        (f"/datasets/{CODE}?dimension=age", f"/datasets/{CODE}?dimension=sex"),
        ("/documents/news-2023", "/documents/news-2022"),
    ):
        answer = reader.get(path)
        assert answer.status_code == 404
        assert f'href="{near}"' in answer.text.replace("&amp;", "&"), path


def test_a_page_beyond_the_last_and_one_that_is_no_number_are_said(reader: TestClient) -> None:
    assert reader.get(f"/datasets/{CODE}?page=9").status_code == 404
    assert reader.get(f"{SERIES}?page=9").status_code == 404
    assert reader.get(f"/datasets/{CODE}?page=x").status_code == 400


def test_a_fresh_install_says_what_to_do_first(access: Access) -> None:
    nothing = shown(browser(access, followed=()), "/")
    followed = shown(browser(access), "/")
    reader = browser(access)

    assert "Nothing is followed yet" in nothing
    assert "vintages follow" in nothing
    assert "No release is here yet" in followed
    assert "No document is held yet" in shown(reader, "/documents")
    assert "Nothing waits" in shown(reader, "/decisions")


def test_a_warehouse_that_is_away_is_said_with_what_to_do(access: Access) -> None:
    gone = engine("postgresql+psycopg://nobody:secret@127.0.0.1:1/none")
    answer = browser_of(gone).get("/")

    assert answer.status_code == 503
    assert "The warehouse does not answer" in answer.text
    assert "vintages up" in answer.text
    assert "secret" not in answer.text


def test_a_host_without_a_warehouse_says_so_too() -> None:
    def unreachable() -> Any:
        raise WarehouseUnreachable("no Postgres runs")

    reader = TestClient(pages(Host(unreachable, lambda: ())))
    assert reader.get("/decisions").status_code == 503


def test_a_database_without_tables_is_said_with_what_to_do(access: Access) -> None:
    postgres = engine(access.owner.rpartition("/")[0] + "/postgres")
    answer = browser_of(postgres).get("/documents")

    assert answer.status_code == 503
    assert "no tables of this version" in answer.text


def test_a_query_that_takes_too_long_is_stopped_and_said(access: Access) -> None:
    owner = access.owner.replace("+psycopg", "")
    with psycopg.connect(owner) as connection:
        table = sql.Identifier("vintages", "release")
        connection.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(table))
        answer = browser_of(limited(engine(access.analyst), 1)).get("/")

    assert answer.status_code == 503
    assert "took too long" in answer.text


def test_nobody_reads_a_page_without_being_let_in(told: Access) -> None:
    def nobody() -> None:
        raise HTTPException(401)

    host = Host(lambda: engine(told.analyst), lambda: ())
    stranger = TestClient(pages(host, [Depends(nobody)]))
    for path in EVERY_PAGE:
        answer = stranger.get(path)
        assert answer.status_code == 401
        assert "Log in first" in answer.text
        assert CODE not in answer.text
    assert stranger.get("/assets/pages.css").status_code == 200
