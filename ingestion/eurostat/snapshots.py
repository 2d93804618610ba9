"""Archived releases as snapshots, their keys in the order of dimensions that the dataset has."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Engine

from ingestion.archive import Archive
from ingestion.decompress import same_content
from ingestion.errors import NotThisDataset
from ingestion.eurostat.read_release import read_release, structure_of
from ingestion.eurostat.stream_tsv import stream_tsv
from ingestion.normal_form import in_order
from ingestion.release import Release
from ingestion.settings import Settings
from ingestion.sorted_lines import Room
from ingestion.source import Source
from warehouse.candidate import Candidate
from warehouse.neighbours import Held, Neighbours, known_dimensions, releases_alike
from warehouse.snapshot import Figures, NotRegular, observation_hash

Reader = Callable[[Release, Neighbours, Held | None], Figures]
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Snapshots:
    """Where releases are read from, and what is known of their datasets."""

    archive: Archive
    settings: Settings
    warehouse: Engine
    source: Callable[[str], Source]

    def whole(self, release: Release, place: Neighbours, _held: Held | None = None) -> Figures:
        """The figures of a release, all read before the first passes by; by disk where many.

        Raises NotThisDataset for those of another one.
        """
        snapshot = read_release(release, self.archive, self.settings)
        dimensions = self._order(release, place, snapshot.dimensions)
        return in_order(snapshot, dimensions, Room(folder=self.settings.home))

    def streamed(self, release: Release, place: Neighbours, held: Held | None = None) -> Figures:
        """The figures of a release as a stream, where it is one file of today's form.

        Raises NotRegular where it is not, NotThisDataset as ``whole`` does. Of a release that is
        ``held``, what is read must be what was read then.
        """
        if release.source_format != "tsv" or len(release.parts) != 1:
            raise NotRegular("a release of several parts, or of another format")
        opened = partial(self.archive.open, release.parts[0])
        found = stream_tsv(opened, self.settings.max_bytes, held.content_hash if held else None)
        if self._order(release, place, found.dimensions) != found.dimensions:
            raise NotRegular("the dimensions stand in another order")
        return found

    def _order(
        self, release: Release, place: Neighbours, dimensions: tuple[str, ...]
    ) -> tuple[str, ...]:
        """The order in which this dataset's dimensions stand in its keys."""
        structure = structure_of(release, self.archive, self.settings)
        if structure is not None and set(structure.dimensions) != set(dimensions):
            raise NotThisDataset(
                f"{release.dataset_code} has the dimensions {', '.join(structure.dimensions)}, "
                f"the file has {', '.join(dimensions)}: it is of another dataset"
            )
        with self.warehouse.connect() as connection:
            known = known_dimensions(connection, place.dataset_id)
        wanted = [*known, tuple(self.source(release.dataset_code).dimensions)]
        return next((order for order in wanted if set(order) == set(dimensions)), dimensions)

    def candidate(self, release_key: str, place: Neighbours, reader: Reader) -> Candidate:
        """A release between its neighbours, each read in one of the two ways.

        Raises NotRegular where one of them cannot be streamed.
        """
        release = self.archive.release(release_key)
        before, after = (
            None if held is None else reader(self.archive.release(held.release_key), place, held)
            for held in (place.before, place.after)
        )
        here = reader(release, place, None)
        return Candidate(release_key, release.released_at, here, before, after)

    def alike(self, release: Release, place: Neighbours, held: Held) -> str | None:
        """The key of a release with the figures of ``held``, and the bytes of this one.

        None where the bytes are not known, nor those of ``held`` once both are unpacked: such a
        release has to be read.
        """
        with self.warehouse.connect() as connection:
            keys = releases_alike(connection, place.dataset_id, held)
        known = {self.archive.release(key).parts: key for key in keys}
        if release.parts in known:
            return known[release.parts]
        there = self.archive.release(held.release_key)
        of_one_form = there.source_format == release.source_format
        if not of_one_form or len(there.parts) != len(release.parts):
            return None
        same = all(map(self._same_content, there.parts, release.parts))
        return held.release_key if same else None

    def _same_content(self, one: str, other: str) -> bool:
        with self.archive.open(one) as first, self.archive.open(other) as second:
            return same_content(first, second, self.settings.max_bytes)

    def same_figures(self, release: Release, place: Neighbours, held: Held) -> bool:
        """Whether a release that is held has the same figures."""
        if self.alike(release, place, held) is not None:
            return True
        try:
            observation_hash(self.streamed(release, place, held))
        except NotRegular:
            return observation_hash(self.whole(release, place)) == held.content_hash
        return True
