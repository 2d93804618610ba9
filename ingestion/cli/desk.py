"""What the commands work on: settings, the line, the warehouse as an analyst sees it."""

from datetime import datetime
from typing import TYPE_CHECKING

import typer

from ingestion.errors import Misconfigured

if TYPE_CHECKING:  # imported where they are used: commands must start at once
    from sqlalchemy import Engine

    from ingestion.eurostat.line import Line
    from ingestion.settings import Settings

_DATE_ONLY = 10


def chosen_settings() -> "Settings":
    """The settings of the environment. Raises Misconfigured for one that cannot be read."""
    from ingestion.settings import settings

    return settings()


def opened_line() -> "Line":
    """The line over a warehouse that answers and has its tables.

    Raises WarehouseUnreachable, and Misconfigured for a database that was never migrated.
    """
    from ingestion.eurostat.line import Line
    from warehouse.connection import require

    line = Line(chosen_settings())
    _require_tables(require(line.warehouse))
    return line


def analyst() -> "Engine":
    """The warehouse as analysts see it: they read ``figures`` and nothing else."""
    from ingestion.settings import access
    from warehouse.connection import engine, require

    made = require(engine(access(chosen_settings()).analyst))
    _require_tables(made)
    return made


def require_dataset(warehouse: "Engine", code: str, known: str = "datasets_with_releases") -> str:
    """The code as the warehouse spells it. Raises Misconfigured for a dataset without a release.

    ``known`` is the statement that lists those about which the question can be asked.
    """
    from ingestion.source import normal_code
    from warehouse.query import own, rows_of

    wanted = normal_code(code)
    held = [held_code for (held_code,) in rows_of(warehouse, own(known))]
    if wanted not in held:
        raise Misconfigured(
            f"no release of {wanted} is held; there are: {', '.join(held) or 'none yet'}. "
            f"`vintages ingest {wanted}` fetches it"
        )
    return wanted


def moment_of(text: str) -> datetime:
    """A moment as people write it: ``2024-01-23``, ``2024-01-23T11:00``, with or without a zone.

    Brussels time without a zone, as Eurostat means it; a day is its first moment.
    """
    from ingestion.eurostat.clock import moment

    stamp = text.strip()
    try:
        return moment(f"{stamp}T00:00" if len(stamp) == _DATE_ONLY else stamp)
    except ValueError as error:
        raise typer.BadParameter(
            f"wanted a moment such as 2024-01-23T11:00 (Brussels time) or 2024-01-23T10:00Z, "
            f"got {text!r}"
        ) from error


def _require_tables(warehouse: "Engine") -> None:
    from warehouse.query import own, rows_of

    ((there,),) = rows_of(warehouse, own("figures_exist"))
    if not there:
        shown = warehouse.url.render_as_string(hide_password=True)
        raise Misconfigured(
            f"{shown} has no tables of Vintages yet: `vintages up --without-airflow` makes them"
        )
