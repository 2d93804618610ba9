"""A release on its way in, beside those that it falls between."""

from dataclasses import dataclass
from datetime import datetime

from warehouse.snapshot import Figures


@dataclass(frozen=True)
class Candidate:
    """A release to be staged: its figures, and those of the releases that it falls between."""

    release_key: str
    released_at: datetime
    snapshot: Figures
    before: Figures | None = None
    after: Figures | None = None

    @property
    def is_alone(self) -> bool:
        """Whether it falls between no others: the first release of its dataset."""
        return self.before is None and self.after is None
