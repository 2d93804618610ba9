"""Exports of many versions at once: those that SDMX asks for, and whole vintages in a folder."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

import typer

from ingestion.cli.desk import analyst
from ingestion.cli.formats import destination, text_of, write_csv, write_parquet
from ingestion.cli.output import answer, note

if TYPE_CHECKING:  # imported where they are used: commands must start at once
    from sqlalchemy import Engine

    from warehouse.api.observation import Observation
    from warehouse.api.observations import ReleaseAsked
    from warehouse.query import Answer
    from warehouse.recreate import HeldRelease

FileFormat = Literal["parquet", "csv", "sdmx-csv", "tsv"]
_TEXT, _NUMBER, _MOMENT = 25, 1700, 1184  # Postgres' numbers of these types
_COLUMNS = {
    "time_period": _TEXT,
    "obs_value": _NUMBER,
    "as_published": _TEXT,
    "obs_status": _TEXT,
    "conf_status": _TEXT,
    "released_at": _MOMENT,
    "replaced_at": _MOMENT,
}


@dataclass(frozen=True)
class Versions:
    """Which versions are wanted: all until a release, or those taken after a moment, or both."""

    history: bool
    updated_after: datetime | None


def export_versions(
    release: "HeldRelease", versions: Versions, wanted: tuple[FileFormat, Path | None]
) -> None:
    """Write the versions asked for, in a format, to a file or to standard output."""
    written_as, to = wanted
    if written_as == "tsv":
        raise typer.BadParameter("Eurostat's TSV has one version: choose sdmx-csv, csv or parquet")
    with destination(to, binary=written_as == "parquet") as target:
        count = _write(release, versions, written_as, target)
    sentence = f"{count:,} versions of figures of {release.dataset_code}"
    if to is None or not to.is_file():
        note(sentence)
        return
    told = {"dataset_code": release.dataset_code, "versions": count, "format": written_as}
    answer({**told, "file": to}, f"{sentence} are in {to}")


def vintages_folder(folder: Path, release: "HeldRelease") -> Path:
    """The partition of a vintage; no colon stands in it, which some file systems refuse."""
    moment = f"{release.released_at:%Y-%m-%dT%H%M%SZ}"
    return folder / f"dataset={release.dataset_code}" / f"vintage={moment}"


def write_vintage(warehouse: "Engine", release: "HeldRelease", folder: Path) -> None:
    """Write a whole vintage as Parquet into its partition, in place of what was there."""
    from warehouse.export import observations
    from warehouse.query import WITH_FLOATS

    partition = vintages_folder(folder, release)
    partition.mkdir(parents=True, exist_ok=True)
    with (
        observations(warehouse, release, WITH_FLOATS) as found,
        destination(partition / "observations.parquet", binary=True) as target,
    ):
        write_parquet(found, target)


def _write(
    release: "HeldRelease", versions: Versions, written_as: FileFormat, target: BinaryIO
) -> int:
    from warehouse.api.observations import observations, release_asked
    from warehouse.api.question import DataQuestion
    from warehouse.api.sdmx_csv import sdmx_csv

    engine = analyst()
    asked = release_asked(
        engine, release.dataset_code, release.released_at, history=versions.history
    )
    question = DataQuestion(updated_after=versions.updated_after, history=versions.history)
    with observations(engine, asked, question) as found:
        counted = _Counted(found)
        if written_as == "sdmx-csv":
            with text_of(target) as text:
                text.writelines(sdmx_csv(asked, counted, question))
        elif written_as == "csv":
            write_csv(_as_answer(asked, counted, _digits), target)
        else:
            write_parquet(_as_answer(asked, counted, float), target)
    return counted.count


class _Counted:
    """Rows that are counted as they pass."""

    def __init__(self, rows: "Iterable[Observation]") -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> "Iterator[Observation]":
        for row in self._rows:
            self.count += 1
            yield row


def _as_answer(
    release: "ReleaseAsked", rows: "Iterable[Observation]", number: Callable[[Decimal], object]
) -> "Answer":
    from warehouse.query import Answer, Column

    columns = {**dict.fromkeys(release.dimensions, _TEXT), **_COLUMNS}
    named = tuple(Column(name, kind) for name, kind in columns.items())
    return Answer(named, (_plain(row, number) for row in rows))


def _plain(row: "Observation", number: Callable[[Decimal], object]) -> tuple[Any, ...]:
    """A cell that is gone has no ``as_published``; a missing one has ``:``."""
    codes, time_period, obs_value, *rest = row
    return (*codes, time_period, None if obs_value is None else number(obs_value), *rest)


def _digits(number: Decimal) -> str:
    return format(number, "f")
