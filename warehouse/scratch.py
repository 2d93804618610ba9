"""An empty database for a while, beside the warehouse."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Engine, make_url

from warehouse.errors import VintagesError
from warehouse.statement import one

_PREFIX = "vintages_scratch_"


class NoScratchDatabase(VintagesError):
    """The server lets us make no database: give one that is empty."""


@contextmanager
def scratch_database(url: str) -> Iterator[str]:
    """The URL of a new database on the server of ``url``, with its role; dropped at the end.

    Whoever was killed before the end has left one behind, which goes first. Raises
    NoScratchDatabase when the role may not create databases.
    """
    address = make_url(url)
    name = f"{_PREFIX}{secrets.token_hex(6)}"
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    # The name is told to the whole server for as long as this connection lives.
    with psycopg.connect(plain, autocommit=True, application_name=name) as connection:
        _drop_left_behind(connection)
        try:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege as error:
            raise NoScratchDatabase(
                f"{address.username} may not create a database ({error}): "
                f"make an empty one and give its URL with --into"
            ) from error
        try:
            yield address.set(database=name).render_as_string(hide_password=False)
        finally:
            _drop(connection, name)


def _drop_left_behind(connection: psycopg.Connection[Any]) -> None:
    """Drop the databases of this role whose makers are gone, however they went."""
    left = (
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        " AND pg_get_userbyid(datdba) = current_user"
        " AND datname NOT IN (SELECT application_name FROM pg_stat_activity)"
    )
    for (name,) in connection.execute(left, (_PREFIX,)).fetchall():
        _drop(connection, name)


def _drop(connection: psycopg.Connection[Any], name: str) -> None:
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    connection.execute(drop.format(sql.Identifier(name)))


def require_empty(engine: Engine) -> None:
    """Raises NoScratchDatabase when the database has tables of a warehouse."""
    with engine.connect() as connection:
        if one(connection, "figures_exist").there:
            shown = engine.url.render_as_string(hide_password=True)
            raise NoScratchDatabase(f"{shown} is not empty: give a database without tables")
