"""How Airflow is, asked from its own API server over loopback."""

import json
import urllib.error
import urllib.request
from datetime import datetime

_COMPONENTS = ("scheduler", "triggerer", "dag_processor")
# No proxy, whatever the environment says: this never leaves the machine.
LOOPBACK_ONLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def answers(url: str) -> bool:
    """Whether the API server answers at all."""
    return _told(f"{url}/api/v2/monitor/health", 5) is not None


def warm_up(url: str) -> None:
    """Let the API server build what tasks talk to: it takes seconds, and the first one waits."""
    _told(f"{url}/execution/health", 60)


def unhealthy(url: str, since: datetime) -> list[str]:
    """The components without a heartbeat later than ``since``; empty when all are well.

    A heartbeat of the run before would pass for a fresh one for half a minute.
    """
    health = _told(f"{url}/api/v2/monitor/health", 5)
    if health is None:
        return ["api-server"]
    return [name for name in _COMPONENTS if not _beats(health.get(name) or {}, name, since)]


def _beats(component: dict[str, str], name: str, since: datetime) -> bool:
    last = component.get(f"latest_{name}_heartbeat")
    healthy = component.get("status") == "healthy"
    return healthy and last is not None and datetime.fromisoformat(last) > since


def _told(url: str, timeout_seconds: float) -> dict[str, dict[str, str]] | None:
    try:
        with LOOPBACK_ONLY.open(url, timeout=timeout_seconds) as response:
            told: dict[str, dict[str, str]] = json.load(response)
            return told
    except (urllib.error.URLError, TimeoutError, ConnectionError, json.JSONDecodeError):
        return None
