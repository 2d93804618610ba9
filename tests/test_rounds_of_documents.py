"""Reporting rounds over documents: which belong to one, and what the next did to their words."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from examples.publications_stand_in import PublicationsStandIn
from ingestion.publications.steps import Line
from ingestion.reporting import rounds_of
from ingestion.settings import Settings
from ingestion.source import source
from tests.newsroom import Newsroom
from tests.press import DAYS, PRINTED
from tests.publishers import Bureau
from tests.rounds import Rounds, select
from warehouse.connection import Access, engine
from warehouse.query import Question, answer_to
from warehouse.reporting_rounds import keep_rounds

PROJECT = Path(__file__).parents[1]
EXAMPLES = PROJECT / "examples"


@pytest.fixture
def room(tmp_path: Path, access: Access) -> Iterator[Newsroom]:
    """A newsroom with the printed totals in their rounds, and the document of the first of them."""
    with PublicationsStandIn(EXAMPLES / "publications") as publishers:
        settings = Settings(
            home=tmp_path,
            archive_url=f"file://{tmp_path}/archive",
            warehouse_url=access.owner,
            publishers_url=publishers.url,
            sources=(EXAMPLES / "sources",),
            pace_seconds=0.0,
        )
        line = Line(settings)
        opened = Newsroom(line, Bureau(publishers, settings), Rounds(line.warehouse))
        opened.release_printed(*DAYS)
        keep_rounds(line.warehouse, PRINTED, rounds_of(source(PRINTED, settings.sources)))
        opened.run("example-first-figures")
        yield opened


def page_answers(access: Access) -> list[list[tuple[Any, ...]]]:
    """The answers to the queries of the page, as an analyst gets them."""
    page = (PROJECT / "docs" / "how-to" / "ask-about-a-round.md").read_text(encoding="utf-8")
    found = []
    for query in re.findall(r"```sql\n(.*?)```", page, flags=re.DOTALL):
        with answer_to(engine(access.analyst), Question(query.rstrip().rstrip(";"))) as answer:
            found.append(list(answer.rows))
    return found


def test_documents_and_releases_of_a_round_stand_together_and_the_next_one_is_compared(
    room: Newsroom, access: Access
) -> None:
    belonging, changed = page_answers(access)

    assert [(row[1], str(row[2])) for row in belonging] == [
        ("EU_THB_PRINTED@2022-12-13T10:00:00Z", "2022-12-13"),
        ("example-first-figures", "2022-12-13"),
    ]
    assert [row[1:7] for row in changed] == [
        ("64", "A.Y1.PER_VICT.FEMALE.ESTAT.PC.EU27_2020", "2020", "64", "68", "revised_since")
    ]
    assert changed[0][7] == "Women and girls were 64 % of all registered victims."
    query = "SELECT DISTINCT reporting_rounds FROM figures.statements"
    assert select(room.line.warehouse, query) == [(["2020 data"],)]
