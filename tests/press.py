"""Words for telling stories about documents that quote the printed totals of the examples."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from ingestion.publications.anchor import anchor_of
from ingestion.publications.document import Document
from ingestion.publications.edition import Edition
from ingestion.publications.judge import Judged, judge
from ingestion.publications.load import load
from ingestion.publications.rows import held_document
from ingestion.publications.statement import Binding, Cells, Quantity, Statement
from tests.rounds import Rounds, moment
from warehouse.documents import Reading, keep_document, keep_reading, lock

PRINTED = "EU_THB_PRINTED"
DIMENSIONS = ("freq", "span", "leg_stat", "category", "basis", "unit", "coverage")
_FOLDER = Path(__file__).parents[1] / "examples" / "releases" / PRINTED
DAYS = tuple(path.stem for path in sorted(_FOLDER.glob("*.tsv")))
EU27 = "ESTAT.{unit}.EU27_2020"


def printed_cells(day: str) -> dict[tuple[str, str], str]:
    """The cells of the printed totals as released on a day."""
    head, *lines = (_FOLDER / f"{day}.tsv").read_text().splitlines()
    periods = [label.strip() for label in head.split("\t")[1:]]
    return {
        (key, period): cell.strip()
        for key, *cells in (line.split("\t") for line in lines)
        for period, cell in zip(periods, cells, strict=True)
        if cell.strip()
    }


def cells_of(category: str, *years: str, unit: str = "NR", leg: str = "PER_VICT") -> Cells:
    """Cells of EU27 in the printed totals."""
    return Cells(PRINTED, (f"A.Y1.{leg}.{category}.ESTAT.{unit}.EU27_2020",), years)


@dataclass
class Press:
    """A warehouse, its vintages of the printed totals, and documents that quote them."""

    engine: Engine

    def __post_init__(self) -> None:
        """Snapshots of earlier rounds are needed for later ones."""
        self.rounds = Rounds(self.engine)

    def release(self, *days: str) -> None:
        """Load releases of the printed totals and judge what is bound to them."""
        for day in days:
            self.rounds.load(PRINTED, f"{day}T10:00", printed_cells(day), DIMENSIONS)
            self.judge(dataset_code=PRINTED)

    def read(self, document: Document, text: str, seen_at: str) -> int:
        """A fetch brings this text of a document, which nobody sees yet."""
        read = edition(document.document_id, text)
        reading = Reading(
            text=read.text,
            text_hash=read.text_hash,
            pages=[asdict(page) for page in read.pages],
            extractor=read.extractor,
            release_key=f"{document.document_id}@{seen_at}",
            fetched_at=moment(seen_at),
            archive_keys=("ab" * 32,),
            urls=("https://example.org/page",),
        )
        with self.engine.begin() as connection:
            keep_document(connection, held_document(document))
            return keep_reading(connection, document.document_id, reading)

    def print(self, document: Document, text: str, seen_at: str) -> None:
        """A fetch brings this text of a document: load it and judge its statements."""
        edition_id = self.read(document, text, seen_at)
        with self.engine.begin() as connection:
            load(connection, document, edition_id)
        self.judge(document_id=document.document_id)

    def judge(self, **of: Any) -> Judged:
        """Judge the statements of a document, or of a dataset."""
        with self.engine.begin() as connection:
            lock(connection)
            return judge(connection, **of)


def edition(document_id: str, text: str) -> Edition:
    """A text as a page without page numbers."""
    return Edition(document_id, text, (), "typed for a test")


def stated(
    text: str, printed: str, quantity: Quantity, binding: Binding | None, **more: Any
) -> Statement:
    """The statement that ``text`` makes with the number ``printed``, anchored where it stands."""
    start = text.index(printed)
    anchor = anchor_of(edition("x", text), start, start + len(printed))
    unit = "percent" if quantity.denominator else "persons"
    told: dict[str, Any] = {
        "statement_id": f"s-{start}",
        "kind": "exact",
        "unit": unit,
        "unbound_because": None if binding else "a test",
    }
    told |= {"quantity": quantity, "anchors": (anchor,), "printed": printed, "binding": binding}
    return Statement(**(told | more))


def a_document(
    document_id: str, published_on: str | None, *statements: Statement, **more: Any
) -> Document:
    """A news item with these statements."""
    return Document(
        document_id=document_id,
        title=f"The news {document_id}",
        publisher="The press",
        kind="news",
        published_on=date.fromisoformat(published_on) if published_on else None,
        url=f"https://example.org/{document_id}",
        statements=statements,
        **more,
    )


# What Eurostat's news items of December 2022 and January 2024 state, in our own words.
WOMEN_2020 = Quantity("victims registered", "sex: F", "all", (2020,), geo="EU27_2020")
NEWS_2022 = (
    "In 2020, women and girls were 64 % of the victims whom the authorities registered. "
    "There were 6 534 victims in all, so the news says."
)
NEWS_2024 = (
    "Our newest data are about another year. The share of women and girls was 68 % in 2020, "
    "as it was in the year after."
)


def women(text: str, printed: str, **more: Any) -> Statement:
    """The statement on the share of women and girls in 2020."""
    return stated(text, printed, WOMEN_2020, Binding(cells_of("FEMALE", "2020", unit="PC")), **more)


def victims(text: str, printed: str, year: int, **more: Any) -> Statement:
    """A statement on the number of victims in a year."""
    quantity = Quantity("victims registered", "total", None, (year,), geo="EU27_2020")
    return stated(text, printed, quantity, Binding(cells_of("TOTAL", str(year))), **more)


def news_of_2022() -> Document:
    """The item that prints 64 %."""
    sentences = (women(NEWS_2022, "64"), victims(NEWS_2022, "6 534", 2020))
    return a_document("news-2022", "2022-12-13", *sentences)


def news_of_2024() -> Document:
    """The item that prints 68 % for the same year."""
    return a_document("news-2024", "2024-01-24", women(NEWS_2024, "68"))


def with_statements(document: Document, *statements: Statement) -> Document:
    """The same document, reviewed again."""
    return replace(document, statements=statements)
