"""The example documents: what they print is in the example figures and stands where it is said."""

import json
import signal
import subprocess
import sys
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest

from examples.make_example_pdfs import FOLDER, PDFS, example_pdf
from examples.stand_in.documents import documents_shelf
from examples.stand_in.table import read_table
from ingestion.publications.anchor import Orphaned, located
from ingestion.publications.document import Document, documents
from ingestion.publications.edition import Edition
from ingestion.publications.feeds import NEWS_FEED, judge_feed
from ingestion.publications.publishers import document_address
from ingestion.publications.read_html import read_html
from ingestion.publications.read_pdf import read_pdf
from ingestion.publications.statement import Cells, Statement
from tests.loopback import get
from tests.publishers import Bureau, bureau

EXAMPLES = Path(__file__).parents[1] / "examples"
SHELF = documents_shelf(EXAMPLES / "publications")
FOLLOWED = documents([EXAMPLES / "sources"])
FIGURES = EXAMPLES / "releases" / "EU_THB_PRINTED"
IDS = [each.document_id for each in FOLLOWED]


def edition(document: Document, number: int = 1) -> Edition:
    file = SHELF[document.document_id][number - 1].files[0]
    read = read_pdf if file.suffix == ".pdf" else read_html
    return read(file.read_bytes(), document.document_id, document.language)


def value(cells: Cells, day: str) -> Decimal:
    """The sum of the cells, as printed until the end of a day."""
    newest = max(file for file in FIGURES.glob("*.tsv") if file.stem <= day)
    table = read_table(newest)
    rows = {key.replace(",", "."): row.split("\t") for key, row in table.rows}
    columns = {period: index for index, period in enumerate(table.periods)}
    return sum(
        (Decimal(rows[s][columns[p]].strip()) for s, p in product(cells.series, cells.periods)),
        Decimal(),
    )


def figure(statement: Statement, day: str) -> Decimal:
    """What the example figures of a day give for a statement."""
    assert statement.binding is not None
    result = value(statement.binding.numerator, day)
    if statement.binding.denominator:
        result = 100 * result / value(statement.binding.denominator, day)
    if statement.binding.base:
        result = 100 * (result / value(statement.binding.base, day) - 1)
    return result


def is_true(statement: Statement, day: str) -> bool:
    """Whether the example figures of a day print as the statement does."""
    low, high = statement.low, statement.high
    assert low is not None
    assert high is not None
    return low <= figure(statement, day) < high


def test_every_example_document_is_served_and_followed() -> None:
    assert sorted(SHELF) == IDS
    for document in FOLLOWED:
        for served in SHELF[document.document_id]:
            named = (served.celex, served.council, served.url, served.oldid)
            wanted = (document.celex, document.council, document.url, document.oldid)
            assert tuple(each or None for each in named) == wanted


def test_the_pdfs_are_what_their_maker_writes() -> None:
    for name in PDFS:
        assert (FOLDER / name / "001.pdf").read_bytes() == example_pdf(name)


@pytest.mark.parametrize("document", FOLLOWED, ids=IDS)
def test_every_statement_stands_in_the_first_edition(document: Document) -> None:
    read = edition(document)

    for statement in document.statements:
        spans = located(statement, read)
        assert not isinstance(spans, Orphaned), spans
        assert {read.text[span.start : span.end] for span in spans} == {statement.printed}


def test_every_bound_figure_was_true_on_its_day_but_the_one_that_shows_a_mismatch() -> None:
    untrue = [
        statement.statement_id
        for document in FOLLOWED
        for statement in document.statements
        if statement.binding and not is_true(statement, str(document.published_on))
    ]
    assert untrue == ["conclusions-01"]


def test_one_figure_of_the_examples_was_revised_since() -> None:
    revised = [
        statement.statement_id
        for document in FOLLOWED
        for statement in document.statements
        if statement.binding
        and figure(statement, "2025-12-31") != figure(statement, str(document.published_on))
    ]
    assert revised == ["first-02"]


def test_the_second_edition_changed_one_figure_moved_one_and_lost_one() -> None:
    document = next(each for each in FOLLOWED if len(SHELF[each.document_id]) == 2)
    before, after = edition(document, 1), edition(document, 2)
    found = {each.statement_id: located(each, after) for each in document.statements}

    said = {name: spans.said for name, spans in found.items() if isinstance(spans, Orphaned)}
    assert said == {
        "second-07": "second-07: 41 now reads 41.4",
        "second-11": "second-11: 2 097 is no longer there",
    }
    assert before.text.index("were 63 %") > before.text.index("exploitation 4 014")
    assert after.text.index("were 63 %") < after.text.index("exploitation 4 014")


def test_the_stand_in_serves_the_examples_and_they_are_fetched(tmp_path: Path) -> None:
    with bureau(tmp_path, EXAMPLES / "publications") as here:
        for document in FOLLOWED:
            assert here.bytes_of(here.fetch(document))[0][:40]
        addresses = {here.enquiry.asked_as(document_address(each)) for each in FOLLOWED}

    assert {each.url for each in here.attempts} >= addresses
    assert "ok" in here.outcomes()


def test_the_edited_page_is_announced_in_the_news_feed(tmp_path: Path) -> None:
    with bureau(tmp_path, EXAMPLES / "publications") as here:
        here.stand_in.publish("example-second-figures", 2)

        assert b"(corrected)" in _news(here)


def _news(here: Bureau) -> bytes:
    return here.enquiry.ask(NEWS_FEED, judge_feed).payload


def test_the_command_serves_all_examples_until_it_is_told_to_stop(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "examples.serve", "--memory", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        served = json.loads(process.stdout.readline())
        page = get(f"{served['VINTAGES_PUBLISHERS_URL']}home-affairs.ec.europa.eu/node/2/rss_en")
        table = get(f"{served['VINTAGES_EUROSTAT_URL']}/catalogue/toc/txt")
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=10)

    assert (page.status, table.status) == (200, 200)
    assert b"example-figures-2022-12-13_en" in page.body
    assert process.returncode == 0
