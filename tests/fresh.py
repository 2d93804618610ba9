"""Warehouses of their own for tests, copied from a migrated one."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import psycopg
from psycopg import sql

from warehouse.connection import Access
from warehouse.server import ADMIN, Server

_NUMBERS = count(1)


@contextmanager
def fresh_access(server: Server) -> Iterator[Access]:
    """A warehouse as new, in a tenth of a second; it is dropped at the end."""
    name = f"warehouse_{next(_NUMBERS)}"
    admin = server.url("postgres", ADMIN).replace("+psycopg", "")
    with psycopg.connect(admin, autocommit=True) as connection:
        create = sql.SQL("CREATE DATABASE {} TEMPLATE warehouse OWNER vintages_owner")
        connection.execute(create.format(sql.Identifier(name)))
        roles = ("vintages_owner", "vintages_loader", "vintages_analyst")
        yield Access(*(server.url(name, role) for role in roles))
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
