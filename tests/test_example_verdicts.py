"""The example documents through the line, with the printed totals as vintages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from examples.publications_stand_in import PublicationsStandIn
from ingestion.publications.document import documents
from ingestion.publications.steps import Line
from ingestion.settings import Settings
from tests.newsroom import Newsroom
from tests.press import DAYS
from tests.publishers import Bureau
from tests.questions import asked, columns
from tests.rounds import Rounds, select
from warehouse.connection import Access

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture
def publishers() -> Iterator[PublicationsStandIn]:
    """The publishers of the examples, as `vintages up` serves them."""
    with PublicationsStandIn(EXAMPLES / "publications") as stand_in:
        yield stand_in


@pytest.fixture
def room(tmp_path: Path, access: Access, publishers: PublicationsStandIn) -> Newsroom:
    """A newsroom that follows the examples."""
    settings = Settings(
        home=tmp_path,
        archive_url=f"file://{tmp_path}/archive",
        warehouse_url=access.owner,
        publishers_url=publishers.url,
        sources=(EXAMPLES / "sources",),
        pace_seconds=0.0,
    )
    line = Line(settings)
    return Newsroom(line, Bureau(publishers, settings), Rounds(line.warehouse))


def test_a_newcomer_sees_every_kind_of_verdict_with_its_sentence(room: Newsroom) -> None:
    room.release_printed(*DAYS)
    followed = documents(room.line.settings.sources)
    for each in followed:
        room.run(each.document_id)

    query = "SELECT verdict, count(*) FROM figures.verdicts WHERE is_current GROUP BY 1"
    counts = dict(select(room.line.warehouse, query))
    assert counts.keys() >= {"reproduced", "revised_since", "never_matched"}
    query = "SELECT before, after FROM figures.restatements"
    assert ("64", "68") in select(room.line.warehouse, query)
    query = "SELECT count(*) FROM figures.statements WHERE quote IS NULL OR orphaned IS NOT NULL"
    assert select(room.line.warehouse, query) == [(0,)]


def test_question_13_names_the_sentences_that_no_longer_match(room: Newsroom) -> None:
    room.release_printed(*DAYS)
    for each in documents(room.line.settings.sources):
        room.run(each.document_id)

    rows = asked(room.line.warehouse, 13)

    assert columns(rows, "verdict", "printed") == [
        ("revised_since", "64"),
        ("never_matched", "20.5"),
    ]
    assert (rows[0]["value"], rows[0]["value_now"]) == (64, 68)
    assert rows[0]["quote"] == "Women and girls were 64 % of all registered victims."


def test_the_release_that_restates_2020_turns_the_sentence_of_december_2022(
    room: Newsroom,
) -> None:
    room.release_printed(*(day for day in DAYS if day < "2024"))
    room.run("example-first-figures")
    query = "SELECT verdict FROM figures.verdicts WHERE is_current AND printed = '64'"
    assert select(room.line.warehouse, query) == [("reproduced",)]

    room.release_printed("2024-01-24")

    assert select(room.line.warehouse, query) == [("revised_since",)]
    ((said,),) = select(room.line.warehouse, "SELECT facts ->> 'findings' FROM figures.alerts")
    assert "“Women and girls were 64 % of all registered victims.”" in said


def test_an_edited_example_is_a_second_edition(
    room: Newsroom, publishers: PublicationsStandIn
) -> None:
    room.run("example-second-figures")
    publishers.publish("example-second-figures", 2)
    room.run("example-second-figures")

    query = "SELECT edition, difference IS NULL FROM figures.editions ORDER BY edition"
    assert select(room.line.warehouse, query) == [(1, True), (2, False)]
