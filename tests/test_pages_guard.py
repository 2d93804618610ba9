"""What no page does, whatever it shows; and what it says where something is missing."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import psycopg
import pytest
from fastapi import Depends
from fastapi.testclient import TestClient
from psycopg import sql
from sqlalchemy import create_engine
from sqlalchemy.pool import QueuePool
from starlette.exceptions import HTTPException

from ingestion.publications.anchor import anchor_of
from tests.paged import (
    CODE,
    EVERY_PAGE,
    SCRIPT,
    SERIES,
    Outline,
    browser,
    browser_of,
    shown,
    told_warehouse,
)
from tests.press import NEWS_2022, Press, a_document, edition, victims, women
from warehouse.connection import Access, engine, limited
from warehouse.errors import WarehouseUnreachable
from warehouse.pages.app import pages
from warehouse.pages.decisions import where_to_decide
from warehouse.pages.host import Host
from warehouse.scratch import scratch_database
from warehouse.server import ADMIN, Server


@pytest.fixture(scope="module")
def told(server: Server) -> Iterator[Access]:
    """A warehouse with something on every page; nothing here changes it."""
    with told_warehouse(server) as access:
        yield access


@pytest.fixture
def reader(told: Access) -> TestClient:
    """Somebody who reads it."""
    return browser(told)


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


def test_a_link_inside_a_page_has_its_target_there(access: Access) -> None:
    """Two statements of one figure, one of them printed twice, and one that a new edition lacks."""
    press = Press(engine(access.loader))
    text = f"{NEWS_2022} Women and girls, the news says again, were 64 % of them."
    twice = (
        anchor_of(edition("x", text), at, at + 2) for at in (text.index("64"), text.rindex("64"))
    )
    sentences = (
        women(text, "64", anchors=tuple(twice)),
        women(text, "64", statement_id="s-again"),
        victims(text, "6 534", 2020),
    )
    document = a_document("news-2022", "2022-12-13", *sentences)
    press.print(document, text, "2026-01-01")
    press.print(document, text.replace("There were 6 534 victims in all", ""), "2026-02-01")

    outline = Outline(browser(access).get("/documents/news-2022").text)
    targets = {link["href"] for link in outline.named("a") if str(link["href"]).startswith("#")}
    ids = [f"#{attributes['id']}" for _, attributes in outline.tags if attributes.get("id")]
    assert targets <= set(ids)
    assert len(ids) == len(set(ids))
    assert "#m-s-again" in targets


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


def test_a_database_without_tables_is_said_with_what_to_do(server: Server) -> None:
    with scratch_database(server.url("postgres", ADMIN)) as url:
        answer = browser_of(engine(url)).get("/documents")

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


def test_a_picture_needs_one_connection_and_a_page_that_gets_none_says_so(told: Access) -> None:
    """Readers who each held one while they waited for another would wait for each other."""
    pool = create_engine(
        told.analyst, poolclass=QueuePool, pool_size=1, max_overflow=0, pool_timeout=0.5
    )
    reader = browser_of(pool)
    pictures = [f"{SERIES}/lines.svg", f"/datasets/{CODE}/time-line.svg"]
    drawn = [reader.get(path).status_code for path in pictures]
    with pool.connect():
        answer = reader.get("/")
    pool.dispose()

    assert drawn == [200, 200]
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


@pytest.mark.parametrize(
    "link",
    ["https://evil.example//a", "//evil.example", "/\\evil.example", "javascript:alert(1)", None],
)
def test_the_way_to_a_decision_leads_to_no_other_host(link: str | None) -> None:
    path = where_to_decide(link, "/required_actions")

    assert path == "/required_actions"
    assert where_to_decide("https://a.example/dags/x/runs/y", "") == "/dags/x/runs/y"
