"""The versions of some cells and the vintages of their datasets, as the warehouse remembers them.

Read by index, never a whole vintage: what is asked of a vintage costs what is asked.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from warehouse.statement import run

_BRUSSELS = ZoneInfo("Europe/Brussels")


class Cell(NamedTuple):
    """One cell of a dataset."""

    dataset_code: str
    series_key: str
    time_period: str


class Version(NamedTuple):
    """A number of a cell, of which series, and the half-open time in which it was current."""

    series_id: int
    value: Decimal | None
    released_at: datetime
    replaced_at: datetime | None

    def is_replaced_by(self, at: datetime) -> bool:
        """Whether another version had taken its place by then."""
        return self.replaced_at is not None and self.replaced_at <= at


class Vintage(NamedTuple):
    """A release that changed figures."""

    vintage_id: str
    released_at: datetime


@dataclass(frozen=True)
class Memory:
    """Every version of the cells that were asked for, and the vintages of their datasets."""

    versions: Mapping[Cell, tuple[Version, ...]]
    vintages: Mapping[str, tuple[Vintage, ...]]

    def value_at(self, cell: Cell, at: datetime) -> Decimal | None:
        """The number that a cell had at a moment of publication time."""
        for version in self.versions.get(cell, ()):
            if version.released_at <= at and not version.is_replaced_by(at):
                return version.value
        return None

    def as_meant_on(self, day: date) -> "Memory":
        """The same with one series for each key: that which had it on a day, or first after it.

        A dataset that changes its dimensions may give a key to another series.
        """
        others = {
            (*key, series_id)
            for key, versions in self._shared_keys.items()
            for series_id in {each.series_id for each in versions} - {_had_on(day, versions)}
        }
        kept = {
            cell: tuple(each for each in versions if (*cell[:2], each.series_id) not in others)
            for cell, versions in self.versions.items()
        }
        return Memory(kept, self.vintages) if others else self

    @cached_property
    def _shared_keys(self) -> dict[tuple[str, str], list[Version]]:
        """The versions of keys that several series had."""
        by_key: dict[tuple[str, str], list[Version]] = defaultdict(list)
        for cell, versions in self.versions.items():
            by_key[cell[:2]].extend(versions)
        return {
            key: versions
            for key, versions in by_key.items()
            if len({each.series_id for each in versions}) > 1
        }

    def newest(self, dataset_code: str) -> str | None:
        """The newest vintage of a dataset; None where none is held."""
        held = self.vintages.get(dataset_code)
        return held[-1].vintage_id if held else None

    def newest_day(self, datasets: Iterable[str]) -> date | None:
        """The day, in Brussels, of the newest vintage of some datasets; None where none is held."""
        held = [vintages[-1] for code in datasets if (vintages := self.vintages.get(code))]
        return max((day_of(each.released_at) for each in held), default=None)


def memory_of(connection: Connection, wanted_cells: Iterable[Cell]) -> Memory:
    """All that the warehouse has on some cells and on their datasets' vintages, in two queries."""
    cells = sorted(set(wanted_cells))
    datasets, series, periods = ([cell[place] for cell in cells] for place in range(3))
    versions: dict[Cell, list[Version]] = defaultdict(list)
    wanted = {"datasets": datasets, "series": series, "periods": periods}
    for code, key, period, *version in run(connection, "versions_of_cells", **wanted):
        versions[Cell(code, key, period)].append(Version(*version))
    vintages: dict[str, list[Vintage]] = defaultdict(list)
    for code, *vintage in run(connection, "vintages_of", datasets=sorted(set(datasets))):
        vintages[code].append(Vintage(*vintage))
    return Memory(_frozen(versions), _frozen(vintages))


def day_of(moment: datetime) -> date:
    """The day of a moment in Brussels."""
    return moment.astimezone(_BRUSSELS).date()


def _had_on(day: date, versions: Iterable[Version]) -> int:
    """The series that had a key on a day, else the first after it, else the last before it."""

    def distance(version: Version) -> tuple[bool, float]:
        gone = version.replaced_at is not None and day_of(version.replaced_at) <= day
        released = version.released_at.timestamp()
        return gone, -released if gone else released

    return min(versions, key=distance).series_id


def _frozen(lists: Mapping[Any, list[Any]]) -> dict[Any, tuple[Any, ...]]:
    return {key: tuple(values) for key, values in lists.items()}
