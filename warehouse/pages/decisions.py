"""Releases that wait for a person; the decision is taken where the host lets people decide."""

from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection

from warehouse.pages.held import datasets_held, rows

_DECISIONS = 20


def decisions_page(connection: Connection) -> dict[str, Any]:
    """What waits, the oldest first, and what was decided last."""
    return {
        "waiting": rows(connection, "waiting", dataset_code=None),
        "decisions": rows(connection, "decisions", most=_DECISIONS),
        "datasets_held": datasets_held(connection),
    }


def where_to_decide(link: str | None, decide_path: str) -> str:
    """The path of the page for this one decision, on whatever address the host has today."""
    path = urlsplit(link or "").path
    # browsers take a backslash for a slash, and two of them for the beginning of a host
    is_here = path.startswith("/") and not path.replace("\\", "/").startswith("//")
    return path if is_here else decide_path
