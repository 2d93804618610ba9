"""An edition: the text of one content of a document, and how it differs from the one before."""

import difflib
import hashlib
import re
import unicodedata
from dataclasses import dataclass

_SPACES = re.compile(r"[ \t\u00a0\u2007\u2009\u202f]")
_SHOWN = 200


@dataclass(frozen=True)
class Page:
    """A page of a PDF: its place in the file, the number printed on it, its part of the text."""

    number: int
    printed: str | None
    start: int
    end: int


@dataclass(frozen=True)
class Edition:
    """The text of one content of a document.

    ``text`` is NFC, has plain spaces only and footnote calls as ``[^n]``; a line that starts with
    ``#`` is a heading. ``pages`` is empty where the source has none, as in HTML.
    """

    document_id: str
    text: str
    pages: tuple[Page, ...]
    extractor: str

    @property
    def text_hash(self) -> str:
        """The sha256 of the text: an edition is new when this is."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def page_at(self, offset: int) -> Page | None:
        """The page on which a character of the text stands; None where there are no pages."""
        return next((page for page in self.pages if page.start <= offset < page.end), None)


def normal_text(text: str) -> str:
    """The text in the form that editions have, character for character as long as it was in NFC."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text))


def difference(before: Edition, after: Edition) -> str:
    """What a reader must know of the change from one edition to the next; empty for none.

    One line per changed passage, ``-`` for what went and ``+`` for what came; line breaks alone
    are no change.
    """
    old, new = _sentences(before.text), _sentences(after.text)
    lines = difflib.unified_diff(old, new, n=0, lineterm="")
    return "\n".join(_line(each) for each in lines if not each.startswith(("---", "+++", "@@")))


def _sentences(text: str) -> list[str]:
    """The sentences of a text, without its line breaks."""
    paragraphs = (" ".join(each.split()) for each in re.split(r"\n\s*\n", text))
    return [
        sentence
        for paragraph in paragraphs
        for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z(\[])", paragraph)
        if sentence
    ]


def _line(changed: str) -> str:
    sign, sentence = changed[0], changed[1:]
    shown = sentence if len(sentence) <= _SHOWN else sentence[: _SHOWN - 1] + "…"
    return f"{sign} {shown}"
