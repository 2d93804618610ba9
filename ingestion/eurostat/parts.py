"""The parts of a release, each read by itself: in turn, or as many at once as there are processors.

    python -m ingestion.eurostat.parts

reads some beside us. It is asked on stdin, writes lines into the file whose descriptor it is given,
and tells on stdout where they are and what they are of.
"""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from ingestion.archive import Archive
from ingestion.decompress import unpacked
from ingestion.eurostat.read import read_text
from ingestion.release import Release, SourceFormat, announced_count
from ingestion.sorted_lines import LinesOnDisk, Room, SnapshotOnDisk
from warehouse.snapshot import Snapshot

# announced observations; to read fewer takes less time than to start a process
_WORTH_PROCESSES = 5_000_000
_MOST_PROCESSES = 4  # a container may have fewer processors than its machine, and less memory
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Part:
    """One body of a release, by its key in the archive."""

    key: str
    source_format: SourceFormat
    dataset_code: str


@dataclass(frozen=True)
class Reader:
    """Where bodies are, how many bytes one may have unpacked, and the room for lines."""

    archive: Archive
    max_bytes: int
    room: Room

    def parts(self, release: Release) -> list[Snapshot]:
        """The snapshots of all parts. Raises as readers do, and ArchiveDamaged."""
        parts = [Part(key, release.source_format, release.dataset_code) for key in release.parts]
        many = len(parts) > 1 and (announced_count(release.stamps) or 0) > _WORTH_PROCESSES
        return self.at_once(parts) if many else self.one_by_one(parts)

    def one_by_one(self, parts: Sequence[Part]) -> list[Snapshot]:
        """Read here; they share the room."""
        return [self._read(part, self.room.shared(len(parts))) for part in parts]

    def at_once(self, parts: Sequence[Part]) -> list[Snapshot]:
        """Read by a process for each processor, but few; each has as much room as we."""
        count = min(len(parts), os.cpu_count() or 1, _MOST_PROCESSES)
        with ThreadPoolExecutor(count) as threads:
            shares = list(
                threads.map(self._beside, (parts[place::count] for place in range(count)))
            )
        return [shares[place % count][place // count] for place in range(len(parts))]

    def write(self, parts: Sequence[Part], file: BinaryIO) -> Iterator[dict[str, Any]]:
        """Write the lines of parts, and tell of each what stands beside its lines."""
        for part in parts:
            found, start = self._read(part, self.room), file.tell()
            file.writelines(found.blocks())
            told = {"dimensions": found.dimensions, "periods": found.periods}
            yield {**told, "layout": dict(found.layout), "bounds": [start, file.tell()]}

    def _read(self, part: Part, room: Room) -> Snapshot:
        @contextmanager
        def text() -> Iterator[BinaryIO]:
            with self.archive.open(part.key) as file:
                yield unpacked(file, self.max_bytes)

        return read_text(text, part.source_format, part.dataset_code, room)

    def _beside(self, parts: Sequence[Part]) -> list[Snapshot]:
        """What a process of its own reads; where it fails we do it, so that the error is ours."""
        with self.room.file() as file:
            done = subprocess.run(  # noqa: S603 - a command of our own, no shell
                [sys.executable, "-P", "-m", __name__],  # nothing of the current folder
                input=self._question(parts, file.fileno()),
                capture_output=True,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                pass_fds=[file.fileno()],
                check=False,
            )
            if done.returncode == 0:
                return [_found(file, told) for told in json.loads(done.stdout)]
        _log.warning("parts are read again, for the process ended with %s", done.stderr[-300:])
        return self.one_by_one(parts)

    def _question(self, parts: Sequence[Part], descriptor: int) -> bytes:
        asked = {
            "archive": self.archive.url,
            "max_bytes": self.max_bytes,
            "room": [self.room.memory, str(self.room.folder)],
            "parts": [asdict(part) for part in parts],
            "descriptor": descriptor,
        }
        return json.dumps(asked).encode()


def _found(file: BinaryIO, told: dict[str, Any]) -> Snapshot:
    lines = LinesOnDisk(file, *told["bounds"])
    return SnapshotOnDisk(tuple(told["dimensions"]), tuple(told["periods"]), lines, told["layout"])


def _answer() -> None:
    asked = json.load(sys.stdin)
    memory, folder = asked["room"]
    reader = Reader(Archive(asked["archive"]), asked["max_bytes"], Room(memory, Path(folder)))
    with os.fdopen(asked["descriptor"], "wb") as file:
        told = list(reader.write([Part(**part) for part in asked["parts"]], file))
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    _answer()
