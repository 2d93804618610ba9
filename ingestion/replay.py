"""Replay: load the archive again into an empty warehouse, and compare.

The archive is the truth; the warehouse can always be made again from it, in any order.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from ingestion.checks.decision import Decision
from ingestion.eurostat.line import Line
from warehouse.neighbours import known_dimensions, make_known
from warehouse.recreate import HeldRelease, releases_held


@dataclass(frozen=True)
class Replayed:
    """One release loaded again: what the warehouse records, and what came of its archived bytes."""

    dataset_code: str
    released_at: datetime
    recorded: tuple[str, str]
    replayed: tuple[str, str] | None

    @property
    def agrees(self) -> bool:
        """Whether outcome and content hash are the same."""
        return self.recorded == self.replayed


def replay(held: Line, empty: Line, dataset_code: str | None = None) -> Iterator[Replayed]:
    """Load every release that ``held`` records into ``empty``, newest first, and compare.

    ``empty`` is the same line with a migrated warehouse of its own. The comparison comes after the
    last load: a release's outcome depends on its neighbours. In which order dimensions stand in a
    dataset's keys is that of whichever release came first, which no archived byte says.
    """
    with held.warehouse.connect() as connection:
        wanted = releases_held(connection, dataset_code)
        numbers = {release.dataset_code: release.dataset_id for release in wanted}
        orders = {code: known_dimensions(connection, number) for code, number in numbers.items()}
    with empty.warehouse.begin() as connection:
        for code, known in orders.items():
            make_known(connection, code, known)
    for release in reversed(wanted):
        _load_again(empty, release)
    with empty.warehouse.connect() as connection:
        found = {(it.dataset_code, it.released_at): it for it in releases_held(connection)}
    for release in wanted:
        again = found.get((release.dataset_code, release.released_at))
        replayed = None if again is None else _summary(again)
        yield Replayed(release.dataset_code, release.released_at, _summary(release), replayed)


def _load_again(line: Line, release: HeldRelease) -> None:
    """Each release was let in once already, by its checks or by a person: it is not asked again."""
    stage = line.stage(release.release_key)
    if stage is not None:
        line.load(
            stage,
            Decision(release.accepted_by, release.accepted_because or "")
            if release.accepted_by
            else None,
        )


def _summary(release: HeldRelease) -> tuple[str, str]:
    return release.outcome, release.content_hash


def beside(line: Line, warehouse_url: str) -> Line:
    """The same line, archive and all, over another warehouse."""
    return replace(line, settings=replace(line.settings, warehouse_url=warehouse_url))
