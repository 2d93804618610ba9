"""From whatever is there to today's warehouse: tables, views, rights."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from warehouse.pending import MIGRATIONS, known_migration
from warehouse.statement import run_script

HERE = Path(__file__).parent


def migrate(engine: Engine) -> None:
    """Bring the warehouse up to date, in one transaction; a second run changes nothing.

    Tables move by numbered migrations; views, functions and rights are simply stated again. Raises
    WarehouseNewer.
    """
    with engine.begin() as connection:
        move_tables(connection, "head")
        for statement_file in (*sorted((HERE / "figures").glob("*.sql")), HERE / "roles.sql"):
            run_script(connection, statement_file)


def move_tables(connection: Connection, migration: str) -> None:
    """Run the migrations up to one of them; what lies in the tables moves with them."""
    _lock(connection)
    known_migration(connection)
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, migration)


def _lock(connection: Connection) -> None:
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('vintages.migrate'))")
