"""Warehouses of their own for tests, copied from a migrated one."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from warehouse.connection import Access, engine
from warehouse.migrate import migrate
from warehouse.server import ADMIN, Server

_NUMBERS = count(1)
# Nobody needs a test's figures after a power cut, and the disk is what a fresh warehouse waits for.
_FORGETFUL = ("fsync", "full_page_writes", "synchronous_commit")
# A database is a thousand small files. In memory they are made in a tenth of what a disk takes.
_MEMORY = Path("/dev/shm")  # noqa: S108 - the folder made in it is its maker's alone to write to
_ROOM = 4 * 2**30  # for the servers of two workers, with their logs; a container's 64 MB are none


@contextmanager
def passable_folder(prefix: str) -> Iterator[Path]:
    """A folder that Postgres' own user can pass, gone with the block; in memory if it fits."""
    place = _MEMORY if _has_room(_MEMORY) else None
    with tempfile.TemporaryDirectory(prefix=prefix, dir=place) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def _has_room(memory: Path) -> bool:
    """Whether as much is free in the folder as it promises, and in the machine."""
    free = shutil.disk_usage(memory).free if memory.is_dir() else 0
    return min(free, psutil.virtual_memory().available) > _ROOM


@contextmanager
def fresh_server(prefix: str) -> Iterator[Server]:
    """A migrated embedded Postgres in a folder of its own; both are gone with the block."""
    with passable_folder(prefix) as home:
        started = Server(home).start()
        with _administrator(started) as connection:
            for name in _FORGETFUL:
                connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.SQL(name)))
            connection.execute("SELECT pg_reload_conf()")
        migrate(engine(started.url("warehouse", "vintages_owner")))
        yield started
        started.stop()


@contextmanager
def fresh_database(server: Server) -> Iterator[str]:
    """The name of a warehouse as new, in a tenth of a second; it is dropped at the end."""
    name = f"warehouse_{next(_NUMBERS)}"
    create = "CREATE DATABASE {} TEMPLATE warehouse OWNER vintages_owner STRATEGY FILE_COPY"
    with _administrator(server) as connection:
        connection.execute(sql.SQL(create).format(sql.Identifier(name)))
        yield name
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def fresh_access(server: Server) -> Iterator[Access]:
    """A warehouse as new, for each of its roles."""
    with fresh_database(server) as name:
        roles = ("vintages_owner", "vintages_loader", "vintages_analyst")
        yield Access(*(server.url(name, role) for role in roles))


@contextmanager
def _administrator(server: Server) -> Iterator[psycopg.Connection]:
    """A connection as superuser, in which each statement is its own transaction."""
    address = server.url("postgres", ADMIN).replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        yield connection
