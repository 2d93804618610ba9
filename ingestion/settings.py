"""Where things are: read once from the environment, and only here."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ingestion.errors import Misconfigured
from warehouse.connection import Access, one_url
from warehouse.errors import WarehouseUnreachable
from warehouse.server import Server

EUROSTAT = "https://ec.europa.eu/eurostat/api/dissemination"
PUBLISHERS = "https://"
SHIPPED_SOURCES = Path(__file__).parent / "sources"
_DAY = 86_400.0
# Each number with its variable, the least and the most that it may be: no socket takes a timeout
# of a month, no pause would ask without end, and logs of boxes that run are younger than a day.
_NUMBERS = {
    "pace_seconds": ("VINTAGES_PACE_SECONDS", 0.0, _DAY),
    "timeout_seconds": ("VINTAGES_TIMEOUT_SECONDS", 0.01, _DAY),
    "queue_seconds": ("VINTAGES_QUEUE_SECONDS", 0.0, _DAY),
    "poll_seconds": ("VINTAGES_POLL_SECONDS", 0.01, _DAY),
    "log_days": ("VINTAGES_LOG_DAYS", 1.0, 36_500.0),
    "max_bytes": ("VINTAGES_MAX_BYTES", 1.0, 1e15),
}


@dataclass(frozen=True)
class Settings:
    """What an operator can set, each by an environment variable (see docs/reference/settings.md).

    ``max_bytes`` caps one decoded download: the largest dataset known, 50 M cells, is 0.6 GB.
    ``pace_seconds`` is the pause between two requests to one host, ``queue_seconds`` our patience
    with an answer that Eurostat prepares asynchronously, ``log_days`` how long Airflow's logs of
    boxes are kept. ``publishers_url`` stands before the host in the address of every document: a
    stand-in serves all hosts below its own. ``alerts`` is the file that routes alerts where one is
    named, else it is ``alerts.toml`` under ``home``, which need not be there; ``internal_webhooks``
    lets webhooks go to private networks.
    """

    home: Path
    archive_url: str
    warehouse_url: str | None = field(default=None, repr=False)
    eurostat_url: str = EUROSTAT
    publishers_url: str = PUBLISHERS
    sources: tuple[Path, ...] = (SHIPPED_SOURCES,)
    alerts: Path | None = None
    internal_webhooks: bool = False
    pace_seconds: float = 0.5
    timeout_seconds: float = 60.0
    queue_seconds: float = 1800.0
    poll_seconds: float = 300.0
    log_days: float = 30.0
    max_bytes: int = 4_000_000_000


def settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings that an environment asks for. Raises Misconfigured, naming the variable.

    An empty variable is as none: as a line of `.env` without a value, or Compose's ``${NAME:-}``.
    """
    environment = {name: value for name, value in environment.items() if value}
    home = Path(environment.get("VINTAGES_HOME", ".vintages")).absolute()
    numbers = {
        name: _number(environment, *bounds)
        for name, bounds in _NUMBERS.items()
        if bounds[0] in environment
    }
    sources = environment.get("VINTAGES_SOURCES", str(SHIPPED_SOURCES))
    return Settings(
        home=home,
        archive_url=environment.get("VINTAGES_ARCHIVE", f"file://{home}/archive"),
        warehouse_url=environment.get("WAREHOUSE_URL"),
        eurostat_url=environment.get("VINTAGES_EUROSTAT_URL", EUROSTAT).rstrip("/"),
        publishers_url=environment.get("VINTAGES_PUBLISHERS_URL", PUBLISHERS),
        sources=tuple(Path(folder) for folder in sources.split(os.pathsep) if folder),
        alerts=Path(environment["VINTAGES_ALERTS"]) if "VINTAGES_ALERTS" in environment else None,
        internal_webhooks=_is_yes(environment, "VINTAGES_INTERNAL_WEBHOOKS"),
        max_bytes=int(numbers.pop("max_bytes", Settings.max_bytes)),
        **numbers,
    )


def poll_seconds() -> float:
    """The pause between two polls; the default where a setting is wrong, as each poll then says."""
    try:
        return settings().poll_seconds
    except Misconfigured:
        return Settings.poll_seconds


def _number(environment: Mapping[str, str], variable: str, least: float, most: float) -> float:
    found = environment[variable]
    try:
        number = float(found)
    except ValueError as error:
        raise Misconfigured(
            f"{variable} wants a number, found {found!r}: mend it or unset it"
        ) from error
    if not least <= number <= most:  # nan is neither
        raise Misconfigured(
            f"{variable} wants a number from {least:g} to {most:g}, found {found!r}: mend it or "
            "unset it"
        )
    return number


def _is_yes(environment: Mapping[str, str], variable: str) -> bool:
    found = environment.get(variable, "no")
    if found not in ("yes", "no"):
        raise Misconfigured(f"{variable} wants yes or no, found {found!r}: mend it or unset it")
    return found == "yes"


def access(chosen: Settings) -> Access:
    """How to reach the warehouse: WAREHOUSE_URL where it is set, else the embedded Postgres.

    Raises WarehouseUnreachable where there is neither.
    """
    if chosen.warehouse_url is not None:
        return one_url(chosen.warehouse_url)
    server = Server(chosen.home)
    if not server.running():
        raise WarehouseUnreachable(
            f"no Postgres runs in {server.folder} and WAREHOUSE_URL is not set: run `vintages up`"
        )
    roles = ("vintages_owner", "vintages_loader", "vintages_analyst")
    return Access(*(server.url("warehouse", role) for role in roles))
