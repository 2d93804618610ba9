"""Find a statement again in an edition, by its number and the words around it."""

import hashlib
import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from ingestion.publications.edition import Edition
from ingestion.publications.likeness import alike, runs
from ingestion.publications.printed_number import PrintedNumber, number, numbers_in
from ingestion.publications.statement import Anchor, Statement

WORDS = 8
# Of the sixteen words around a figure; one fits by chance in 256, so four do not.
_ENOUGH = 5
# To say that a figure was changed, most of both sides must fit.
_CHANGED = 11
_NO_WORD = b"\0"
_HEADING = re.compile(r"^#+ .*$", re.MULTILINE)
_HYPHEN = "-\u2010\u2011\u00ad"
# Footnote calls and addresses come and go with the extractor. A hyphen inside a word goes with the
# word, since a line break may have put it there.
_WORD = re.compile(rf"\[\^\w+\]|<[^>]*>|https?://\S+|(?P<word>[^\W_]+(?:[{_HYPHEN}][^\W\d_]+)*)")


@dataclass(frozen=True)
class Span:
    """A piece of an edition's text, from ``start`` up to ``end``; ``page`` counts from 1."""

    start: int
    end: int
    page: int | None


@dataclass(frozen=True)
class Orphaned:
    """A statement one of whose anchors no longer fits.

    ``reason`` is ``changed`` where the words still stand around another number, ``now``; ``spans``
    are the places that its other anchors still found.
    """

    statement_id: str
    anchor: Anchor
    reason: Literal["changed", "gone"]
    now: str | None
    spans: tuple[Span, ...]

    @property
    def said(self) -> str:
        """The message for a person."""
        what = self.anchor.printed or "its words"
        if self.reason == "changed":
            return f"{self.statement_id}: {what} now reads {self.now}"
        return f"{self.statement_id}: {what} is no longer there"


@dataclass(frozen=True)
class _Words:
    """The words of a text: where each begins and ends, and one byte for each."""

    starts: list[int]
    ends: list[int]
    prints: bytes


def located(statement: Statement, edition: Edition) -> tuple[Span, ...] | Orphaned:
    """Where a statement stands in an edition: a span per anchor, in their order.

    The span of a number is the number alone, that of a statement in words all of its words. Two
    anchors never share a place.
    """
    words = _words_of(edition.text)
    spans: list[Span] = []
    lost: list[Anchor] = []
    for anchor in statement.anchors:
        taken = {(span.start, span.end) for span in spans}
        found = [each for each in _candidates(anchor, edition, words) if each not in taken]
        best = _best(anchor, found, edition, words)
        if best is None:
            lost.append(anchor)
        else:
            spans.append(_span(edition, *best))
    if not lost:
        return tuple(spans)
    now = _now_printed(lost[0], edition, words)
    reason: Literal["changed", "gone"] = "changed" if now else "gone"
    return Orphaned(statement.statement_id, lost[0], reason, now, tuple(spans))


def anchor_of(edition: Edition, start: int, end: int) -> Anchor:
    """The anchor of a place: of a number where the place is one, else of the words in it."""
    words = _words_of(edition.text)
    text = edition.text[start:end]
    before, after = _around(words, start, end)
    inside = words.prints[bisect_left(words.starts, start) : bisect_left(words.starts, end)]
    return Anchor(
        printed=text if _is_number(text) else None,
        before=before.hex(),
        after=after.hex(),
        phrase=None if _is_number(text) else inside.hex(),
        page=_place(edition, start),
    )


def _is_number(text: str) -> bool:
    try:
        number(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=8)
def _words_of(text: str) -> _Words:
    found = [each for each in _WORD.finditer(text) if each["word"]]
    return _Words(
        [each.start() for each in found],
        [each.end() for each in found],
        bytes(_print(each["word"]) for each in found),
    )


@lru_cache(maxsize=8)
def _numbers_of(text: str) -> tuple[PrintedNumber, ...]:
    return tuple(numbers_in(text))


@lru_cache(maxsize=50_000)
def _print(word: str) -> int:
    """One byte for a word, never that of no word."""
    plain = re.sub(f"[{_HYPHEN}]", "", unicodedata.normalize("NFC", word)).casefold()
    return hashlib.sha256(plain.encode()).digest()[0] or 1


def _around(words: _Words, start: int, end: int) -> tuple[bytes, bytes]:
    """The words before and after a place, filled up with none at the ends of the text."""
    first, last = bisect_left(words.starts, start), bisect_left(words.starts, end)
    before = words.prints[max(0, first - WORDS) : first].rjust(WORDS, _NO_WORD)
    after = words.prints[last : last + WORDS].ljust(WORDS, _NO_WORD)
    return before, after


def _place(edition: Edition, start: int) -> str | None:
    """The printed page, or the fingerprint of the heading above; None where there is neither."""
    page = edition.page_at(start)
    if page is not None:
        return page.printed or str(page.number)
    headings = [each.group() for each in _HEADING.finditer(edition.text, 0, start)]
    return hashlib.sha256(headings[-1].casefold().encode()).hexdigest()[:16] if headings else None


def _candidates(anchor: Anchor, edition: Edition, words: _Words) -> list[tuple[int, int]]:
    """The places where the number, or the words, of an anchor stand."""
    if anchor.printed is not None:
        wanted = number(anchor.printed)
        return [(e.start, e.end) for e in _numbers_of(edition.text) if e.value == wanted]
    phrase = bytes.fromhex(anchor.phrase or "")
    return [
        (words.starts[first], words.ends[last - 1]) for first, last in runs(words.prints, phrase)
    ]


def _best(
    anchor: Anchor, found: list[tuple[int, int]], edition: Edition, words: _Words
) -> tuple[int, int] | None:
    """The place with the most fitting words around; the page, then the order, decide a draw."""
    scored = [
        (_score(anchor, words, *each), _place(edition, each[0]) == anchor.page, -each[0], each)
        for each in found
    ]
    if not scored:
        return None
    score, _, _, place = max(scored)
    # The words of a phrase are evidence themselves.
    return place if score >= (_ENOUGH if anchor.phrase is None else 0) else None


def _score(anchor: Anchor, words: _Words, start: int, end: int) -> int:
    before, after = _around(words, start, end)
    return alike(bytes.fromhex(anchor.before), before) + alike(bytes.fromhex(anchor.after), after)


def _now_printed(anchor: Anchor, edition: Edition, words: _Words) -> str | None:
    """The number that stands where the anchor's number stood; None where the words are gone too."""
    if anchor.printed is None:
        return None
    scored = [
        (_score(anchor, words, each.start, each.end), -each.start, each.printed)
        for each in _numbers_of(edition.text)
    ]
    best = max(scored, default=(0, 0, ""))
    return best[2] if best[0] >= _CHANGED else None


def _span(edition: Edition, start: int, end: int) -> Span:
    page = edition.page_at(start)
    return Span(start, end, page.number if page else None)
