"""Datasets to break: real weekly deaths, yearly crime with a short past, quarterly accounts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from benchmarks.false_alarms import source_of
from benchmarks.kinds import KINDS
from benchmarks.rounds import Key, Table
from benchmarks.routine import History
from ingestion.checks.rule import profile
from ingestion.eurostat.read_tsv import read_tsv
from ingestion.source import Source
from warehouse.snapshot import Snapshot
from warehouse.structure import Code, Codelist, Structure

DAYS = ("2021-01-05", "2021-01-06", "2021-01-26")
_WEEKS_FROM = "2017"


@dataclass(frozen=True)
class Story:
    """A dataset with vintages, the last of which is to be broken.

    ``split`` is a breakdown with a total: the dimension, the total, and two of its parts. ``year``
    is an old one; ``has`` says what can be broken: counts, sums, union, missing, and whether it is
    quiet, so that old figures seldom move.
    """

    dataset: str
    source: Source
    dimensions: tuple[str, ...]
    tables: Mapping[str, Table]
    split: tuple[str, str, str, str]
    year: str
    has: frozenset[str] = field(default_factory=frozenset)

    @property
    def days(self) -> list[str]:
        """The releases, the one that is broken last."""
        return list(self.tables)

    @property
    def last(self) -> Table:
        """The table that is to be broken."""
        return self.tables[self.days[-1]]

    def place(self, dimension: str) -> int:
        """Where the codes of a dimension stand in a key."""
        return self.dimensions.index(dimension)

    def labels(self) -> list[str]:
        """The periods, oldest first."""
        return sorted({label for cells in self.last.values() for label in cells})

    def asked(self, stamps: Mapping[str, str], *, structure: bool) -> dict[str, Any]:
        """The profile: default rules, what the source declares, the codes of the last table."""
        lists = {
            name: Codelist(
                name, None, tuple(Code(code) for code in sorted({k[at] for k in self.last}))
            )
            for at, name in enumerate(self.dimensions)
        }
        known = Structure(None, self.dimensions, lists) if structure else None
        return profile(self.source, known, stamps)


def stories(folder: Path | None) -> Iterator[Story]:
    """The stories; without the folder of real vintages, the made-up ones."""
    if folder is not None:
        yield _deaths(folder)
    yield _crime()
    yield _accounts()


def _deaths(folder: Path) -> Story:
    """Three real vintages of weekly deaths, with women and men beside the totals."""
    tables = {
        day: with_sexes(_recent(table_of(read_tsv((folder / f"{day}.tsv").read_bytes()))))
        for day in DAYS
    }
    source = source_of(next(kind for kind in KINDS if kind.code == "WEEKLY"), "DEMO_R_MWK_TS")
    dimensions = ("freq", "sex", "unit", "geo")
    has = frozenset(("counts", "sums", "missing", "quiet"))
    return Story("weekly deaths", source, dimensions, tables, ("sex", "T", "F", "M"), "2019", has)


def _crime() -> Story:
    """Two vintages before: few revisions are known at each age; many counts are small."""
    kind = replace(KINDS[0], code="CRIMES", years=11)
    tables = dict(History(kind, 1).rounds(3))
    has = frozenset(("counts", "sums", "missing", "quiet", "union"))
    split = ("sex", "T", "F", "M")
    source = replace(source_of(kind, kind.code), expected_within_days=10)
    return Story("yearly crime", source, kind.dimensions, tables, split, "2018", has)


def _accounts() -> Story:
    """One vintage before: nothing is known about the size of revisions."""
    kind = replace(KINDS[2], code="ACCOUNT", years=4)
    tables = dict(History(kind, 1).rounds(2))
    split = ("na_item", "B1GQ", "P3", "P5G")
    source = source_of(kind, kind.code)
    return Story(
        "quarterly accounts", source, kind.dimensions, tables, split, "2021", frozenset(("sums",))
    )


def table_of(snapshot: Snapshot) -> Table:
    """The cells of a snapshot by series and period."""
    table: Table = {}
    for line in snapshot.lines:
        key, *cells = line.decode().split("\t")
        named = zip(snapshot.periods, cells, strict=True)
        table[tuple(key.split(","))] = {period: cell for period, cell in named if cell}
    return table


def _recent(table: Table) -> Table:
    """Enough weeks for every rule, and no more."""
    kept = {
        key: {label: cell for label, cell in cells.items() if label >= _WEEKS_FROM}
        for key, cells in table.items()
    }
    return {key: cells for key, cells in kept.items() if cells}


def with_sexes(table: Table) -> Table:
    """The same table of totals with women and men beside them, so that there are sums to break."""
    full = dict(table)
    for (freq, _, unit, geo), cells in table.items():
        women = {label: _share(cell) for label, cell in cells.items()}
        full[freq, "F", unit, geo] = women
        full[freq, "M", unit, geo] = {
            label: cell if cell.startswith(":") else str(_count(cell) - _count(women[label]))
            for label, cell in cells.items()
        }
    return full


def _share(cell: str) -> str:
    return cell if cell.startswith(":") else str(round(_count(cell) * 0.485))


def _count(cell: str) -> int:
    return int(cell.partition(" ")[0])


def series_of(table: Table, place: int, code: str) -> dict[Key, dict[str, str]]:
    """The series of a member."""
    return {key: cells for key, cells in table.items() if key[place] == code}
