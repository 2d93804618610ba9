"""What `vintages doctor` looks at: each check says what it found and what to do."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Literal
from uuid import uuid4

import fsspec
from sqlalchemy import Engine

from ingestion.cli.home import closed_folders, readable_secrets
from ingestion.cli.overview import minute, processes, rows_of
from ingestion.errors import Misconfigured
from ingestion.settings import Settings, access
from ingestion.source import sources
from ingestion.stack.ports import PREFERRED, is_free
from ingestion.stack.state import running
from warehouse.connection import engine, require
from warehouse.errors import VintagesError
from warehouse.pending import pending_migrations

State = Literal["well", "look", "wrong"]
_LEAST_FREE_BYTES = 2_000_000_000
_MOST_CLOCK_SECONDS = 120
# Three polls may fail before anybody needs to know.
_POLLS_MISSED = 3


@dataclass(frozen=True)
class Finding:
    """What one check found: all is well, a person may look, or something is wrong."""

    check: str
    state: State
    found: str
    advice: str = ""


def findings(settings: Settings) -> list[Finding]:
    """All checks, those of the warehouse only where it answers."""
    return [
        _home(settings),
        _secrets(settings.home),
        _disk(settings.home),
        _archive(settings),
        _sources(settings),
        *_airflow(settings.home),
        *_warehouse(settings),
    ]


def _home(settings: Settings) -> Finding:
    home, embedded = settings.home, settings.warehouse_url is None
    if not home.exists():
        return Finding("home", "look", f"{home} is not there yet", "`vintages up` makes it")
    if not os.access(home, os.W_OK | os.X_OK):
        return Finding("home", "wrong", f"{home} is not writable", "mend its rights")
    if embedded and (closed := closed_folders(home)):
        shown = " ".join(map(str, closed))
        return Finding("home", "wrong", "Postgres' own user cannot pass", f"chmod o+x {shown}")
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
    except Misconfigured as error:
        return Finding("sources", "wrong", str(error), "mend that file")
    if not followed:
        shown = os.pathsep.join(map(str, settings.sources))
        return Finding("sources", "look", f"no dataset in {shown}", "`vintages follow CODE`")
    return Finding("sources", "well", f"{len(followed)} datasets are followed")


def _airflow(home: Path) -> Iterator[Finding]:
    state = running(home)
    if state is None:
        yield Finding("airflow", "look", "does not run", "`vintages up` starts it")
        if not is_free(PREFERRED):
            found = f"another program listens on {PREFERRED}"
            yield Finding("port", "look", found, "nothing: the UI takes another port")
        return
    dead = [each["name"] for each in processes(state) if not each["alive"]]
    if dead:
        advice = f"read {home / 'logs'}; it is started again by itself"
        yield Finding("airflow", "wrong", f"dead: {', '.join(dead)}", advice)
    else:
        yield Finding("airflow", "well", f"runs at {state.url}" if state.url else "not asked for")


def _warehouse(settings: Settings) -> Iterator[Finding]:
    try:
        loader = require(engine(access(settings).loader))
    except VintagesError as error:
        yield Finding("warehouse", "wrong", str(error), "`vintages up`, or mend WAREHOUSE_URL")
        return
    yield Finding("warehouse", "well", f"answers at {loader.url.host}:{loader.url.port}")
    pending = pending_migrations(engine(access(settings).owner))
    if pending:
        yield Finding("tables", "wrong", f"behind by {', '.join(pending)}", "`vintages up`")
        return
    yield Finding("tables", "well", "are those of this version")
    yield _waiting(loader)
    yield from _watchers(loader, settings)
    yield from _clock(loader)


def _waiting(loader: Engine) -> Finding:
    waiting = rows_of(loader, "waiting_stages")
    if waiting:
        return Finding("decisions", "look", f"{len(waiting)} releases wait", "`vintages status`")
    return Finding("decisions", "well", "no release waits for a person")


def _watchers(loader: Engine, settings: Settings) -> Iterator[Finding]:
    runs = running(settings.home)
    longest = timedelta(seconds=_POLLS_MISSED * settings.poll_seconds)
    for row in rows_of(loader, "watchers"):
        found = f"{row['feed']}: last asked {minute(row['last_poll_at'])}"
        if row["errors_in_a_row"] >= _POLLS_MISSED:
            yield Finding("watcher", "wrong", f"{found}: {row['last_error']}", "`vintages status`")
        elif runs and runs.url and timedelta(seconds=row["age_seconds"]) > longest:
            advice = f"read {settings.home / 'logs'} of the triggerer"
            yield Finding("watcher", "wrong", found, advice)
        else:
            yield Finding("watcher", "well", found)


def _clock(loader: Engine) -> Iterator[Finding]:
    """Our clock against that of the source, when it last answered."""
    for row in rows_of(loader, "clock_of_source"):
        theirs = parsedate_to_datetime(row["date"])
        off = abs((row["ended_at"].astimezone(UTC) - _with_zone(theirs)).total_seconds())
        if off > _MOST_CLOCK_SECONDS + row["seconds"]:
            found = f"{off:.0f} s away from that of the source"
            yield Finding("clock", "wrong", found, "set the clock of this machine")
        else:
            yield Finding("clock", "well", "agrees with that of the source")


def _with_zone(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
