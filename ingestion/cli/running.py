"""Commands that start and stop everything: up, down."""

import contextlib
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

import typer

from ingestion.cli.desk import chosen_settings
from ingestion.cli.output import answer, note
from ingestion.cli.welcome import Welcome, shown, told

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from ingestion.settings import Settings
    from ingestion.stack.postgres import KeptPostgres
    from ingestion.stack.stack import Stack


def up(
    without_airflow: Annotated[
        bool, typer.Option("--without-airflow", help="Only the warehouse: nothing is watched.")
    ] = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Serve the examples without asking for Eurostat.")
    ] = False,
) -> None:
    """Start the warehouse and Airflow, and run until Ctrl-C; a second start continues.

    Where Eurostat does not answer and no data of it came before, the examples are served from this
    machine instead.
    """
    from ingestion.cli.claim import claimed
    from ingestion.stack.signals import interrupted_by_signals

    settings = chosen_settings()
    _require_possible(settings, with_airflow=not without_airflow)
    with (
        interrupted_by_signals(),
        contextlib.suppress(KeyboardInterrupt),
        contextlib.ExitStack() as cleanup,
    ):
        cleanup.enter_context(claimed(settings.home))
        site = Site(settings, cleanup)
        site.start_warehouse(with_airflow=not without_airflow)
        if without_airflow:
            site.run_warehouse()
        else:
            site.run_airflow(offline=offline)
    note("stopped")


def down() -> None:
    """Stop what `vintages up` started, from any shell, and what a killed one left behind."""
    from ingestion.cli.offline import stop_leftover
    from ingestion.stack.state import stop_running
    from warehouse.server import Server

    home = chosen_settings().home
    server = Server(home)
    stopped = []
    if stop_running(home):
        stopped.append("vintages up")
    if stop_leftover(home):
        stopped.append("stand-in")
    if server.running():
        server.stop()
        stopped.append("postgres")
    answer({"stopped": stopped}, f"stopped: {', '.join(stopped) or 'nothing, as nothing ran'}")


@dataclass
class Site:
    """Everything that one `vintages up` runs, and stops again in reverse order."""

    settings: "Settings"
    cleanup: contextlib.ExitStack
    environment: dict[str, str] = field(default_factory=dict)
    postgres: "KeptPostgres | None" = None

    def start_warehouse(self, *, with_airflow: bool) -> None:
        """Postgres, where none is given, and the tables of today.

        Airflow's own tables always live in the embedded one.
        """
        from ingestion.settings import access
        from ingestion.stack.postgres import KeptPostgres
        from warehouse.connection import engine, require
        from warehouse.migrate import migrate
        from warehouse.server import Server

        if self.settings.warehouse_url is None or with_airflow:
            note("starting Postgres")
            server = Server(self.settings.home)
            self.cleanup.callback(server.stop)
            server.start()
            self.postgres = KeptPostgres(server, note)
        migrate(require(engine(access(self.settings).owner)))

    def run_warehouse(self) -> None:
        """The warehouse alone, until interrupted."""
        self._welcome(Welcome(self.settings.home))
        while True:
            self._postgres_runs()
            time.sleep(1)

    def run_airflow(self, *, offline: bool) -> None:
        """Airflow, over Eurostat or the examples, until interrupted."""
        reason = self.why_examples(offline=offline)
        if reason:
            self._serve_examples(reason)
        stack = self._started_stack()
        missing = self._awaited_examples(stack) if reason else {}
        self._welcome(Welcome(self.settings.home, stack.url, reason, self.environment, missing))
        stack.supervise(self._postgres_runs)

    def why_examples(self, *, offline: bool) -> str | None:
        """Why the examples must stand for Eurostat; None where Eurostat is asked.

        They never mix with figures of Eurostat unasked: its silence at a start is soon over.
        """
        from ingestion.cli.reachable import silence_of_eurostat
        from ingestion.settings import EUROSTAT
        from warehouse.journal import data_came_from

        if offline:
            return "--offline was given"
        address = self.settings.eurostat_url
        note("asking whether Eurostat answers")
        reason = silence_of_eurostat(self.settings, self.warehouse)
        if reason and (address != EUROSTAT or data_came_from(self.warehouse, address)):
            note(f"{reason}: starting without, its DAGs ask again")
            return None
        return reason

    @property
    def warehouse(self) -> "Engine":
        """The warehouse as its loader."""
        from ingestion.settings import access
        from warehouse.connection import engine

        return engine(access(self.settings).loader)

    def _postgres_runs(self) -> bool:
        """Whether our Postgres runs, now or again; one that was given is not ours to start."""
        return self.postgres is None or self.postgres.runs()

    def _serve_examples(self, reason: str) -> None:
        from ingestion.cli.offline import examples_served

        note(f"serving the examples from this machine, not Eurostat: {reason}")
        served = self.cleanup.enter_context(examples_served(self.settings.home))
        self.environment.update(served)

    def _started_stack(self) -> "Stack":
        from ingestion.stack.stack import Stack
        from warehouse.server import Server

        home = self.settings.home
        outer = {**os.environ, "VINTAGES_HOME": str(home), **self.environment}
        metadata_url = Server(home).url("airflow", "airflow")
        stack = self.cleanup.enter_context(Stack(home, metadata_url, outer, note))
        stack.start().wait_until_ready()
        return stack

    def _awaited_examples(self, stack: "Stack") -> dict[str, int]:
        from ingestion.cli.offline import releases_served, wait_for_examples

        wanted = releases_served()
        seen: dict[str, int] = {}

        def look(arrived: Mapping[str, int]) -> None:
            stack.restart_the_dead()
            if arrived != seen:
                seen.update(arrived)
                counts = (f"{arrived[code]} of {wanted[code]} of {code}" for code in wanted)
                note(f"loaded or held by Airflow: {', '.join(counts)}")

        return wait_for_examples(self.warehouse, look)

    def _welcome(self, welcome: Welcome) -> None:
        from ingestion.cli.overview import holdings

        held = holdings(self.warehouse)
        answer(told(welcome, held), *shown(welcome, held))


def _require_possible(settings: "Settings", *, with_airflow: bool) -> None:
    """Raises Misconfigured for what makes starting pointless, before anything is started."""
    from importlib.util import find_spec

    from ingestion.cli.home import require_home
    from ingestion.errors import Misconfigured

    if with_airflow and find_spec("airflow") is None:
        raise Misconfigured(
            "Airflow is not installed: install vintages[airflow], or use --without-airflow"
        )
    embedded = settings.warehouse_url is None or with_airflow
    require_home(settings.home, with_postgres=embedded)
