"""Commands that keep everything safe elsewhere, and bring it back: backup, restore."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ingestion.cli.desk import chosen_settings
from ingestion.cli.output import answer

if TYPE_CHECKING:
    from ingestion.settings import Settings

Folder = Annotated[
    Path, typer.Argument(metavar="DIR", file_okay=False, help="The backup's folder.")
]


def backup(folder: Folder) -> None:
    """Copy the warehouse and the archive into a folder; again into the same one adds what is new.

    Work goes on meanwhile. Passwords and Airflow's own history are not in it.
    """
    from ingestion.backup import back_up

    facts = back_up(chosen_settings(), folder)
    said = f"{facts.releases:,} releases are in {folder}, with the hash {facts.content_hash[:12]}"
    answer(facts, said)


def restore(folder: Folder) -> None:
    """Fill an empty warehouse, and its archive, from a backup, and compare what both say.

    Refused while `vintages up` runs, whose Airflow might load at the same time; and the other way.
    """
    from ingestion.backup import restore as restored
    from ingestion.cli.claim import claimed
    from ingestion.cli.home import require_home

    settings = chosen_settings()
    require_home(settings.home, with_postgres=False)
    with claimed(settings.home), _postgres(settings):
        facts = restored(settings, folder)
    said = f"{facts.releases:,} releases are back, with the hash {facts.content_hash[:12]}"
    answer(facts, said, "Start it by `vintages up`; then `vintages audit` reads all of it again.")


@contextlib.contextmanager
def _postgres(settings: "Settings") -> Iterator[None]:
    """A home that is new has no Postgres running: it is started for this, and stopped."""
    from ingestion.cli.home import require_home
    from warehouse.server import Server

    server = Server(settings.home)
    if settings.warehouse_url is not None or server.running():
        yield
        return
    require_home(settings.home, with_postgres=True)
    server.start()
    try:
        yield
    finally:
        server.stop()
