"""The command that takes a vintage elsewhere."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from ingestion.cli.asking import Code, To
from ingestion.cli.desk import moment_of, opened_line, require_dataset
from ingestion.cli.exporting_versions import (
    FileFormat,
    Versions,
    export_versions,
    write_vintage,
)
from ingestion.cli.formats import destination, text_of, write_csv, write_parquet
from ingestion.cli.output import answer, note, wants_json
from ingestion.cli.progress import tracked

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from warehouse.recreate import HeldRelease


def vintage_or_moment(text: str) -> datetime | str:
    """What --as-of and --vintage take: a vintage_id has an @, a moment has none."""
    return text if "@" in text else moment_of(text)


As = Annotated[FileFormat, typer.Option("--format", help="The format of the file.")]
Which = Annotated[
    object,
    typer.Option(
        "--as-of",
        "--asOf",
        "--vintage",
        parser=vintage_or_moment,
        metavar="MOMENT|VINTAGE_ID",
        help="The vintage current at a moment, or that of a vintage_id. Without: the newest.",
    ),
]
Into = Annotated[
    Path | None,
    typer.Option(
        file_okay=False,
        metavar="FOLDER",
        help="Write Parquet to FOLDER/dataset=CODE/vintage=MOMENT: all vintages, or that one.",
    ),
]
History = Annotated[
    bool,
    typer.Option(
        "--include-history",
        "--includeHistory",
        help="Every version of every figure until then; SDMX-CSV is 2.0.",
    ),
]
UpdatedAfter = Annotated[
    datetime | None,
    typer.Option(
        "--updated-after",
        "--updatedAfter",
        parser=moment_of,
        metavar="MOMENT",
        help="Only what this warehouse took since; SDMX-CSV is 2.0 and says what is gone.",
    ),
]


def export(
    code: Code,
    written_as: As = "csv",
    which: Which = None,
    to: To = None,
    into: Into = None,
    include_history: History = False,
    updated_after: UpdatedAfter = None,
) -> None:
    """Export a vintage of a dataset: Parquet, CSV, SDMX-CSV 1.0, or Eurostat's TSV to the byte."""
    versions = include_history or updated_after is not None
    if into is not None:
        if versions or to is not None:
            raise typer.BadParameter("--into stands alone, or with --as-of or --vintage")
        _export_folder(code, which, into)
        return
    if wants_json() and to is None:
        raise typer.BadParameter("with --json give --to FILE: standard output has one answer")
    warehouse = opened_line().warehouse
    release = _release(warehouse, code, which)
    if versions:
        export_versions(release, Versions(include_history, updated_after), (written_as, to))
        return
    with destination(to, binary=written_as == "parquet") as target:
        _write(warehouse, release, written_as, target)
    _tell(release, written_as, to)


def _export_folder(code: str, which: object, folder: Path) -> None:
    """Write all vintages, or the one asked for, each into its partition."""
    from warehouse.recreate import releases_held

    warehouse = opened_line().warehouse
    if which is None:
        with warehouse.connect() as connection:
            held = releases_held(connection, require_dataset(warehouse, code))
        releases = [each for each in held if each.outcome == "vintage"]
    else:
        releases = [_release(warehouse, code, which)]
    for release in releases:
        write_vintage(warehouse, release, folder)
    told = {"folder": folder, "vintages": len(releases)}
    answer(told, f"{len(releases)} vintages are in {folder}")


def _release(warehouse: "Engine", code: str, which: object) -> "HeldRelease":
    from warehouse.export import release_as_of, release_named

    dataset_code = require_dataset(warehouse, code)
    if not isinstance(which, str):
        return release_as_of(
            warehouse, dataset_code, which if isinstance(which, datetime) else None
        )
    if which.partition("@")[0] != dataset_code:
        raise typer.BadParameter(f"{which} is no vintage of {dataset_code}")
    return release_named(warehouse, which)


def _write(
    warehouse: "Engine", release: "HeldRelease", written_as: FileFormat, target: BinaryIO
) -> None:
    if written_as == "tsv":
        target.write(_tsv(warehouse, release))
        return
    from dataclasses import replace

    from warehouse.export import observations, write_sdmx_csv
    from warehouse.query import AS_TEXT, WITH_FLOATS

    loads = WITH_FLOATS if written_as == "parquet" else AS_TEXT
    with observations(warehouse, release, loads) as found:
        rows = tracked(found.rows, release.observations, f"exporting {release.dataset_code}")
        if written_as == "sdmx-csv":
            with text_of(target) as text:
                write_sdmx_csv(release, rows, text)
        elif written_as == "csv":
            write_csv(replace(found, rows=rows), target)
        else:
            write_parquet(replace(found, rows=rows), target)


def _tsv(warehouse: "Engine", release: "HeldRelease") -> bytes:
    from ingestion.eurostat.write_tsv import write_tsv
    from warehouse.recreate import recreated

    with warehouse.connect() as connection:
        return write_tsv(recreated(connection, release))


def _tell(release: "HeldRelease", written_as: FileFormat, to: Path | None) -> None:
    from warehouse.export import vintage_id_of

    vintage_id = vintage_id_of(release)
    sentence = f"{release.observations:,} observations of {vintage_id}"
    if to is None or not to.is_file():
        note(sentence)
        return
    told = {
        "vintage_id": vintage_id,
        "released_at": release.released_at,
        "observations": release.observations,
        "format": written_as,
        "file": to,
    }
    answer(told, f"{sentence} are in {to}")
