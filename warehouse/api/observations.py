"""The release that a data query is about, and its observations as they come."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from psycopg.errors import QueryCanceled
from psycopg.types.json import Jsonb
from sqlalchemy import Engine

from warehouse.api.ends import at_ends
from warehouse.api.observation import Observation
from warehouse.api.question import DataQuestion, Part
from warehouse.api.refusal import NO_RESULTS, TOO_LARGE, Refused
from warehouse.query import QueryFailed, answer_to, own, rows_of

AGENCY = "ESTAT"
VERSION = "1.0"


@dataclass(frozen=True)
class ReleaseAsked:
    """The release that answers; ``last_recorded_at`` is when this warehouse last took any."""

    dataset_code: str
    vintage_id: str
    released: int
    released_at: datetime
    observations: int
    last_recorded_at: datetime
    title: str | None
    dimensions: Sequence[str]

    @property
    def dataflow(self) -> str:
        """The dataflow's short name, ``ESTAT:CODE(1.0)``."""
        return f"{AGENCY}:{self.dataset_code}({VERSION})"


def release_asked(
    engine: Engine, dataset_code: str, as_of: datetime | None = None, *, history: bool = False
) -> ReleaseAsked:
    """The release that was current at a moment; without one, the newest. Raises Refused (404).

    With ``history`` its dimensions are all that the dataset ever had until then.
    """
    values = {"dataset_code": dataset_code, "as_of": as_of, "history": history}
    found = rows_of(engine, own("sdmx_release", **values))
    if not found:
        _refuse_unreleased(engine, dataset_code, as_of)
    return ReleaseAsked(*found[0])


def _refuse_unreleased(engine: Engine, dataset_code: str, as_of: datetime | None) -> None:
    held = [code for (code,) in rows_of(engine, own("datasets_with_releases"))]
    if dataset_code not in held:
        there = ", ".join(held) or "none yet"
        raise Refused(NO_RESULTS, f"no release of {dataset_code} is held; there are: {there}")
    ((first, _),) = rows_of(engine, own("first_moments", dataset_code=dataset_code))
    moment = f"{as_of:%Y-%m-%dT%H:%M:%S%z}"
    out = f"no release of {dataset_code} was out by {moment}"
    raise Refused(NO_RESULTS, f"{out}: the first is of {first.isoformat()}")


@contextmanager
def observations(
    engine: Engine, release: ReleaseAsked, asked: DataQuestion
) -> Iterator[Iterator[Observation]]:
    """The observations asked for, by series and period, then by the vintage that brought them.

    They are read as they come. Raises Refused (413) where Postgres' time for it runs out.
    """
    part = asked.part
    values = {
        **selection(release, asked),
        "history": asked.history,
        "updated_after": asked.updated_after,
        "dimensions": sorted(release.dimensions),
        # The ends of a series are known when all of it was read.
        "offset": 0 if part.has_ends else part.offset,
        "limit": None if part.has_ends else part.limit,
    }
    with in_time(), answer_to(engine, own("sdmx_observations", **values)) as answer:
        rows = (_observation(row, release.dimensions) for row in answer.rows)
        yield _ends_of(rows, part) if part.has_ends else rows


def selection(release: ReleaseAsked, asked: DataQuestion) -> dict[str, object]:
    """The release, series and periods asked for, as our statements name them."""
    return {
        "dataset_code": release.dataset_code,
        "released": release.released,
        "keys": Jsonb([_members(key) for key in asked.keys]),
        "without": Jsonb(asked.without),
        "labels": None if asked.span.labels is None else sorted(asked.span.labels),
        "first_day": asked.span.first_day,
        "last_day": asked.span.last_day,
    }


@contextmanager
def in_time() -> Iterator[None]:
    """Raises Refused (413) where Postgres' time for a query runs out."""
    try:
        yield
    except QueryFailed as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        wanted = "ask for less: name codes in the key, or periods by c[TIME_PERIOD]=ge:2020"
        raise Refused(
            TOO_LARGE, f"the answer takes longer than this service waits; {wanted}"
        ) from error


def _ends_of(rows: Iterator[Observation], part: Part) -> Iterator[Observation]:
    end = None if part.limit is None else part.offset + part.limit
    return islice(at_ends(rows, part), part.offset, end)


def _members(key: dict[str, list[str]]) -> dict[str, str | list[str]]:
    """A code that stands alone is said without a list: an index answers it."""
    return {name: codes[0] if len(codes) == 1 else codes for name, codes in key.items()}


def _observation(row: tuple[Any, ...], dimensions: Sequence[str]) -> Observation:
    codes, *rest = row
    return Observation(tuple(codes.get(name, "") for name in dimensions), *rest)
