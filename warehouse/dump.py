"""The whole warehouse as one file and back, by the programs of the Postgres that comes along.

Those of the system may be older than the server, and would refuse.
"""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, cast

from sqlalchemy import Connection, Engine, make_url

from warehouse.errors import VintagesError
from warehouse.server import PROGRAMS
from warehouse.statement import one

HERE = Path(__file__).parent
_BEGIN, _COMMIT = b"BEGIN;\nSET LOCAL client_min_messages = warning;\n", b"COMMIT;\n"


class DumpFailed(VintagesError):
    """pg_dump, pg_restore or psql gave up: the message is its own."""


class NotEmpty(VintagesError):
    """The warehouse holds something already: restore into another."""


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
    command, environment = _asked("pg_dump", url, *options, f"--file={draft}")
    done = subprocess.run(  # noqa: S603 - our own program and options
        command, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise DumpFailed(f"pg_dump of {_shown(url)} failed: {done.stderr.strip()}")
    draft.replace(file)


def restore(url: str, engine: Engine, file: Path) -> None:
    """Fill a database from a dump: all or nothing. What only says how to look is made by `migrate`.

    The tables of an empty warehouse go with the same transaction, and stay where it fails. Raises
    NotEmpty where a release, a stage, a document or an alert is held, and DumpFailed.
    """
    require_nothing_held(engine)
    with TemporaryFile() as complaints:
        if not _restored(url, file, complaints):
            complaints.seek(0)
            why = complaints.read().decode(errors="replace").strip()
            raise DumpFailed(f"{_shown(url)} is as it was, {file} was not restored: {why}")


def require_nothing_held(engine: Engine) -> None:
    """Raise NotEmpty where a release, a stage, a document or an alert is held."""
    with engine.connect() as connection:
        if not one(connection, "figures_exist").there:
            return
        if held := one(connection, "anything_held").what:
            shown = engine.url.render_as_string(hide_password=True)
            raise NotEmpty(f"{shown} holds {held}: give an empty database")


def _restored(url: str, file: Path, complaints: IO[bytes]) -> bool:
    """Whether psql took all that pg_restore wrote; without the last word it keeps nothing."""
    write = (str(PROGRAMS / "pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(file))
    take, environment = _asked("psql", url, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1")
    whole = False
    with subprocess.Popen(  # noqa: S603 - our own program and options
        take, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=complaints
    ) as taker:
        script = cast("IO[bytes]", taker.stdin)
        with suppress(BrokenPipeError), script:  # psql that gave up says why itself
            script.write(_BEGIN + (HERE / "sql" / "drop_everything.sql").read_bytes())
            script.flush()
            wrote = subprocess.run(write, stdout=script, stderr=complaints, check=False)  # noqa: S603 - likewise
            whole = wrote.returncode == 0
            script.write(_COMMIT if whole else b"")
    return whole and taker.returncode == 0


def _asked(program: str, url: str, *options: str) -> tuple[tuple[str, ...], Mapping[str, str]]:
    """The command that reaches a database, and its environment: no password stands in a command."""
    password = make_url(url).password
    given = {"PGPASSWORD": str(password)} if password else {}
    return (str(PROGRAMS / program), f"--dbname={_shown(url)}", *options), {**os.environ, **given}


def _shown(url: str) -> str:
    address = make_url(url).set(drivername="postgresql")
    return address._replace(password=None).render_as_string(hide_password=False)
