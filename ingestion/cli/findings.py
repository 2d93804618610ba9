"""What `vintages doctor` looks at on this machine; the warehouse has a file of its own."""

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from uuid import uuid4

import fsspec

from ingestion.checks.rule import rules_of
from ingestion.cli.finding import Finding
from ingestion.cli.home import closed_folders, readable_secrets
from ingestion.cli.overview import LEFT_RUNNING, processes
from ingestion.cli.setting_findings import executor_findings, setting_findings
from ingestion.cli.warehouse_findings import warehouse_findings
from ingestion.errors import Misconfigured
from ingestion.settings import Settings
from ingestion.source import sources
from ingestion.stack.health import unhealthy
from ingestion.stack.ports import PREFERRED, is_free
from ingestion.stack.state import left_running, running

KNOWN_SETTINGS = frozenset(
    {
        "VINTAGES_HOME",
        "VINTAGES_ARCHIVE",
        "VINTAGES_SOURCES",
        "VINTAGES_EUROSTAT_URL",
        "VINTAGES_PUBLISHERS_URL",
        "VINTAGES_POLL_SECONDS",
        "VINTAGES_PACE_SECONDS",
        "VINTAGES_TIMEOUT_SECONDS",
        "VINTAGES_QUEUE_SECONDS",
        "VINTAGES_ALERTS",
        "VINTAGES_INTERNAL_WEBHOOKS",
        "VINTAGES_MAX_BYTES",
        "VINTAGES_LOG_DAYS",
        "VINTAGES_SHARED",  # where tests find real files
        "WAREHOUSE_URL",
    }
)
_API = "AIRFLOW__CORE__EXECUTION_API_SERVER_URL"
_LEAST_FREE_BYTES = 2_000_000_000


def findings(settings: Settings) -> list[Finding]:
    """All checks, those of the warehouse only where it answers."""
    return [
        _settings(os.environ),
        _home(settings),
        _secrets(settings.home),
        _disk(settings.home),
        _archive(settings),
        _sources(settings),
        *setting_findings(settings),
        *executor_findings(),
        *_airflow(settings.home),
        *warehouse_findings(settings),
    ]


def _settings(environment: Mapping[str, str]) -> Finding:
    """Which settings are made; their values may be secrets."""
    ours = ("VINTAGES_", "WAREHOUSE_")
    made = sorted(name for name, value in environment.items() if value and name.startswith(ours))
    unknown = [name for name in made if name not in KNOWN_SETTINGS]
    if unknown:
        advice = "see docs/reference/settings.md"
        return Finding("settings", "look", f"nobody reads {', '.join(unknown)}", advice)
    return Finding("settings", "well", f"set: {', '.join(made) or 'none, all are the defaults'}")


def _home(settings: Settings) -> Finding:
    home, embedded = settings.home, settings.warehouse_url is None
    if not home.exists():
        return Finding("home", "look", f"{home} is not there yet", "`vintages up` makes it")
    if not os.access(home, os.W_OK | os.X_OK):
        return Finding("home", "wrong", f"{home} is not writable", "mend its rights")
    if embedded and (closed := closed_folders(home)):
        shown = " ".join(map(str, closed))
        return Finding("home", "wrong", "Postgres' own user cannot pass", f"chmod go+x {shown}")
    return Finding("home", "well", str(home))


def _secrets(home: Path) -> Finding:
    if open_files := readable_secrets(home):
        shown = " ".join(map(str, open_files))
        return Finding("passwords", "wrong", "others can read them", f"chmod 600 {shown}")
    return Finding("passwords", "well", "readable by their owner only")


def _disk(home: Path) -> Finding:
    there = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    found = f"{free / 1e9:.1f} GB free"
    if free < _LEAST_FREE_BYTES:
        return Finding("disk", "wrong", found, "make room: a large release needs 2 GB at once")
    return Finding("disk", "well", found)


def _archive(settings: Settings) -> Finding:
    """A file that is written and taken away again, on whatever store it is."""
    try:
        filesystem, root = fsspec.url_to_fs(settings.archive_url)
        filesystem.makedirs(root, exist_ok=True)
        probe = f"{root}/doctor-{uuid4().hex}.part"
        filesystem.pipe_file(probe, b"written by vintages doctor")
        filesystem.rm_file(probe)
    except (OSError, ImportError, ValueError) as error:
        advice = "mend VINTAGES_ARCHIVE, or the rights of the store"
        return Finding("archive", "wrong", f"{settings.archive_url}: {error}", advice)
    return Finding("archive", "well", f"{settings.archive_url} is writable")


def _sources(settings: Settings) -> Finding:
    try:
        followed = sources(settings.sources)
        for each in followed:
            rules_of(each)
    except Misconfigured as error:
        return Finding("sources", "wrong", str(error), "mend that file")
    if not followed:
        shown = os.pathsep.join(map(str, settings.sources))
        return Finding("sources", "look", f"no dataset in {shown}", "`vintages follow CODE`")
    return Finding("sources", "well", f"{len(followed)} datasets are followed")


def _airflow(home: Path) -> Iterator[Finding]:
    state = running(home)
    if state is None and _API in os.environ:
        yield _airflow_elsewhere(os.environ[_API].removesuffix("/execution/"))
    elif left := left_running(home):
        yield Finding("airflow", "wrong", f"runs unwatched at {left.url}", LEFT_RUNNING)
    elif state is None:
        yield Finding("airflow", "look", "does not run", "`vintages up` starts it")
        if not is_free(PREFERRED):
            found = f"another program listens on {PREFERRED}"
            yield Finding("port", "look", found, "nothing: the UI takes another port")
    elif dead := [each["name"] for each in processes(state) if not each["alive"]]:
        advice = f"read {home / 'logs'}; it is started again by itself"
        yield Finding("airflow", "wrong", f"dead: {', '.join(dead)}", advice)
    else:
        yield Finding("airflow", "well", f"runs at {state.url}" if state.url else "not asked for")


def _airflow_elsewhere(url: str) -> Finding:
    """Airflow whose processes somebody else starts, as in containers."""
    if silent := unhealthy(url):
        found = f"no sign of life of {', '.join(silent)}, by {url}"
        return Finding("airflow", "wrong", found, "read their logs")
    return Finding("airflow", "well", f"runs at {url}")
