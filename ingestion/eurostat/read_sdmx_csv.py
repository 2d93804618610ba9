"""Eurostat's SDMX-CSV 1.0: an observation per line, columns addressed by name."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from itertools import islice
from typing import Any

from ingestion.errors import Malformed
from ingestion.eurostat.cell import cell_of
from ingestion.eurostat.clock import moment
from ingestion.eurostat.long_table import LongTable
from ingestion.normal_form import is_code, picker, snapshot_of, time_period
from warehouse.snapshot import Snapshot

FORMAT = "sdmx-csv"
_STAMPS = ("DATAFLOW", "LAST UPDATE")
_OBSERVATION = ("TIME_PERIOD", "OBS_VALUE", "OBS_FLAG", "CONF_STATUS")
_REQUIRED = ("TIME_PERIOD", "OBS_VALUE")
_DATAFLOW = re.compile(r"(?:[\w.]+:)?(?P<code>[\w$-]+)(?:\([\w.]+\))?", re.ASCII)
# the place of the empty field that is put after the others, for a column that is not there
_ABSENT = -1


@dataclass(frozen=True)
class _Columns:
    """Where line 1 puts what; whatever is not known by name is a dimension."""

    names: tuple[str, ...]
    dimensions: tuple[str, ...]
    codes: tuple[int, ...]
    stamps: tuple[int, ...]
    observation: tuple[int, ...]


def read_sdmx_csv(payload: bytes) -> Snapshot:
    """The snapshot in an SDMX-CSV 1.0 file; an empty OBS_VALUE is published as missing.

    The layout carries what the file says of itself: ``dataset_code`` (DATAFLOW) and ``updated``
    (LAST UPDATE, ISO 8601 with the zone of Brussels). Raises Malformed naming the line, also when
    a column that must be there is not: the schema drifted.
    """
    columns = _columns(payload)
    codes_of, rest_of = picker(columns.codes), picker((*columns.observation, *columns.stamps))
    table, stamps = LongTable(), set()
    for number, row in _records(payload, columns):
        key = ",".join(codes_of(row))
        rest = rest_of(row)
        label, value, status, confidentiality = rest[:4]
        if not table.knows(key, label):
            _refuse_bad_place(row, columns, number)
        try:
            new = table.put(key, label, cell_of(value, status, confidentiality))
        except ValueError as error:
            raise Malformed(f"line {number}, {key}, {label}: {error}") from error
        if not new:
            raise _twice((key, label), columns, payload)
        stamps.add(rest[4:])
    layout = _layout(columns, table.periods, stamps)
    return snapshot_of(columns.dimensions, table.periods, table.lines(), layout)


def _rows(payload: bytes) -> Iterator[tuple[int, list[str]]]:
    """Every line's fields, with the number of the line."""
    text = TextIOWrapper(BytesIO(payload), encoding="utf-8-sig", newline="")
    reader = csv.reader(text, strict=True)
    try:
        for row in reader:
            yield reader.line_num, row
    except (csv.Error, UnicodeDecodeError) as error:
        raise Malformed(f"line {reader.line_num + 1}: wanted CSV in UTF-8: {error}") from error


def _records(payload: bytes, columns: _Columns) -> Iterator[tuple[int, list[str]]]:
    """Every observation's fields and, after them, one that is empty."""
    wanted = len(columns.names)
    for number, row in islice(_rows(payload), 1, None):
        if len(row) != wanted:
            raise Malformed(f"line {number}: wanted {wanted} fields as in line 1, got {len(row)}")
        row.append("")
        yield number, row
    if columns.names[-1] == "OBS_VALUE" and not payload.endswith(b"\n"):
        raise Malformed("the file ends within its last value: it was cut, fetch it again")


def _columns(payload: bytes) -> _Columns:
    _, names = next(_rows(payload), (1, []))
    dimensions = tuple(name for name in names if name not in (*_STAMPS, *_OBSERVATION))
    complete = dimensions and all(name in names for name in _REQUIRED)
    if not complete or len(set(names)) < len(names):
        raise Malformed(
            "line 1: schema drift: wanted SDMX-CSV 1.0 with dimensions, "
            f"{' and '.join(_REQUIRED)}, and no column twice, got {','.join(names)[:200]!r}"
        )
    places = {name: place for place, name in enumerate(names)}
    return _Columns(
        tuple(names),
        dimensions,
        codes=tuple(places[name] for name in dimensions),
        stamps=tuple(places.get(name, _ABSENT) for name in _STAMPS),
        observation=tuple(places.get(name, _ABSENT) for name in _OBSERVATION),
    )


def _refuse_bad_place(row: Sequence[str], columns: _Columns, number: int) -> None:
    """Raises Malformed where an observation's codes or period are none."""
    for name, place in zip(columns.dimensions, columns.codes, strict=True):
        if not is_code(row[place]):
            raise Malformed(f"line {number}: wanted a code of {name}, got {row[place][:80]!r}")
    time_period(row[columns.observation[0]], f"line {number}")


def _twice(place: tuple[str, str], columns: _Columns, payload: bytes) -> Malformed:
    """The complaint about two observations in one place, which names both lines."""
    numbers = [
        str(number)
        for number, row in _records(payload, columns)
        if (",".join([row[code] for code in columns.codes]), row[columns.observation[0]]) == place
    ]
    return Malformed(
        f"lines {' and '.join(numbers[:2])}: the observation {', '.join(place)} comes twice; "
        "neither is kept, since nothing says which is right"
    )


def _layout(
    columns: _Columns, periods: Sequence[str], stamps: set[tuple[str, ...]]
) -> dict[str, Any]:
    """How the file was written, and what it says of itself in every line."""
    if len(stamps) > 1:
        raise Malformed(
            f"wanted one DATAFLOW and one LAST UPDATE in all lines, got {sorted(stamps)[:3]}"
        )
    dataflow, updated = stamps.pop() if stamps else ("", "")
    return {
        "format": FORMAT,
        "dimensions": list(columns.dimensions),
        "columns": list(columns.names),
        "periods": list(periods),
        "dataset_code": _dataset_code(dataflow),
        "updated": _updated(updated),
    }


def _dataset_code(dataflow: str) -> str | None:
    """LFSA_ARGAN of ``ESTAT:LFSA_ARGAN(1.0)``."""
    match = _DATAFLOW.fullmatch(dataflow)
    if match is None and dataflow:
        raise Malformed(f"wanted DATAFLOW as in ESTAT:LFSA_ARGAN(1.0), got {dataflow[:80]!r}")
    return match["code"] if match else None


def _updated(stamp: str) -> str | None:
    try:
        return moment(stamp).isoformat() if stamp else None
    except ValueError as error:
        raise Malformed(f"LAST UPDATE: {error}") from error
