"""Alerts: what is wrong is written down in the transaction that finds it, and once.

An alert is told apart by dataset, kind and key (mostly the release). Raising an open one again says
nothing new to anybody, unless its fingerprint changed or it became worse.
"""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from psycopg.types.json import Jsonb
from sqlalchemy import Connection

from warehouse.statement import one, run

_MOST = 200
Severity = Literal["info", "warning", "critical"]


@dataclass(frozen=True)
class Cell:
    """A figure that moved: as published before and after, and how much such a figure usually moves.

    ``before`` and ``after`` are None where there was no figure.
    """

    series_key: str
    time_period: str
    before: str | None
    after: str | None
    usual: str | None = None


@dataclass(frozen=True)
class Alert:
    """One thing that is wrong, as its reader needs it.

    ``key`` tells two alerts of a kind about a dataset apart. ``fingerprint`` is what makes it
    another story when it differs: names of failed checks and orders of magnitude, never counts or
    moments, which differ each time. ``worst_cells`` come worst first; five of them are shown.
    """

    kind: str
    title: str
    happened: str
    to_do: str
    severity: Severity = "warning"
    dataset_code: str | None = None
    key: str = ""
    fingerprint: str = ""
    findings: tuple[str, ...] = ()
    worst_cells: tuple[Cell, ...] = ()
    depends: tuple[str, ...] = ()
    link: str | None = None


def raise_alert(connection: Connection, alert: Alert) -> bool:
    """Note what is wrong, in the caller's transaction; whether a message about it was written."""
    held = one(connection, "raise_alert", **_columns(alert))
    if held.is_new:
        occasion = "raised"
    elif held.is_worse:
        occasion = "worsened"
    elif held.fingerprint_before != alert.fingerprint:
        occasion = "changed"
    else:
        return False
    run(connection, "write_message", alert_id=held.alert_id, occasion=occasion)
    return True


def resolve_alert(
    connection: Connection, dataset_code: str | None, kind: str, key: str | None = None
) -> int:
    """End the open alerts of a kind about a dataset, all without a key; how many there were.

    Each end is told once, to those who were told of the alert.
    """
    return resolve_because(connection, Ended(kind, dataset_code, key, "it is no longer seen"))


@dataclass(frozen=True)
class Ended:
    """Which alerts are over, and why, for their readers. ``key`` None: all of the kind."""

    kind: str
    dataset_code: str | None
    key: str | None
    because: str


def resolve_because(connection: Connection, ended: Ended) -> int:
    """End alerts for a reason that their readers are told; how many there were."""
    return run(connection, "resolve_alerts", **asdict(ended)).rowcount


def is_open(connection: Connection, dataset_code: str | None, kind: str) -> bool:
    """Whether an alert of a kind about a dataset is open."""
    return any(each.dataset_code == dataset_code for each in open_alerts(connection, kind))


def open_alerts(connection: Connection, kind: str) -> list[Any]:
    """The open alerts of a kind: ``alert_id, dataset_code, key, created_at, last_seen_at``."""
    return run(connection, "open_alerts", kind=kind).fetchall()


def recent_alerts(
    connection: Connection, dataset_code: str | None = None, *, resolved: bool = False
) -> list[Any]:
    """Rows of ``figures.alerts``: the open ones, worst first; then the resolved ones if wanted."""
    values = {"dataset_code": dataset_code, "with_resolved": resolved, "top": _MOST}
    return run(connection, "recent_alerts", **values).fetchall()


def _columns(alert: Alert) -> dict[str, Any]:
    values = asdict(alert)
    names = ("dataset_code", "kind", "key", "fingerprint", "severity", "title")
    columns = {name: values.pop(name) for name in names}
    return columns | {"facts": Jsonb(values)}
