"""What the command line says of documents and of the verdicts on what they print."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.press import (
    DAYS,
    NEWS_2022,
    NEWS_2024,
    PRINTED,
    Press,
    a_document,
    news_of_2022,
    news_of_2024,
    women,
)
from tests.shell import Shell, shell_in
from warehouse.server import Server


@pytest.fixture
def shell(tmp_path: Path, server: Server) -> Iterator[Shell]:
    """A shell over a warehouse with two news items that quote the printed totals."""
    with shell_in(tmp_path, server) as opened:
        press = Press(opened.warehouse)
        press.release(*DAYS)
        press.print(news_of_2022(), NEWS_2022, "2022-12-14")
        press.print(news_of_2024(), NEWS_2024, "2024-01-25")
        yield opened


def test_verdicts_show_what_the_data_no_longer_say_first(shell: Shell) -> None:
    rows = shell.told("verdicts")

    assert [(row["document_id"], row["verdict"]) for row in rows] == [
        ("news-2022", "revised_since"),
        ("news-2022", "reproduced"),
        ("news-2024", "reproduced"),
    ]
    assert "revised_since" in shell.says("verdicts")


def test_verdicts_can_be_asked_for_a_document_or_a_dataset(shell: Shell) -> None:
    assert len(shell.told("verdicts", "--document", "news-2024")) == 1
    assert len(shell.told("verdicts", "--dataset", PRINTED.lower())) == 3


def test_a_document_shows_its_text_with_the_verdicts(shell: Shell) -> None:
    said = shell.says("document", "news-2022")

    assert "women and girls were 64 [s-30: revised since] % of the victims" in said
    assert "since then EU_THB_PRINTED@2024-01-24T10:00:00Z gives 68" in said
    told = json.loads(shell.says("document", "news-2022", "--json"))
    assert (told["text"], told["edition"], told["orphans"]) == (NEWS_2022, 1, [])
    assert told["statements"][0]["verdict"] == "revised_since"


def test_a_figure_that_makes_two_statements_stands_once_in_the_text(shell: Shell) -> None:
    twice = (women(NEWS_2022, "64"), women(NEWS_2022, "64", statement_id="again"))
    document = a_document("news-again", "2022-12-15", *twice)
    Press(shell.warehouse).print(document, NEWS_2022, "2022-12-15")
    said = shell.says("document", "news-again")

    verdict = "revised since"
    assert f"were 64 [again: {verdict}] [s-30: {verdict}] % of the victims" in said


def test_a_document_that_is_not_held_is_refused_with_those_that_are(shell: Shell) -> None:
    assert "there are: news-2022, news-2024" in shell.refuses("document", "news-1999")


def test_the_newest_edition_that_is_held_can_be_reviewed(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "publications").mkdir()
    for name in ("news-2022", "news-1999"):
        file = tmp_path / "publications" / f"{name}.toml"
        file.write_text(
            'title = "News"\npublisher = "nobody"\nkind = "news"\nurl = "https://example.org/n"\n'
        )
    sources = {"VINTAGES_SOURCES": str(tmp_path)}

    walked = shell.run("review", "news-2022", "--json", given="q\n", **sources)

    told = json.loads(walked.stdout[walked.stdout.index("{") :])  # after the echo of the answer
    assert (told["statements"], walked.exit_code) == ([], 0)
    assert told["left"] > 0
    assert "no edition of news-1999 is held yet" in shell.refuses("review", "news-1999", **sources)
