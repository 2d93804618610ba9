"""The line for documents without Airflow: a stand-in for the publishers, a real warehouse."""

from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest

from ingestion.errors import CheckFailed, SourceChanged, TransferCut
from ingestion.publications.document import Document
from ingestion.publications.edition import Edition, Page
from ingestion.publications.read_document import joined
from ingestion.publications.steps import Line
from tests.fresh import fresh_access
from tests.newsroom import Newsroom, follow, newsroom
from tests.press import (
    DAYS,
    DIMENSIONS,
    NEWS_2022,
    PRINTED,
    news_of_2022,
    printed_cells,
    victims,
    with_statements,
)
from tests.rounds import select
from warehouse.connection import Access
from warehouse.server import Server

EDITIONS = "SELECT edition, is_current FROM figures.editions ORDER BY edition"
NAME = "news-2022"


@pytest.fixture
def room(tmp_path: Path, access: Access) -> Iterator[Newsroom]:
    """A newsroom that follows one news item, which is online."""
    sources = tmp_path / "sources"
    sources.mkdir()
    follow(sources, news_of_2022())
    with newsroom(tmp_path, access, sources) as opened:
        serve(opened, NEWS_2022)
        yield opened


def serve(room: Newsroom, text: str, suffix: str = "html") -> None:
    """The page of the news item now says this."""
    menu = "<nav><ul><li><a href='/'>Home</a></li></ul></nav>"
    page = f"<html lang='en'><body>{menu}<main><p>{escape(text)}</p></main></body></html>"
    serve_bytes(room, page.encode(), suffix)


def serve_bytes(room: Newsroom, payload: bytes, suffix: str = "html") -> None:
    """The address of the news item now has these bytes."""
    room.bureau.shelve(NAME, {f"it.{suffix}": payload}, url=news_of_2022().url)


def test_the_line_brings_a_page_to_its_verdicts(room: Newsroom) -> None:
    room.release_printed(*DAYS)

    judged = room.run(NAME)

    assert judged.verdicts == {"revised_since": 1, "reproduced": 1}
    query = "SELECT release_key, archive_keys FROM figures.editions"
    ((release_key, archive_keys),) = select(room.line.warehouse, query)
    release = room.line.archive.publication(release_key)
    assert [part.archive_key for part in release.parts] == archive_keys
    assert NEWS_2022.encode() in room.line.archive.read(archive_keys[0])


def test_every_box_can_be_run_again_with_the_same_result(room: Newsroom) -> None:
    room.release_printed(*DAYS)
    key = room.line.fetch(NAME)
    first = room.line.read(key)
    room.line.check(first)
    room.line.load(first)
    room.line.judge(document_id=NAME)

    assert room.line.fetch(NAME) == key
    assert room.line.read(key) == first
    room.line.check(first)
    assert room.line.load(first) == NAME
    assert room.line.judge(document_id=NAME).new == 0
    assert select(room.line.warehouse, EDITIONS) == [(1, True)]


def test_an_edited_page_is_a_new_edition_with_the_earlier_one_kept(room: Newsroom) -> None:
    room.run(NAME)
    serve(room, NEWS_2022.replace("64 %", "68 %"))
    room.run(NAME)

    assert select(room.line.warehouse, EDITIONS) == [(1, False), (2, True)]
    query = "SELECT kind, key FROM figures.alerts WHERE resolved_at IS NULL"
    assert select(room.line.warehouse, query) == [("orphaned", NAME)]


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"<html lang='en'><body><main><p>Nothing.</p></main></body></html>",
        b"<html><head><title>Just a moment</title><script src='/awswaf.js'>",
        b"%PDF-1.4\nbroken\n%%EOF\n",
    ],
    ids=["empty", "no text", "a challenge", "a broken PDF"],
)
def test_bad_bytes_leave_earlier_editions_as_they_are(room: Newsroom, payload: bytes) -> None:
    room.run(NAME)
    serve_bytes(room, payload)

    with pytest.raises((SourceChanged, TransferCut)):
        room.run(NAME)

    assert select(room.line.warehouse, EDITIONS) == [(1, True)]


def test_another_document_in_its_place_is_held(room: Newsroom) -> None:
    three = f"{NEWS_2022} In the year after, 7 155 victims were registered, more than ever."
    statements = (*news_of_2022().statements, victims(three, "7 155", 2021))
    follow(room.line.settings.sources[0], with_statements(news_of_2022(), *statements))
    serve(room, three)
    room.run(NAME)
    serve(room, "The office moves to another street in the city. " + "Please mind the steps. " * 5)

    with pytest.raises(CheckFailed, match="none of its 3 statements is in the text that came"):
        room.run(NAME)

    assert select(room.line.warehouse, EDITIONS) == [(1, True)]
    assert select(room.line.warehouse, "SELECT * FROM figures.alerts") == []


def test_a_vintage_that_no_run_told_of_is_judged_later(room: Newsroom) -> None:
    room.release_printed("2022-12-13")
    room.run(NAME)
    room.rounds.load(PRINTED, "2024-01-24T10:00", printed_cells("2024-01-24"), DIMENSIONS)

    found = room.line.judge_outstanding()

    assert found[PRINTED].verdicts == {"revised_since": 1, "reproduced": 1}
    assert room.line.judge_outstanding() == {}


def test_documents_can_be_made_again_from_the_archive(room: Newsroom, server: Server) -> None:
    room.release_printed(*DAYS)
    room.run(NAME)
    serve(room, NEWS_2022.replace("64 %", "68 %"))
    room.run(NAME)
    query = (
        "SELECT edition, text_hash, difference, first_seen_at, release_key FROM figures.editions"
    )
    before = select(room.line.warehouse, query)

    with fresh_access(server) as other:
        again = Line(replace(room.line.settings, warehouse_url=other.owner))
        for key in reversed(again.archive.publications(NAME)):
            again.load(again.read(key))

        assert sorted(select(again.warehouse, query)) == sorted(before)
        statements = (
            "SELECT statement_id, quote, orphaned, starts FROM figures.statements ORDER BY 1"
        )
        assert select(again.warehouse, statements) == select(room.line.warehouse, statements)


def test_a_statement_taken_out_of_the_file_is_shown_no_more(room: Newsroom) -> None:
    room.run(NAME)
    follow(room.line.settings.sources[0], _with_the_first(news_of_2022()))

    room.run(NAME)

    assert select(room.line.warehouse, "SELECT printed FROM figures.statements") == [("64",)]
    assert select(room.line.warehouse, "SELECT printed FROM figures.verdicts") == [("64",)]


def test_the_parts_of_a_document_are_one_text_with_pages_counted_through() -> None:
    report = Edition("x", "The report.", (Page(1, "i", 0, 11),), "reader 1")
    annex = Edition("x", "The annex.", (Page(1, None, 0, 10),), "reader 1")

    whole = joined([report, annex])

    assert (whole.text, whole.extractor) == ("The report.\n\nThe annex.", "reader 1")
    second = whole.pages[1]
    assert (second.number, whole.text[second.start : second.end]) == (2, "The annex.")


def _with_the_first(followed: Document) -> Document:
    return with_statements(followed, followed.statements[0])
