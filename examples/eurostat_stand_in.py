"""A stand-in for Eurostat's dissemination API on loopback, with its real endpoints and bad days.

It serves a folder of releases, one folder per dataset, one TOML file and one TSV per release::

    FOLDER/DEMO_WEEKLY/001.toml      FOLDER/DEMO_WEEKLY/001.tsv
    FOLDER/DEMO_WEEKLY/002.toml      …
    FOLDER/DEMO_WEEKLY/labels.toml   (optional)

    # 001.toml: the file's name is the release's number, the folder's name the dataset's code
    file = "001.tsv"                         # beside this file, in today's TSV grammar
    title = "Deaths by week (synthetic)"
    update_data = 2026-01-07T11:00:00+01:00  # the data stamp; a text is served as it stands
    update_structure = …                     # optional, else update_data
    structure = "structure.xml"              # optional, else made from the table's codes
    structure_version = "1.0"                # optional: the DSD that the dataflow names
    annotations = { OBS_COUNT = "" }         # optional: more, other or (empty) fewer annotations
    bad_day = { kind = "cut", share = 0.5 }  # optional, see stand_in/bad_days.py
    times = 1                                # how often the bad day comes; 0: always

    # labels.toml: a table per dimension, and the dimensions' own labels
    [dimensions]
    geo = "Geopolitical entity"
    [geo]
    BE = "Belgium"

In a test, or in another process::

    with StandIn(folder) as eurostat:
        settings = replace(settings, eurostat_url=eurostat.url)
        eurostat.bad_day("/sdmx/2.1/data/", cut(), times=2)
        eurostat.publish("DEMO_WEEKLY", 2)

    python -m examples.eurostat_stand_in --folder FOLDER --port 8765 --advance-seconds 20
"""

import argparse
import signal
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from examples.stand_in.bad_days import Situation, named_bad_day
from examples.stand_in.catalogue import Item
from examples.stand_in.endpoints import Office
from examples.stand_in.loopback import Loopback, Spell
from examples.stand_in.publications import Publications
from examples.stand_in.reply import PREFIX, Asked, Reply
from examples.stand_in.shelf import ServedRelease, served_release, shelf


class StandIn(Loopback):
    """Eurostat on 127.0.0.1, serving a folder of releases; a context manager.

    ``requests`` are all requests so far, ``publications`` what is current. With
    ``advance_seconds`` each next release is published so long after the current one was
    downloaded and its stamps looked at once more, which ends a download: a slow machine gets each
    of them. ``memory`` is a file that keeps the current releases over a restart.
    """

    def __init__(
        self,
        folder: Path,
        *,
        port: int = 0,
        advance_seconds: float | None = None,
        memory: Path | None = None,
    ) -> None:
        """Read the folder and bind the port (0: a free one); nothing is answered yet."""
        self.publications = Publications(shelf(folder), advance_seconds, memory)
        self._office = Office(self.publications, {})
        self._handed_out: set[str] = set()
        super().__init__(port, _spells_of_the_shelf(self.publications.datasets))

    @property
    def url(self) -> str:
        """The base that stands for https://ec.europa.eu/eurostat/api/dissemination."""
        return f"{self.base}{PREFIX}"

    def publish(self, code: str, number: int) -> None:
        """Make a release current and say so in the feed."""
        self.publications.publish(code, number)

    def add(self, toml: Path) -> None:
        """Take another release onto the shelf while serving; ``publish`` makes it current."""
        self.publications.add(served_release(toml))

    def announce(self, item: Item) -> None:
        """Put anything into the feed."""
        self.publications.items.append(item)

    def _good(self, asked: Asked) -> Reply:
        reply = self._office.reply(asked)
        if reply.stamps in self._handed_out:
            return reply
        return replace(reply, stamps=None)  # asked before the download, however late it goes out

    def _served(self, asked: Asked) -> ServedRelease | None:
        return self._office.served(asked)

    def _situation(self, asked: Asked) -> Situation:
        return Situation(asked, self._office.cost(asked), self._office.jobs)

    def _sent(self, reply: Reply) -> None:
        if reply.completes is not None:
            self._handed_out.add(reply.completes)
        elif reply.stamps is not None:
            self._handed_out.discard(reply.stamps)
            self.publications.downloaded(reply.stamps)


def _spells_of_the_shelf(datasets: Mapping[str, tuple[ServedRelease, ...]]) -> list[Spell]:
    releases = (release for dataset in datasets.values() for release in dataset)
    return [
        Spell("/data/", named_bad_day(release.bad_day), release.times or None, release)
        for release in releases
        if release.bad_day
    ]


def main() -> None:
    """Serve a folder until told to stop (Ctrl-C or SIGTERM); the first line printed is the URL."""
    parser = argparse.ArgumentParser(description="A stand-in for Eurostat's API on loopback")
    parser.add_argument("--folder", type=Path, required=True, help="a folder of releases")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port")
    parser.add_argument("--advance-seconds", type=float, help="publish the next release so late")
    parser.add_argument("--memory", type=Path, help="a file that keeps what is current")
    told = parser.parse_args()
    stop = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, stop)
    with StandIn(
        told.folder, port=told.port, advance_seconds=told.advance_seconds, memory=told.memory
    ) as eurostat:
        sys.stdout.write(f"{eurostat.url}\n")
        sys.stdout.flush()
        signal.sigwait(stop)


if __name__ == "__main__":
    main()
