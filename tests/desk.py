"""A desk: the line of one dataset with a Eurostat on loopback, and files at hand."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from examples.eurostat_stand_in import StandIn
from examples.stand_in.shelf import shelve
from ingestion.eurostat.line import Line
from ingestion.release import Release
from tests.rounds import moment


@dataclass
class Desk:
    """A line whose Eurostat is a stand-in."""

    line: Line
    eurostat: StandIn

    def ingest(self, code: str) -> dict[str, int] | None:
        """Run the whole line for what is published now; None for the same figures."""
        stage = self.line.stage(self.line.fetch(code))
        if stage is None:
            return None
        self.line.require_passed(stage)
        return dict(self.line.load(stage).changes)

    def release(self, code: str, path: Path, at: datetime) -> Release:
        """A file at hand as a release, its bytes archived."""
        parts = (self.line.archive.put(path),)
        return Release(code, at, at, "tsv", parts, evidence="backfilled", origins=(path.name,))

    def load_file(self, code: str, path: Path, released_at: str) -> dict[str, int] | None:
        """Run the line for a file at hand."""
        release = self.release(code, path, moment(released_at))
        stage = self.line.stage(self.line.archive.put_release(release))
        if stage is None:
            return None
        self.line.require_passed(stage)
        return dict(self.line.load(stage).changes)


def environment(desk: Desk) -> dict[str, str]:
    """What a process must find in its environment to sit at this desk."""
    here = desk.line.settings
    return {
        "VINTAGES_HOME": str(here.home),
        "VINTAGES_ARCHIVE": here.archive_url,
        "VINTAGES_SOURCES": str(here.home),
        "VINTAGES_EUROSTAT_URL": here.eurostat_url,
        "VINTAGES_PACE_SECONDS": "0",
        "WAREHOUSE_URL": str(here.warehouse_url),
    }


def publish(desk: Desk, update_data: str, *values: bytes) -> None:
    """Eurostat publishes a release of DEMO_TABLE; the first one is current at once."""
    folder = desk.line.settings.home / "shelf" / "DEMO_TABLE"
    toml = shelve(folder, table_of(*values), update_data=update_data)
    desk.eurostat.add(toml)
    desk.eurostat.publish("DEMO_TABLE", int(toml.stem))


def table_of(*values: bytes) -> bytes:
    """A table of one year with a country per value."""
    rows = (b"A,G%d\t%s \r\n" % (number, value) for number, value in enumerate(values))
    return b"freq,geo\\TIME_PERIOD\t2024 \r\n" + b"".join(rows)


def table(folder: Path, *values: bytes) -> Path:
    """The same as a file at hand."""
    path = folder / f"{b'-'.join(values).decode()}.tsv"
    path.write_bytes(table_of(*values))
    return path
