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
from typing import BinaryIO, overload
from weakref import finalize

from warehouse.snapshot import Snapshot

MEMORY = 64 << 20  # bytes of lines that a reader holds before it goes to disk
IN_MEMORY = 1 << 62  # a bound that no file reaches
_OF_PYTHON = 64  # bytes that a line takes beside its own
_LINES_AT_ONCE = 5_000
_FILES_AT_ONCE = 64
_PIECE = 1 << 17  # small, since hundreds of files may be merged


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


def sorted_lines(lines: Iterable[bytes], memory: int) -> Sequence[bytes]:
    """The lines in the order of their bytes: a list, or on disk where they take more memory.

    What comes in order is written once; what does not is written in runs, which are then merged.
    """
    runs: list[_Run] = []
    held: list[bytes] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line) + _OF_PYTHON
        if size > memory:
            _put(held, runs)
            held, size = [], 0
    if not runs:
        return sorted(held)
    _put(held, runs)
    return _merged([run.lines() for run in runs])


class _Run:
    """Lines in order in a file that grows."""

    def __init__(self) -> None:
        self._file: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 - closed by lines()
        self.last = b""

    def add(self, lines: Iterable[bytes]) -> None:
        """Write lines that follow the last."""
        every = iter(lines)
        while some := list(islice(every, _LINES_AT_ONCE)):
            self._file.write(b"\n".join((*some, b"")))
            self.last = some[-1]

    def lines(self) -> LinesOnDisk:
        """All of them; none is added afterwards."""
        with self._file:
            return LinesOnDisk(self._file)


def _put(held: list[bytes], runs: list[_Run]) -> None:
    """Write what is held, after the last run where it follows that."""
    held.sort()
    if held:
        if not runs or held[0] < runs[-1].last:
            runs.append(_Run())
        runs[-1].add(held)


def _merged(runs: list[LinesOnDisk]) -> LinesOnDisk:
    while len(runs) > 1:
        whole = _Run()
        whole.add(merge(*runs[:_FILES_AT_ONCE]))
        runs = [*runs[_FILES_AT_ONCE:], whole.lines()]
    return runs[0]
