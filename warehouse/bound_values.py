"""What the data say for a binding, over all vintages, from the versions of its cells alone.

A binding is a table with ``numerator``, ``denominator``, ``base`` and ``alternatives``; cells are
``dataset``, ``series`` and ``periods``, all summed. The value is sum(numerator); with a denominator
100 * sum(numerator) / sum(denominator); with a base 100 * (sum(numerator) / sum(base) - 1). A cell
without a number is not 0: each reading says what is done about it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any, Literal

from warehouse.cell_memory import Cell, Memory, Vintage, day_of

Json = Mapping[str, Any]
AS_BOUND = ""
LEFT_OUT = "missing cells left out"
LIKE_FOR_LIKE = "like for like: only series with a number in every year"
_TERMS = ("numerator", "denominator", "base")
_HUNDRED = Decimal(100)
# Of 27 countries 18: a sum over fewer is about other countries than the one that was printed.
_LEAST_SHARE = Fraction(2, 3)


@dataclass(frozen=True)
class Step:
    """What a binding gives from one vintage until the next step; None: a cell has no number."""

    vintage_id: str
    released_at: datetime
    value: Decimal | None

    @property
    def day(self) -> date:
        """The day of the vintage in Brussels, by which documents are dated too."""
        return day_of(self.released_at)


@dataclass(frozen=True)
class Reading:
    """One way to read a binding: cells by term, and which of them count.

    ``all``: without one of them there is no value. ``present``: those that have a number.
    ``same``: the series that have one in every cell.
    """

    name: str
    terms: Mapping[str, tuple[Cell, ...]]
    counts: Literal["all", "present", "same"]

    @property
    def can_lack_some(self) -> bool:
        """Whether a term has several cells."""
        return any(len(cells) > 1 for cells in self.terms.values())

    @property
    def is_change(self) -> bool:
        """Whether years are compared."""
        return "base" in self.terms

    def kept(self, counts: Literal["present", "same"], said: str) -> "Reading":
        """The same cells, counted otherwise."""
        return replace(self, counts=counts, name=", ".join(filter(None, (self.name, said))))


def cells_of(binding: Json) -> Iterator[Cell]:
    """The cells of a binding, those of its alternatives too."""
    for reading in readings_of(binding):
        for cells in reading.terms.values():
            yield from cells


def datasets_of(binding: Json) -> tuple[str, ...]:
    """The datasets that a binding names, in the order of their codes."""
    return tuple(sorted({cell.dataset_code for cell in cells_of(binding)}))


def readings_of(binding: Json) -> list[Reading]:
    """All readings of a binding, in the order in which they are tried.

    First as bound (under ``AS_BOUND``), then each alternative; what that leaves out is as in the
    binding. Then the same where cells have no number: these left out, and for a change the series
    that have one in every year.
    """
    bound = {term: binding[term] for term in _TERMS if binding.get(term)}
    named = {AS_BOUND: bound}
    for each in binding.get("alternatives") or ():
        named[each["name"]] = bound | {term: each[term] for term in _TERMS if each.get(term)}
    whole = [Reading(name, _cells_by_term(terms), "all") for name, terms in named.items()]
    partly = [each.kept("present", LEFT_OUT) for each in whole if each.can_lack_some]
    alike = [
        each.kept("same", LIKE_FOR_LIKE) for each in whole if each.can_lack_some and each.is_change
    ]
    return [*whole, *partly, *alike]


def steps_by_reading(binding: Json, memory: Memory) -> dict[str, tuple[Step, ...]]:
    """The steps of each reading of a binding, in their order; a repetition is left out."""
    found: dict[str, tuple[Step, ...]] = {}
    for reading in readings_of(binding):
        steps = steps_of(reading, memory)
        if reading.counts == "all" or (steps and steps not in found.values()):
            found[reading.name] = steps
    return found


def steps_of(reading: Reading, memory: Memory) -> tuple[Step, ...]:
    """What one reading gives: a step for each vintage that changed it, from its first number on."""
    steps: list[Step] = []
    for vintage in _vintages_that_matter(reading, memory):
        value = value_of(_sums(reading, memory, vintage.released_at))
        if value != (steps[-1].value if steps else None):
            steps.append(Step(*vintage, value))
    return tuple(steps)


def value_of(sums: Mapping[str, Decimal | None]) -> Decimal | None:
    """The value of the sums of a reading's terms; None where one is missing, or the lower is 0."""
    numerator = sums["numerator"]
    if any(each is None for each in sums.values()) or numerator is None:
        return None
    if len(sums) == 1:
        return numerator
    below = sums.get("denominator") or sums.get("base")
    if not below:
        return None
    share = _HUNDRED * numerator / below
    return share - _HUNDRED if "base" in sums else share


def _cells_by_term(terms: Json) -> dict[str, tuple[Cell, ...]]:
    return {name: tuple(_cells(term)) for name, term in terms.items()}


def _cells(term: Json) -> Iterator[Cell]:
    for series_key, time_period in product(term["series"], term["periods"]):
        yield Cell(term["dataset"].upper(), series_key, time_period)


def _vintages_that_matter(reading: Reading, memory: Memory) -> list[Vintage]:
    """The vintages in which one of the cells changed, oldest first."""
    cells = {cell for term in reading.terms.values() for cell in term}
    moments = {
        (cell.dataset_code, moment)
        for cell in cells
        for version in memory.versions.get(cell, ())
        for moment in (version.released_at, version.replaced_at)
    }
    held = [
        vintage
        for code in sorted({cell.dataset_code for cell in cells})
        for vintage in memory.vintages.get(code, ())
        if (code, vintage.released_at) in moments
    ]
    return sorted(held, key=lambda vintage: vintage.released_at)


def _sums(reading: Reading, memory: Memory, at: datetime) -> dict[str, Decimal | None]:
    """The sum of each term; None where too many of its cells have no number."""
    numbers = {
        term: {cell: memory.value_at(cell, at) for cell in cells}
        for term, cells in reading.terms.items()
    }
    if reading.counts == "same":
        values = {cell: value for each in numbers.values() for cell, value in each.items()}
        lacking = {cell[:2] for cell, value in values.items() if value is None}
        numbers = {
            term: {cell: None if cell[:2] in lacking else value for cell, value in each.items()}
            for term, each in numbers.items()
        }
    least = 1 if reading.counts == "all" else _LEAST_SHARE
    return {term: _sum(each.values(), least) for term, each in numbers.items()}


def _sum(values: Collection[Decimal | None], least: Fraction | int) -> Decimal | None:
    present = [value for value in values if value is not None]
    return sum(present, Decimal(0)) if len(present) >= least * len(values) else None
