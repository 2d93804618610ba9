"""Names that are taken in `figures`, and those that a dataset's dimensions cannot have."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

_FIGURES = Path(__file__).parent / "figures"
_VIEW = re.compile(r"^CREATE (?:OR REPLACE )?(?:VIEW|TABLE) figures\.(\w+)", re.MULTILINE)
_OWN_COLUMNS = frozenset(
    {
        *("time_period", "first_day", "last_day", "obs_value", "as_published", "obs_status"),
        *("conf_status", "released_at", "series_key"),
    }
)
# Postgres cuts a name after 63 bytes, and a column of labels has `_label` behind its dimension.
_LONGEST = 57


@cache
def own_views() -> frozenset[str]:
    """The views in `figures` that are not those of a dataset."""
    texts = (path.read_text(encoding="utf-8") for path in _FIGURES.glob("*.sql"))
    return frozenset(name for text in texts for name in _VIEW.findall(text))


def column_trouble(dimensions: Sequence[str]) -> str | None:
    """Why these dimensions cannot be columns of a dataset's view; None where they can."""
    for name in dimensions:
        if name in _OWN_COLUMNS or name.removesuffix("_label") in {*dimensions} - {name}:
            return f"{name!r} is a column of every dataset's view, or of its labels"
        if len(name.encode()) > _LONGEST:
            return f"{name!r} is longer than {_LONGEST} bytes"
    return None
