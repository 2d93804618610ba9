"""Lines in order within a bound of memory: what does not fit is sorted in runs on disk and merged.

Lines hold no line feed. Files on disk have no name, so that whoever is killed leaves none behind.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import merge
from itertools import islice
from pathlib import Path
from typing import BinaryIO, overload
from weakref import finalize

from warehouse.snapshot import Snapshot

_OF_PYTHON = 64  # bytes that a line takes beside its own
_LINES_AT_ONCE = 5_000
_FILES_AT_ONCE = 64
_PIECE = 1 << 17  # small, since hundreds of files may be merged


@dataclass(frozen=True)
class Room:
    """How many bytes of lines may be held in memory, and the folder for what is more."""

    memory: int = 64 << 20
    folder: Path = Path(tempfile.gettempdir())

    def shared(self, count: int) -> "Room":
        """What each of so many has of it."""
        return Room(self.memory // count, self.folder)

    def file(self) -> BinaryIO:
        """A new file, which is gone as soon as nobody has it open."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return tempfile.TemporaryFile(dir=self.folder)


IN_MEMORY = Room(1 << 62)  # more than any file has


class LinesOnDisk(Sequence[bytes]):
    """The lines of a file, or of a part of one; it lasts as long as somebody has them."""

    def __init__(self, file: BinaryIO, start: int = 0, end: int | None = None) -> None:
        """``start`` and ``end`` are the bounds in bytes; nothing is written there any more."""
        file.flush()
        self._descriptor = os.dup(file.fileno())
        finalize(self, os.close, self._descriptor)
        self._start, self._end = start, os.fstat(self._descriptor).st_size if end is None else end

    def blocks(self) -> Iterator[bytes]:
        """Whole lines with their line feeds, many at once."""
        place, rest = self._start, [b""]
        while piece := os.pread(self._descriptor, min(_PIECE, self._end - place), place):
            place += len(piece)
            lines, line_end, after = piece.rpartition(b"\n")
            if line_end:
                yield b"".join((*rest, lines, line_end))
                rest = []
            rest.append(after)

    def __iter__(self) -> Iterator[bytes]:
        for block in self.blocks():
            yield from block[:-1].split(b"\n")

    def __len__(self) -> int:
        return self._count

    @cached_property
    def _count(self) -> int:
        return sum(block.count(b"\n") for block in self.blocks())

    @overload
    def __getitem__(self, place: int) -> bytes: ...

    @overload
    def __getitem__(self, place: slice) -> list[bytes]: ...

    def __getitem__(self, place: int | slice) -> bytes | list[bytes]:
        """For the curious: reads all."""
        return list(self)[place]


@dataclass(frozen=True)
class SnapshotOnDisk(Snapshot):
    """A snapshot that passes by from a file."""

    lines: LinesOnDisk

    def blocks(self) -> Iterator[bytes]:
        """The lines as they are in the file."""
        return self.lines.blocks()


def kept(snapshot: Snapshot) -> Snapshot:
    """The same snapshot, which passes by from disk where its lines are there."""
    if not isinstance(snapshot.lines, LinesOnDisk):
        return snapshot
    return SnapshotOnDisk(snapshot.dimensions, snapshot.periods, snapshot.lines, snapshot.layout)


def sorted_lines(lines: Iterable[bytes], room: Room) -> Sequence[bytes]:
    """The lines in the order of their bytes: a list, or on disk where memory has no room for them.

    What comes in order is written once; what does not is written in runs, which are then merged.
    """
    runs = _Runs(room)
    held: list[bytes] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line) + _OF_PYTHON
        if size > room.memory:
            runs.put(sorted(held))
            held, size = [], 0
    if runs.are_none:
        return sorted(held)
    runs.put(sorted(held))
    return runs.lines()


class _Run:
    """Lines in order in a file that grows."""

    def __init__(self, room: Room) -> None:
        self._file = room.file()
        finalize(self, self._file.close)
        self.last = b""

    def add(self, lines: Iterable[bytes]) -> None:
        """Write lines that follow the last."""
        every = iter(lines)
        while some := list(islice(every, _LINES_AT_ONCE)):
            self._file.write(b"\n".join((*some, b"")))
            self.last = some[-1]

    def lines(self) -> LinesOnDisk:
        """All of them; none is added afterwards."""
        return LinesOnDisk(self._file)


class _Runs:
    """Files of lines in order, never many: those of one size become one of the next."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._sizes: list[list[_Run]] = [[]]

    @property
    def are_none(self) -> bool:
        """Whether nothing was put."""
        return not self._sizes[0]

    def put(self, ordered: list[bytes]) -> None:
        """Write lines after those of the last file where they follow, else into a new one."""
        newest = self._sizes[0]
        if ordered and newest and newest[-1].last <= ordered[0]:
            newest[-1].add(ordered)
        elif ordered:
            self._make_room(0)
            newest.append(_Run(self._room))
            newest[-1].add(ordered)

    def lines(self) -> LinesOnDisk:
        """All lines, merged."""
        return self._merged([run for runs in self._sizes for run in runs]).lines()

    def _make_room(self, size: int) -> None:
        if len(self._sizes[size]) == _FILES_AT_ONCE:
            if size + 1 == len(self._sizes):
                self._sizes.append([])
            self._make_room(size + 1)
            self._sizes[size + 1].append(self._merged(self._sizes[size]))
            self._sizes[size].clear()

    def _merged(self, runs: list[_Run]) -> _Run:
        if len(runs) == 1:
            return runs[0]
        whole = _Run(self._room)
        whole.add(merge(*(run.lines() for run in runs)))
        return whole
