"""Tables with a full grid of lines: cells by pdfplumber, what stands in them by our glyphs."""

import io
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import pdfplumber
import pypdfium2
import pypdfium2.raw as pdfium
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from ingestion.publications.pdf_glyphs import Fragment, Glyph, text_of
from ingestion.publications.pdf_lines import Line, lines_of

# pdfminer, which reads for pdfplumber, looks at nothing before it takes it for what it should be.
FAULTS = (
    *(PdfminerException, MalformedPDFException, PSException, struct.error, zlib.error),
    *(ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError),
    *(TypeError, ValueError),
)
# In points; the lines of a grid are as tall as a row, and there are three of them or more.
_TALL = 8.0
_LEAST_TALL = 3
_SEGMENTS_OF_A_FRAME = 5
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class RuledTable:
    """The cells of a table, row by row: left, bottom, right, top; None where a row has none."""

    rows: tuple[tuple[Box | None, ...], ...]

    @property
    def box(self) -> Box:
        """The table as a whole."""
        cells = [cell for row in self.rows for cell in row if cell]
        return (
            min(cell[0] for cell in cells),
            min(cell[1] for cell in cells),
            max(cell[2] for cell in cells),
            max(cell[3] for cell in cells),
        )


def ruled_tables(payload: bytes, opened: pypdfium2.PdfDocument) -> dict[int, list[RuledTable]]:
    """The tables of each page that has some, by its index.

    pdfplumber takes 60 ms a page: it sees only pages on which lines are drawn. Raises one of FAULTS
    for a file that it cannot read.
    """
    ruled = [index for index in range(len(opened)) if _has_lines(opened[index])]
    if not ruled:
        return {}
    with pdfplumber.open(io.BytesIO(payload), pages=[index + 1 for index in ruled]) as pdf:
        found = {page.page_number - 1: _tables(page) for page in pdf.pages}
    return {index: tables for index, tables in found.items() if tables}


def with_tables(fragments: Sequence[Fragment], tables: Sequence[RuledTable]) -> list[Line]:
    """The lines of a page: each table after the text above it in the column that it stands in."""
    outside = [each for each in fragments if not any(_inside(each, t.box) for t in tables)]
    lines = lines_of(outside)
    for table in tables:
        rows = _lines(table, [glyph for each in fragments for glyph in each.glyphs])
        above = [at for at, line in enumerate(lines) if line.baseline > table.box[3] - 1]
        place = above[-1] + 1 if above else 0
        lines[place:place] = rows
    return lines


def _has_lines(page: pypdfium2.PdfPage) -> bool:
    """Whether a grid may be drawn: lines under words and a frame around the page are none."""
    tall = 0
    for path in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=2):
        _, bottom, _, top = path.get_bounds()
        whole_grid = pdfium.FPDFPath_CountSegments(path.raw) > _SEGMENTS_OF_A_FRAME
        tall += (top - bottom > _TALL) * (_LEAST_TALL if whole_grid else 1)
        if tall >= _LEAST_TALL:
            return True
    return False


def _tables(page: pdfplumber.page.Page) -> list[RuledTable]:
    """Tables of at least two rows and two columns; boxes from the lower left corner."""
    found = []
    for table in page.find_tables():
        rows = tuple(
            tuple(_box(cell, float(page.height)) if cell else None for cell in row.cells)
            for row in table.rows
        )
        if len(rows) > 1 and max(len(row) for row in rows) > 1:
            found.append(RuledTable(rows))
    return found


def _box(cell: Sequence[float], height: float) -> Box:
    left, top, right, bottom = cell
    return left, height - bottom, right, height - top


def _lines(table: RuledTable, glyphs: list[Glyph]) -> list[Line]:
    return [
        Line(
            text="| " + " | ".join(_cell(cell, glyphs) for cell in row) + " |",
            left=table.box[0],
            right=table.box[2],
            baseline=min(cell[1] for cell in row if cell),
            size=0.0,
            block=-1,
        )
        for row in table.rows
        if any(row)
    ]


def _cell(cell: Box | None, glyphs: list[Glyph]) -> str:
    """What stands in a cell, its lines joined."""
    if cell is None:
        return ""
    inside = [each for each in glyphs if _within(each, cell)]
    rows: dict[int, list[Glyph]] = {}
    for glyph in sorted(inside, key=lambda each: -each.baseline):
        near = next((at for at in rows if abs(at - glyph.baseline) < 0.6 * glyph.size), None)
        rows.setdefault(round(glyph.baseline) if near is None else near, []).append(glyph)
    return " ".join(text_of(row) for row in rows.values())


def _inside(fragment: Fragment, box: Box) -> bool:
    return _within(fragment.glyphs[len(fragment.glyphs) // 2], box)


def _within(glyph: Glyph, box: Box) -> bool:
    left, bottom, right, top = box
    middle = (glyph.left + glyph.right) / 2
    return left <= middle <= right and bottom - 1 <= glyph.baseline <= top
