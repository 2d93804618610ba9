"""The command that brings the tables up to date, for whoever runs Postgres and Airflow himself."""

from ingestion.cli.desk import chosen_settings
from ingestion.cli.output import answer


def migrate() -> None:
    """Bring the warehouse up to date: tables, views, rights. `vintages up` does so by itself.

    Asks for the role that owns them; a second run changes nothing.
    """
    from ingestion.settings import access
    from warehouse.connection import engine, require
    from warehouse.migrate import migrate as bring_up_to_date
    from warehouse.pending import pending_migrations

    owner = require(engine(access(chosen_settings()).owner))
    pending = pending_migrations(owner)
    bring_up_to_date(owner)
    done = ", ".join(pending) or "none was wanted"
    answer({"migrations": pending}, f"The warehouse is up to date (migrations run: {done}).")
