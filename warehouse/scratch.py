"""An empty database for a while, beside the warehouse."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from sqlalchemy import Engine, make_url

from warehouse.errors import VintagesError
from warehouse.statement import one


class NoScratchDatabase(VintagesError):
    """The server lets us make no database: give one that is empty."""


@contextmanager
def scratch_database(url: str) -> Iterator[str]:
    """The URL of a new database on the server of ``url``, with its role; dropped at the end.

    Raises NoScratchDatabase when the role may not create databases.
    """
    address = make_url(url)
    name = f"vintages_scratch_{os.getpid()}"
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
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
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)")
            connection.execute(drop.format(sql.Identifier(name)))


def require_empty(engine: Engine) -> None:
    """Raises NoScratchDatabase when the database has tables of a warehouse."""
    with engine.connect() as connection:
        if one(connection, "figures_exist").there:
            shown = engine.url.render_as_string(hide_password=True)
            raise NoScratchDatabase(f"{shown} is not empty: give a database without tables")
