"""A backup: the warehouse as one file, the archive beside it, and what both must say again.

::

    DIR/warehouse.dump   pg_dump's own format, with every table of the warehouse
    DIR/archive/         every archived byte; a second backup adds what is new
    DIR/backup.json      written last: a folder without it is no backup
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from ingestion.archive import Archive
from ingestion.errors import ArchiveDamaged, Misconfigured
from ingestion.settings import Settings, access
from warehouse.connection import engine, require
from warehouse.dump import dump, one_moment, require_nothing_held
from warehouse.dump import restore as restore_dump
from warehouse.errors import WarehouseDamaged
from warehouse.migrate import migrate
from warehouse.private_file import write_private
from warehouse.statement import one

DUMP, ARCHIVE, FACTS = "warehouse.dump", "archive", "backup.json"


@dataclass(frozen=True)
class Facts:
    """What a backup says of itself; ``content_hash`` covers every release and its figures."""

    made_at: str
    releases: int
    content_hash: str
    dump_sha256: str


def back_up(chosen: Settings, folder: Path) -> Facts:
    """Write a backup into a folder, or bring an earlier one there up to date.

    What is loaded meanwhile is in the next one. Raises WarehouseUnreachable, DumpFailed and
    ArchiveDamaged; the folder is no backup then.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / FACTS).unlink(missing_ok=True)
    owner = access(chosen).owner
    with one_moment(require(engine(owner))) as (connection, snapshot):
        releases, content_hash = _content(connection)
        dump(owner, folder / DUMP, snapshot)
    # The archive afterwards: it only grows, so it has all that the dump speaks of.
    Archive(chosen.archive_url).copy_to(_archive_in(folder))
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    facts = Facts(made_at, releases, content_hash, _sha256(folder / DUMP))
    write_private(folder / FACTS, json.dumps(asdict(facts), indent=2) + "\n")
    return facts


def restore(chosen: Settings, folder: Path) -> Facts:
    """Fill an empty warehouse and the archive of these settings from a backup, and compare.

    A backup of an older version is brought up to date. Raises Misconfigured for a folder that is
    no backup, NotEmpty, DumpFailed, ArchiveDamaged, and WarehouseDamaged where the restored
    warehouse does not say what the backup does.
    """
    facts = _facts_of(folder)
    if _sha256(folder / DUMP) != facts.dump_sha256:
        raise ArchiveDamaged(f"{folder / DUMP} is not as it was written: take another backup")
    owner = access(chosen).owner
    require_nothing_held(engine(owner))
    # First what can be done again: a warehouse that was filled is refused by the next restore.
    _archive_in(folder).copy_to(Archive(chosen.archive_url))
    restore_dump(owner, engine(owner), folder / DUMP)
    migrate(engine(owner))
    with engine(owner).connect() as connection:
        found = _content(connection)
    if found != (facts.releases, facts.content_hash):
        raise WarehouseDamaged(
            f"the backup of {facts.made_at} has {facts.releases} releases with the hash "
            f"{facts.content_hash[:12]}; restored were {found[0]} with {found[1][:12]}"
        )
    return facts


def _facts_of(folder: Path) -> Facts:
    file = folder / FACTS
    if not file.exists():
        raise Misconfigured(f"{folder} has no {FACTS}: it is no backup, or one that was cut short")
    return Facts(**json.loads(file.read_text()))


def _content(connection: Connection) -> tuple[int, str]:
    found = one(connection, "content_hashes")
    return found.releases, found.content_hash


def _archive_in(folder: Path) -> Archive:
    return Archive(f"file://{(folder / ARCHIVE).absolute()}")


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
