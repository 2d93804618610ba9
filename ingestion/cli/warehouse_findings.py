"""What `vintages doctor` looks at in the warehouse."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from sqlalchemy import Engine

from ingestion.cli.finding import Finding
from ingestion.cli.overview import minute, rows_of
from ingestion.cli.server_findings import archive_findings, limit_findings, server_findings
from ingestion.settings import Settings, access
from ingestion.stack.state import running
from ingestion.upkeep import longest_silence
from warehouse.connection import engine, require
from warehouse.errors import VintagesError, WarehouseNewer
from warehouse.pending import pending_migrations

_MOST_CLOCK_SECONDS = 120
# Three polls may fail before anybody needs to know.
_POLLS_MISSED = 3


def warehouse_findings(settings: Settings) -> Iterator[Finding]:
    """Whether it answers, and where it does: tables, decisions, watchers, the clock."""
    try:
        loader = require(engine(access(settings).loader))
    except VintagesError as error:
        yield Finding("warehouse", "wrong", str(error), "`vintages up`, or mend WAREHOUSE_URL")
        return
    yield Finding("warehouse", "well", f"answers at {loader.url.host}:{loader.url.port}")
    if unfit := list(server_findings(loader, settings)):
        yield from unfit
        return
    tables = _tables(engine(access(settings).owner))
    yield tables
    if tables.state == "wrong":
        return
    yield from limit_findings(loader)
    yield from archive_findings(loader, settings)
    yield _waiting(loader)
    yield from _watchers(loader, settings)
    yield from _clock(loader)


def _tables(owner: Engine) -> Finding:
    try:
        pending = pending_migrations(owner)
    except WarehouseNewer as error:
        return Finding("tables", "wrong", str(error), "`vintages` of that version")
    if pending:
        return Finding("tables", "wrong", f"behind by {', '.join(pending)}", "`vintages up`")
    return Finding("tables", "well", "are those of this version")


def _waiting(loader: Engine) -> Finding:
    waiting = rows_of(loader, "waiting_stages")
    if waiting:
        return Finding("decisions", "look", f"waiting: {len(waiting)}", "`vintages status`")
    return Finding("decisions", "well", "no release waits for a person")


def _watchers(loader: Engine, settings: Settings) -> Iterator[Finding]:
    runs = running(settings.home)
    longest = longest_silence(timedelta(seconds=settings.poll_seconds))
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
        try:
            theirs = parsedate_to_datetime(row["date"])
        except (ValueError, OverflowError):
            found = f"the source said that it is {row['date'][:40]!r}"
            yield Finding("clock", "look", found, "nothing here; that header is wrong")
            continue
        off = abs((row["ended_at"].astimezone(UTC) - _with_zone(theirs)).total_seconds())
        if off > _MOST_CLOCK_SECONDS + row["seconds"]:
            found = f"{off:.0f} s away from that of the source"
            yield Finding("clock", "wrong", found, "set the clock of this machine")
        else:
            yield Finding("clock", "well", "agrees with that of the source")


def _with_zone(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
