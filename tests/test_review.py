"""A person is asked about each candidate; the document's file gains what is confirmed."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ingestion.cli import app
from ingestion.errors import Misconfigured
from ingestion.publications.anchor import located
from ingestion.publications.document import Document, document, document_from
from ingestion.publications.edition import Edition
from ingestion.publications.review import Moved, orphans, review, unreviewed
from ingestion.publications.statement import Anchor, Statement
from ingestion.publications.write_statement import write_decision

FILE = """\
# A comment of the person who follows it.
title = "A page about figures"
publisher = "nobody"
kind = "web_page"
url = "https://example.org/figures"
"""
TEXT = """# Figures of 2022

In 2022 the EU registered 10 093 victims of trafficking. Of the registered victims in the EU, 63 %
were women and girls in 2022. The number of suspects was 8 064.
"""
PAGE = f"<html><body><h1>Figures</h1><p>{TEXT.removeprefix('# Figures of 2022')}</p></body></html>"
EDITION = Edition("a-page", TEXT, (), "none")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The document's file in a folder of sources."""
    (tmp_path / "publications").mkdir()
    written = tmp_path / "publications" / "a-page.toml"
    written.write_text(FILE)
    return written


def held(path: Path) -> Document:
    return document(path.stem, [path.parents[1]])


def decided(path: Path, *answers: str, **fields: str) -> list[Statement | Anchor | Moved]:
    """The decisions of a person who gives an answer per candidate, and these for its fields."""
    main = iter(answers)

    def ask(question: str, proposed: str) -> str:
        if "q quit" in question:
            return next(main, "l")
        field = question.split()[0].rstrip(",")
        assert field != "why" or field in fields, "asked for a reason that the test has not"
        return fields.get(field, proposed)

    decisions = []
    for decision in review(held(path), EDITION, ask, lambda _: None):
        write_decision(path, decision)
        decisions.append(decision)
    return decisions


def test_nothing_is_written_that_nobody_confirmed(path: Path) -> None:
    assert decided(path) == []
    assert path.read_text() == FILE


def test_a_confirmed_candidate_becomes_a_statement_that_is_found_again(path: Path) -> None:
    (statement,) = decided(path, "y", id="a-7", bind="y")
    assert isinstance(statement, Statement)
    (read,) = held(path).statements
    assert read == statement
    assert (read.statement_id, read.printed, read.quantity.years) == ("a-7", "10 093", (2022,))
    assert read.binding is not None
    (span,) = located(read, EDITION)  # type: ignore[misc] # no orphan
    assert TEXT[span.start : span.end] == "10 093"
    assert path.read_text().startswith(FILE)


def test_a_fall_is_compared_with_a_negative_change_and_found_again(path: Path) -> None:
    text = "In 2022 the victims who were registered in the EU fell by 28 % compared with 2021."
    edition = Edition("a-page", text, (), "none")

    def ask(question: str, proposed: str) -> str:
        return "y" if "q quit" in question else proposed or "-" * question.startswith("why")

    (fall,) = review(held(path), edition, ask, lambda _: None)

    assert isinstance(fall, Statement)
    assert (fall.printed, fall.low, fall.high) == ("-28", Decimal("-28.5"), Decimal("-27.5"))
    (span,) = located(fall, edition)  # type: ignore[misc] # no orphan
    assert text[span.start : span.end] == "28"


def test_what_is_decided_is_not_asked_again(path: Path) -> None:
    waiting = len(unreviewed(held(path), EDITION))
    decided(path, "n", "n", "q")
    assert len(held(path).dismissed) == 2
    assert len(unreviewed(held(path), EDITION)) == waiting - 2


def test_the_file_holds_no_word_of_the_document(path: Path) -> None:
    decided(path, "n")
    added = path.read_text().removeprefix(FILE)
    assert "registered" not in added
    assert 'printed = "10 093"' in added


def test_an_unbound_statement_wants_a_reason(path: Path) -> None:
    (statement,) = decided(path, "y", why="the printed totals lack it")
    assert isinstance(statement, Statement)
    assert statement.unbound_because == "the printed totals lack it"


@pytest.mark.parametrize("wrong", ["a-1", "COM 2018", ""])
def test_an_id_that_cannot_be_is_asked_for_again_and_no_answer_is_lost(
    path: Path, wrong: str
) -> None:
    decided(path, "y", "q", id="a-1", bind="y")
    ids = iter([wrong, "a-2"])

    def ask(question: str, proposed: str) -> str:
        if question.startswith("id"):
            return next(ids)
        if "q quit" in question:
            return "y" if "8 064" in question else "l"
        return proposed or "-" * question.startswith("why")

    (statement,) = review(held(path), EDITION, ask, lambda _: None)
    write_decision(path, statement)
    assert [each.statement_id for each in held(path).statements] == ["a-1", "a-2"]


def test_an_id_that_is_taken_is_refused_and_the_file_stays(path: Path) -> None:
    (first,) = decided(path, "y", "q", id="a-1", bind="y")
    before = path.read_text()
    with pytest.raises(Misconfigured, match="twice"):
        write_decision(path, first)
    assert path.read_text() == before


def test_a_statement_that_is_gone_from_the_edition_is_told(path: Path) -> None:
    decided(path, "y", "q", id="a-1", bind="y")
    edited = Edition("a-page", TEXT.replace("10 093", "10 120"), (), "none")
    (lost,) = orphans(held(path), edited)
    assert lost.said == "a-1: 10 093 now reads 10 120"
    told: list[str] = []
    list(review(held(path), edited, lambda *_: "q", told.append))
    assert "now reads 10 120" in told[0]


def test_a_statement_among_other_words_is_anchored_again_where_a_person_says(path: Path) -> None:
    decided(path, "y", "q", id="a-1", bind="y")
    (before,) = held(path).statements
    words = "Until last winter all the offices together had counted 10 093 victims, they say."
    edited = Edition("a-page", f"# Figures\n\n{words}\nThe number of suspects was 8 064.", (), "")
    asked: list[str] = []

    def ask(question: str, _: str) -> str:
        asked.append(question)
        return "a-1" if "10 093" in question else "q"

    (moved,) = review(held(path), edited, ask, lambda _: None)
    write_decision(path, moved)

    (after,) = held(path).statements
    (span,) = located(after, edited)  # type: ignore[misc] # no orphan
    assert edited.text[span.start : span.end] == "10 093"
    assert after == replace(before, anchors=after.anchors)
    assert orphans(held(path), edited) == []
    assert path.read_text().startswith(FILE)
    assert ["a-1 that statement, moved" in each for each in asked] == [True, False]


def test_the_command_asks_in_the_terminal_and_says_what_it_wrote(path: Path) -> None:
    page = path.with_name("page.html")
    page.write_text(PAGE)
    environment = {"VINTAGES_SOURCES": str(path.parents[1])}
    given = "n\nl\nq\n"
    run = CliRunner().invoke(app, ["review", "a-page", str(page)], input=given, env=environment)
    assert run.exit_code == 0, run.stderr
    assert "\u00bb10 093\u00ab" in run.stderr
    assert "0 statements and 1 figures that are none were written" in run.stdout
    assert document_from(path.read_text(), path).dismissed[0].printed == "10 093"
