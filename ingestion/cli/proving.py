"""Commands that prove what the warehouse says: replay, audit."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from ingestion.cli.desk import opened_line, require_dataset
from ingestion.cli.output import answer, table
from ingestion.cli.progress import steps

if TYPE_CHECKING:
    from ingestion.eurostat.line import Line
    from ingestion.replay import Replayed
    from ingestion.settings import Settings


def replay(
    code: Annotated[
        str | None, typer.Argument(metavar="[CODE]", help="Only this dataset; without: all.")
    ] = None,
    into: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="An empty database to load into. Without: one is made beside, and dropped.",
        ),
    ] = None,
) -> None:
    """Load the archive again into an empty warehouse, and compare the content hashes."""
    from ingestion.replay import beside
    from ingestion.replay import replay as replayed
    from ingestion.stack.signals import interrupted_by_signals

    line = opened_line()
    wanted = require_dataset(line.warehouse, code) if code else None
    with interrupted_by_signals(), steps(2) as say, _empty_warehouse(line.settings, into) as url:
        say("loading every release again")
        found = list(replayed(line, beside(line, url), wanted))
    _tell_replayed(found)


def audit() -> None:
    """Read every archived byte, re-create every vintage, name what is not as recorded."""
    from warehouse.recreate import disagreements

    line = opened_line()
    with steps(3) as say:
        say("reading every archived object")
        damage = line.archive.audit()
        say("looking for the bytes of every release")
        damage += _lost(line)
        say("re-creating every vintage")
        damage += disagreements(line.warehouse)
    answer(
        {"damage": damage}, *(damage or ["Every archived byte and every vintage is as recorded."])
    )
    if damage:
        raise typer.Exit(1)


def _lost(line: "Line") -> list[str]:
    from warehouse.recreate import releases_held

    with line.warehouse.connect() as connection:
        held = releases_held(connection)
    return [
        f"{release.dataset_code} released {release.released_at:%Y-%m-%d %H:%M} UTC: its release "
        f"{release.release_key} is not in the archive: restore it from a copy"
        for release in held
        if not line.archive.holds(release.release_key)
    ]


@contextmanager
def _empty_warehouse(settings: "Settings", url: str | None) -> Iterator[str]:
    """The URL of a migrated warehouse without a release."""
    from warehouse.connection import engine, one_url, require
    from warehouse.migrate import migrate
    from warehouse.scratch import require_empty, scratch_database
    from warehouse.server import ADMIN, Server

    if url is not None:
        empty = require(engine(one_url(url).owner))
        require_empty(empty)
        migrate(empty)
        yield url
        return
    maintenance = settings.warehouse_url or Server(settings.home).url("postgres", ADMIN)
    with scratch_database(maintenance) as made:
        migrate(engine(one_url(made).owner))
        yield made


def _tell_replayed(found: list["Replayed"]) -> None:
    differing = [each for each in found if not each.agrees]
    rows = [
        (
            each.dataset_code,
            each.released_at,
            *each.recorded,
            *(each.replayed or ("not loaded", "")),
        )
        for each in differing
    ]
    told = {"releases": len(found), "differing": differing}
    headings = ("dataset", "released", "recorded", "hash", "replayed", "hash")
    if not differing:
        answer(told, f"All {len(found):,} releases give the same figures again.")
        return
    answer(
        told, f"{len(differing):,} of {len(found):,} releases differ:", table(*headings, rows=rows)
    )
    raise typer.Exit(1)
