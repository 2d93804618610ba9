"""Rows as a table, CSV, JSON or Parquet, written as they come."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from io import TextIOWrapper
from itertools import islice
from math import isfinite
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, BinaryIO, Literal

import typer

from ingestion.cli.output import answer as tell
from ingestion.cli.output import wants_json
from ingestion.cli.screen import show

if TYPE_CHECKING:  # imported where they are used: commands must start at once
    import polars as pl
    from sqlalchemy import Engine

    from warehouse.query import Answer, Question

Format = Literal["table", "csv", "json", "parquet"]
_ROWS_AT_ONCE = 50_000
# Postgres' numbers of its types (pg_type.oid); what is not here is written as text.
_POLARS_TYPES = {
    16: "Boolean",
    20: "Int64",
    21: "Int16",
    23: "Int32",
    700: "Float32",
    701: "Float64",
    1700: "Float64",
    1082: "Date",
}
_MOMENT, _LOCAL_TIME = 1184, 1114


def write(warehouse: "Engine", question: "Question", wanted: Format, to: Path | None) -> None:
    """Ask, and write the rows to standard output, or to a file, which is then the answer.

    ``--json`` stands above the format of standard output; a table goes nowhere else.
    """
    from warehouse.query import AS_TEXT, AS_VALUES, WITH_FLOATS, answer_to

    chosen = "json" if wants_json() and (to is None or wanted == "table") else wanted
    if chosen == "table" and to is not None:
        raise typer.BadParameter("a table is for the screen: choose csv, json or parquet")
    loads = {"json": AS_VALUES, "parquet": WITH_FLOATS}.get(chosen, AS_TEXT)
    with answer_to(warehouse, question, loads) as found:
        if chosen == "table":
            show(found)
            return
        writers = {"csv": write_csv, "json": write_json, "parquet": write_parquet}
        with destination(to, binary=chosen == "parquet") as target:
            writers[chosen](found, target)
    if to is not None and to.is_file():  # standard output by a name has the rows, and nothing else
        tell({"file": to, "format": chosen}, f"the rows are in {to}")


@contextmanager
def destination(to: Path | None, *, binary: bool) -> Iterator[BinaryIO]:
    """A file that appears under its name when it is whole, or standard output.

    Raises BadParameter for a place where nothing can be written.
    """
    if to is None:
        if binary and sys.stdout.isatty():
            raise typer.BadParameter("Parquet is not for the screen: give --to FILE")
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if to.exists() and not to.is_file():  # /dev/stdout, a pipe: nothing takes its place
        with _opened(to, to) as file:
            yield file
        return
    whole = to.resolve()  # where a link leads, so that the link stays one
    draft = whole.with_name(f".{whole.name}.{token_hex(4)}.part")  # two at once write two
    try:
        with _opened(draft, to) as file:
            yield file
        draft.replace(whole)
    finally:
        draft.unlink(missing_ok=True)


def _opened(path: Path, to: Path) -> BinaryIO:
    """A file to write. Raises BadParameter where none can be: a folder that is not there."""
    try:
        return path.open("wb")
    except OSError as error:
        raise typer.BadParameter(f"cannot write {to}: {error.strerror}") from error


def write_csv(answer: "Answer", target: BinaryIO) -> None:
    """CSV with a heading, of values as Postgres writes them; NULL is an empty field."""
    with text_of(target) as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([column.name for column in answer.columns])
        writer.writerows(answer.rows)


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
    """Parquet; ``numeric`` becomes float64 (``as_published`` has its characters).

    Raises BadParameter where two columns have one name.
    """
    import polars as pl
    from polars.io.plugins import register_io_source

    kinds = {column.name: _polars_type(column.type_code) for column in answer.columns}
    if len(kinds) < len(answer.columns):
        raise typer.BadParameter("Parquet wants a name of its own for each column: say AS NAME")
    schema = pl.Schema(kinds)

    def blocks(*_: object) -> "Iterator[pl.DataFrame]":
        while rows := list(islice(answer.rows, _ROWS_AT_ONCE)):
            columns = zip(schema.items(), zip(*rows, strict=True), strict=True)
            yield pl.DataFrame([_series(*named, values) for named, values in columns])

    register_io_source(blocks, schema=schema).sink_parquet(target, compression="zstd")


@contextmanager
def text_of(target: BinaryIO) -> Iterator[TextIOWrapper]:
    """The target as UTF-8 text; it stays open."""
    text = TextIOWrapper(target, encoding="utf-8", newline="", write_through=True)
    try:
        yield text
    finally:
        text.detach()


def _json(value: object) -> str:
    if isinstance(value, Decimal) and value.is_finite():
        return format(value, "f")
    if isinstance(value, float) and not isfinite(value):
        return f'"{value}"'  # as of numeric: JSON has no number for it
    if isinstance(value, datetime | date):
        return f'"{value.isoformat()}"'
    if isinstance(value, list):
        return f"[{', '.join(map(_json, value))}]"
    return json.dumps(value, ensure_ascii=False, default=str)


def _polars_type(type_code: int) -> "pl.DataType":
    import polars as pl

    if type_code in (_MOMENT, _LOCAL_TIME):
        return pl.Datetime("us", "UTC" if type_code == _MOMENT else None)
    kind: pl.DataType = getattr(pl, _POLARS_TYPES.get(type_code, "String"))()
    return kind


def _series(name: str, kind: "pl.DataType", values: Iterable[object]) -> "pl.Series":
    """The values as polars takes them for their type: what it has no type for is text."""
    import polars as pl

    if kind == pl.String:
        values = [None if each is None else _text(each) for each in values]
    return pl.Series(name, values, kind)


def _text(value: object) -> str:
    return _json(value) if isinstance(value, dict | list) else str(value)
