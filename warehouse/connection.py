"""Engines to the warehouse, one per role."""

from dataclasses import dataclass, field

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.pool import NullPool, Pool

from warehouse.errors import WarehouseUnreachable


@dataclass(frozen=True)
class Access:
    """How each role reaches one warehouse, as SQLAlchemy URLs.

    With one URL for all (a server of your own), the analyst takes its role after connecting.
    """

    owner: str = field(repr=False)
    loader: str = field(repr=False)
    analyst: str = field(repr=False)


def one_url(url: str) -> Access:
    """Access to a server of your own, whose URL names the owner.

    The driver is always psycopg: SQLAlchemy 2.1's bare ``postgresql://`` would pick it by chance.
    Raises WarehouseUnreachable, without quoting it, for what is no URL.
    """
    try:
        named = make_url(url).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError):
        raise WarehouseUnreachable(
            "WAREHOUSE_URL is no address: wanted postgresql://role:password@host:port/database, "
            "with any special character of the password percent-encoded"
        ) from None
    analyst = named.update_query_dict({"options": "-c role=vintages_analyst"})
    owner = named.render_as_string(hide_password=False)
    return Access(owner, owner, analyst.render_as_string(hide_password=False))


def engine(url: str, pool: type[Pool] = NullPool) -> Engine:
    """An engine whose connections speak UTC and are opened when needed, or kept in a pool.

    Who asks for a pool disposes of it. ``require`` makes sure that somebody answers.
    """
    made = create_engine(url, poolclass=pool, pool_pre_ping=pool is not NullPool)

    @event.listens_for(made, "connect")
    def _speak_utc(connection: object, _record: object) -> None:
        connection.execute("SET TIME ZONE 'UTC'")  # type: ignore[attr-defined] # psycopg's own
        connection.commit()  # type: ignore[attr-defined] # psycopg's own

    return made


def limited(made: Engine, seconds: int) -> Engine:
    """The same engine, whose statements Postgres stops after so many seconds."""

    @event.listens_for(made, "connect")
    def _limit(connection: object, _record: object) -> None:
        query = "SELECT set_config('statement_timeout', %s, false)"
        connection.execute(query, [f"{seconds}s"])  # type: ignore[attr-defined] # psycopg's own
        connection.commit()  # type: ignore[attr-defined] # psycopg's own

    return made


def require(made: Engine) -> Engine:
    """The same engine, after one connection was seen to work."""
    try:
        made.connect().close()
    except OperationalError as error:
        shown = made.url.render_as_string(hide_password=True)
        raise WarehouseUnreachable(
            f"no warehouse answers at {shown} ({error.orig}): "
            "run `vintages up`, or mend WAREHOUSE_URL"
        ) from error
    return made
