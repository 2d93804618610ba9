"""Rows as a table, CSV, JSON or Parquet, written as they come."""

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

import typer

from ingestion.cli.output import console_of_stdout, note, table, wants_json

if TYPE_CHECKING:  # imported where they are used: commands must start at once
    import pyarrow

    from warehouse.query import Answer

Format = Literal["table", "csv", "json", "parquet"]
MOST_SHOWN = 1_000
_ROWS_AT_ONCE = 50_000
# Postgres' numbers of its types (pg_type.oid); what is not here is written as text.
_NUMERIC = 1700
_ARROW_TYPES = {
    16: "bool",
    20: "int64",
    21: "int16",
    23: "int32",
    700: "float32",
    701: "float64",
    _NUMERIC: "float64",
    1082: "date32",
}
_MOMENT = 1184


def write(answer: "Answer", wanted: Format, to: Path | None) -> None:
    """Write an answer to a file, or to standard output.

    ``--json`` stands above the format; a table goes to standard output only.
    """
    chosen = "json" if wants_json() else wanted
    if chosen == "table":
        if to is not None:
            raise typer.BadParameter("a table is for the screen: choose csv, json or parquet")
        _show(answer)
        return
    writers: dict[str, Callable[[Answer, BinaryIO], None]] = {
        "csv": write_csv,
        "json": write_json,
        "parquet": write_parquet,
    }
    with destination(to, binary=chosen == "parquet") as target:
        writers[chosen](answer, target)


@contextmanager
def destination(to: Path | None, *, binary: bool) -> Iterator[BinaryIO]:
    """A file that appears under its name when it is whole, or standard output."""
    if to is None:
        if binary and sys.stdout.isatty():
            raise typer.BadParameter("Parquet is not for the screen: give --to FILE")
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    draft = to.with_name(f".{to.name}.part")
    try:
        with draft.open("wb") as file:
            yield file
        draft.replace(to)
    finally:
        draft.unlink(missing_ok=True)


def write_csv(answer: "Answer", target: BinaryIO) -> None:
    """CSV with a heading; NULL is an empty field, JSON and moments are text."""
    with text_of(target) as text:
        writer = csv.writer(text)
        writer.writerow([column.name for column in answer.columns])
        for row in answer.rows:
            writer.writerow([_as_text(value) for value in row])


def write_json(answer: "Answer", target: BinaryIO) -> None:
    """A JSON array with an object per row; numbers have the digits that the warehouse has."""
    names = [json.dumps(column.name, ensure_ascii=False) for column in answer.columns]
    with text_of(target) as text:
        text.write("[")
        between = "\n"
        for row in answer.rows:
            pairs = (f"{name}: {_json(value)}" for name, value in zip(names, row, strict=True))
            text.write(f"{between}{{{', '.join(pairs)}}}")
            between = ",\n"
        text.write("\n]\n")


def write_parquet(answer: "Answer", target: BinaryIO) -> None:
    """Parquet; ``numeric`` becomes float64 (``as_published`` has its characters)."""
    import pyarrow
    from pyarrow import parquet

    types = [(column.name, _arrow_type(column.type_code)) for column in answer.columns]
    schema = pyarrow.schema(types)
    with parquet.ParquetWriter(target, schema, compression="zstd") as writer:
        while rows := list(islice(answer.rows, _ROWS_AT_ONCE)):
            columns = [
                pyarrow.array(_converted(values, column.type_code), kind)
                for values, column, (_, kind) in zip(
                    zip(*rows, strict=True), answer.columns, types, strict=True
                )
            ]
            writer.write_batch(pyarrow.record_batch(columns, schema=schema))


@contextmanager
def text_of(target: BinaryIO) -> Iterator[TextIOWrapper]:
    """The target as UTF-8 text; it stays open."""
    text = TextIOWrapper(target, encoding="utf-8", newline="", write_through=True)
    try:
        yield text
    finally:
        text.detach()


def _show(answer: "Answer") -> None:
    """The first rows as a table, and a word about the others."""
    rows = [[_as_text(value) for value in row] for row in islice(answer.rows, MOST_SHOWN + 1)]
    headings = [column.name for column in answer.columns]
    console_of_stdout().print(table(*headings, rows=rows[:MOST_SHOWN]))
    if len(rows) > MOST_SHOWN:
        note(f"only the first {MOST_SHOWN:,} rows are shown: --format csv writes all of them")
    else:
        note(f"{len(rows):,} row{'' if len(rows) == 1 else 's'}")


def _as_text(value: object) -> object:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value.isoformat() if isinstance(value, date) else value


def _json(value: object) -> str:
    if isinstance(value, Decimal) and value.is_finite():
        return format(value, "f")
    if isinstance(value, datetime | date):
        return f'"{value.isoformat()}"'
    return json.dumps(value, ensure_ascii=False, default=str)


def _arrow_type(type_code: int) -> "pyarrow.DataType":
    import pyarrow

    if type_code == _MOMENT:
        return pyarrow.timestamp("us", tz="UTC")
    return pyarrow.type_for_alias(_ARROW_TYPES.get(type_code, "string"))


def _converted(values: Iterable[Any], type_code: int) -> list[Any]:
    """The values as Arrow takes them for their type."""
    if type_code == _NUMERIC:
        return [None if value is None else float(value) for value in values]
    if type_code in _ARROW_TYPES or type_code == _MOMENT:
        return list(values)
    return [None if value is None else str(_as_text(value)) for value in values]
