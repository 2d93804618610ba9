"""The command line ``vintages``: one file per group of commands."""

import sys
from collections.abc import Callable
from io import TextIOWrapper

import typer

from ingestion.cli.articles import history
from ingestion.cli.asking import as_of, known_at, revisions, sql
from ingestion.cli.bringing import ingest, load
from ingestion.cli.checking import alerts, checks, quarantine
from ingestion.cli.command import add
from ingestion.cli.connecting import connect
from ingestion.cli.deciding import ask_again, decide
from ingestion.cli.diagnosing import doctor
from ingestion.cli.exporting import export
from ingestion.cli.following import follow
from ingestion.cli.keeping import backup, restore
from ingestion.cli.labelling import rounds
from ingestion.cli.looking import status
from ingestion.cli.migrating import migrate
from ingestion.cli.plotting import plot
from ingestion.cli.proving import audit, replay
from ingestion.cli.publications import document, verdicts
from ingestion.cli.reviewing import review
from ingestion.cli.running import down, up
from ingestion.cli.serving import serve
from ingestion.cli.tidying import tidy

PANELS: dict[str, tuple[Callable[..., None], ...]] = {
    "Start, stop, look": (up, down, migrate, status, doctor, tidy),
    "Bring figures in": (follow, ingest, load, rounds),
    "Check and decide": (checks, quarantine, decide, ask_again, alerts),
    "Documents": (document, verdicts, review, history),
    "Ask": (sql, revisions, as_of, known_at, plot, export, serve, connect),
    "Prove and keep": (replay, audit, backup, restore),
}

app = typer.Typer(
    name="vintages",
    help="Every figure Eurostat published, what it was before, and when it changed.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for panel, functions in PANELS.items():
    for function in functions:
        add(app, function, panel)


def main() -> None:
    """Run the command that the arguments name.

    A letter that the terminal's encoding lacks is shown as an escape, as on standard error.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    app(prog_name="vintages")
