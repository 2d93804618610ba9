"""What `vintages doctor` looks at in the settings: nothing here is asked of another machine."""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

from ingestion.alert_routes import Channel, Routing, address_of, chosen_routing
from ingestion.cli.finding import Finding
from ingestion.errors import Misconfigured
from ingestion.settings import EUROSTAT, Settings

# Eurostat rebuilds its feed twice a day: asking more often finds nothing earlier.
_LEAST_POLL_SECONDS = 60
_LARGEST_KNOWN_BYTES = 600_000_000


def setting_findings(settings: Settings) -> Iterator[Finding]:
    """Folders of sources, who is asked and how often, and who is told of alerts."""
    yield from _source_folders(settings)
    yield _asked(settings)
    yield _pauses(settings)
    yield _largest(settings)
    yield from _alerts(settings)


def _source_folders(settings: Settings) -> Iterator[Finding]:
    missing = [str(folder) for folder in settings.sources if not folder.is_dir()]
    if missing:
        found = f"not there: {', '.join(missing)}"
        yield Finding("source folders", "wrong", found, "mend VINTAGES_SOURCES, or make the folder")


def _asked(settings: Settings) -> Finding:
    host = urlsplit(settings.eurostat_url).netloc
    if settings.eurostat_url != EUROSTAT:
        advice = "unset VINTAGES_EUROSTAT_URL, unless it is a stand-in for tests"
        return Finding("eurostat", "look", f"{host} is asked in its place", advice)
    return Finding("eurostat", "well", f"{host} is asked")


def _pauses(settings: Settings) -> Finding:
    often = settings.poll_seconds < _LEAST_POLL_SECONDS or settings.pace_seconds <= 0
    found = (
        f"a look every {settings.poll_seconds:g} s, {settings.pace_seconds:g} s between requests"
    )
    if often and settings.eurostat_url == EUROSTAT:
        advice = "raise VINTAGES_POLL_SECONDS and VINTAGES_PACE_SECONDS: a host may shut us out"
        return Finding("pauses", "wrong", found, advice)
    return Finding("pauses", "well", found)


def _largest(settings: Settings) -> Finding:
    found = f"downloads of up to {settings.max_bytes / 1e9:g} GB"
    if settings.max_bytes < _LARGEST_KNOWN_BYTES:
        advice = "raise VINTAGES_MAX_BYTES: the largest dataset known has 0.6 GB"
        return Finding("largest download", "look", found, advice)
    return Finding("largest download", "well", found)


def _alerts(settings: Settings) -> Iterator[Finding]:
    try:
        found = chosen_routing(settings)
    except Misconfigured as error:
        yield Finding("alerts", "wrong", str(error), "mend that file: nothing is sent meanwhile")
        return
    if not found.rules:
        advice = "write alerts.toml: docs/how-to/route-alerts.md"
        yield Finding("alerts", "look", "no rule tells anybody of anything", advice)
        return
    yield from _silent(found)


def _silent(found: Routing) -> Iterator[Finding]:
    """Channels without an address in this environment; in Airflow's connections it may be."""
    silent = [name for name, channel in found.channels.items() if not _has_address(name, channel)]
    if silent:
        advice = "set that variable where alerts are delivered"
        yield Finding("alerts", "wrong", f"no address for {', '.join(silent)}", advice)
    else:
        yield Finding("alerts", "well", f"{len(found.rules)} rules, {len(found.channels)} channels")


def _has_address(name: str, channel: Channel) -> bool:
    if channel.connection is not None:
        return True
    try:
        return bool(address_of(name, channel))
    except Misconfigured:
        return False


def executor_findings() -> Iterator[Finding]:
    """Workers that cannot start: asked for, and not installed in a version that works."""
    from importlib.metadata import PackageNotFoundError, version

    if "Celery" not in os.environ.get("AIRFLOW__CORE__EXECUTOR", ""):
        return
    advice = "install vintages[scale] with the versions of requirements.lock"
    try:
        found = version("celery")
    except PackageNotFoundError:
        yield Finding("workers", "wrong", "CeleryExecutor is set, Celery is not installed", advice)
        return
    if not os.environ.get("AIRFLOW__CELERY__BROKER_URL"):
        advice = "set AIRFLOW__CELERY__BROKER_URL to your Redis, the same in all processes"
        yield Finding("workers", "wrong", "CeleryExecutor is set, and no queue for it", advice)
    else:
        yield Finding("workers", "well", f"Celery {found}")
