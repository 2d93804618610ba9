"""What is recorded of a Eurostat release beside its figures."""

from typing import TYPE_CHECKING

from ingestion.checks.decision import Decision
from ingestion.eurostat.read_release import structure_of
from warehouse.load import Arrival

if TYPE_CHECKING:
    from ingestion.eurostat.line import Line


def arrival(line: "Line", release_key: str, decision: Decision | None = None) -> Arrival:
    """The arrival of an archived release, let in by a person where there was a decision."""
    release = line.archive.release(release_key)
    return Arrival(
        release_key=release_key,
        released_at=release.released_at,
        stamps=release.stamps,
        evidence=release.evidence,
        silent=release.silent,
        title=line.source(release.dataset_code).title or None,
        structure=structure_of(release, line.archive, line.settings),
        structure_key=release.structure,
        accepted_by=decision.name if decision else None,
        accepted_because=decision.reason if decision else None,
    )
