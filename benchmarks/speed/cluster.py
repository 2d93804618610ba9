"""The one Postgres that everything is measured on, and fresh databases in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from warehouse.connection import engine
from warehouse.migrate import migrate
from warehouse.server import ADMIN, DATABASES, Server

OWNER, ANALYST = "vintages_owner", "vintages_analyst"
TEMPLATE = next(iter(DATABASES))


@dataclass(frozen=True)
class Usage:
    """What the server has used since it started: seconds of CPU, bytes of WAL."""

    cpu: float
    wal: int


class Cluster:
    """An embedded server as the product starts it, with a migrated warehouse to copy from."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.server = Server(home)

    def __enter__(self) -> "Cluster":
        self.server.start()
        migrate(engine(self.server.url(TEMPLATE, OWNER)))
        self._admin = psycopg.connect(self.plain_url("postgres", ADMIN), autocommit=True)
        pid = int((self.server.data / "postmaster.pid").read_text().split()[0])
        self._postmaster = psutil.Process(pid)
        return self

    def __exit__(self, *_: object) -> None:
        self._admin.close()
        self.server.stop()

    def url(self, database: str, role: str = OWNER) -> str:
        """An SQLAlchemy URL."""
        return self.server.url(database, role)

    def plain_url(self, database: str, role: str = OWNER) -> str:
        """The same for psycopg and for other programs."""
        return self.url(database, role).replace("+psycopg", "")

    @contextmanager
    def database(self, name: str, template: str = TEMPLATE) -> Iterator[str]:
        """A new database, copied from a warehouse without figures; dropped with the block."""
        made, source, owner = (sql.Identifier(each) for each in (name, template, OWNER))
        self._admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(made))
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}")
        self._admin.execute(create.format(made, source, owner))
        try:
            yield name
        finally:
            self._admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(made))

    def allow_memory(self, database: str, work_mem: str) -> None:
        """How much each sort or hash of those who connect to a database may take from now on."""
        setting = sql.SQL("ALTER DATABASE {} SET work_mem = {}")
        self._admin.execute(setting.format(sql.Identifier(database), sql.Literal(work_mem)))

    def settle(self) -> None:
        """Write to disk what is waiting, so that no step pays for the one before it."""
        self._admin.execute("CHECKPOINT")

    def usage(self) -> Usage:
        """What was used so far, by processes that ended too."""
        own = self._postmaster.cpu_times()
        cpu = own.user + own.system + own.children_user + own.children_system
        for process in self._processes():
            try:
                spent = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            cpu += spent.user + spent.system
        row = self._admin.execute("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn").fetchone()
        return Usage(cpu, int(row[0]) if row else 0)

    def private_bytes(self) -> int:
        """Memory of all server processes beside the shared buffers."""
        return sum(_private(process.pid) for process in self._processes())

    def database_bytes(self, database: str) -> int:
        """A database on disk."""
        row = self._admin.execute("SELECT pg_database_size(%s)", [database]).fetchone()
        return int(row[0]) if row else 0

    def _processes(self) -> list[psutil.Process]:
        return self._postmaster.children(recursive=True)


def _private(pid: int) -> int:
    """Resident pages that are not shared; none for a process that has ended."""
    try:
        _, resident, shared, *_ = Path(f"/proc/{pid}/statm").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return (int(resident) - int(shared)) * 4096
