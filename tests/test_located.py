"""The reviewed statements of the source documents stand where the shared table has them."""

import re
from collections.abc import Callable
from functools import cache

import pytest

from ingestion.publications.anchor import Orphaned, Span, anchor_of, located
from ingestion.publications.document import document
from ingestion.publications.edition import Edition
from ingestion.publications.printed_number import number
from ingestion.publications.read_html import read_html
from ingestion.publications.read_pdf import read_pdf
from ingestion.publications.statement import Statement
from ingestion.settings import SHIPPED_SOURCES
from tests.printed_documents import (
    AS_HTML,
    FILES,
    Seed,
    html_page,
    pdf,
    plain,
    printed,
    seeds,
    shared_text,
)

# A seed that says two things is two statements.
SPLIT = {"003-06": ["003-06", "003-06b"], "002-30": ["002-30", "002-30b"]}


def as_published(document_id: str) -> Edition:
    read = read_html if document_id in AS_HTML else read_pdf
    return read(printed(document_id), document_id)


def as_web_page(document_id: str) -> Edition:
    return read_html(html_page(shared_text(document_id)), document_id)


def as_other_pages(document_id: str) -> Edition:
    text = re.sub(r"\n(?=[A-Z][a-z])", "\n\n", shared_text(document_id))
    return read_pdf(pdf(text, columns=1 if document_id.startswith("emn") else 2), document_id)


def as_shared(document_id: str) -> Edition:
    return Edition(document_id, shared_text(document_id), (), "none")


READINGS = [as_published, as_web_page, as_other_pages, as_shared]


@cache
def reviewed() -> dict[str, tuple[str, Statement]]:
    return {
        statement.statement_id: (name, statement)
        for name in FILES
        for statement in document(name, [SHIPPED_SOURCES]).statements
    }


def letters(text: str) -> str:
    """A text without blanks, footnote calls and markup, so that two readings compare."""
    return re.sub(r"\[\^\d+\]|[\s*\[\]#\\\u2022-]", "", plain(text))


def is_inside(seed: Seed, span: Span, edition: Edition, raw: str) -> bool:
    """Whether a span lies in the seed's words: the same words before, and as many letters in."""
    before = letters(edition.text[: span.start])[-20:]
    quote = letters(raw[seed.start : seed.end])
    context = letters(raw[max(0, seed.start - 300) : seed.start]) + quote
    return context.rfind(before) >= 0 and letters(edition.text[span.start : span.end]) in quote


@pytest.mark.parametrize("read", READINGS)
@pytest.mark.parametrize("document_id", FILES)
def test_every_statement_is_located_where_the_shared_table_has_it(
    document_id: str, read: Callable[[str], Edition]
) -> None:
    edition, raw = read(document_id), shared_text(document_id)
    for seed in (each for each in seeds() if each.file == FILES[document_id]):
        for name in SPLIT.get(seed.statement_id, [seed.statement_id]):
            _, statement = reviewed()[name]
            spans = located(statement, edition)
            assert not isinstance(spans, Orphaned), spans.said
            assert is_inside(seed, spans[0], edition, raw), name
            if statement.printed:
                shown = edition.text[spans[0].start : spans[0].end]
                assert number(shown) == number(statement.printed)


def test_all_61_statements_are_reviewed_and_each_exact_one_bound_or_explained() -> None:
    names = {name for each in seeds() for name in SPLIT.get(each.statement_id, [each.statement_id])}
    assert len(seeds()) == 61
    assert names == set(reviewed())
    exact = [each for each in seeds() if each.kind == "exact"]
    assert len(exact) == 34
    for seed in exact:
        _, statement = reviewed()[seed.statement_id]
        assert statement.kind == "exact"
        assert statement.binding or statement.unbound_because


@pytest.mark.parametrize("document_id", FILES)
def test_a_number_printed_twice_is_located_twice(document_id: str) -> None:
    edition = as_published(document_id)
    for name, statement in reviewed().values():
        if name == document_id and len(statement.anchors) > 1:
            spans = located(statement, edition)
            assert isinstance(spans, tuple)
            assert len(set(spans)) == len(statement.anchors)


def test_no_sentence_of_a_document_stands_in_the_sources() -> None:
    """Eight words in a row that a document has, and its title has not, would be a quotation."""
    for name in FILES:
        source = (SHIPPED_SOURCES / "publications" / f"{name}.toml").read_text()
        ours = words(re.sub(r'(?m)^(title|url) = ".*"$', "", source))
        theirs = words(plain(shared_text(name)))
        runs = {tuple(theirs[at : at + 8]) for at in range(len(theirs) - 7)}
        assert not [at for at in range(len(ours) - 7) if tuple(ours[at : at + 8]) in runs]


def words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())


TEXT = """# Facts and figures

In 2022 the countries of the Union registered 10 093 victims of trafficking, and 63 % of the
registered victims were women and girls. In the year before they had registered 7 155 victims.

# What is done about it

The agencies have trained more officers than ever. Most of the registered victims come from
countries outside of the Union, and their share has grown since the year 2020.
"""


def edition_of(text: str) -> Edition:
    return Edition("a-page", text, (), "none")


def statement_at(text: str, words: str) -> Statement:
    """A statement whose anchor is at the first place of some words."""
    start = text.index(words)
    anchor = anchor_of(edition_of(text), start, start + len(words))
    quantity = reviewed()["004-02"][1].quantity
    return Statement("x-1", "vague", "none", quantity, (anchor,), printed=anchor.printed or "")


def at(text: str, words: str) -> tuple[Span, ...]:
    start = text.index(words)
    return (Span(start, start + len(words), None),)


def test_a_statement_is_found_again_when_its_paragraph_moved() -> None:
    figures, done = TEXT.split("\n# What")
    moved = f"# What{done}\n\nNew words.\n\n{figures}"
    for words in ("10 093", "63", "7 155", "Most of the registered victims"):
        assert located(statement_at(TEXT, words), edition_of(moved)) == at(moved, words)


def test_a_statement_is_found_again_when_lines_break_elsewhere_and_words_are_divided() -> None:
    broken = (
        TEXT.replace(" ", "\n").replace("registered", "regis\u00adtered").replace("10\n", "10 ")
    )
    found = located(statement_at(TEXT, "10 093"), edition_of(broken))
    assert found == at(broken, "10 093")
    assert located(statement_at(TEXT, "63"), edition_of(broken)) == at(broken, "63")


def test_a_statement_is_found_again_when_the_words_around_were_edited() -> None:
    edited = TEXT.replace("the countries of the Union", "EU countries").replace("women and ", "")
    for words in ("10 093", "63", "7 155"):
        assert located(statement_at(TEXT, words), edition_of(edited)) == at(edited, words)


def test_a_number_with_another_separator_is_the_same_number() -> None:
    edited = TEXT.replace("10 093", "10,093")
    assert located(statement_at(TEXT, "10 093"), edition_of(edited)) == at(edited, "10,093")


def test_a_changed_figure_orphans_its_statement_and_is_named() -> None:
    found = located(statement_at(TEXT, "63"), edition_of(TEXT.replace("63 %", "64 %")))
    assert isinstance(found, Orphaned)
    assert (found.reason, found.now) == ("changed", "64")
    assert found.said == "x-1: 63 now reads 64"


def test_a_figure_that_is_gone_orphans_its_statement_although_the_number_stands_elsewhere() -> None:
    edited = TEXT.replace("and 63 % of the\nregistered victims were women and girls", "")
    found = located(statement_at(TEXT, "63"), edition_of(edited + "\nSee page 63 of the study.\n"))
    assert isinstance(found, Orphaned)
    assert (found.reason, found.now) == ("gone", None)


def test_of_a_statement_that_stands_twice_the_place_that_went_is_reported() -> None:
    twice = TEXT + "\n\nThe total for 2022 of 10 093 persons is the highest so far recorded.\n"
    first = statement_at(TEXT, "10 093").anchors[0]
    second_start = twice.rindex("10 093")
    second = anchor_of(edition_of(twice), second_start, second_start + 6)
    quantity = reviewed()["004-02"][1].quantity
    both = Statement("x-1", "vague", "none", quantity, (first, second), printed="10 093")
    found = located(both, edition_of(TEXT))
    assert isinstance(found, Orphaned)
    assert found.anchor == second
    assert found.spans == at(TEXT, "10 093")
