"""How Airflow is, asked from its own API server over loopback."""

import json
import urllib.request
from datetime import UTC, datetime
from http.client import HTTPException
from typing import Any

_EVER = datetime.min.replace(tzinfo=UTC)
_COMPONENTS = ("scheduler", "triggerer", "dag_processor")
# No proxy, whatever the environment says: this never leaves the machine.
LOOPBACK_ONLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))
# No connection, a refusal, half an answer, or one that is no JSON.
NO_ANSWER = (OSError, HTTPException, ValueError)


def answers(url: str) -> bool:
    """Whether the API server answers at all."""
    return _told(f"{url}/api/v2/monitor/health", 5) is not None


def warm_up(url: str) -> None:
    """Let the API server build what tasks talk to: it takes seconds, and the first one waits."""
    _told(f"{url}/execution/health", 60)


def unhealthy(url: str, since: datetime = _EVER) -> list[str]:
    """The components without a heartbeat later than ``since``; empty when all are well.

    A heartbeat of the run before would pass for a fresh one for half a minute.
    """
    health = _told(f"{url}/api/v2/monitor/health", 5)
    if health is None:
        return ["api-server"]
    return [name for name in _COMPONENTS if not _beats(health.get(name), name, since)]


def _beats(component: Any, name: str, since: datetime) -> bool:
    if not isinstance(component, dict):
        return False
    last = component.get(f"latest_{name}_heartbeat")
    healthy = component.get("status") == "healthy"
    return healthy and last is not None and datetime.fromisoformat(last) > since


def _told(url: str, timeout_seconds: float) -> dict[str, Any] | None:
    try:
        with LOOPBACK_ONLY.open(url, timeout=timeout_seconds) as response:
            told = json.load(response)
    except NO_ANSWER:
        return None
    return told if isinstance(told, dict) else None
