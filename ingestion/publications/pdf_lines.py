"""The lines of a PDF page in reading order, and the paragraphs that they form."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingestion.publications.pdf_columns import in_reading_order
from ingestion.publications.pdf_glyphs import WIDE, Fragment, text_of

_NEW_ITEM = re.compile(r"([-\u2022\u25aa\u25cf\u2013\uf0b7]|\[\^\d+\]|\(?[a-z0-9]{1,3}[.)]) ")
_SAME_SIZE = 0.12
_LOOSE = 1.35
_SHORT = 0.75
_SMALLER = 0.88
_RAISED = 0.75
_SAME_LINE = 0.3
# Word parts that keep their hyphen where a line breaks after it.
_KEEPS_HYPHEN = frozenset(
    ["anti", "co", "cross", "long", "non", "re", "self", "short", "third", "well", "year"]
)


@dataclass(frozen=True)
class Line:
    """A line of text; a row of a table has its cells between bars."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    block: int

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table."""
        return self.text.startswith("| ")


def lines_of(fragments: Sequence[Fragment]) -> list[Line]:
    """The lines of a page, column by column; rows of cells become rows of a table."""
    return [
        _line(row, number)
        for number, block in enumerate(in_reading_order(fragments))
        for row in _marked_rows(_rows(block))
    ]


def paragraphs(lines: Sequence[Line]) -> list[str]:
    """The lines joined to paragraphs; rows of one table stay lines of one paragraph."""
    found: list[list[Line]] = []
    for before, line in zip([None, *lines], lines, strict=False):
        if before is None or _begins(before, line, lines):
            found.append([])
        found[-1].append(line)
    return [_joined(each) for each in found]


def _rows(block: Sequence[Fragment]) -> list[list[Fragment]]:
    """Fragments on one line together, from top to bottom, each from left to right."""
    rows: list[list[Fragment]] = []
    # Large letters first, so that raised digits find the line that they belong to.
    for each in sorted(block, key=lambda each: (-round(each.size), -each.baseline)):
        row = next((row for row in rows if _on_line(each, row)), None)
        if row is None:
            rows.append([each])
        else:
            row.append(each)
    rows.sort(key=lambda row: -row[0].baseline)
    return [sorted(row, key=lambda each: each.left) for row in rows]


def _on_line(each: Fragment, row: list[Fragment]) -> bool:
    """Whether a fragment stands on the line of a row, or is raised from it like a footnote call."""
    above = each.baseline - row[0].baseline
    if each.size > _SMALLER * row[0].size:
        return abs(above) < _SAME_LINE * row[0].size
    gaps = [max(each.left - part.right, part.left - each.right) for part in row]
    beside = any(-each.size < gap < each.size for gap in gaps)
    return beside and -_SAME_LINE * row[0].size < above < _RAISED * row[0].size


def _marked_rows(rows: list[list[Fragment]]) -> list[tuple[list[list[Fragment]], bool]]:
    """Each row as its cells, and whether it belongs to a table: so does its neighbour then."""
    cells = [_cells(row) for row in rows]
    wide = [len(each) > 1 and _has_figures(each) for each in cells]
    near = [False, *wide, False]
    return [
        (each, len(each) > 1 and (is_wide or near[at] or near[at + 2]))
        for at, (each, is_wide) in enumerate(zip(cells, wide, strict=True))
    ]


def _cells(row: list[Fragment]) -> list[list[Fragment]]:
    cells = [[row[0]]]
    for before, each in pairwise(row):
        if each.left - before.right > WIDE * max(before.size, each.size):
            cells.append([])
        cells[-1].append(each)
    return cells


def _has_figures(cells: list[list[Fragment]]) -> bool:
    """Whether the cells after the first are numbers: a widely set line of words is no table."""
    texts = [text_of([glyph for part in cell for glyph in part.glyphs]) for cell in cells[1:]]
    return all(re.search(r"\d|^[:\u2013-]$", text) and len(text.split()) <= 4 for text in texts)


def _line(row: tuple[list[list[Fragment]], bool], block: int) -> Line:
    cells, is_table = row
    parts = [each for cell in cells for each in cell]
    glyphs = [[glyph for each in cell for glyph in each.glyphs] for cell in cells]
    if is_table:
        text = "| " + " | ".join(text_of(each) for each in glyphs) + " |"
    else:
        text = text_of([glyph for each in glyphs for glyph in each])
    return Line(
        text=text,
        left=parts[0].left,
        right=parts[-1].right,
        baseline=max(parts, key=lambda each: each.width).baseline,
        size=max(parts, key=lambda each: each.width).size,
        block=block,
    )


def _begins(before: Line, line: Line, lines: Sequence[Line]) -> bool:
    """Whether a paragraph begins with a line."""
    if before.is_row or line.is_row:
        return before.is_row != line.is_row
    if abs(before.size - line.size) > _SAME_SIZE * max(before.size, line.size):
        return True
    if _NEW_ITEM.match(line.text) and not line.text[0].islower():
        return True
    if before.block != line.block:
        return before.text[-1] in ".!?:]" or not line.text[0].islower()
    gap = before.baseline - line.baseline
    return gap > _LOOSE * _leading(lines, line) or _ended(before, lines)


def _leading(lines: Sequence[Line], line: Line) -> float:
    """The usual distance of lines of this size on the page."""
    gaps = sorted(
        one.baseline - two.baseline
        for one, two in pairwise(lines)
        if one.block == two.block and abs(two.size - line.size) < 1 and one.baseline > two.baseline
    )
    return gaps[len(gaps) // 4] if gaps else line.size


def _ended(before: Line, lines: Sequence[Line]) -> bool:
    """Whether a line ends a sentence and stops well before the edge of its column."""
    same = [each for each in lines if each.block == before.block]
    width = max(each.right for each in same) - min(each.left for each in same)
    return before.text[-1] in ".!?:" and before.right - before.left < _SHORT * width


def _joined(lines: list[Line]) -> str:
    if lines[0].is_row:
        return "\n".join(each.text for each in lines)
    text = lines[0].text
    for each in lines[1:]:
        text = _continued(text, each.text)
    return text


def _continued(text: str, more: str) -> str:
    """A line joined to the next; a hyphen that the line break put into a word goes."""
    broken = re.search(r"([^\W\d_]+)[-\u00ad\x02]$", text)
    if not broken or not more[:1].islower():
        return f"{text} {more}"
    if broken[1].lower() in _KEEPS_HYPHEN and not text.endswith("\u00ad"):
        return text + more
    return text[:-1] + more
