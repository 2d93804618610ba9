"""Commands that ask the warehouse, as its analyst role."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from ingestion.cli.desk import analyst, moment_of, require_dataset
from ingestion.cli.formats import Format, write
from ingestion.cli.output import note

Code = Annotated[str, typer.Argument(metavar="CODE", help="A dataset's code, CRIM_THB_SEX.")]
Moment = Annotated[
    datetime,
    typer.Argument(
        parser=moment_of,
        metavar="MOMENT",
        help="2024-01-23T11:00; Brussels time where it has no zone.",
    ),
]
As = Annotated[Format, typer.Option("--format", help="How to write the rows.")]
To = Annotated[
    Path | None,
    typer.Option(dir_okay=False, metavar="FILE", help="Write a file, not standard output."),
]
Kind = Literal[
    "first_published",
    "revised",
    "status_changed",
    "withdrawn",
    "backfilled",
    "vanished",
    "reappeared",
]


def sql(
    query: Annotated[
        str, typer.Argument(metavar="QUERY", help="SQL; - reads standard input, @FILE a file.")
    ],
    written_as: As = "table",
    to: To = None,
) -> None:
    """Ask the warehouse in SQL, read-only: the views and functions of the schema `figures`."""
    from warehouse.query import Question

    write(analyst(), Question(_text_of(query)), written_as, to)


def revisions(
    code: Code,
    since: Annotated[
        datetime | None,
        typer.Option(parser=moment_of, metavar="MOMENT", help="Only of releases from then on."),
    ] = None,
    kind: Annotated[
        Kind | None,
        typer.Option(help="Only this kind of change. Without: all kinds but first_published."),
    ] = None,
    top: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Only the N largest changes, in the figures' unit."),
    ] = None,
    written_as: As = "table",
    to: To = None,
) -> None:
    """Show what changed between neighbouring vintages of a dataset, oldest release first."""
    from warehouse.query import own

    warehouse = analyst()
    values = {"dataset_code": require_dataset(warehouse, code), "since": since, "kind": kind}
    name = "revisions_of" if top is None else "largest_revisions_of"
    write(warehouse, own(name, **values, top=top), written_as, to)


def as_of(code: Code, moment: Moment, written_as: As = "table", to: To = None) -> None:
    """Show a dataset as the world could see it at a moment (publication time)."""
    _at("as_of", (code, moment), written_as, to)


def known_at(code: Code, moment: Moment, written_as: As = "table", to: To = None) -> None:
    """Show a dataset as this warehouse would have answered at a moment (system time)."""
    _at("known_at", (code, moment), written_as, to)


def _at(name: str, question: tuple[str, datetime], written_as: Format, to: Path | None) -> None:
    from warehouse.query import own, rows_of

    code, moment = question
    warehouse = analyst()
    dataset_code = require_dataset(warehouse, code)
    ((released_at, recorded_at),) = rows_of(
        warehouse, own("first_moments", dataset_code=dataset_code)
    )
    then, first = (
        ("the first release held is of", released_at)
        if name == "as_of"
        else ("this warehouse took its first release at", recorded_at)
    )
    if moment < first:
        asked, began = (f"{each.astimezone(UTC):%Y-%m-%d %H:%M} UTC" for each in (moment, first))
        note(f"nothing of {dataset_code} is held for {asked}: {then} {began}")
    write(warehouse, own(name, dataset_code=dataset_code, moment=moment), written_as, to)


def _text_of(query: str) -> str:
    """The query itself, or UTF-8 from standard input or from the file that it names."""
    if query != "-" and not query.startswith("@"):
        return query
    place = "standard input" if query == "-" else query[1:]
    try:
        read = sys.stdin.buffer.read() if query == "-" else Path(place).read_bytes()
        return read.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"cannot read {place}: {error}") from error
