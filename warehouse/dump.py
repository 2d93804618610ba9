"""The whole warehouse as one file and back, by the pg_dump of the Postgres that comes along.

That of the system may be older than the server, and would refuse.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, make_url

from warehouse.errors import VintagesError
from warehouse.server import PROGRAMS
from warehouse.statement import one, run_script

HERE = Path(__file__).parent


class DumpFailed(VintagesError):
    """pg_dump or pg_restore gave up: the message is its own."""


class NotEmpty(VintagesError):
    """The warehouse holds releases already: restore into another."""


@contextmanager
def one_moment(engine: Engine) -> Iterator[tuple[Connection, str]]:
    """A connection that goes on seeing the warehouse as it is now, and the name of its snapshot.

    The name is good for ``dump`` until the block ends.
    """
    with engine.execution_options(isolation_level="REPEATABLE READ").begin() as connection:
        yield connection, one(connection, "export_snapshot").snapshot


def dump(url: str, file: Path, snapshot: str) -> None:
    """Write all tables, as a snapshot has them, into a compressed file.

    ``url`` names the role that owns them. Raises DumpFailed; no half file is left under the name.
    """
    draft = file.with_name(f"{file.name}.part")
    options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
    _run("pg_dump", url, *options, f"--file={draft}")
    draft.replace(file)


def restore(url: str, engine: Engine, file: Path) -> None:
    """Fill a database from a dump: all or nothing. What only says how to look is made by `migrate`.

    Raises NotEmpty where a release is held, and DumpFailed.
    """
    _clear(engine)
    options = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
    _run("pg_restore", url, *options, str(file))


def _clear(engine: Engine) -> None:
    """Take away the tables of a warehouse that has no release: the dump brings its own."""
    with engine.begin() as connection:
        if not one(connection, "figures_exist").there:
            return
        if one(connection, "any_release").there:
            shown = engine.url.render_as_string(hide_password=True)
            raise NotEmpty(f"{shown} holds releases: give an empty database")
        run_script(connection, HERE / "sql" / "drop_everything.sql")


def _run(program: str, url: str, *options: str) -> None:
    address = make_url(url).set(drivername="postgresql")
    password = {"PGPASSWORD": str(address.password)} if address.password else {}
    shown = address._replace(password=None).render_as_string(hide_password=False)
    command = (str(PROGRAMS / program), f"--dbname={shown}", *options)
    done = subprocess.run(  # noqa: S603 - our own program and options
        command, env={**os.environ, **password}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise DumpFailed(f"{program} of {shown} failed: {done.stderr.strip()}")
