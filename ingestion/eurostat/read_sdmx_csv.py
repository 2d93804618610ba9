"""Eurostat's SDMX-CSV 1.0: an observation per line, columns addressed by name."""

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from itertools import islice
from typing import Any

from ingestion.decompress import Text
from ingestion.errors import Malformed
from ingestion.eurostat.cell import cell_of
from ingestion.eurostat.clock import moment
from ingestion.eurostat.long_table import SeriesLines, places, records
from ingestion.normal_form import first_repeated, is_code, normal_form, picker, time_period
from ingestion.sorted_lines import IN_MEMORY, Room, sorted_lines
from ingestion.table import Table
from warehouse.snapshot import Snapshot

FORMAT = "sdmx-csv"
_STAMPS = ("DATAFLOW", "LAST UPDATE")
_OBSERVATION = ("TIME_PERIOD", "OBS_VALUE", "OBS_FLAG", "CONF_STATUS")
_REQUIRED = ("TIME_PERIOD", "OBS_VALUE")
_DATAFLOW = re.compile(r"(?:[\w.]+:)?(?P<code>[\w$-]+)(?:\([\w.]+\))?", re.ASCII)
# the place of the empty field that is put after the others, for a column that is not there
_ABSENT = -1
_PIECE = 1 << 20


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
    return sdmx_csv_snapshot(lambda: BytesIO(payload), IN_MEMORY)


def sdmx_csv_snapshot(text: Text, room: Room) -> Snapshot:
    """The same of a file that is read line by line, kept on disk where ``room`` is too small."""
    file = _File(text)
    observations = _Observations(file)
    ordered = sorted_lines(records(observations), room)
    lines = SeriesLines(ordered, len(observations.labels))
    # what is wrong further up in the file is complained of first
    if lines.have_place_twice():
        raise _twice(first_repeated(places(records(observations)), room)[0], observations)
    if observations.complaint is not None:
        raise observations.complaint
    names, labels = file.columns.dimensions, observations.labels
    layout = _layout(file.columns, labels, observations.stamps)
    return normal_form(Table(names, labels, lines, lambda: layout), room)


class _File:
    """The rows of a file, which is unpacked to its end before any is looked at."""

    def __init__(self, text: Text) -> None:
        self._text = text
        with text() as stream:
            last = b""
            while piece := stream.read(_PIECE):
                last = piece[-1:]
        self._is_ended = last == b"\n"
        self.columns = _columns(next(self._rows(), (1, []))[1])

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Every observation's fields and, after them, one that is empty; with the line's number."""
        wanted = len(self.columns.names)
        for number, row in islice(self._rows(), 1, None):
            if len(row) != wanted:
                raise Malformed(
                    f"line {number}: wanted {wanted} fields as in line 1, got {len(row)}"
                )
            row.append("")
            yield number, row
        if self.columns.names[-1] == "OBS_VALUE" and not self._is_ended:
            raise Malformed("the file ends within its last value: it was cut, fetch it again")

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        with self._text() as stream:
            reader = csv.reader(TextIOWrapper(stream, "utf-8-sig", newline=""), strict=True)
            try:
                for row in reader:
                    yield reader.line_num, row
            except (csv.Error, UnicodeDecodeError) as error:
                where = f"line {reader.line_num + 1}"
                raise Malformed(f"{where}: wanted CSV in UTF-8: {error}") from error


class _Observations:
    """Key, column and cell of each observation.

    They end before the first that has no good place or cell, of which there is a ``complaint``.
    """

    def __init__(self, file: _File) -> None:
        self._file = file
        self._codes_of = picker(file.columns.codes)
        self._rest_of = picker((*file.columns.observation, *file.columns.stamps))
        self._column: dict[str, int] = {}
        self.stamps = set[tuple[str, ...]]()
        self.complaint: Malformed | None = None

    @property
    def labels(self) -> list[str]:
        """The periods as written, in the order of their columns."""
        return list(self._column)

    def __iter__(self) -> Iterator[tuple[str, int, str]]:
        known, key, column = None, "", self._column
        for number, row in self._file.rows():
            codes, rest = self._codes_of(row), self._rest_of(row)
            label, value, status, confidentiality = rest[:4]
            try:
                if codes != known or label not in column:
                    _refuse_bad_place(row, self._file.columns, number)
                    known, key = codes, ",".join(codes)
                cell = cell_of(value, status, confidentiality)
            except Malformed as complaint:
                self.complaint = complaint
                return
            except ValueError as error:
                self.complaint = Malformed(f"line {number}, {key}, {label}: {error}")
                return
            self.stamps.add(rest[4:])
            yield key, column.setdefault(label, len(column)), cell

    def of(self, place: bytes) -> Iterator[tuple[int, str, str]]:
        """The observations of one place: the number of the line, the key, and the label."""
        for number, row in self._file.rows():
            key, label = ",".join(self._codes_of(row)), row[self._file.columns.observation[0]]
            if place == b"%b\t%d" % (key.encode(), self._column.get(label, -1)):
                yield number, key, label


def _columns(names: Sequence[str]) -> _Columns:
    dimensions = tuple(name for name in names if name not in (*_STAMPS, *_OBSERVATION))
    complete = dimensions and all(name in names for name in _REQUIRED)
    if not complete or len(set(names)) < len(names):
        raise Malformed(
            "line 1: schema drift: wanted SDMX-CSV 1.0 with dimensions, "
            f"{' and '.join(_REQUIRED)}, and no column twice, got {','.join(names)[:200]!r}"
        )
    at = {name: place for place, name in enumerate(names)}
    return _Columns(
        tuple(names),
        dimensions,
        codes=tuple(at[name] for name in dimensions),
        stamps=tuple(at.get(name, _ABSENT) for name in _STAMPS),
        observation=tuple(at.get(name, _ABSENT) for name in _OBSERVATION),
    )


def _refuse_bad_place(row: Sequence[str], columns: _Columns, number: int) -> None:
    """Raises Malformed where an observation's codes or period are none."""
    for name, place in zip(columns.dimensions, columns.codes, strict=True):
        if not is_code(row[place]):
            raise Malformed(f"line {number}: wanted a code of {name}, got {row[place][:80]!r}")
    time_period(row[columns.observation[0]], f"line {number}")


def _twice(place: bytes, observations: _Observations) -> Malformed:
    """The complaint about two observations in one place, which names both lines."""
    found = observations.of(place)
    (first, key, label), (second, *_) = islice(found, 2)
    deque(found, maxlen=0)  # a line that is no CSV is complained of before anything else
    return Malformed(
        f"lines {first} and {second}: the observation {key}, {label} comes twice; "
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
