"""Counts that a document prints or implies: 2 401 at 81 % make 2 964."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from ingestion.publications.document import Document
from ingestion.publications.printed_number import half_a_digit, number
from ingestion.publications.statement import Quantity, Statement

_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Interval:
    """The values from ``low`` up to ``high``; None is no bound."""

    low: Decimal | None
    high: Decimal | None

    @property
    def middle(self) -> Decimal:
        """The value in the middle; the bound where there is only one."""
        ends = [end for end in (self.low, self.high) if end is not None]
        return sum(ends, Decimal(0)) / len(ends) if ends else Decimal(0)

    def holds(self, value: Decimal) -> bool:
        """Whether a value lies inside."""
        return (self.low is None or self.low <= value) and (self.high is None or value < self.high)

    def meets(self, other: "Interval") -> bool:
        """Whether some value lies in both."""
        return not (self.is_above(other) or other.is_above(self))

    def is_above(self, other: "Interval") -> bool:
        """Whether all of it is larger than all of the other."""
        return self.low is not None and other.high is not None and self.low >= other.high

    def __str__(self) -> str:
        """The value in the middle, as a person writes it."""
        return shown(self.middle)


@dataclass(frozen=True)
class Base:
    """The whole that a count and a share imply; ``is_all`` where the share says it is of all."""

    statement_ids: tuple[str, ...]
    whole: Quantity
    interval: Interval
    is_all: bool
    sum: str
    count: Interval


def of(statement: Statement) -> Interval:
    """The values that a statement may stand for."""
    return Interval(statement.low, statement.high)


def known_counts(document: Document) -> dict[str, Interval]:
    """The counts that a document prints, those beside it, and those that it implies."""
    printed = {
        each.quantity.identity: of(each)
        for each in document.statements
        if each.printed and each.unit not in ("percent", "pct_change", "pp")
    }
    beside = {each.quantity.identity: _rounded(each.printed) for each in document.context}
    counts = {**beside, **printed}
    implied = {
        base.whole.identity: base.interval
        for base in bases(document, counts)
        if not base.is_all or base.whole.breakdown != "total"
    }
    return {**implied, **counts}


def bases(document: Document, counts: Mapping[str, Interval]) -> Iterator[Base]:
    """The whole behind each share whose part is counted."""
    for share in document.statements:
        if share.unit != "percent" or not share.printed or not share.quantity.denominator:
            continue
        part = counts.get(replace(share.quantity, denominator=None).identity)
        if part is not None and part.low is not None and part.high is not None and share.value:
            yield _base(share, part)


def quotient(base: Base, whole: Interval) -> str:
    """The share that the count has of another whole, in percent."""
    return shown(_HUNDRED * base.count.middle / whole.middle)


def shown(value: Decimal) -> str:
    """A value as a person writes it: thousands apart, one decimal below a hundred."""
    if abs(value) >= _HUNDRED:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.1f}".removesuffix(".0")


def _base(share: Statement, part: Interval) -> Base:
    low, high = share.low or Decimal(0), share.high or _HUNDRED
    part_low, part_high = part.low or Decimal(0), part.high or Decimal(0)
    interval = Interval(
        _HUNDRED * part_low / high, _HUNDRED * part_high / max(low, Decimal("0.01"))
    )
    whole, is_all = _whole(share.quantity)
    said = f"{part} at {share.printed} % make {shown(_HUNDRED * part.middle / (share.value or 1))}"
    return Base((share.statement_id,), whole, interval, is_all, said, part)


def _whole(share: Quantity) -> tuple[Quantity, bool]:
    """What a share is of; of those whose form is known is a part of all, of unknown size."""
    denominator = share.denominator or "total"
    known = denominator.startswith("known ")
    whole = replace(share, breakdown="total" if known else denominator, denominator=None)
    return whole, not known


def _rounded(printed: str) -> Interval:
    half = half_a_digit(printed)
    return Interval(number(printed) - half, number(printed) + half)
