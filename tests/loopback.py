"""A small world for tests: a stand-in on loopback, an archive, and the attempts made."""

import gzip
import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from examples.eurostat_stand_in import StandIn
from examples.stand_in.shelf import shelve
from ingestion.archive import Archive
from ingestion.eurostat.releases import Eurostat
from ingestion.fetch import Fetcher
from ingestion.pace import Patience
from ingestion.settings import Settings
from warehouse.journal import Attempt

CODE = "DEMO_TABLE"
DATA = f"/data/{CODE}"
TSV = (
    b"freq,sex,geo\\TIME_PERIOD\t2020 \t2021 \t2022 \r\n"
    b"A,F,BE\t1 \t2 p\t: m\r\n"
    b"A,F,FR\t4 \t5 \t\r\n"
    b"A,M,BE\t7 \t8 be\t: @C\r\n"
    b"A,M,NA\t10 \t: \t12.30 \r\n"
)
AT = "2026-01-07T11:00:00+0100"
LATER = "2026-01-08T11:00:00+0100"
HASTY = Patience(
    attempts=3, first_pause=0.001, longest_pause=0.01, transfer_seconds=10, queue_pause=0.001
)


@dataclass
class World:
    """Everything that a fetch needs, with pauses of milliseconds."""

    stand_in: StandIn
    settings: Settings
    patience: Patience = HASTY
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def archive(self) -> Archive:
        """The archive below the home of this world."""
        return Archive(self.settings.archive_url)

    @property
    def fetcher(self) -> Fetcher:
        """The way out, with its attempts kept here."""
        return Fetcher(self.settings, self.archive, self.attempts.append, self.patience)

    @property
    def eurostat(self) -> Eurostat:
        """The client, with its attempts kept here."""
        return Eurostat(self.settings, self.archive, self.attempts.append, self.patience)

    def with_settings(self, **changes: Any) -> "World":
        """The same world under other settings."""
        return replace(self, settings=replace(self.settings, **changes))

    def with_patience(self, **changes: Any) -> "World":
        """The same world with more patience, or less."""
        return replace(self, patience=replace(self.patience, **changes))

    def outcomes(self, purpose: str = "") -> list[str]:
        """How the attempts ended, those of one purpose or all."""
        return [each.outcome for each in self.attempts if purpose in ("", each.purpose)]

    def publish(self, **told: Any) -> None:
        """Shelve one more release of the dataset, as told, and make it the current one."""
        folder = self.settings.home.parent / "releases" / CODE
        path = shelve(folder, told.pop("tsv", TSV), **{"update_data": AT, **told})
        self.stand_in.add(path)
        self.stand_in.publish(CODE, int(path.stem))


@contextmanager
def small_world(folder: Path) -> Iterator[World]:
    """A stand-in with one small dataset of two releases, the first one current."""
    shelve(folder / "releases" / CODE, TSV, update_data=AT)
    shelve(folder / "releases" / CODE, TSV.replace(b"7 ", b"9 "), update_data=LATER)
    with StandIn(folder / "releases") as stand_in:
        yield World(
            stand_in,
            Settings(
                home=folder / "home",
                archive_url=f"file://{folder}/home/archive",
                eurostat_url=stand_in.url,
                pace_seconds=0.0,
                timeout_seconds=2.0,
                queue_seconds=5.0,
                max_bytes=1_000_000,
            ),
        )


def lines_of(archive: Archive, parts: tuple[str, ...]) -> list[bytes]:
    """The series of all parts as their lines, whatever the order."""
    tables = [gzip.decompress(archive.read(part)) for part in parts]
    return sorted(line for table in tables for line in table.splitlines()[1:])


@dataclass(frozen=True)
class Got:
    """One answer."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


def get(url: str) -> Got:
    """Ask as any client would."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    connection.request("GET", f"{parts.path}?{parts.query}")
    with connection.getresponse() as answer:
        return Got(answer.status, answer.headers, answer.read())
