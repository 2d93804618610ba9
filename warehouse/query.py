"""Answers of the warehouse a row at a time: whatever their size, little of them is in memory."""

from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, cast

import psycopg
from psycopg import Cursor
from sqlalchemy import Engine

from warehouse.errors import VintagesError
from warehouse.statement import FOLDER, driver

Rows = Generator[tuple[Any, ...], None, None]
_ROWS_AT_ONCE = 2_000


class QueryFailed(VintagesError):
    """Postgres cannot answer this query: mend it."""


@dataclass(frozen=True)
class Column:
    """A column of an answer: its name, and Postgres' number for its type."""

    name: str
    type_code: int


@dataclass(frozen=True)
class Answer:
    """Columns, and rows that can be read once, as long as the query is open."""

    columns: tuple[Column, ...]
    rows: Iterator[tuple[Any, ...]]


@contextmanager
def answer_to(
    engine: Engine, query: str, values: Mapping[str, Any] | None = None
) -> Iterator[Answer]:
    """The answer to one statement, which cannot write. Raises QueryFailed with Postgres' words."""
    with engine.connect().execution_options(postgresql_readonly=True) as connection:
        cursor = driver(connection).cursor()
        rows = cast(Rows, cursor.stream(query.encode(), values, size=_ROWS_AT_ONCE))
        # Left open it would keep the connection for itself, and closing that would wait for ever.
        with closing(rows):
            first = _first(cursor, rows, query, values)
            described = cursor.description or ()
            columns = tuple(Column(each.name, each.type_code) for each in described)
            yield Answer(columns, _readably(chain(first, rows)))


def own(name: str) -> str:
    """The text of one of the warehouse's own statements, ``sql/<name>.sql``."""
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def _first(
    cursor: Cursor[Any], rows: Rows, query: str, values: Mapping[str, Any] | None
) -> list[tuple[Any, ...]]:
    """The first row, if there is one; afterwards the cursor knows the columns."""
    with _failing_readably():
        first = list(islice(rows, 1))
        if not first:  # the driver does not tell the columns of an empty stream
            cursor.execute(query.encode(), values)
    return first


def _readably(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    with _failing_readably():
        yield from rows


@contextmanager
def _failing_readably() -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        raise QueryFailed(f"the warehouse refuses the query: {error}") from error
