"""The journal: every attempt to fetch something, also those that failed or brought nothing new."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Literal

from psycopg.types.json import Jsonb
from sqlalchemy import Connection, Engine

from warehouse.statement import one, run


@dataclass(frozen=True)
class Attempt:
    """One request to a source and what came of it.

    ``outcome`` is ``ok``, ``unchanged`` (304) or the name of the error raised; ``archive_key`` is
    set whenever bytes came, also when they were refused.
    """

    purpose: str
    url: str
    started_at: datetime
    seconds: float
    outcome: str
    dataset_code: str | None = None
    http_status: int | None = None
    bytes_received: int = 0
    archive_key: str | None = None
    error: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def record_attempt(engine: Engine, attempt: Attempt) -> None:
    """Write an attempt down at once, whatever becomes of the run that made it."""
    with engine.begin() as connection:
        values = asdict(attempt) | {"headers": Jsonb(dict(attempt.headers))}
        run(connection, "record_attempt", **values)


StepName = Literal["fetch", "stage", "check", "load"]


@dataclass(frozen=True)
class Step:
    """A step of the line that ended. ``outcome`` is ``ok`` or the name of the error raised."""

    dataset_code: str
    released_at: datetime | None
    step: StepName
    started_at: datetime
    seconds: float
    outcome: str = "ok"
    error: str | None = None


def record_step(engine: Engine, step: Step) -> None:
    """Write down how long a step took, and how it ended."""
    with engine.begin() as connection:
        run(connection, "record_step", **asdict(step))


def record_announced(
    engine: Engine, dataset_code: str, released_at: datetime, observations: int | None = None
) -> None:
    """Write down that the catalogue shows a release, for the first time or again."""
    values = {"dataset_code": dataset_code, "released_at": released_at}
    with engine.begin() as connection:
        run(connection, "record_announced", observations=observations, **values)


def record_poll(engine: Engine, feed: str, error: str | None, watermark: str | None = None) -> None:
    """Write down that a feed was asked, and what went wrong where something did."""
    with engine.begin() as connection:
        run(connection, "record_poll", feed=feed, error=error, watermark=watermark)


def record_refusal(
    engine: Engine, dataset_code: str, released_at: datetime, why: tuple[str, str]
) -> None:
    """Write down that the bytes of a release cannot be read; ``why``: its key, and the error."""
    release_key, error = why
    with engine.begin() as connection:
        values = {"dataset_code": dataset_code, "released_at": released_at}
        run(connection, "record_refusal", release_key=release_key, error=error, **values)


def handled_releases(connection: Connection, dataset_code: str) -> set[datetime]:
    """The publication times of a dataset that need no run now.

    They are held, with a person, or were fetched or refused within half a day: what became of one
    that was fetched is its run's, which is under way or red.
    """
    found = run(connection, "handled_releases", dataset_code=dataset_code)
    return {row.released_at for row in found}


def last_fetched_at(connection: Connection, dataset_code: str) -> datetime | None:
    """When the data of a dataset last came, or were said to be unchanged."""
    row = one(connection, "last_fetched_at", dataset_code=dataset_code)
    moment: datetime | None = row.fetched_at
    return moment


def data_came_from(engine: Engine, address: str) -> bool:
    """Whether the data of any dataset ever came from below an address."""
    with engine.connect() as connection:
        return bool(one(connection, "data_came_from", address=address).there)


def last_answers(
    connection: Connection, purposes: Collection[str], passing: Sequence[str]
) -> dict[tuple[str, str], datetime]:
    """When a URL was last answered, by URL and purpose; ``passing`` outcomes are no answer."""
    values = {"purposes": list(purposes), "passing": list(passing)}
    rows = run(connection, "last_answers", **values)
    return {(row.url, row.purpose): row.answered_at for row in rows}


def watermark(connection: Connection, feed: str) -> str | None:
    """How far a feed has been read, as its watcher wrote it down."""
    found = [row.watermark for row in run(connection, "watermark", feed=feed)]
    return found[0] if found else None
