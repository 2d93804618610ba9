"""One version of one cell, as answers of the API show it."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple


class Observation(NamedTuple):
    """One version of one cell; ``as_published`` is None where the cell is gone from the file."""

    codes: tuple[str, ...]
    time_period: str
    obs_value: Decimal | None
    as_published: str | None
    obs_status: str | None
    conf_status: str | None
    released_at: datetime
    replaced_at: datetime | None
