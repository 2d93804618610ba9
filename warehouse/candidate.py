"""A release on its way in, beside those that it falls between."""

from dataclasses import dataclass
from datetime import datetime

from warehouse.snapshot import Snapshot


@dataclass(frozen=True)
class Candidate:
    """A release to be staged: its snapshot, and those of the releases that it falls between."""

    release_key: str
    released_at: datetime
    snapshot: Snapshot
    before: Snapshot | None = None
    after: Snapshot | None = None
