"""Which series and periods an address asks for: its key, and its conditions ``c[...]``."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from warehouse.api.question import TIME_PERIOD, DataQuestion, Span
from warehouse.api.refusal import NOT_IMPLEMENTED, SYNTAX, Refused
from warehouse.period import Period, period

_ALL = ("", "*", "all")
_DAY = timedelta(days=1)


def keys_of(key: str, dimensions: Sequence[str]) -> tuple[dict[str, list[str]], ...]:
    """The codes by dimension of each key, ``A.F.BE+FR,A.M``. Raises Refused (400).

    ``*`` and nothing stand for all codes, also at the end of a key.
    """
    if key in _ALL:
        return ({},)
    return tuple(_members(each, dimensions) for each in key.split(","))


def _members(key: str, dimensions: Sequence[str]) -> dict[str, list[str]]:
    parts = key.split(".")
    if len(parts) > len(dimensions):
        order = ".".join(dimensions)
        raise Refused(SYNTAX, f"wanted a key of {len(dimensions)} parts, {order}, got {key!r}")
    named = zip(dimensions, parts, strict=False)
    return {name: part.split("+") for name, part in named if part not in _ALL}


def with_component(
    made: DataQuestion, name: str, value: str, dimensions: Sequence[str]
) -> DataQuestion:
    """The question narrowed by ``c[name]=value``; a ``+`` joins conditions that all must hold.

    Raises Refused (400, 501).
    """
    for condition in re.split(r"[ +]", value):
        head, colon, tail = condition.partition(":")
        operator, operand = (head, tail) if colon else ("eq", condition)
        if name == TIME_PERIOD:
            made = replace(made, span=_narrowed(made.span, operator, operand))
        elif name in dimensions:
            made = _with_codes(made, name, operator, operand.split(","))
        else:
            there = ", ".join((*dimensions, TIME_PERIOD))
            raise Refused(SYNTAX, f"{name} is no dimension of this dataset; there are: {there}")
    return made


def _with_codes(made: DataQuestion, name: str, operator: str, codes: list[str]) -> DataQuestion:
    if operator == "ne":
        return replace(made, without={**made.without, name: made.without.get(name, []) + codes})
    if operator != "eq":
        raise Refused(NOT_IMPLEMENTED, f"c[{name}] knows eq and ne, not {operator!r}")
    keys = tuple(
        {**key, name: [code for code in codes if code in key.get(name, codes)]} for key in made.keys
    )
    return replace(made, keys=keys)


def _narrowed(span: Span, operator: str, operand: str) -> Span:
    periods = [_period(label) for label in operand.split(",")]
    if operator == "eq":
        labels = frozenset(each.time_period for each in periods)
        return replace(span, labels=labels if span.labels is None else labels & span.labels)
    if operator not in ("ge", "gt", "le", "lt") or len(periods) > 1:
        wanted = "eq, ge, gt, le and lt, the last four with one period"
        raise Refused(NOT_IMPLEMENTED, f"c[TIME_PERIOD] knows {wanted}; got {operator}:{operand}")
    return _bounded(span, operator, periods[0])


def _bounded(span: Span, operator: str, bound: Period) -> Span:
    """The span with one more bound; days are those included."""
    first, last = bound.first_day, bound.last_day
    if first is None or last is None:
        raise Refused(SYNTAX, f"{bound.time_period} is no time to compare with")
    if operator in ("ge", "gt"):
        start = first if operator == "ge" else _beside(last, _DAY)
        return replace(span, first_day=max(start, span.first_day or start))
    end = last if operator == "le" else _beside(first, -_DAY)
    return replace(span, last_day=min(end, span.last_day or end))


def _beside(day: date, step: timedelta) -> date:
    try:
        return day + step
    except OverflowError as error:
        raise Refused(SYNTAX, f"c[TIME_PERIOD]: no period lies beyond {day}") from error


def _period(label: str) -> Period:
    try:
        return period(label)
    except ValueError as error:
        raise Refused(SYNTAX, f"c[TIME_PERIOD]: {error}") from error
