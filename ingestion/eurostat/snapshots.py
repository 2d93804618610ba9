"""Archived releases as snapshots, their keys in the order of dimensions that the dataset has."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine

from ingestion.archive import Archive
from ingestion.errors import NotThisDataset
from ingestion.eurostat.read_release import read_release, structure_of
from ingestion.normal_form import in_order
from ingestion.release import Release
from ingestion.settings import Settings
from ingestion.source import Source
from warehouse.neighbours import Held, Neighbours, known_dimensions
from warehouse.snapshot import Snapshot, observation_hash


@dataclass(frozen=True)
class Snapshots:
    """Where releases are read from, and what is known of their datasets."""

    archive: Archive
    settings: Settings
    warehouse: Engine
    source: Callable[[str], Source]

    def of(self, release: Release, place: Neighbours) -> Snapshot:
        """The snapshot of a release. Raises NotThisDataset where the file is of another one."""
        snapshot = read_release(release, self.archive, self.settings)
        structure = structure_of(release, self.archive, self.settings)
        if structure is not None and set(structure.dimensions) != set(snapshot.dimensions):
            raise NotThisDataset(
                f"{release.dataset_code} has the dimensions {', '.join(structure.dimensions)}, "
                f"the file has {', '.join(snapshot.dimensions)}: it is of another dataset"
            )
        with self.warehouse.connect() as connection:
            known = known_dimensions(connection, place.dataset_id)
        wanted = [*known, self.source(release.dataset_code).dimensions]
        same = (order for order in wanted if set(order) == set(snapshot.dimensions))
        return in_order(snapshot, next(same, snapshot.dimensions))

    def held(self, held: Held | None, place: Neighbours) -> Snapshot | None:
        """The snapshot of a release that the warehouse holds; None where it holds none."""
        return None if held is None else self.of(self.archive.release(held.release_key), place)

    def parts(self, held: Held) -> tuple[str, ...]:
        """The archive keys of the bytes of a release that the warehouse holds."""
        return self.archive.release(held.release_key).parts

    def same_figures(self, release: Release, place: Neighbours) -> bool:
        """Whether the release held for the same moment has the same figures."""
        if place.same is None:
            return False
        if self.parts(place.same) == release.parts:
            return True
        return observation_hash(self.of(release, place)) == place.same.content_hash
