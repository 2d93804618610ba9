"""Documents in the warehouse: editions in any order, statements found again, orphans told."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import ProgrammingError

from ingestion.publications.anchor import anchor_of
from tests.press import (
    DAYS,
    NEWS_2022,
    NEWS_2024,
    PRINTED,
    WOMEN_2020,
    Press,
    a_document,
    edition,
    news_of_2022,
    news_of_2024,
    stated,
    victims,
    with_statements,
    women,
)
from tests.rounds import select
from warehouse.connection import Access, engine

ALERTS = """
    SELECT kind, key, facts -> 'findings', resolved_at IS NULL
      FROM figures.alerts ORDER BY alert_id"""


@pytest.fixture
def press(warehouse: Engine) -> Press:
    """A warehouse to print in."""
    return Press(warehouse)


def test_a_statement_has_its_sentence_and_its_place_from_the_edition(press: Press) -> None:
    press.print(news_of_2022(), NEWS_2022, "2022-12-14")

    query = """SELECT printed, quote, starts, ends, low::text, high::text, printed_on::text
                 FROM figures.statements ORDER BY starts"""
    first, second = select(press.engine, query)
    assert first[1] == NEWS_2022.partition(" There")[0]
    assert (NEWS_2022[first[2] : first[3]], *first[4:]) == ("64", "63.5", "64.5", "2022-12-13")
    assert (second[0], NEWS_2022[second[2] : second[3]]) == ("6 534", "6 534")


def test_the_same_text_again_is_no_new_edition(press: Press) -> None:
    press.print(news_of_2022(), NEWS_2022, "2022-12-14")
    press.print(news_of_2022(), NEWS_2022, "2022-12-20")

    query = (
        "SELECT edition, first_seen_at::date::text, last_seen_at::date::text FROM figures.editions"
    )
    assert select(press.engine, query) == [(1, "2022-12-14", "2022-12-20")]


def test_an_edited_page_shows_what_changed_and_what_lost_its_place(press: Press) -> None:
    moved = f"Here is the news of this month. {NEWS_2022}"
    edited = moved.replace("64 %", "68 %")
    press.print(news_of_2022(), NEWS_2022, "2022-12-14")

    press.print(news_of_2022(), edited, "2024-01-25")

    query = "SELECT is_current, difference FROM figures.editions ORDER BY edition"
    (first, (is_current, difference)) = select(press.engine, query)
    assert first == (False, None)
    assert is_current
    assert "- In 2020, women and girls were 64 %" in difference
    assert "+ In 2020, women and girls were 68 %" in difference
    ((kind, key, findings, is_open),) = select(press.engine, ALERTS)
    assert (kind, key, is_open) == ("orphaned", "news-2022", True)
    assert findings[0].startswith("s-30: 64 now reads 68 (it read: “In 2020, women and girls")
    query = """SELECT printed, in_current_edition, last_edition, orphaned IS NULL
                 FROM figures.statements ORDER BY starts"""
    assert select(press.engine, query) == [("64", False, 1, False), ("6 534", True, 2, True)]


def test_a_statement_that_is_reviewed_again_ends_the_alert(press: Press) -> None:
    edited = NEWS_2022.replace("64 %", "68 %")
    press.print(news_of_2022(), NEWS_2022, "2022-12-14")
    press.print(news_of_2022(), edited, "2024-01-25")

    reviewed = with_statements(news_of_2022(), women(edited, "68"), victims(edited, "6 534", 2020))
    press.print(reviewed, edited, "2024-01-26")

    assert [row[3] for row in select(press.engine, ALERTS)] == [False]
    query = "SELECT printed FROM figures.statements ORDER BY starts"
    assert select(press.engine, query) == [("68",), ("6 534",)]


def test_a_figure_that_came_with_a_later_edition_is_dated_by_its_first_sight(press: Press) -> None:
    press.print(news_of_2022(), NEWS_2022, "2022-12-14")
    edited = f"{NEWS_2022} Later we added that 7 155 victims were registered in 2021."
    more = (*news_of_2022().statements, victims(edited, "7 155", 2021))

    press.print(with_statements(news_of_2022(), *more), edited, "2023-03-01T23:30")

    query = "SELECT printed, printed_on::text FROM figures.statements ORDER BY starts"
    assert select(press.engine, query) == [
        ("64", "2022-12-13"),
        ("6 534", "2022-12-13"),
        ("7 155", "2023-03-02"),
    ]


def test_a_page_without_a_date_is_dated_by_its_first_sight(press: Press) -> None:
    undated = a_document("page", None, women(NEWS_2022, "64"))

    press.print(undated, NEWS_2022, "2023-05-01")

    query = "SELECT printed_on::text FROM figures.statements"
    assert select(press.engine, query) == [("2023-05-01",)]


def test_a_page_that_was_put_back_has_its_first_edition_again(press: Press) -> None:
    press.print(news_of_2022(), NEWS_2022, "2022-12-14")
    press.print(news_of_2022(), NEWS_2022.replace("64", "46"), "2022-12-15")
    press.print(news_of_2022(), NEWS_2022, "2022-12-16")

    query = "SELECT edition, is_current FROM figures.editions ORDER BY edition"
    assert select(press.engine, query) == [(1, True), (2, False)]
    assert [row[3] for row in select(press.engine, ALERTS)] == [False]


def test_a_corrected_number_is_a_statement_of_its_own_and_ends_the_alert(press: Press) -> None:
    wrong, right = NEWS_2022, NEWS_2022.replace("64", "46")
    old = women(wrong, "64", statement_id="old")
    press.print(a_document("news", "2022-12-13", old), wrong, "2022-12-14")
    press.print(a_document("news", "2022-12-13", old), right, "2022-12-15")
    assert [row[3] for row in select(press.engine, ALERTS)] == [True]

    new = women(right, "46", statement_id="new")
    press.print(a_document("news", "2022-12-13", old, new), right, "2022-12-16")

    assert [row[3] for row in select(press.engine, ALERTS)] == [False]
    query = "SELECT before, after, printed_on::text FROM figures.restatements"
    assert select(press.engine, query) == [("64", "46", "2022-12-15")]


def test_a_text_that_was_only_read_is_seen_by_nobody(press: Press) -> None:
    press.print(news_of_2022(), NEWS_2022, "2022-12-14")

    press.read(news_of_2022(), "Another document altogether.", "2022-12-15")

    assert select(press.engine, "SELECT edition, is_current FROM figures.editions") == [(1, True)]


def test_the_same_quantity_printed_otherwise_is_a_restatement(press: Press) -> None:
    press.print(news_of_2022(), NEWS_2022, "2022-12-14")
    press.print(news_of_2024(), NEWS_2024, "2024-01-25")

    query = """SELECT document_before, before, document_id, after, absolute::text, is_misquotation
                 FROM figures.restatements"""
    assert select(press.engine, query) == [("news-2022", "64", "news-2024", "68", "4", False)]


def test_another_rounding_or_an_unknown_year_is_no_restatement(press: Press) -> None:
    rounded = "Almost two thirds, 64.2 % to be exact, were women and girls."
    unknown = "Some other time 70 % were women and girls."
    press.print(news_of_2022(), NEWS_2022, "2022-12-14")
    press.print(a_document("rounded", "2023-01-01", women(rounded, "64.2")), rounded, "2023-01-01")
    told = stated(unknown, "70", replace(WOMEN_2020, years=()), None)
    press.print(a_document("unknown", "2023-01-02", told), unknown, "2023-01-02")

    assert select(press.engine, "SELECT * FROM figures.restatements") == []


def test_the_history_of_a_figure_has_vintages_and_documents_on_one_line(press: Press) -> None:
    press.release(*DAYS)
    press.print(news_of_2022(), NEWS_2022, "2022-12-14")
    press.print(news_of_2024(), NEWS_2024, "2024-01-25")

    query = """SELECT said_on::text, said_by, value::int, coalesce(document_id, vintage_id), verdict
                 FROM figures.figure_history(:quantity)"""
    assert select(press.engine, query, quantity=WOMEN_2020.identity) == [
        ("2022-12-13", "data", 64, f"{PRINTED}@2022-12-13T10:00:00Z", None),
        ("2022-12-13", "document", 64, "news-2022", "revised_since"),
        ("2024-01-24", "data", 68, f"{PRINTED}@2024-01-24T10:00:00Z", None),
        ("2024-01-24", "document", 68, "news-2024", "reproduced"),
    ]


def test_a_statement_stands_in_every_place_that_it_is_anchored_at(press: Press) -> None:
    text = "First we say 6 534 victims, of all countries. At the very end we repeat: 6 534 it is."
    second = text.rindex("6 534")
    told = victims(text, "6 534", 2020)
    anchors = (*told.anchors, anchor_of(edition("twice", text), second, second + 5))
    twice = victims(text, "6 534", 2020, anchors=anchors)

    press.print(a_document("twice", "2022-12-13", twice), text, "2022-12-14")

    query = "SELECT starts FROM figures.statement_places ORDER BY starts"
    assert select(press.engine, query) == [(text.index("6 534"),), (second,)]


def test_an_analyst_reads_documents_in_figures_and_nowhere_else(
    press: Press, access: Access
) -> None:
    press.release(*DAYS)
    press.print(news_of_2022(), NEWS_2022, "2022-12-14")
    analyst = engine(access.analyst)
    every = """SELECT format('SELECT * FROM figures.%I', viewname) FROM pg_views
                WHERE schemaname = 'figures'"""
    views = [query for (query,) in select(analyst, every)]

    assert len(views) > 15
    for view in views:
        select(analyst, view)
    query = "SELECT count(*) FROM figures.figure_history(:quantity)"
    assert select(analyst, query, quantity=WOMEN_2020.identity) == [(3,)]
    with pytest.raises(ProgrammingError, match="permission denied"):
        select(analyst, "SELECT * FROM documents.edition")
