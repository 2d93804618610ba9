"""The sentences and paragraphs of a text, by their places."""

import re
from bisect import bisect_right
from dataclasses import dataclass

# A sentence ends before a capital, a bracket or a digit; an item and a row of a table begin one.
_ENDS = re.compile(
    r"(?<=[.!?])[\"')\]\u2019\u201d]*(?:\[\^\d+\])*\s+(?=[A-Z(\"'\u2018\u201c\d\[])"
    r"|\n(?=[-|#\u2022])"
)
_ABBREVIATION = re.compile(
    r"\b(?:No|Nos|Art|Arts|e\.g|i\.e|cf|vs|Mr|Ms|Dr|St|p|pp|approx|ca|incl|Fig|doc|para|vol)\.$",
    re.IGNORECASE,
)
_WORD = 12
# What is longer is no sentence, and each number of it would be looked at with all of it.
_LONGEST = 4_000


@dataclass(frozen=True)
class Sentence:
    """A sentence, or a row of a table, from ``start`` up to ``end``."""

    start: int
    end: int
    text: str
    paragraph: str


@dataclass(frozen=True)
class Sentences:
    """All sentences of a text, in their order."""

    items: tuple[Sentence, ...]
    starts: tuple[int, ...]

    def at(self, place: int) -> Sentence:
        """The sentence in which a place lies."""
        return self.items[max(0, bisect_right(self.starts, place) - 1)]


def sentences_of(text: str) -> Sentences:
    """The sentences of a text; each knows the text of its paragraph."""
    paragraphs = list(re.finditer(r"(?:[^\n]|\n(?!\s*\n))+", text))
    found = []
    for paragraph in paragraphs:
        for start, end in _cut(paragraph.group()):
            found.append(
                Sentence(
                    paragraph.start() + start,
                    paragraph.start() + end,
                    paragraph.group()[start:end],
                    paragraph.group(),
                )
            )
    found = found or [Sentence(0, len(text), text, text)]
    return Sentences(tuple(found), tuple(each.start for each in found))


def _cut(paragraph: str) -> list[tuple[int, int]]:
    cuts = [
        each.end()
        for each in _ENDS.finditer(paragraph)
        if not _ABBREVIATION.search(paragraph[max(0, each.start() - _WORD) : each.start()])
    ]
    starts = [0, *cuts]
    return [
        (begins, min(begins + _LONGEST, end))
        for start, end in zip(starts, [*cuts, len(paragraph)], strict=True)
        for begins in range(start, end, _LONGEST)
    ]
