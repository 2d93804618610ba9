"""Eurostat's stamps as moments: three spellings, and Brussels time wherever no zone is given."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")
_SDMX_CSV = "%d/%m/%y %H:%M:%S"
_DATE_ONLY = 10


def moment(text: str) -> datetime:
    """The moment that a stamp names, with its zone.

    ``2025-12-04T23:00:00+0100`` (annotations, JSON-stat), ``11/06/26 23:00:00`` (SDMX-CSV: day
    before month), ``Thu, 11 Jun 2026 23:00:00 +0200`` (RSS). In the hour that a clock change
    repeats, the first is meant; one that it skips is read as if the clock had not been moved.
    Raises ValueError for anything else.
    """
    try:
        stamp = _read(text.strip())
        if stamp.tzinfo in (None, BRUSSELS):
            stamp = stamp.replace(tzinfo=BRUSSELS).astimezone(UTC).astimezone(BRUSSELS)
    except (ValueError, OverflowError) as error:
        raise ValueError(
            f"wanted a moment such as 2025-12-04T23:00:00+0100, got {text[:40]!r}"
        ) from error
    return stamp


def _read(text: str) -> datetime:
    if text[2:3] == "/":
        return datetime.strptime(text, _SDMX_CSV).replace(tzinfo=BRUSSELS)
    if text[:4].isdigit() and len(text) > _DATE_ONLY:
        return datetime.fromisoformat(text)
    return parsedate_to_datetime(text)
