"""Which migrations a warehouse still lacks."""

from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine

from warehouse.errors import WarehouseNewer

MIGRATIONS = Path(__file__).parent / "migrations"
_TABLE = {"version_table": "migration", "version_table_schema": "public"}  # as in migrations/env.py


def pending_migrations(engine: Engine) -> list[str]:
    """The migrations that ``migrate`` would run, oldest first; none when all is up to date.

    Raises WarehouseNewer.
    """
    with engine.connect() as connection:
        current = known_migration(connection)
    missing = ScriptDirectory(str(MIGRATIONS)).iterate_revisions("head", current or "base")
    return [revision.revision for revision in missing][::-1]


def known_migration(connection: Connection) -> str | None:
    """The migration that a warehouse is at. Raises WarehouseNewer for one that is none of ours."""
    current = MigrationContext.configure(connection, opts=_TABLE).get_current_revision()
    try:
        ScriptDirectory(str(MIGRATIONS)).get_revisions(current or ())
    except CommandError as error:
        raise WarehouseNewer(
            f"the warehouse is at migration {current}, which this version does not have: run the "
            "newer version that moved it there, or restore the backup from before into an empty one"
        ) from error
    return current
