"""The pages: what each of them shows of a small story."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient

from tests.chromium import chromium_page, serve
from tests.paged import CODE, DIMENSIONS, FIRST, SECOND, SERIES, browser, shown, told_warehouse
from tests.press import NEWS_2022, PRINTED, Press, news_of_2022
from tests.rounds import Rounds, snapshot_of_cells
from warehouse.alerts import Alert, raise_alert
from warehouse.connection import Access, engine
from warehouse.decide import hold, release_name
from warehouse.pages.decisions import where_to_decide
from warehouse.pages.document import pieces
from warehouse.pages.held import rows
from warehouse.pages.host import Followed
from warehouse.pages.overview import state
from warehouse.pages.sparkline import sparkline
from warehouse.pages.words import change
from warehouse.server import Server

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def told(server: Server) -> Iterator[Access]:
    """A warehouse with something on every page; nothing here changes it."""
    with told_warehouse(server) as access:
        yield access


@pytest.fixture
def reader(told: Access) -> TestClient:
    """Somebody who reads it."""
    return browser(told)


def test_the_overview_says_of_each_dataset_what_is_newest_and_what_wants_a_person(
    reader: TestClient,
) -> None:
    page = shown(reader, "/")

    assert "2 of 3 datasets with a release" in page
    assert page.index(">DEMO<") < page.index(">EU_THB_PRINTED<") < page.index("NOT_YET")
    assert "1 waits for a decision" in page
    assert '<time datetime="2026-02-08T11:00:00+00:00">2026-02-08</time>' in page
    assert "Revised share of 1 vintages, 2026-02-08 to 2026-02-08: 66.7 % last" in page
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
        ("1000000", "1000001", "up by 1 (less than 0.01 %), from 1000000 to 1000001"),
        ("1000", "1005", "up by 5 (0.50 %), from 1000 to 1005"),
        ("0", "0.5", "up by 0.5, from 0 to 0.5"),
        (":", "5", "published as 5, where : was"),
        (None, "5", "published as 5, where nothing was"),
        ("5", ":", "withdrawn, 5 before"),
        ("5", None, "gone from the file, 5 before"),
        (":", None, "gone from the file, : before"),
        ("5", "5", "still 5, its flag changed"),
        (":", ":", "still :, its flag changed"),
        ("5", "5 p", "still 5, its flag changed"),
        (": @C", ":", "still :, its flag changed"),
        ("5", ": @C", "withdrawn, 5 before"),
        ("12.3", "12.30", "the same number, written 12.30 where 12.3 was"),
    ],
)
def test_a_change_is_said_in_words(before: str | None, after: str | None, words: str) -> None:
    assert change(before, after) == words


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ((0.0, 0.0), "0 % last, 0 % at most"),  # vintages that brought new periods alone
        ((0.00001, 0.0), "0 % last, less than 0.01 % at most"),
        ((0.5, 0.002), "0.20 % last, 50.0 % at most"),
    ],
)
def test_a_share_is_told_from_none_and_none_from_all(shares: tuple[float, ...], words: str) -> None:
    drawn = sparkline([(NOW, part) for part in shares])

    assert drawn.words.endswith(f": {words}")


def test_the_first_vintage_of_a_dataset_revised_nothing_and_says_so(reader: TestClient) -> None:
    page = shown(reader, f"/datasets/{CODE}?vintage={CODE}@2026-01-08T00:00:00Z")

    assert "all of it was published for the first time" in page
    assert "Largest revisions" not in page


def test_a_change_of_structure_is_told_as_no_revision(access: Access) -> None:
    rounds = Rounds(engine(access.loader))
    rounds.load(CODE, "2026-01-08", FIRST, DIMENSIONS)
    aged = {(f"{key},Y", label): cell for (key, label), cell in FIRST.items()}
    rounds.load(CODE, "2026-02-08", aged, (*DIMENSIONS, "age"))
    reader = browser(access)
    page = shown(reader, f"/datasets/{CODE}")

    assert "structure changed: no revisions" in page
    assert "every key moved, which is no revision" in page
    assert "100.0 %" not in page
    assert reader.get(f"/datasets/{CODE}/time-line.svg").status_code == 404


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


def test_a_series_that_the_newest_release_lacks_has_no_figure_in_it(access: Access) -> None:
    rounds = Rounds(engine(access.loader))
    rounds.load(CODE, "2026-01-08", FIRST, DIMENSIONS)
    kept = {cell: value for cell, value in FIRST.items() if cell[0] != "A,F,BE"}
    rounds.load(CODE, "2026-02-08", kept, DIMENSIONS)
    page = shown(browser(access), SERIES)

    assert "2 releases brought, changed or took away figures of it" in page
    assert '<th scope="col" class="number">2026-02-08</th>' in page
    assert page.count("not in it") == len(FIRST) - len(kept)


def test_a_page_reads_no_more_of_a_series_for_releases_that_left_it_alone(access: Access) -> None:
    rounds = Rounds(engine(access.loader))
    for day in range(1, 9):
        cells = {**FIRST, ("A,M,FR", "2021"): str(50 + day)}
        rounds.load(CODE, f"2026-01-0{day}", cells, DIMENSIONS)
    with engine(access.analyst).connect() as connection:
        read = rows(connection, "versions", dataset_code=CODE, series_key="A.F.BE")

    assert len(read) == len(FIRST) - 1
    assert "1 release brought" in shown(browser(access), SERIES)


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
    assert "revised since. Printed 64; then 64; now 68 (+4.0 points)." in page
    assert '<a class="mark reproduced"' in page
    assert "1 revised since" in shown(reader, "/documents")


def test_a_figure_that_no_vintage_can_be_compared_with_has_a_verdict_too(access: Access) -> None:
    Press(engine(access.loader)).print(news_of_2022(), NEWS_2022, "2026-01-01")
    reader = browser(access)

    assert "no vintage to check against" in shown(reader, "/documents/news-2022")
    page = shown(reader, "/documents")
    assert "2 not compared" in page
    assert "without a verdict" not in page


def test_the_note_of_a_figure_comes_by_keyboard_or_pointer_and_goes_by_escape(
    reader: TestClient,
) -> None:
    with chromium_page() as opened:
        page = opened.page
        page.goto(f"{serve(opened, reader)}/documents/news-2022")
        mark, note = page.locator(".mark").first, page.locator(".note").first
        seen = []
        for look in (mark.focus, mark.hover):
            look()
            seen.append(note.is_visible())
            page.keyboard.press("Escape")
            seen.append(note.is_visible())
            mark.evaluate("mark => mark.blur()")
        page.mouse.move(0, 0)
        mark.hover()

        assert [*seen, note.is_visible()] == [True, False, True, False, True]
    assert opened.complaints == []


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


def test_two_releases_of_a_dataset_that_wait_are_each_decided_in_their_own_box(
    access: Access,
) -> None:
    loader = engine(access.loader)
    rounds = Rounds(loader)
    rounds.load(CODE, "2026-01-08", FIRST, DIMENSIONS)
    for day in ("2026-02-08", "2026-03-08"):
        stage_id, arrival = rounds.staged(CODE, day, snapshot_of_cells(SECOND, DIMENSIONS))
        link = f"http://airflow.example/dags/eurostat_ingest/runs/{day}/tasks/decide"
        key = release_name(arrival.released_at)
        with loader.begin() as connection:
            hold(connection, stage_id, "too much is gone")
            raise_alert(
                connection, Alert("held", "waits", "", "", "critical", CODE, key, link=link)
            )
    page = shown(browser(access), "/decisions")

    for day in ("2026-02-08", "2026-03-08"):
        (waits,) = [each for each in page.split("<article") if f", released {day}" in each]
        assert f'href="/dags/eurostat_ingest/runs/{day}/tasks/decide"' in waits


def test_a_first_release_that_waits_has_no_page_yet_and_says_where_it_waits(access: Access) -> None:
    loader = engine(access.loader)
    stage_id, _ = Rounds(loader).staged(CODE, "2026-01-08", snapshot_of_cells(FIRST, DIMENSIONS))
    with loader.begin() as connection:
        hold(connection, stage_id, "a flag that nobody knows")
    reader = browser(access)
    nowhere = reader.get(f"/datasets/{CODE}")

    assert f"<h3>{CODE}, released 2026-01-08 00:00 UTC</h3>" in shown(reader, "/decisions")
    assert nowhere.status_code == 404
    assert f"The first release of {CODE} waits for a decision." in nowhere.text
    assert '<li><a href="/decisions">Decisions</a></li>' in nowhere.text


def test_a_document_links_to_the_datasets_that_are_held(access: Access) -> None:
    press = Press(engine(access.loader))
    press.print(news_of_2022(), NEWS_2022, "2026-01-01")
    reader = browser(access)
    without = shown(reader, "/documents/news-2022")
    press.release("2022-12-13")

    link = f'<a href="/datasets/{PRINTED}">{PRINTED}</a>'
    assert PRINTED in without
    assert link not in without
    assert link in shown(reader, "/documents/news-2022")


def test_a_decision_is_linked_where_its_run_waits_but_never_elsewhere() -> None:
    link = "http://127.0.0.1:8080/dags/x/runs/y/tasks/decide/required_actions"

    assert where_to_decide(link, "/d") == "/dags/x/runs/y/tasks/decide/required_actions"
    assert where_to_decide(None, "/d") == where_to_decide("//evil.example", "/d") == "/d"
    assert where_to_decide("javascript:alert(1)", "/d") == "/d"
