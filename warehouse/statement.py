"""The warehouse's own SQL: one statement a file, first line says what it does."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from psycopg import Connection as PsycopgConnection
from psycopg import Cursor, sql
from psycopg.rows import namedtuple_row
from sqlalchemy import Connection

from warehouse.ahead import ahead

FOLDER = Path(__file__).parent / "sql"


@cache
def _text(name: str) -> str:
    return (FOLDER / f"{name}.sql").read_text()


def driver(connection: Connection) -> PsycopgConnection[Any]:
    """The psycopg connection under an SQLAlchemy one, in the same transaction."""
    under = connection.connection.driver_connection
    if not isinstance(under, PsycopgConnection):
        raise TypeError(f"the warehouse is reached by psycopg, not by {type(under).__name__}")
    return under


def run(connection: Connection, name: str, /, **values: object) -> Cursor[Any]:
    """Run ``sql/<name>.sql`` with named parameters; rows are named tuples.

    A statement over staged changes says ``{changes}``: the table of the stage ``stage_id``. One
    that appends cells that stand alone says ``{lone_strips}``: the table of ``dataset_id``.
    """
    return _cursor(connection).execute(_statement(name, values), values)


def stream(connection: Connection, name: str, /, **values: object) -> Iterator[Any]:
    """The rows of a statement, each as it comes: never all of them in memory."""
    return _cursor(connection).stream(_statement(name, values), values)


def one(connection: Connection, name: str, /, **values: object) -> Any:
    """The first row of a statement as a named tuple; None where it gives none."""
    return run(connection, name, **values).fetchone()


def copy_in(connection: Connection, statement: sql.Composed, blocks: Iterable[bytes]) -> None:
    """Send blocks of rows to a ``COPY ... FROM STDIN``, each while the next one is made.

    psycopg's own queue would hold up to 128 MB of them.
    """
    with ahead(blocks) as coming, driver(connection).cursor().copy(statement) as writer:
        for block in coming:
            writer.write(block)


def _cursor(connection: Connection) -> Cursor[Any]:
    return driver(connection).cursor(row_factory=namedtuple_row)


def _statement(name: str, values: Mapping[str, object]) -> sql.Composed:
    changes = sql.Identifier("stage", f"change_{values.get('stage_id')}")
    lone_strips = sql.Identifier("vintages", f"lone_strip_{values.get('dataset_id')}")
    return sql.SQL(_text(name)).format(changes=changes, lone_strips=lone_strips)


def run_script(connection: Connection, path: Path) -> None:
    """Run a file of statements as it stands, without parameters."""
    driver(connection).execute(path.read_bytes())
