"""The command line as people use it: words in, standard output, standard error, exit code."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from examples.eurostat_stand_in import StandIn
from examples.stand_in.shelf import shelve
from ingestion.archive import Archive
from ingestion.cli import app
from tests.fresh import fresh_database
from tests.rounds import select
from warehouse.connection import engine
from warehouse.server import ADMIN, Server

CODE = "DEMO_TABLE"
JANUARY, FEBRUARY, MARCH = (f"2026-0{month}-08T11:00:00+01:00" for month in (1, 2, 3))
FIRST = (
    b"freq,sex,geo\\TIME_PERIOD\t2020 \t2021 \r\n"
    b"A,F,BE\t1 \t2 p\r\n"
    b"A,F,FR\t4 \t5 \r\n"
    b"A,M,BE\t7 \t: @C\r\n"
    b"A,M,NA\t: \t12.30 \r\n"
)
SECOND = FIRST.replace(b"\t4 ", b"\t40 ").replace(b"5 \r", b"6 \r")
# Tests of Airflow tell the whole session where an API server would be.
_UNSET: Mapping[str, str | None] = {"AIRFLOW__CORE__EXECUTION_API_SERVER_URL": None}
_EVERYTHING = (
    "SELECT * FROM figures.versions ORDER BY dataset_code, series_key, time_period, released",
    "SELECT * FROM figures.releases ORDER BY dataset_code, released",
)


@dataclass(frozen=True)
class Shell:
    """A shell with its own home, warehouse, sources and Eurostat."""

    home: Path
    warehouse: Engine
    eurostat: StandIn
    environment: Mapping[str, str]

    @property
    def archive(self) -> Archive:
        """Where the bytes are kept."""
        return Archive(f"file://{self.home}/archive")

    def run(self, *words: str, given: str = "", **environment: str) -> Result:
        """Run a command; an exception that is no exit is raised here."""
        settings = {**_UNSET, **self.environment, **environment}
        return CliRunner().invoke(app, words, input=given, env=settings, catch_exceptions=False)

    def says(self, *words: str, **environment: str) -> str:
        """The standard output of a command that must succeed."""
        result = self.run(*words, **environment)
        assert result.exit_code == 0, result.stderr
        return result.stdout

    def told(self, *words: str, **environment: str) -> Any:
        """The answer of a command in JSON, with nothing else on standard output."""
        return json.loads(self.says(*words, "--json", **environment))

    def refuses(self, *words: str, **environment: str) -> str:
        """The message of a command that must fail with exit code 1 and no answer."""
        result = self.run(*words, **environment)
        assert (result.exit_code, result.stdout) == (1, ""), result.output
        assert "Traceback" not in result.stderr
        return result.stderr

    def publish(self, tsv: bytes, update_data: str, code: str = CODE) -> None:
        """Eurostat publishes a release."""
        toml = shelve(self.home.parent / "shelf" / code, tsv, update_data=update_data)
        self.eurostat.add(toml)
        self.eurostat.publish(code, int(toml.stem))

    def file(self, name: str, content: bytes) -> str:
        """A file at hand."""
        path = self.home.parent / name
        path.write_bytes(content)
        return str(path)

    def everything(self) -> list[list[tuple[Any, ...]]]:
        """All that analysts can see."""
        return [select(self.warehouse, query) for query in _EVERYTHING]


@contextmanager
def shell_in(folder: Path, server: Server) -> Iterator[Shell]:
    """A shell below a folder, over an empty warehouse; WAREHOUSE_URL names a superuser."""
    for name in ("home", "shelf", "sources"):
        (folder / name).mkdir()
    with fresh_database(server) as database, StandIn(folder / "shelf") as eurostat:
        environment = {
            "VINTAGES_HOME": str(folder / "home"),
            "VINTAGES_SOURCES": str(folder / "sources"),
            "VINTAGES_EUROSTAT_URL": eurostat.url,
            "VINTAGES_PACE_SECONDS": "0",
            "WAREHOUSE_URL": server.url(database, ADMIN),
        }
        owner = engine(server.url(database, "vintages_owner"))
        yield Shell(folder / "home", owner, eurostat, environment)
