"""Eurostat's JSON-stat 2.0: one cube whose cells are numbered, the last dimension fastest."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from math import prod
from typing import Any, NoReturn, TypeVar

from ingestion.decompress import Text
from ingestion.errors import Malformed
from ingestion.eurostat.cell import cell_of
from ingestion.eurostat.clock import moment
from ingestion.eurostat.long_table import SeriesLines, records
from ingestion.normal_form import is_code, normal_form, time_period
from ingestion.sorted_lines import IN_MEMORY, Room, sorted_lines
from ingestion.table import Table
from warehouse.snapshot import Snapshot

_Kind = TypeVar("_Kind", str, list[Any], dict[str, Any])

FORMAT = "json-stat"
_TIME = ("time", "time_period")
_WHOLE = re.compile(r"0|[1-9][0-9]{0,17}").fullmatch


@dataclass(frozen=True)
class _Axis:
    """One dimension of the cube; neighbours along it are ``stride`` cells apart."""

    name: str
    codes: tuple[str, ...]
    stride: int

    def code(self, cell: int) -> str:
        return self.codes[cell // self.stride % len(self.codes)]


def read_json_stat(payload: bytes) -> Snapshot:
    """The snapshot in a JSON-stat 2.0 dataset, every number as it is written there.

    A cell that is in ``status`` only is published as missing; where it has no flag, some write
    ``:`` there and some leave it out: then it is absent here. The layout carries ``dataset_code``,
    ``updated`` (ISO 8601) and ``structure_version``. Raises Malformed for anything but a dataset,
    and for a cell outside the cube.
    """
    return json_stat_snapshot(lambda: BytesIO(payload), IN_MEMORY)


def json_stat_snapshot(text: Text, room: Room) -> Snapshot:
    """The same of a file, which is one document and parsed whole, whatever ``room`` there is."""
    with text() as stream:
        message = _message(stream.read())
    *others, time = _axes(message)
    size = prod(len(axis.codes) for axis in (*others, time))
    values, statuses = (_sparse(message, name, size) for name in ("value", "status"))
    column: dict[str, int] = {}
    observations = (
        (
            ",".join([axis.code(cell) for axis in others]),
            column.setdefault(time.code(cell), len(column)),
            _cell(cell, values, statuses),
        )
        for cell in sorted({*values, *statuses})
    )
    lines = SeriesLines(sorted_lines(records(observations), room), len(column))
    names, layout = [axis.name for axis in others], _layout(message, column)
    return normal_form(Table(names, list(column), lines, lambda: layout), room)


def _message(payload: bytes) -> dict[str, Any]:
    """The JSON object, with its numbers as the text that they are written in."""
    try:
        message = json.loads(
            payload,
            parse_float=str,
            parse_int=str,
            parse_constant=_refuse_constant,
            object_pairs_hook=_no_name_twice,
        )
    except (ValueError, RecursionError) as error:
        raise Malformed(f"wanted JSON, and all of it: {error}") from error
    if not isinstance(message, dict) or message.get("class") != "dataset":
        raise Malformed(f"wanted a JSON-stat 2.0 dataset, got {payload[:120]!r}")
    return message


def _refuse_constant(name: str) -> NoReturn:
    raise Malformed(f"wanted JSON, got {name}, which is no JSON number")


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise Malformed(f"{name!r} comes twice in one JSON object; neither is kept")
        found[name] = value
    return found


def _axes(message: Mapping[str, Any]) -> list[_Axis]:
    """The dimensions in the cube's order, but with time moved to the end."""
    names = [_as(str, name, "id") for name in _as(list, message.get("id"), "id")]
    sizes = [_number(size, "size") for size in _as(list, message.get("size"), "size")]
    codes = [_codes(message, name) for name in names]
    if [len(of_one) for of_one in codes] != sizes:
        raise Malformed(f"size: wanted the number of codes of {names}, got {sizes}")
    strides = [prod(sizes[place + 1 :]) for place in range(len(sizes))]
    axes = list(map(_Axis, names, codes, strides))
    times = [axis for axis in axes if axis.name.lower() in _TIME]
    if len(times) != 1:
        raise Malformed(f"id: wanted one dimension called time, got {names}")
    for label in times[0].codes:
        time_period(label, "dimension time")
    return [*(axis for axis in axes if axis not in times), *times]


def _codes(message: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A dimension's codes in their places; JSON-stat may leave out the index of a single one."""
    where = f"dimension {name}"
    dimension = _as(dict, _as(dict, message.get("dimension"), "dimension").get(name), where)
    category = _as(dict, dimension.get("category"), where)
    index = category.get("index", category.get("label"))
    if isinstance(index, list):
        codes = [_as(str, code, where) for code in index]
    elif "index" not in category:
        codes = list(_as(dict, index, where))[:1]
    else:
        places = {code: _number(place, where) for code, place in _as(dict, index, where).items()}
        codes = sorted(places, key=lambda code: places[code])
        if sorted(places.values()) != list(range(len(places))):
            raise Malformed(f"{where}: wanted the places 0 to {len(places) - 1}, each once")
    if not all(map(is_code, codes)) or len(set(codes)) < len(codes):
        raise Malformed(f"{where}: wanted distinct codes, got {codes[:9]}")
    return tuple(codes)


def _sparse(message: Mapping[str, Any], name: str, size: int) -> dict[int, str]:
    """``value`` or ``status`` by cell, without the cells that it has nothing to say of."""
    found = message.get(name, {})
    if isinstance(found, list):
        found = {str(cell): content for cell, content in enumerate(found) if content is not None}
    sparse = {}
    for text, content in _as(dict, found, name).items():
        cell = _number(text, name)
        if cell >= size:
            raise Malformed(f"{name}: wanted cells below {size}, the product of size, got {cell}")
        sparse[cell] = "" if content is None else _as(str, content, f"{name} of cell {cell}")
    return sparse


def _cell(cell: int, values: Mapping[int, str], statuses: Mapping[int, str]) -> str:
    value, status = values.get(cell, ""), statuses.get(cell, "")
    flags, _, confidentiality = (status if value else status.removeprefix(":")).partition("|")
    try:
        return cell_of(value, flags, confidentiality)
    except ValueError as error:
        raise Malformed(f"cell {cell}: {error}") from error


def _layout(message: Mapping[str, Any], periods: Iterable[str]) -> dict[str, Any]:
    extension = _as(dict, message.get("extension", {}), "extension")
    structure = _as(dict, extension.get("datastructure", {}), "datastructure")
    updated = _text(message, "updated")
    try:
        stamp = updated and moment(updated).isoformat()
    except ValueError as error:
        raise Malformed(f"updated: {error}") from error
    return {
        "format": FORMAT,
        "dimensions": message["id"],
        "periods": list(periods),
        "dataset_code": _text(extension, "id"),
        "structure_version": _text(structure, "version"),
        "updated": stamp,
    }


def _text(members: Mapping[str, Any], name: str) -> str | None:
    return _as(str, members[name], name) if members.get(name) else None


def _number(text: object, where: str) -> int:
    if isinstance(text, str) and _WHOLE(text):
        return int(text)
    raise Malformed(f"{where}: wanted a whole number from 0, got {text!r}")


def _as(kind: type[_Kind], found: object, where: str) -> _Kind:
    """What was found, if it is of this kind."""
    if not isinstance(found, kind):
        raise Malformed(f"{where}: wanted a {kind.__name__}, got {str(found)[:80]!r}")
    return found
