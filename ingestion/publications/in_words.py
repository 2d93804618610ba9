"""Fractions and comparisons in words, and the words that hedge a number."""

import re
from dataclasses import dataclass
from decimal import Decimal

from ingestion.publications.statistic_words import COUNTED

_PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
_COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "every": 1, "": 1,
}  # fmt: skip
_NUMBER_WORDS = "|".join(word for word in _COUNTS if word)
_SEVERAL = "one|two|three|four|five|six|seven|eight|nine"
_PART_WORDS = "|".join(_PARTS)
_ABOUT = "around|about|approximately|roughly|some|close to"
_UNDER = "almost|nearly|just under|less than|fewer than|under|below|not quite"
_OVER = "over|more than|just over|at least|above|exceeding|in excess of"
HEDGE = re.compile(rf"(?i)\b(?P<hedge>{_OVER}|{_UNDER}|{_ABOUT}|up to)\s+(?:the\s)?$")
_FRACTION = re.compile(
    rf"(?i)\b(?:(?P<hedge>{_OVER}|{_UNDER}|{_ABOUT})\s+)?(?:"
    rf"(?:(?P<count>{_NUMBER_WORDS})[\s-]+)?(?P<part>{_PART_WORDS})s?"
    rf"|(?P<one>{_SEVERAL})\s+(?:\w+\s)?(?:in|out of)\s(?:every\s)?"
    rf"(?P<of>{_NUMBER_WORDS}|(?!(?:19|20)\d\d\b)[1-9]\d{{0,5}})"
    r"|(?P<most>(?:the (?:vast |large )?)?majority|most))\b"
)
_OF_PEOPLE = re.compile(
    rf"(?i)\s(?!cases\b)(?:of )?(?:the )?(?:\([^)]*\) of )?(?:the )?(?:\w+ )?{COUNTED.pattern[4:]}"
)
_OF_SOMETHING = re.compile(
    r"(?i)\s?(?:of\b|\(|(?:were|was|are|is)\b|\w+ (?:of|were|was|is|are)\b|(?:\w+ )?victim\b|\.)"
)
_ROUNDING = Decimal("0.15")
_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class InWords:
    """A share in words, in percent: at least ``low``, less than ``high``; None is no bound."""

    words: str
    start: int
    end: int
    low: Decimal | None
    high: Decimal | None

    @property
    def is_bound(self) -> bool:
        """Whether it says no more than more or less."""
        return self.low is None or self.high is None


def shares_in_words(sentence: str) -> list[InWords]:
    """The shares that a sentence states in words, of people or events."""
    return [
        _share(found)
        for found in _FRACTION.finditer(sentence)
        if _is_share(sentence, found) and COUNTED.search(sentence)
    ]


def share_in_words(words: str) -> InWords | None:
    """The share that some words state, such as a hedge: `almost one-fifth` is 17 to 20 %."""
    found = _FRACTION.search(words)
    return _share(found) if found else None


def _share(found: re.Match[str]) -> InWords:
    low, high = interval(_percent(found), found["hedge"] or "")
    if found["most"]:
        low, high = Decimal(50), None
    high = None if high is None else min(high, _HUNDRED)
    return InWords(found.group(), found.start(), found.end(), low, high)


def _percent(found: re.Match[str]) -> Decimal:
    if found["most"]:
        return Decimal(50)
    if found["of"]:
        of = _COUNTS.get(found["of"].lower()) or int(found["of"])
        return _HUNDRED * _COUNTS[found["one"].lower()] / of
    return _HUNDRED * _COUNTS[(found["count"] or "").lower()] / _PARTS[found["part"].lower()]


def interval(value: Decimal, hedge: str) -> tuple[Decimal | None, Decimal | None]:
    """The values that print so: a seventh of the value to either side, or to the side hedged."""
    hedge = hedge.lower()
    if re.fullmatch(_OVER, hedge):
        return value, None
    if hedge in ("less than", "fewer than", "under", "below", "up to"):
        return None, value
    low, high = value * (1 - _ROUNDING), value * (1 + _ROUNDING)
    return (low, value) if re.fullmatch(_UNDER, hedge) else (low, high)


def _is_share(sentence: str, found: re.Match[str]) -> bool:
    """Whether the words are a share of something: `a third report` and `most measures` are not."""
    rest = sentence[found.end() :]
    if found["most"]:
        return bool(_OF_PEOPLE.match(rest))
    alone = found["part"] and not found["count"] and found["part"].lower() != "half"
    return not alone and bool(_OF_SOMETHING.match(rest))
