"""The characters of a PDF page with their places, and the fragments that they form.

Places are in points from the page's lower left corner.
"""

import ctypes
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

# In sizes of the letters: a gap so wide is between two columns or two cells, not two words. It may
# also be a widely set line: the fragments of one row find together again.
WIDE = 1.3
_GAP_OF_A_WORD = 0.25
_SMALLER = 0.88
_RAISED = 0.1
_NO_CHARACTER = 0xFFFF
_UNKNOWN = "\ufffd"
# In points: what is smaller or larger is a page gone wrong.
_LEAST, _MOST = 0.01, 10_000
# What PDFium says in place of a hyphen at the end of a line.
_HYPHENS = (0x2, 0xFFFE, 0xAD)


@dataclass(frozen=True)
class Glyph:
    """One character; ``size`` is the height of its line box, whatever the font calls its size.

    ``spaced`` says that the page has a space before it.
    """

    text: str
    spaced: bool
    left: float
    right: float
    baseline: float
    size: float


@dataclass(frozen=True)
class Fragment:
    """Glyphs that the page draws one after the other on one line."""

    glyphs: tuple[Glyph, ...]

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.glyphs[-1].right

    @property
    def width(self) -> float:
        """How wide it is."""
        return self.right - self.left

    @property
    def size(self) -> float:
        """The size of most of its letters."""
        sizes = sorted(each.size for each in self.glyphs)
        return sizes[len(sizes) // 2]

    @property
    def baseline(self) -> float:
        """The line that most of its letters stand on."""
        lines = sorted(each.baseline for each in self.glyphs)
        return lines[len(lines) // 2]


def fragments(page: pypdfium2.PdfPage) -> list[Fragment]:
    """The fragments of a page, in the order in which it draws them."""
    found: list[Fragment] = []
    run: list[Glyph] = []
    for glyph in _glyphs(page):
        if run and not _goes_on(run[-1], glyph):
            found.append(Fragment(tuple(run)))
            run = []
        run.append(glyph)
    if run:
        found.append(Fragment(tuple(run)))
    return found


def text_of(glyphs: list[Glyph]) -> str:
    """The text of glyphs in one row, with raised digits as footnote calls ``[^n]``."""
    row = sorted(glyphs, key=lambda each: each.left)
    size = max(each.size for each in row)
    line = min(each.baseline for each in row if each.size > _SMALLER * size)
    parts: list[str] = []
    for before, glyph in zip([None, *row], row, strict=False):
        if before and (glyph.spaced or _apart(before, glyph)):
            parts.append(" ")
        parts.append(_marked(glyph, size, line))
    joined = "".join(parts).replace("][^", "")
    # After a call a space is a matter of width only.
    return " ".join(re.sub(r"(?<=\]) (?=[.,;:)])", "", joined).split())


def _marked(glyph: Glyph, size: float, line: float) -> str:
    """A footnote call where the digit is small and raised; digits of one call join later."""
    raised = glyph.size < _SMALLER * size and glyph.baseline > line + _RAISED * size
    return f"[^{glyph.text}]" if raised and glyph.text.isdigit() else glyph.text


def _apart(before: Glyph, glyph: Glyph) -> bool:
    return glyph.left - before.right > _GAP_OF_A_WORD * min(glyph.size, before.size)


def _goes_on(before: Glyph, glyph: Glyph) -> bool:
    size = max(before.size, glyph.size)
    gap = glyph.left - before.right
    same_line = abs(glyph.baseline - before.baseline) < _SMALLER / 2 * size
    return same_line and -size < gap < WIDE * size


def _glyphs(page: pypdfium2.PdfPage) -> Iterator[Glyph]:
    """The visible characters in the order of the page."""
    text = page.get_textpage()
    box = pdfium.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    spaced = False
    for index, letter in _letters(text):
        pdfium.FPDFText_GetLooseCharBox(text.raw, index, box)
        pdfium.FPDFText_GetCharOrigin(text.raw, index, x, y)
        size = box.top - box.bottom
        # letters squeezed to nothing have no place in a line, and nobody sees them
        if letter.isspace() or not _LEAST < size < _MOST:
            spaced = True
            continue
        yield Glyph(letter, spaced, box.left, box.right, y.value, size)
        spaced = False


def _letters(text: pypdfium2.PdfTextPage) -> Iterator[tuple[int, str]]:
    """Each character with its place among the page's; nothing to be seen is a space.

    The two halves of a character beyond the first 65,536 come one after the other.
    """
    first = ""
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text.raw, index)
        if code in range(0xD800, 0xDC00):
            first = chr(code)
            continue
        yield index, _letter(first, code)
        first = ""


def _letter(first: str, code: int) -> str:
    if code in _HYPHENS:
        return "-"
    if code <= ord(" ") or code == _NO_CHARACTER:
        return " "
    if code in range(0xDC00, 0xE000):
        halves = (first + chr(code)).encode("utf-16-le", "surrogatepass")
        return halves.decode("utf-16-le", "replace")
    return chr(code) if code <= sys.maxunicode else _UNKNOWN
