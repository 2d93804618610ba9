"""Which migrations a warehouse still lacks."""

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from warehouse.migrate import HERE

_TABLE = {"version_table": "migration", "version_table_schema": "public"}  # as in migrations/env.py


def pending_migrations(engine: Engine) -> list[str]:
    """The migrations that ``migrate`` would run, oldest first; none when all is up to date."""
    script = ScriptDirectory(str(HERE / "migrations"))
    with engine.connect() as connection:
        current = MigrationContext.configure(connection, opts=_TABLE).get_current_revision()
    missing = script.iterate_revisions("head", current or "base")
    return [revision.revision for revision in missing][::-1]
