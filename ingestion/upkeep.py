"""Upkeep: what nobody reports, because nothing happens. Each look raises alerts and ends others.

What is wrong is decided by functions without network, database or clock; ``upkeep`` feeds them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine

from ingestion.alert_routes import UNDELIVERED, Routing, chosen_routing
from ingestion.alerts import ATTEMPTS_BEFORE_ALARM, channel_is_silent
from ingestion.failed_runs import RUN_FAILED, run_succeeded
from ingestion.settings import Settings, access
from ingestion.source import Source, sources_apart
from warehouse.alerts import Alert, Ended, open_alerts, raise_alert, resolve_because
from warehouse.connection import engine
from warehouse.decide import release_name
from warehouse.outbox import waiting
from warehouse.statement import one, run

OVERDUE = "overdue"
GONE = "dataset_gone"
NOT_HELD = "not_held"
NEAR_LIMIT = "near_limit"
SILENT_WATCHER = "watcher_silent"
FROZEN_AFTER = 3  # times the expected pause: then it is rather frozen than late
_POLLS_MISSED = 6
_LEAST_SILENCE = timedelta(minutes=30)
_WITHOUT_SUCCESS = timedelta(hours=12)  # Eurostat publishes twice a day: a longer gap loses one
_UNSENT = timedelta(hours=1)
_BEFORE_THE_NEXT = (
    " Eurostat has only its newest release: before the next one, each must be in the archive."
)
_EUROSTAT = "eurostat"  # how the names of its feeds begin; the others are feeds of documents


@dataclass(frozen=True)
class Watched:
    """What upkeep compares with the warehouse.

    Of datasets whose source files are ``unread`` nothing is told, and nothing ends.
    """

    sources: Sequence[Source]
    routing: Routing
    poll_seconds: float
    unread: frozenset[str] = frozenset()


def upkeep_of(chosen: Settings) -> dict[str, int]:
    """One look at the warehouse that the settings name. Raises Misconfigured."""
    read, wrong = sources_apart(chosen.sources)
    watched = Watched(read, chosen_routing(chosen), chosen.poll_seconds, frozenset(wrong))
    return upkeep(engine(access(chosen).loader), watched, datetime.now(UTC))


def upkeep(engine: Engine, watched: Watched, now: datetime) -> dict[str, int]:
    """Raise what is wrong now, end what no longer is; returns how many are wrong, by kind."""
    with engine.begin() as connection:
        released = {row.dataset_code: row[1] for row in run(connection, "datasets_released")}
        found = {
            OVERDUE: overdue(watched.sources, released, now),
            GONE: gone(run(connection, "datasets_gone"), watched.sources),
            NOT_HELD: not_held(
                run(connection, "not_held", before=now - _WITHOUT_SUCCESS), watched.sources
            ),
            NEAR_LIMIT: near_limit(run(connection, "near_limit"), watched.sources),
            SILENT_WATCHER: silent_watchers(
                run(connection, "watchers"), now, timedelta(seconds=watched.poll_seconds)
            ),
            UNDELIVERED: silent_channels(waiting(connection), watched.routing, now),
        }
        for kind, alerts in found.items():
            _settle(connection, kind, alerts, watched.unread)
        _end_failed_runs(connection, watched)
        found[RUN_FAILED] = open_alerts(connection, RUN_FAILED)
    return {kind: len(alerts) for kind, alerts in found.items()}


def overdue(
    followed: Sequence[Source], released: Mapping[str, datetime], now: datetime
) -> list[Alert]:
    """Datasets whose last release is longer ago than expected, and those that look frozen."""
    return [
        _overdue(each, released[each.dataset_code], now)
        for each in followed
        if each.expected_within_days is not None
        and each.dataset_code in released
        and now - released[each.dataset_code] > timedelta(days=each.expected_within_days)
    ]


def gone(found: Iterable[Any], followed: Sequence[Source]) -> list[Alert]:
    """Datasets that the source says it does not know, the last time that it was asked."""
    codes = {each.dataset_code for each in followed}
    return [
        Alert(
            kind=GONE,
            dataset_code=row.dataset_code,
            severity="critical",
            title="the source no longer has this dataset",
            happened=f"Asked on {row.started_at:%Y-%m-%d %H:%M} UTC, the source answered that it "
            f"knows no such dataset. {row.error or ''}".strip(),
            to_do="See in the source's catalogue whether it was renamed, replaced or withdrawn. "
            "Follow its successor (vintages follow CODE) and remove the old source file. What is "
            "held stays.",
        )
        for row in found
        if row.dataset_code in codes
    ]


def not_held(found: Iterable[Any], followed: Sequence[Source]) -> list[Alert]:
    """Releases that were announced half a day ago and are not held, whatever became of their runs.

    What is seen here comes from tables, not from a box that failed: nothing that happened to a
    process can have kept it quiet.
    """
    codes = {each.dataset_code for each in followed}
    return [_not_held(row) for row in found if row.dataset_code in codes]


def near_limit(found: Iterable[Any], followed: Sequence[Source]) -> list[Alert]:
    """Datasets asked for whole that Eurostat refuses, or that grow towards what it hands out."""
    whole = {each.dataset_code for each in followed if each.slice_by is None}
    return [_near_limit(row) for row in found if row.dataset_code in whole]


def silent_watchers(found: Iterable[Any], now: datetime, poll: timedelta) -> list[Alert]:
    """Watchers that stopped asking their feed, or that have asked in vain for half a day."""
    longest = longest_silence(poll)
    alerts = []
    for row in found:
        if now - row.last_poll_at > longest:
            said = f"has not asked since {row.last_poll_at:%Y-%m-%d %H:%M} UTC"
            alerts.append(_silent_watcher(row.feed, "silent", said))
        elif row.errors_in_a_row and _is_long_ago(row.last_success_at, now):
            said = f"has asked {row.errors_in_a_row} times in vain: {row.last_error}"
            alerts.append(_silent_watcher(row.feed, "in vain", said))
    return alerts


def longest_silence(poll: timedelta) -> timedelta:
    """How long a watcher may be silent that looks at its feed at each poll, or at every third."""
    return max(_LEAST_SILENCE, _POLLS_MISSED * poll)


def silent_channels(found: Iterable[Any], known: Routing, now: datetime) -> list[Alert]:
    """Channels on which messages wait: failed often, waiting long, or no longer in the file."""
    alerts = []
    for row in found:
        if row.channel not in known.channels:
            reason = f"{row.waiting} messages wait for it, and alerts.toml names no such channel"
            alerts.append(channel_is_silent(row.channel, reason))
        elif row.attempts >= ATTEMPTS_BEFORE_ALARM or now - row.oldest_at > _UNSENT:
            alerts.append(channel_is_silent(row.channel, row.last_error))
    return alerts


def _overdue(each: Source, released_at: datetime, now: datetime) -> Alert:
    expected = each.expected_within_days or 0
    is_frozen = now - released_at > FROZEN_AFTER * timedelta(days=expected)
    return Alert(
        kind=OVERDUE,
        dataset_code=each.dataset_code,
        fingerprint="frozen" if is_frozen else "late",
        severity="critical" if is_frozen else "warning",
        title="the dataset looks frozen" if is_frozen else "a release is overdue",
        happened=f"The last release is of {released_at:%Y-%m-%d}, {(now - released_at).days} days "
        f"ago; a pause of at most {expected} days was expected.",
        to_do="Look at the dataset's page at the source for an announcement, and at failed runs "
        "here. A dataset that is frozen for good: remove expected_within_days from its file.",
    )


def _not_held(row: Any) -> Alert:
    return Alert(
        kind=NOT_HELD,
        dataset_code=row.dataset_code,
        key=release_name(row.released_at),
        fingerprint="tried" if row.state in ("not_fetched", "under_way", "failed") else row.state,
        severity="critical",
        title=f"the release of {row.released_at:%Y-%m-%d} is not held",
        happened=f"The catalogue shows it since {row.announced_at:%Y-%m-%d %H:%M} UTC; "
        f"{row.state.replace('_', ' ')}: {row.because}.",
        to_do=f"{row.to_do}." + (_BEFORE_THE_NEXT if row.is_newest else ""),
    )


def _near_limit(row: Any) -> Alert:
    size = f"{row.observations:,} cells of the {row.most:,} that Eurostat hands out at once"
    refused = f"Asked for whole on {row.asked_at:%Y-%m-%d}, it was refused. " if row.refused else ""
    return Alert(
        kind=NEAR_LIMIT,
        dataset_code=row.dataset_code,
        fingerprint="refused" if row.refused else "near",
        title="Eurostat no longer hands it out whole"
        if row.refused
        else "it nears the limit of what Eurostat hands out whole",
        happened=f"{refused}Its newest release has {size}.",
        to_do="Nothing is lost: where Eurostat refuses the whole, it is fetched in slices. "
        'slice_by = "geo" in its source file, or another dimension with many codes, saves the '
        "refusal, and the hours in which the answer depends on Eurostat's load.",
    )


def _silent_watcher(feed: str, fingerprint: str, said: str) -> Alert:
    still = "Each document is still asked for once a day"
    if feed.startswith(_EUROSTAT):
        still = "Releases are still found every half hour by comparing the catalogue"
    is_silent = fingerprint == "silent"
    return Alert(
        kind=SILENT_WATCHER,
        key=feed,
        fingerprint=fingerprint,
        severity="critical",
        title=f"nobody watches {feed}" if is_silent else f"{feed} does not answer",
        happened=f"The watcher of {feed} {said}. {still}, as long as Airflow's scheduler runs.",
        to_do="vintages status, then the log of Airflow's triggerer; vintages up starts it again."
        if is_silent
        else "See whether the source answers elsewhere, and whether anything here keeps requests "
        "from it: the watcher runs, and asks again by itself. vintages status has its last error.",
    )


def _is_long_ago(moment: datetime | None, now: datetime) -> bool:
    return moment is None or now - moment > _WITHOUT_SUCCESS


def _settle(
    connection: Connection, kind: str, alerts: Sequence[Alert], unread: Collection[str]
) -> None:
    """Make these the open alerts of the kind: raise each, end every other that was looked at."""
    wrong = {(each.dataset_code, each.key) for each in alerts}
    for held in open_alerts(connection, kind):
        if (held.dataset_code, held.key) not in wrong and held.dataset_code not in unread:
            ended = Ended(kind, held.dataset_code, held.key, "it is no longer so")
            resolve_because(connection, ended)
    for each in alerts:
        raise_alert(connection, each)


def _end_failed_runs(connection: Connection, watched: Watched) -> None:
    """A release taken since the failure means that a later run went through.

    Of a dataset that is no longer followed none will.
    """
    known = watched.unread.union(each.dataset_code for each in watched.sources)
    for held in open_alerts(connection, RUN_FAILED):
        if held.dataset_code is None:
            continue
        if held.dataset_code not in known:
            because = "the dataset is no longer followed"
            resolve_because(connection, Ended(RUN_FAILED, held.dataset_code, held.key, because))
            continue
        values = {"dataset_code": held.dataset_code, "moment": held.last_seen_at}
        if one(connection, "releases_since", **values).there:
            run_succeeded(connection, held.dataset_code)
