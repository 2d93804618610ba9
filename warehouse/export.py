"""Exports of any vintage: its observations as a stream, and the file formats of the field."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from warehouse.errors import VintagesError
from warehouse.query import AS_VALUES, Answer, Column, Loads, answer_to, own
from warehouse.recreate import HeldRelease, releases_held

_TEXT = 25
_BRUSSELS = ZoneInfo("Europe/Brussels")


class NothingReleased(VintagesError):
    """No release of the dataset was out by then, or there is no vintage of that name."""


def release_as_of(engine: Engine, dataset_code: str, moment: datetime | None) -> HeldRelease:
    """The vintage that was current at a moment; without one, the newest. Raises NothingReleased.

    A release that brought the same figures again is none.
    """
    with engine.connect() as connection:
        held = releases_held(connection, dataset_code)
    out = [release for release in held if moment is None or release.released_at <= moment]
    if out:
        vintages = [release for release in out if release.outcome == "vintage"]
        return (vintages or out)[-1]  # a first release without a cell is no vintage either
    first = f"the first is of {held[0].released_at.isoformat()}" if held else "none is held"
    by = f" by {moment.isoformat()}" if moment else ""
    raise NothingReleased(f"no release of {dataset_code} was out{by}: {first}")


def release_named(engine: Engine, vintage_id: str) -> HeldRelease:
    """The vintage of a vintage_id, ``CODE@2026-01-08T22:00:00Z``. Raises NothingReleased."""
    dataset_code = vintage_id.partition("@")[0].upper()
    with engine.connect() as connection:
        held = releases_held(connection, dataset_code)
    found = {vintage_id_of(each): each for each in held if each.outcome == "vintage"}
    if vintage_id not in found:
        raise NothingReleased(
            f"there is no vintage {vintage_id}; of {dataset_code} there are: "
            f"{', '.join(found) or 'none'}"
        )
    return found[vintage_id]


def vintage_id_of(release: HeldRelease) -> str:
    """Dataset and publication time: the same in every warehouse."""
    return f"{release.dataset_code}@{release.released_at:%Y-%m-%dT%H:%M:%SZ}"


@contextmanager
def observations(
    engine: Engine, release: HeldRelease, loads: Loads = AS_VALUES
) -> Iterator[Answer]:
    """All observations current at a release, by key and period, with a column per dimension.

    ``released_at`` of each is that of the vintage that brought it. They are read as they come:
    memory does not grow with the dataset.
    """
    question = own(
        "observations_as_of", dataset_id=release.dataset_id, released_at=release.released_at
    )
    with answer_to(engine, question, loads) as found:
        dimensions = tuple(Column(name, _TEXT) for name in release.dimensions)
        yield replace(found, columns=(*dimensions, *found.columns[1:]), rows=_by_dimension(found))


def write_sdmx_csv(release: HeldRelease, rows: Iterator[tuple[Any, ...]], target: TextIO) -> None:
    """SDMX-CSV 1.0 as Eurostat writes it: its columns, its stamp in Brussels time, CRLF.

    A missing value is an empty OBS_VALUE. ``rows`` are those of ``observations``.
    """
    writer = csv.writer(target)
    attributes = ("TIME_PERIOD", "OBS_VALUE", "OBS_FLAG", "CONF_STATUS")
    writer.writerow(["DATAFLOW", "LAST UPDATE", *release.dimensions, *attributes])
    updated = release.released_at.astimezone(_BRUSSELS).strftime("%d/%m/%y %H:%M:%S")
    stamps = (f"ESTAT:{release.dataset_code}(1.0)", updated)
    width = len(release.dimensions)
    for row in rows:
        time_period, _, published, *flags, _ = row[width:]
        value = "" if published == ":" else published
        writer.writerow([*stamps, *row[:width], time_period, value, *flags])


def _by_dimension(found: Answer) -> Iterator[tuple[Any, ...]]:
    codes = lru_cache(maxsize=1_000)(lambda key: tuple(key.split(".")))
    return ((*codes(row[0]), *row[1:]) for row in found.rows)
