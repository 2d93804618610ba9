"""The command that says how other programs reach the warehouse."""

from ingestion.cli.desk import chosen_settings
from ingestion.cli.output import answer


def connect() -> None:
    """Say how a BI tool, or any client of Postgres, reaches the warehouse as its analyst.

    With WAREHOUSE_URL no password is shown: it is the owner's, and no tool should have it.
    """
    from sqlalchemy import make_url

    from ingestion.settings import access

    settings = chosen_settings()
    address = make_url(access(settings).analyst)
    told = {"host": address.host, "port": address.port, "database": address.database}
    if settings.warehouse_url is None:
        told |= {"user": address.username, "password": address.password}
        plain = address.set(drivername="postgresql")
        told["url"] = plain.render_as_string(hide_password=False)
    else:
        told["user"] = "one of your server's, that you made a member of vintages_analyst"
    answer(told, *(f"{name:<10} {value}" for name, value in told.items()))
