"""From a release in the archive to its snapshot: parts unpacked, read and joined."""

from collections.abc import Sequence

from ingestion.archive import Archive
from ingestion.decompress import decompressed
from ingestion.eurostat.read import read
from ingestion.eurostat.read_structure import read_structure
from ingestion.normal_form import in_order, snapshot_of
from ingestion.release import Release
from ingestion.settings import Settings
from warehouse.period import period
from warehouse.snapshot import Snapshot
from warehouse.structure import Structure


def read_release(release: Release, archive: Archive, settings: Settings) -> Snapshot:
    """The snapshot of a release, a pure function of its archived bytes.

    Raises Malformed or NotThisDataset as its readers do, ArchiveDamaged for missing bytes.
    """
    payloads = (decompressed(archive.read(key), settings.max_bytes) for key in release.parts)
    return joined([read(it, release.source_format, release.dataset_code) for it in payloads])


def structure_of(release: Release, archive: Archive, settings: Settings) -> Structure | None:
    """The structure that came with a release, where one did."""
    if release.structure is None:
        return None
    return read_structure(decompressed(archive.read(release.structure), settings.max_bytes))


def joined(parts: Sequence[Snapshot]) -> Snapshot:
    """The slices of one dataset as one snapshot; a series in two slices is Malformed."""
    if len(parts) == 1:
        return parts[0]
    dimensions = parts[0].dimensions
    labels = {label for part in parts for label in part.periods}
    periods = tuple(sorted(labels, key=lambda label: period(label).period_id))
    lines = [line for part in parts for line in _laid_out(in_order(part, dimensions), periods)]
    return snapshot_of(dimensions, periods, lines, {"parts": [dict(part.layout) for part in parts]})


def _laid_out(part: Snapshot, periods: tuple[str, ...]) -> Sequence[bytes]:
    """The lines of a slice with a column for each period of the whole."""
    if part.periods == periods:
        return part.lines
    place = {label: column for column, label in enumerate(part.periods, 1)}
    none = len(part.periods) + 1
    columns = [0, *(place.get(label, none) for label in periods)]
    return [b"\t".join(map([*line.split(b"\t"), b""].__getitem__, columns)) for line in part.lines]
