"""A TOML table as a frozen dataclass: the class is the grammar of the file.

Every field typed ``Annotated[type, ..., "what it means"]`` is a key of the table; its type says
what is allowed (a ``Literal`` is a closed list), ``Within`` bounds a number, and the words make the
reference page. A field without ``Annotated`` is no key: whoever reads the file gives it.
"""

import difflib
import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from ingestion.errors import Misconfigured

Table = TypeVar("Table")
_INSIDE = "a key of the file stands above its first [table], a label with a dot in quotes; "
_NUL = re.compile(r"\\u0000|\\U00000000")
_SCALARS: dict[Any, tuple[str, tuple[type, ...]]] = {
    str: ("text", (str,)),
    int: ("a whole number", (int,)),
    float: ("a number", (int, float)),
    bool: ("true or false", (bool,)),
    date: ("a date such as 2024-01-23", (date,)),
    Decimal: ("a number", (int, float)),
}


@dataclass(frozen=True)
class Within:
    """The bounds of a number, both included."""

    least: float
    most: float


@dataclass(frozen=True)
class Key:
    """One key that a table may have; ``default`` is ``MISSING`` where the key is required."""

    name: str
    kind: Any
    meaning: str
    default: Any
    within: Within | None

    @property
    def wanted(self) -> str:
        """What the key takes, in words."""
        bounds = f" from {self.within.least} to {self.within.most}" if self.within else ""
        return _words(self.kind) + bounds


def parsed_toml(text: str, where: str) -> dict[str, Any]:
    """The tables of a file. Raises Misconfigured for no TOML, and for the character NUL."""
    try:
        content = tomllib.loads(text.removeprefix("\ufeff"))  # with which some editors begin
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Misconfigured(f"{where}: no valid TOML: {error}") from error
    if _NUL.search(text):
        raise Misconfigured(f"{where}: the character NUL is in no text that a warehouse can hold")
    return content


def keys(table: type) -> list[Key]:
    """The keys that a table of this class may have, in their order."""
    hints = get_type_hints(table, include_extras=True)
    defaults = {
        each.name: each.default if each.default_factory is MISSING else each.default_factory()
        for each in fields(table)
    }
    return [
        _key(name, hint, defaults[name])
        for name, hint in hints.items()
        if get_origin(hint) is Annotated
    ]


def table_as(table: type[Table], content: Mapping[str, Any], where: str, **given: Any) -> Table:
    """The object that a table of a file describes.

    ``where`` names the file, and the table inside it; ``given`` fills the fields that are no keys.
    Raises Misconfigured for an unknown, missing or wrong key; the message names it and what is
    allowed.
    """
    allowed = {key.name: key for key in keys(table)}
    _refuse_unknown(content, list(allowed), where)
    for key in allowed.values():
        if key.default is MISSING and key.name not in content:
            raise Misconfigured(f"{where}: key {key.name!r} is missing: add it, {key.wanted}")
    values = {name: _value(allowed[name], value, where) for name, value in content.items()}
    try:
        return table(**given, **values)
    except ValueError as error:
        raise Misconfigured(f"{where}: {error}") from error


def _key(name: str, hint: Any, default: Any) -> Key:
    kind, *notes = get_args(hint)
    if get_origin(kind) in (Union, UnionType):  # a Literal or None is the former
        (kind,) = (part for part in get_args(kind) if part is not NoneType)
    return Key(
        name=name,
        kind=kind,
        meaning=next(note for note in notes if isinstance(note, str)),
        default=default,
        within=next((note for note in notes if isinstance(note, Within)), None),
    )


def _words(kind: Any) -> str:
    if kind in _SCALARS:
        return _SCALARS[kind][0]
    if get_origin(kind) is Literal:
        return f"one of {', '.join(get_args(kind))}"
    if get_origin(kind) is tuple:
        return f"a list, each {_words(get_args(kind)[0])}"
    if get_origin(kind) is Mapping and not is_dataclass(get_args(kind)[1]):
        return f"a table, each value {_words(get_args(kind)[1])}"
    return "a table" if is_dataclass(kind) else "a table of tables, by label"


def _refuse_unknown(content: Mapping[str, Any], allowed: list[str], where: str) -> None:
    for name in content:
        if name not in allowed:
            near = difflib.get_close_matches(name, allowed, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]!r}? " if near else _INSIDE if where.endswith("]") else ""
            raise Misconfigured(
                f"{where}: unknown key {name!r}; {hint}allowed are {', '.join(allowed)}"
            )


def _below(where: str, name: str) -> str:
    """Where a table inside a table is, as TOML writes it: ``FILE [checks.units]``."""
    return f"{where[:-1]}.{name}]" if where.endswith("]") else f"{where} [{name}]"


def _value(key: Key, value: Any, where: str) -> Any:
    """The value of one key, as the field wants it; tables become objects, lists tuples."""
    if isinstance(value, dict) and isinstance(key.kind, type) and is_dataclass(key.kind):
        return table_as(key.kind, value, _below(where, key.name))
    if get_origin(key.kind) is Mapping and isinstance(value, dict):
        return _mapping(key, value, where)
    if get_origin(key.kind) is tuple and isinstance(value, list):
        return _list(key, value, where)
    return _scalar(key, key.kind, value, where)


def _mapping(key: Key, content: Mapping[str, Any], where: str) -> dict[str, Any]:
    kind = get_args(key.kind)[1]
    if is_dataclass(kind):
        return _tables(key, content, where)
    return {
        name: _scalar(key, kind, value, f"{_below(where, key.name)} {name}")
        for name, value in content.items()
    }


def _list(key: Key, items: list[Any], where: str) -> tuple[Any, ...]:
    """The items of a list; a list of tables is counted from 1 in errors, as people do."""
    kind = get_args(key.kind)[0]
    if not (isinstance(kind, type) and is_dataclass(kind)):
        return tuple(_scalar(key, kind, item, where) for item in items)
    if not all(isinstance(item, dict) for item in items):
        raise Misconfigured(f"{where}: key {key.name!r} wants {key.wanted}: write [[{key.name}]]")
    return tuple(
        table_as(kind, item, f"{where} [[{key.name}]] {number}")
        for number, item in enumerate(items, 1)
    )


def _tables(key: Key, content: Mapping[str, Any], where: str) -> dict[str, Any]:
    _, kind = get_args(key.kind)
    here = _below(where, key.name)
    for label, table in content.items():
        if not isinstance(table, dict):
            heading = _below(here[here.rindex(" [") + 1 :], '"LABEL"')
            raise Misconfigured(
                f"{here}: {label!r} wants a table, found {table!r}: "
                f"write {heading} with a label of your own, and its keys below"
            )
    return {
        label: table_as(kind, table, _below(here, f'"{label}"')) for label, table in content.items()
    }


def _scalar(key: Key, kind: Any, value: Any, where: str) -> Any:
    # Exact types, since in Python true is a whole number and a moment is a date.
    if get_origin(kind) is Literal:
        fits = value in get_args(kind)
    else:
        fits = kind in _SCALARS and type(value) in _SCALARS[kind][1]
    if fits and key.within:
        fits = key.within.least <= value <= key.within.most
    if isinstance(value, float):
        fits = fits and math.isfinite(value)  # TOML knows inf and nan
    if not fits or value == "":
        raise Misconfigured(f"{where}: key {key.name!r} wants {key.wanted}, found {value!r}")
    return Decimal(str(value)) if kind is Decimal else value
