"""How many of the figures in a text the rules propose, and how many of the proposals are figures.

``python -m benchmarks.find_statements`` prints a table: the five source documents (where the shared
data are, as PDF and HTML made for it) and the hard texts beside this file. In these a figure stands
in square brackets, one that may or may not be taken for a figure in curly ones.

The rules know these texts by now. When each was tried first, before any rule was written for it,
the last ten had a precision of 0.97 and a recall of 0.90 together (218 right, 6 wrong, 24
missed); reports and releases did best, a blog worst (0.63 of its figures).
"""

import re
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from ingestion.publications.edition import Edition
from ingestion.publications.find_statements import proposals

HARD_TEXTS = Path(__file__).parent / "hard_texts"
Spans = set[tuple[int, int]]
_MARK = re.compile(r"[\[{]([-\u2212]?\d[^\]}\n]*)[\]}]")


@dataclass(frozen=True)
class Score:
    """Figures proposed, proposals that are none, figures missed."""

    name: str
    right: Spans
    wrong: Spans
    missed: Spans

    @property
    def precision(self) -> float:
        """The share of the proposals that are figures."""
        return len(self.right) / (len(self.right) + len(self.wrong)) if self.right else 1.0

    @property
    def recall(self) -> float:
        """The share of the figures that are proposed."""
        return len(self.right) / (len(self.right) + len(self.missed)) if self.right else 1.0


def hard_texts() -> list[Score]:
    """The scores of the texts with hard cases."""
    return [
        score(path.stem, *marked_text(path.read_text(encoding="utf-8")))
        for path in sorted(HARD_TEXTS.glob("*.txt"))
    ]


def source_documents() -> list[Score]:
    """The scores of the five source documents; skips the test that asks where they are absent."""
    from ingestion.publications.anchor import located
    from ingestion.publications.document import document
    from ingestion.publications.read_html import read_html
    from ingestion.publications.read_pdf import read_pdf
    from ingestion.settings import SHIPPED_SOURCES
    from tests.printed_documents import AS_HTML, FILES, printed

    scores = []
    for name in FILES:
        edition = (read_html if name in AS_HTML else read_pdf)(printed(name), name)
        reviewed = document(name, [SHIPPED_SOURCES]).statements
        places = [located(each, edition) for each in reviewed if each.printed]
        figures = {
            (span.start, span.end) for found in places if isinstance(found, tuple) for span in found
        }
        scores.append(score(name, edition.text, figures, set()))
    return scores


def score(name: str, text: str, figures: Spans, either: Spans) -> Score:
    """What the rules propose in a text, against the figures that it has."""
    found = {(each.start, each.end) for each in proposals(_edition(name, text)) if each.printed}
    return Score(name, found & figures, found - figures - either, figures - found)


def marked_text(marked: str) -> tuple[str, Spans, Spans]:
    """A text without its marks, its figures, and what may be taken for one."""
    text = ""
    figures: Spans = set()
    either: Spans = set()
    at = 0
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        spans = figures if mark.group().startswith("[") else either
        spans.add((len(text), len(text) + len(mark[1])))
        text += mark[1]
        at = mark.end()
    return text + marked[at:], figures, either


def total(scores: list[Score]) -> Score:
    """Several scores as one; places in different texts never meet."""
    parts: tuple[Spans, Spans, Spans] = (set(), set(), set())
    for number, each in enumerate(scores):
        for part, spans in zip(parts, (each.right, each.wrong, each.missed), strict=True):
            part.update((number, start) for start, _ in spans)
    return Score("all", *parts)


def _edition(name: str, text: str) -> Edition:
    return Edition(name, text, (), "none")


def _print(title: str, scores: list[Score]) -> None:
    table = Table(title=title)
    for column in ("text", "figures", "proposed", "wrong", "missed", "precision", "recall"):
        table.add_column(column, justify="left" if column == "text" else "right")
    for each in [*scores, total(scores)]:
        right, wrong, missed = len(each.right), len(each.wrong), len(each.missed)
        counts = (right + missed, right + wrong, wrong, missed)
        shares = (f"{each.precision:.2f}", f"{each.recall:.2f}")
        table.add_row(each.name, *(str(count) for count in counts), *shares)
    Console().print(table)


if __name__ == "__main__":
    _print("hard texts", hard_texts())
    _print("source documents", source_documents())
