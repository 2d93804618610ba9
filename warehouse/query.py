"""Answers of the warehouse a row at a time: whatever their size, little of them is in memory."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, cast

import psycopg
from psycopg import Cursor
from psycopg.abc import Loader
from psycopg.types.numeric import FloatLoader
from psycopg.types.string import TextLoader
from sqlalchemy import Engine

from warehouse.errors import VintagesError
from warehouse.statement import FOLDER, driver

Rows = Generator[tuple[Any, ...], None, None]
Begun = list[tuple[Any, ...]]
Described = Sequence[psycopg.Column]
# How values come out of the database, where it is not as Python's own: by type.
Loads = Mapping[int, type[Loader]]
AS_VALUES: Loads = {}
AS_TEXT: Loads = {
    number: TextLoader
    for kind in psycopg.adapters.types
    for number in (kind.oid, kind.array_oid)
    if number
}
WITH_FLOATS: Loads = {psycopg.adapters.types["numeric"].oid: FloatLoader}
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


@dataclass(frozen=True)
class Question:
    """One statement, with the values of its named parameters where it has some."""

    text: str
    values: Mapping[str, Any] | None = None


@contextmanager
def answer_to(engine: Engine, question: Question, loads: Loads = AS_VALUES) -> Iterator[Answer]:
    """The answer to a question, which cannot write. Raises QueryFailed with Postgres' words."""
    with engine.connect().execution_options(postgresql_readonly=True) as connection:
        cursor = driver(connection).cursor()
        for kind, loader in loads.items():
            cursor.adapters.register_loader(kind, loader)
        query, values = question.text.encode(), question.values
        rows = cast(Rows, cursor.stream(query, values, size=_ROWS_AT_ONCE))
        # Left open it would keep the connection for itself, and closing that would wait for ever.
        with closing(rows):
            first, described = _begun(cursor, rows, question)
            columns = tuple(Column(each.name, each.type_code) for each in described)
            yield Answer(columns, _readably(chain(first, rows)))


def rows_of(engine: Engine, question: Question) -> list[tuple[Any, ...]]:
    """The whole answer to a question that is known to have a short one."""
    with answer_to(engine, question) as answer:
        return list(answer.rows)


def own(name: str, **values: object) -> Question:
    """One of the warehouse's own statements, ``sql/<name>.sql``."""
    return Question((FOLDER / f"{name}.sql").read_text(encoding="utf-8"), values)


def _begun(cursor: Cursor[Any], rows: Rows, question: Question) -> tuple[Begun, Described]:
    """The first row, if there is one, and what is said of the columns."""
    with _failing_readably():
        first = list(islice(rows, 1))
        if first:
            return first, cursor.description or ()
        # The driver does not tell the columns of an empty stream. A declared query is not run yet.
        with cursor.connection.cursor("columns") as declared:
            declared.execute(question.text.encode(), question.values)
            return first, declared.description or ()


def _readably(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    with _failing_readably():
        yield from rows


@contextmanager
def _failing_readably() -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        raise QueryFailed(f"the warehouse refuses the query: {error}") from error
