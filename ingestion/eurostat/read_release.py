"""From a release in the archive to its snapshot: parts unpacked, read and joined."""

from collections.abc import Iterable, Sequence
from heapq import merge
from itertools import chain

from ingestion.archive import Archive
from ingestion.decompress import decompressed
from ingestion.eurostat.parts import Reader
from ingestion.eurostat.read_structure import read_structure
from ingestion.normal_form import in_order, keys_of, refuse_twice
from ingestion.release import Release
from ingestion.settings import Settings
from ingestion.sorted_lines import IN_MEMORY, Room, kept, sorted_lines
from warehouse.period import period
from warehouse.snapshot import Snapshot
from warehouse.structure import Structure


def read_release(release: Release, archive: Archive, settings: Settings) -> Snapshot:
    """The snapshot of a release, a pure function of its archived bytes.

    It is on disk where it is large. Raises Malformed or NotThisDataset as its readers do,
    ArchiveDamaged for missing bytes.
    """
    room = Room(folder=settings.home)
    return joined(Reader(archive, settings.max_bytes, room).parts(release), room)


def structure_of(release: Release, archive: Archive, settings: Settings) -> Structure | None:
    """The structure that came with a release, where one did."""
    if release.structure is None:
        return None
    return read_structure(decompressed(archive.read(release.structure), settings.max_bytes))


def joined(parts: Sequence[Snapshot], room: Room = IN_MEMORY) -> Snapshot:
    """The slices of one dataset as one snapshot; a series in two slices is Malformed."""
    if len(parts) == 1:
        return parts[0]
    dimensions = parts[0].dimensions
    parts = [in_order(part, dimensions, room.shared(len(parts))) for part in parts]
    labels = {label for part in parts for label in part.periods}
    periods = tuple(sorted(labels, key=lambda label: period(label).period_id))
    lines = sorted_lines(merge(*(_laid_out(part, periods) for part in parts)), room)
    refuse_twice(keys_of(lines), lambda: keys_of(chain(*(it.lines for it in parts))), room)
    return kept(Snapshot(dimensions, periods, lines, {"parts": [dict(it.layout) for it in parts]}))


def _laid_out(part: Snapshot, periods: tuple[str, ...]) -> Iterable[bytes]:
    """The lines of a slice with a column for each period of the whole."""
    if part.periods == periods:
        return part.lines
    place = {label: column for column, label in enumerate(part.periods, 1)}
    none = len(part.periods) + 1
    columns = [0, *(place.get(label, none) for label in periods)]
    return (b"\t".join(map([*line.split(b"\t"), b""].__getitem__, columns)) for line in part.lines)
