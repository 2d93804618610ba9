"""Arithmetic inside one document: what its own statements say of each other.

A finding is no error of ours, but something that a reader of the document should know. Figures of
other documents (``context`` in the document's file) may stand in for a total that it leaves out.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations, groupby, product

from ingestion.publications.document import Document
from ingestion.publications.implied import Interval, bases, known_counts, of, quotient, shown
from ingestion.publications.in_words import share_in_words
from ingestion.publications.statement import Quantity, Statement

_WHOLE = Decimal(100)
# Three shares rounded to whole numbers may be one off.
_ROUNDED = Decimal(1)


@dataclass(frozen=True)
class Finding:
    """What a check found: the statements that it is about, and the words for a person."""

    check_id: str
    statement_ids: tuple[str, ...]
    said: str


def findings(document: Document) -> list[Finding]:
    """What every check finds in the statements of a document."""
    return [finding for check in CHECKS for finding in check(document)]


def shares_sum(document: Document) -> Iterator[Finding]:
    """Shares of one whole add up to 100, where the document has all of them."""
    shares = [each for each in document.statements if each.unit == "percent" and each.printed]
    for _, group in groupby(sorted(shares, key=_whole), key=_whole):
        parts = {each.quantity.breakdown: each for each in group}
        if not _is_complete(set(parts)):
            continue
        total = sum((each.value or Decimal(0) for each in parts.values()), Decimal(0))
        if abs(total - _WHOLE) > _ROUNDED:
            ids = tuple(each.statement_id for each in parts.values())
            yield Finding("shares_sum", ids, f"the shares add up to {shown(total)} %, not to 100")


def part_of_whole(document: Document) -> Iterator[Finding]:
    """A part is no larger than its whole."""
    counts = [each for each in document.statements if each.unit == "persons" and each.printed]
    for part, whole in product(counts, counts):
        if _is_part(part.quantity, whole.quantity) and (part.value or 0) > (whole.value or 0):
            yield Finding(
                "part_of_whole",
                (part.statement_id, whole.statement_id),
                f"{part.printed} are more than the {whole.printed} that they are part of",
            )


def hedge_fits(document: Document) -> Iterator[Finding]:
    """The words beside a number say the same as the number."""
    for each in document.statements:
        words = share_in_words(each.hedge or "") if each.printed else None
        if words and each.unit == "percent" and not of(each).meets(Interval(words.low, words.high)):
            yield Finding(
                "hedge_mismatch",
                (each.statement_id,),
                f"{each.hedge!r} and {each.printed} % do not say the same",
            )


def one_number(document: Document) -> Iterator[Finding]:
    """One quantity has one number."""
    printed = [each for each in document.statements if each.printed]
    for one, other in combinations(printed, 2):
        same = one.unit == other.unit and one.quantity.identity == other.quantity.identity
        if same and not of(one).meets(of(other)):
            yield Finding(
                "same_quantity_twice",
                (one.statement_id, other.statement_id),
                f"one quantity is {one.printed} here and {other.printed} there",
            )


def one_denominator(document: Document) -> Iterator[Finding]:
    """One share is not printed of two different wholes."""
    shares = [each for each in document.statements if each.unit == "percent" and each.printed]
    for one, other in combinations(shares, 2):
        same = replace(one.quantity, denominator=None) == replace(other.quantity, denominator=None)
        if same and one.value == other.value and _whole(one) != _whole(other):
            yield Finding(
                "denominator_wording_conflict",
                (one.statement_id, other.statement_id),
                f"{one.printed} % is of {one.quantity.denominator!r} here and of "
                f"{other.quantity.denominator!r} there",
            )


def count_by_share(document: Document) -> Iterator[Finding]:
    """A printed count divided by its printed share gives the printed whole, or part of it."""
    counts = known_counts(document)
    for base in bases(document, counts):
        whole = counts.get(base.whole.identity)
        if whole is None:
            continue
        if base.is_all and not base.interval.meets(whole):
            said = (
                f"{base.sum}, but there are {whole}: the share would be {quotient(base, whole)} %, "
                "so it is of fewer, such as those where the answer is known"
            )
            yield Finding("count_by_share", base.statement_ids, said)
        elif not base.is_all and base.interval.is_above(whole):
            said = f"{base.sum}, more than the {whole} that there are"
            yield Finding("count_by_share", base.statement_ids, said)
        elif not base.is_all and whole.is_above(base.interval):
            said = f"{base.sum} of {whole}: of all of them it would be {quotient(base, whole)} %"
            yield Finding("share_of_known", base.statement_ids, said)


def change_of_years(document: Document) -> Iterator[Finding]:
    """A change against earlier years is not the change between the years that it names."""
    counts = known_counts(document)
    for each in document.statements:
        years = each.quantity.years
        if each.unit != "pct_change" or len(years) < 2 or not each.printed:
            continue
        single = replace(each.quantity, base_years=())
        first, last = (
            counts.get(replace(single, years=(y,)).identity) for y in years[:: len(years) - 1]
        )
        if first and last and first.middle:
            change = 100 * (last.middle / first.middle - 1)
            if not of(each).holds(change):
                yield Finding(
                    "change_of_years",
                    (each.statement_id,),
                    f"{each.printed} % is against earlier years: from {years[0]} to {years[-1]} "
                    f"the change is {shown(change)} %",
                )


def points_or_percent(document: Document) -> Iterator[Finding]:
    """A change in percent is not the difference of two shares in points."""
    shares = [each for each in document.statements if each.unit == "percent" and each.printed]
    for change in (each for each in document.statements if each.unit == "pct_change"):
        for one, other in combinations(shares, 2):
            if _are_ends(change.quantity, one.quantity, other.quantity):
                points = abs((one.value or 0) - (other.value or 0))
                if points == abs(change.value or 0):
                    ids = (change.statement_id, one.statement_id, other.statement_id)
                    said = f"{change.printed} % is the difference in points, not in percent"
                    yield Finding("points_or_percent", ids, said)


CHECKS: tuple[Callable[[Document], Iterator[Finding]], ...] = (
    shares_sum,
    part_of_whole,
    hedge_fits,
    one_number,
    one_denominator,
    count_by_share,
    change_of_years,
    points_or_percent,
)


def _whole(statement: Statement) -> str:
    """What a share is of, and the kind of part that it is."""
    quantity = statement.quantity
    kind = quantity.breakdown.partition(":")[0]
    return f"{kind} | {replace(quantity, breakdown='').identity}"


def _is_complete(breakdowns: set[str]) -> bool:
    """Whether parts are all the parts: one is the rest, or they are the two of two."""
    rest = any(each.endswith(": other") for each in breakdowns)
    pairs = ({"sex: female", "sex: male"}, {"age: child", "age: adult"})
    return (rest and len(breakdowns) > 2) or any(pair == breakdowns for pair in pairs)


def _is_part(part: Quantity, whole: Quantity) -> bool:
    same = replace(part, breakdown="") == replace(whole, breakdown="")
    wider = whole.breakdown == "total" or part.breakdown.startswith(f"{whole.breakdown}, ")
    return same and wider and part.breakdown != whole.breakdown


def _are_ends(change: Quantity, one: Quantity, other: Quantity) -> bool:
    years = {one.years, other.years}
    same = one.breakdown == other.breakdown == change.breakdown and one.measure == change.measure
    return same and years == {change.years, change.base_years}
