"""What reading costs that sorts on disk: beside reading in memory, and slices beside one another.

    python -m benchmarks.read_by_disk --cells 2000000

makes one table of Eurostat's code lists and writes it with other line ends, with its lines in
disorder, as SDMX-CSV and in eight slices; reads each in every way in a process of its own, and
writes the table into docs/performance.md. The hashes of all must be equal.
"""

import argparse
import gzip
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.generator.releases import routine, write_releases
from benchmarks.generator.shape import shape_of
from benchmarks.page import SPEED_PAGE, row, write_table
from ingestion.archive import Archive
from ingestion.eurostat.parts import Part, Reader
from ingestion.eurostat.read_release import joined
from ingestion.release import SourceFormat
from ingestion.sorted_lines import IN_MEMORY, Room
from warehouse.snapshot import observation_hash

NAME = "python -m benchmarks.read_by_disk"
SLICES = 8
FORMATS: dict[str, tuple[str, SourceFormat]] = {
    "today's TSV": ("today", "tsv"),
    "TSV with other line ends": ("line_ends", "tsv"),
    "TSV in disorder": ("disorder", "tsv"),
    "SDMX-CSV": ("long", "sdmx-csv"),
    f"{SLICES} slices": ("slice", "tsv"),
}
WAYS = ("in memory", "by disk", "by disk, processes")


def write_files(folder: Path, cells: int) -> None:
    """The same table in every form, as files whose names begin as in ``FORMATS``."""
    write_releases(folder / "made", shape_of(cells, "FISH_LD_ES"), routine(1))
    with gzip.open(folder / "made" / "v01.tsv.gz", "rb") as file:
        heading, *lines = file.read().splitlines(keepends=True)
    _write(folder, "today", [heading, *lines])
    _write(folder, "line_ends", (line[:-2] + b"\n" for line in (heading, *lines)))
    _write(folder, "long", _observations(heading, lines))
    for place in range(SLICES):
        _write(folder, f"slice{place}", [heading, *lines[place::SLICES]])
    random.Random(6).shuffle(lines)  # noqa: S311 - any disorder will do
    _write(folder, "disorder", [heading, *lines])


def _write(folder: Path, name: str, lines: Iterable[bytes]) -> None:
    with gzip.open(folder / f"{name}.gz", "wb", compresslevel=1) as file:
        file.writelines(lines)


def _observations(heading: bytes, lines: Sequence[bytes]) -> Iterator[bytes]:
    """As SDMX-CSV, a line per observation."""
    names, *periods = heading.decode().split("\t")
    yield f"{names.partition(chr(92))[0]},TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\r\n".encode()
    for line in lines:
        key, *cells = line.decode().split("\t")
        for period, cell in zip(periods, cells, strict=True):
            value, _, flags = cell.strip().partition(" ")
            status, _, confidentiality = flags.partition("@")
            if value:
                shown = "" if value == ":" else value
                row = (key, period.strip(), shown, status, confidentiality)
                yield f"{','.join(row)}\r\n".encode()


def read(folder: Path, name: str, way: str) -> dict[str, object]:
    """Seconds, megabytes and the hash of one reading, made in this process."""
    archive = Archive(f"file://{folder}/archive")
    beginning, source_format = FORMATS[name]
    files = sorted(folder.glob(f"{beginning}*.gz"))
    parts = [Part(archive.put(file), source_format, "MADE_UP") for file in files]
    room = IN_MEMORY if way == "in memory" else Room(folder=folder)
    reader = Reader(archive, 1 << 40, room)
    started, worked = time.perf_counter(), sum(os.times()[:4])
    before = _most(resource.RUSAGE_SELF)
    found = reader.at_once(parts) if way == WAYS[2] else reader.one_by_one(parts)
    content_hash = observation_hash(joined(found, room))
    seconds = time.perf_counter() - started
    beside = min(len(parts), os.cpu_count() or 1) * _most(resource.RUSAGE_CHILDREN)
    megabytes = _most(resource.RUSAGE_SELF) - before + beside
    work = sum(os.times()[:4]) - worked
    return {"seconds": seconds, "work": work, "megabytes": megabytes, "hash": content_hash}


def _most(who: int) -> float:
    """The most memory that a process of these had, in megabytes."""
    return resource.getrusage(who).ru_maxrss / 1024


def measured(folder: Path, name: str, way: str, repeat: int) -> dict[str, Any]:
    """The median of some readings, each in a process of its own."""
    told = [json.loads(_beside("--read", str(folder), name, way)) for _ in range(repeat)]
    medians = {what: median(one[what] for one in told) for what in ("seconds", "work", "megabytes")}
    return {**medians, "hash": told[0]["hash"]}


def _beside(*words: str) -> bytes:
    """What a process of this program says."""
    command = [sys.executable, "-m", "benchmarks.read_by_disk", *words]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout  # noqa: S603 - our own


def table(folder: Path, repeat: int) -> Iterator[str]:
    """The lines of the table. Raises ValueError where two ways read other figures."""
    yield row("file", "way", "seconds", "of reading in memory", "of the processor", "MB more")
    yield row("---", "---", "---:", "---:", "---:", "---:")
    hashes = set()
    for name in FORMATS:
        found = {way: measured(folder, name, way, repeat) for way in _ways(name)}
        hashes |= {one["hash"] for one in found.values()}
        whole = found[WAYS[0]]["seconds"]
        for way, one in found.items():
            seconds = f"{one['seconds']:.2f}", f"{one['seconds'] / whole:.2f}", f"{one['work']:.2f}"
            yield row(name, way, *seconds, f"{one['megabytes']:.0f}")
    if len(hashes) > 1:
        raise ValueError("the figures are not the same")


def _ways(name: str) -> Sequence[str]:
    return WAYS if "slices" in name else WAYS[:2]


def main() -> None:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cells", type=int, default=2_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="only the files")
    parser.add_argument("--read", nargs=3, metavar=("FOLDER", "FILE", "WAY"), help="one reading")
    asked = parser.parse_args()
    if asked.read:
        folder, name, way = asked.read
        json.dump(read(Path(folder), name, way), sys.stdout)
    elif asked.write:
        write_files(asked.write, asked.cells)
    else:
        _write_page(asked.cells, asked.repeat)


def _write_page(cells: int, repeat: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        # beside us: the most memory that a process had is also told of those that it starts
        _beside("--write", folder, "--cells", str(cells))
        lines = list(table(Path(folder), repeat))
    said = f"{cells:,} cells, {os.cpu_count()} cores, medians of {repeat}:"
    write_table(NAME, [said, "", *lines], SPEED_PAGE)


if __name__ == "__main__":
    main()
