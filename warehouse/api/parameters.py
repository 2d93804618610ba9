"""A data query read from its address: the key and the parameters of SDMX-REST 2.2."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from warehouse.api.conditions import keys_of, with_component
from warehouse.api.question import (
    ATTRIBUTES,
    OBS_VALUE,
    TIME_PERIOD,
    DataQuestion,
    moment,
)
from warehouse.api.refusal import NOT_IMPLEMENTED, SYNTAX, Refused

_COMPONENT = re.compile(r"c\[(?P<name>[^\]]+)\]")
_COUNT = re.compile(r"[0-9]{1,18}")  # Postgres counts that far
_NOT_SERVED = ("sort", "reportingYearStartDay")
# What attributes= may name: all of ours are attached to observations.
_NONE: tuple[str, ...] = ()
_GROUPS = {
    "dsd": ATTRIBUTES,
    "all": ATTRIBUTES,
    "obs": ATTRIBUTES,
    "none": _NONE,
    "msd": _NONE,
    "dataset": _NONE,
    "series": _NONE,
}
_MEASURES = {"all": (OBS_VALUE,), "none": _NONE}

Pairs = Iterable[tuple[str, str]]
Reader = Callable[[DataQuestion, str], DataQuestion]


def question(key: str, asked: Pairs, dimensions: Sequence[str]) -> DataQuestion:
    """The question that a key and the parameters of an address ask. Raises Refused (400, 501)."""
    made = DataQuestion(keys_of(key, dimensions))
    for name, value in asked:
        component = _COMPONENT.fullmatch(name)
        if component:
            made = with_component(made, component["name"], value, dimensions)
        elif name == "dimensionAtObservation":
            _require_dimension(value, dimensions)
        else:
            made = _reader(name, value)(made, value)
    return made


def _require_dimension(value: str, dimensions: Sequence[str]) -> None:
    """Rows of CSV and places in a cube are the same, whichever dimension is at the observation."""
    places = {TIME_PERIOD, "AllDimensions", *dimensions}
    if value not in places:
        there = ", ".join(sorted(places))
        raise Refused(SYNTAX, f"dimensionAtObservation wants one of {there}, got {value!r}")


def _reader(name: str, value: str) -> Reader:
    there = ", ".join(("c[...]", "dimensionAtObservation", *_READERS))
    if name in _NOT_SERVED:
        raise Refused(NOT_IMPLEMENTED, f"{name}={value} is not served; {there} are")
    if name not in _READERS:
        raise Refused(SYNTAX, f"{name} is no parameter of a data query; there are: {there}")
    return _READERS[name]


def _with_as_of(made: DataQuestion, value: str) -> DataQuestion:
    return replace(made, as_of=moment(value))


def _with_updated_after(made: DataQuestion, value: str) -> DataQuestion:
    return replace(made, updated_after=moment(value))


def _with_history(made: DataQuestion, value: str) -> DataQuestion:
    if value.lower() not in ("true", "false"):
        raise Refused(SYNTAX, f"includeHistory wants true or false, got {value!r}")
    return replace(made, history=value.lower() == "true")


def _with_measures(made: DataQuestion, value: str) -> DataQuestion:
    return _showing(made, ATTRIBUTES, _named("measures", value, _MEASURES, (OBS_VALUE,)))


def _with_attributes(made: DataQuestion, value: str) -> DataQuestion:
    return _showing(made, (OBS_VALUE,), _named("attributes", value, _GROUPS, ATTRIBUTES))


def _showing(made: DataQuestion, others: Sequence[str], wanted: set[str]) -> DataQuestion:
    """The question for the wanted columns; whether others are shown stays as it is."""
    shown = tuple(each for each in made.columns if each in others or each in wanted)
    return replace(made, columns=shown)


def _named(
    word: str, value: str, groups: Mapping[str, tuple[str, ...]], single: Sequence[str]
) -> set[str]:
    """The columns that a list of groups and names stands for."""
    found: set[str] = set()
    for each in value.split(","):
        if each not in groups and each not in single:
            there = ", ".join((*groups, *single))
            raise Refused(SYNTAX, f"{word} wants some of {there}, got {each!r}")
        found.update(groups.get(each, (each,)))
    return found


def _counting(name: str, least: int) -> Reader:
    """What reads a count, such as the ``limit`` of ``limit=100``, into its place."""
    place = {"firstNObservations": "first", "lastNObservations": "last"}.get(name, name)

    def counted(made: DataQuestion, value: str) -> DataQuestion:
        count = int(value) if _COUNT.fullmatch(value) else -1
        if count < least:
            raise Refused(SYNTAX, f"{name} wants a whole number from {least} on, got {value!r}")
        return replace(made, part=replace(made.part, **{place: count}))

    return counted


_READERS: Mapping[str, Reader] = {
    "asOf": _with_as_of,
    "includeHistory": _with_history,
    "updatedAfter": _with_updated_after,
    "attributes": _with_attributes,
    "measures": _with_measures,
    **{name: _counting(name, 1) for name in ("firstNObservations", "lastNObservations", "limit")},
    "offset": _counting("offset", 0),
}
