"""Numbers as documents print them: `9 759`, `10,793`, `9.678`, `20.5`, `20,5`, `1.2 million`."""

import re
from dataclasses import dataclass
from decimal import Decimal

# Spaces (a line may break there), apostrophe, comma and point are thousand separators; the same
# one throughout, and three digits after each.
_GROUPED = (
    r"\d{1,3}(?:(?P<mark>[ \n.,'\u2019])\d{3})(?:(?P=mark)\d{3})*(?!\d)"
    r"(?:[.,]\d{1,2}(?!\d)|(?!(?P=mark))\.\d{3}(?!\d))?"
)
_PLAIN = r"\d+(?:[.,]\d+)?"
# A minus stands after a blank, a bar or a bracket; in 2015-2016 it is none. A dash is one only
# where no range can go on: at the beginning of a cell or a bracket.
_SIGN = r"(?:(?<![^\s(|])[-\u2212](?=\d)|(?:(?<=[(|])|(?<=\| ))\u2013(?=\d))?"
_ZEROS = {"thousand": 3, "million": 6, "m": 6, "billion": 9, "bn": 9}
_PRINTED = re.compile(
    rf"(?P<digits>[+-]?\d+([.,]\d{{3}})*([.,]\d+)?)(?P<scale>{'|'.join(_ZEROS)})?", re.IGNORECASE
)
_NUMBER = re.compile(rf"{_SIGN}(?<![\w.,/])(?:{_GROUPED}|{_PLAIN})(?![\w/]*\d)")


@dataclass(frozen=True)
class PrintedNumber:
    """A number in a text, from ``start`` up to ``end``."""

    printed: str
    start: int
    end: int

    @property
    def value(self) -> Decimal:
        """What it means."""
        return number(self.printed)


def numbers_in(text: str) -> list[PrintedNumber]:
    """All numbers of a text, whatever they mean; parts of dates and of codes are none."""
    return [
        PrintedNumber(found.group(), found.start(), found.end())
        for found in _NUMBER.finditer(text)
        if not _is_part(text, found.start(), found.end())
    ]


def number(printed: str) -> Decimal:
    """The value of a number as printed; a minus of any kind counts, and `million` after it.

    Raises ValueError for anything else.
    """
    text = re.sub(r"[\u2212\u2013]", "-", re.sub(r"[\s\u2019']", "", printed))
    found = _PRINTED.fullmatch(text)
    if not found:
        raise ValueError(f"{printed!r} is no printed number")
    # 12.919 million are no twelve thousand millions.
    whole, decimals = _split(found["digits"], "," if found["scale"] else ".,")
    value = Decimal(whole + ("." + decimals if decimals else ""))
    return value.scaleb(_ZEROS[found["scale"].lower()]) if found["scale"] else value


def half_a_digit(printed: str) -> Decimal:
    """Half a unit of the last printed digit: what rounding can have hidden."""
    exponent = int(number(printed).as_tuple().exponent)
    return Decimal(5).scaleb(exponent - 1)


def _split(text: str, grouping: str) -> tuple[str, str]:
    """Whole part and decimals; three digits after one mark, of at most three more, are whole."""
    marks = re.findall(r"[.,]", text)
    head, mark, tail = text.rpartition(marks[-1]) if marks else (text, "", "")
    first = re.split(r"[.,]", text.lstrip("+-"))[0]
    thousands = len(tail) == 3 and set(marks) == {mark} and first != "0" and len(first) <= 3
    if not mark or (thousands and mark in grouping):
        return re.sub(r"[.,]", "", text), ""
    return re.sub(r"[.,]", "", head), tail


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether the digits go on as a date (15.4.2011), a time or a code (R2D2)."""
    return bool(re.match(r"[.,:]\d", text[end : end + 2])) or text[max(0, start - 1) : start] == ":"
