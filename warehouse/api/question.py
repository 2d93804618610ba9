"""A data query of SDMX-REST 2.2, read from its address: series, periods, moments."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from warehouse.api.refusal import NOT_IMPLEMENTED, SYNTAX, Refused
from warehouse.period import Period, period

TIME_PERIOD = "TIME_PERIOD"
_BRUSSELS = ZoneInfo("Europe/Brussels")
_DATE_ONLY = 10
_COMPONENT = re.compile(r"c\[(?P<name>[^\]]+)\]")
# Parameters of SDMX-REST that change nothing here, with the values for which that is true.
_WITHOUT_EFFECT = {"attributes": {"dsd", "all", "obs"}, "measures": {"all", "OBS_VALUE"}}
_NOT_SERVED = {
    "firstNObservations",
    "lastNObservations",
    "offset",
    "limit",
    "sort",
    "reportingYearStartDay",
}
_KNOWN = ("c[...]", "asOf", "includeHistory", "updatedAfter", "dimensionAtObservation")

Pairs = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Span:
    """The periods asked for: by their labels, and by the days between which they must lie."""

    labels: frozenset[str] | None = None
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True)
class DataQuestion:
    """What is asked of a dataset.

    ``keys`` has, for each key, the codes wanted by dimension (an absent dimension: all codes);
    ``without`` the codes not wanted. ``as_of`` is publication time, ``updated_after`` the time at
    which this warehouse took a release. ``history`` wants every version, not the last one.
    """

    keys: tuple[dict[str, list[str]], ...] = ({},)
    without: dict[str, list[str]] = field(default_factory=dict)
    span: Span = Span()
    as_of: datetime | None = None
    updated_after: datetime | None = None
    history: bool = False


def moment(text: str) -> datetime:
    """A moment: Brussels time without a zone, as Eurostat means it; a day is its first moment.

    Raises Refused. The ``+`` of a zone that a client left as it is arrives here as a space.
    """
    stamp = text.strip().replace(" ", "+")
    try:
        read = datetime.fromisoformat(f"{stamp}T00:00" if len(stamp) == _DATE_ONLY else stamp)
    except ValueError as error:
        wanted = "wanted a moment such as 2024-01-23 or 2024-01-23T10:00:00Z"
        raise Refused(SYNTAX, f"{wanted}, got {text!r}") from error
    return read if read.tzinfo else read.replace(tzinfo=_BRUSSELS)


def question(key: str, asked: Pairs, dimensions: Sequence[str]) -> DataQuestion:
    """The question that a key and the parameters of an address ask. Raises Refused (400, 501)."""
    made = DataQuestion(_keys(key, dimensions))
    for name, value in asked:
        component = _COMPONENT.fullmatch(name)
        if component:
            made = _with_component(made, component["name"], value, dimensions)
        else:
            made = _with_word(made, name, value, dimensions)
    return made


def _keys(key: str, dimensions: Sequence[str]) -> tuple[dict[str, list[str]], ...]:
    if key in ("", "*", "all"):
        return ({},)
    return tuple(_members(each, dimensions) for each in key.split(","))


def _members(key: str, dimensions: Sequence[str]) -> dict[str, list[str]]:
    """The codes of one key by dimension; ``*`` and nothing stand for all codes."""
    parts = key.split(".")
    if len(parts) != len(dimensions):
        order = ".".join(dimensions)
        raise Refused(SYNTAX, f"wanted a key of {len(dimensions)} parts, {order}, got {key!r}")
    named = zip(dimensions, parts, strict=True)
    return {name: part.split("+") for name, part in named if part not in ("", "*")}


def _with_word(
    made: DataQuestion, name: str, value: str, dimensions: Sequence[str]
) -> DataQuestion:
    if name == "asOf":
        return replace(made, as_of=moment(value))
    if name == "updatedAfter":
        return replace(made, updated_after=moment(value))
    if name == "includeHistory":
        return replace(made, history=_truth(name, value))
    places = {TIME_PERIOD, "AllDimensions", *dimensions}
    if name == "dimensionAtObservation" and value not in places:
        raise Refused(SYNTAX, f"{name} wants one of {', '.join(sorted(places))}, got {value!r}")
    if name != "dimensionAtObservation" and value not in _WITHOUT_EFFECT.get(name, ()):
        _refuse_word(name, value)
    return made


def _refuse_word(name: str, value: str) -> None:
    if name in _NOT_SERVED or name in _WITHOUT_EFFECT:
        raise Refused(NOT_IMPLEMENTED, f"{name}={value} is not served; {', '.join(_KNOWN)} are")
    raise Refused(SYNTAX, f"{name} is no parameter of a data query; there are: {', '.join(_KNOWN)}")


def _truth(name: str, value: str) -> bool:
    if value.lower() not in ("true", "false"):
        raise Refused(SYNTAX, f"{name} wants true or false, got {value!r}")
    return value.lower() == "true"


def _with_component(
    made: DataQuestion, name: str, value: str, dimensions: Sequence[str]
) -> DataQuestion:
    """The question narrowed by ``c[name]=value``; a ``+`` joins conditions that all must hold."""
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
        start = first if operator == "ge" else _after(last)
        return replace(span, first_day=max(start, span.first_day or start))
    end = last if operator == "le" else _before(first)
    return replace(span, last_day=min(end, span.last_day or end))


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def _period(label: str) -> Period:
    try:
        return period(label)
    except ValueError as error:
        raise Refused(SYNTAX, f"c[TIME_PERIOD]: {error}") from error
