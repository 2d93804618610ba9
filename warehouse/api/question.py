"""A data query of SDMX-REST 2.2 as values: series, periods, moments, and how much of the answer."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Self
from zoneinfo import ZoneInfo

from warehouse.api.refusal import SYNTAX, Refused

TIME_PERIOD = "TIME_PERIOD"
OBS_VALUE = "OBS_VALUE"
ATTRIBUTES = ("OBS_STATUS", "CONF_STATUS", "RELEASED_AT", "REPLACED_AT")
_BRUSSELS = ZoneInfo("Europe/Brussels")
_DATE_ONLY = 10


@dataclass(frozen=True)
class Span:
    """The periods asked for: by their labels, and by the days between which they must lie."""

    labels: frozenset[str] | None = None
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True)
class Part:
    """How much of the answer is wanted.

    ``first`` and ``last`` count periods of each series, and are both kept where both are named;
    ``offset`` and ``limit`` count the lines that are left. None: all.
    """

    first: int | None = None
    last: int | None = None
    offset: int = 0
    limit: int | None = None

    @property
    def has_ends(self) -> bool:
        """Whether only the ends of each series are wanted."""
        return self.first is not None or self.last is not None


@dataclass(frozen=True)
class DataQuestion:
    """What is asked of a dataset.

    ``keys`` has, for each key, the codes wanted by dimension (an absent dimension: all codes);
    ``without`` the codes not wanted. ``as_of`` is publication time, ``updated_after`` the time at
    which this warehouse took a release. ``history`` wants every version, not the last one.
    ``columns`` are the measure and attributes to show of what is found.
    """

    keys: tuple[dict[str, list[str]], ...] = ({},)
    without: dict[str, list[str]] = field(default_factory=dict)
    span: Span = Span()
    as_of: datetime | None = None
    updated_after: datetime | None = None
    history: bool = False
    part: Part = Part()
    columns: tuple[str, ...] = (OBS_VALUE, *ATTRIBUTES)

    def selects(self, dimension: str) -> bool:
        """Whether not all codes of a dimension, or not all periods, are asked for."""
        if dimension == TIME_PERIOD:
            return self.span != Span()
        return dimension in self.without or any(dimension in key for key in self.keys)

    def free_of(self, dimension: str) -> Self:
        """The same question about all codes of a dimension, or all periods."""
        if dimension == TIME_PERIOD:
            return replace(self, span=Span())
        keys = tuple(_less(key, dimension) for key in self.keys)
        return replace(self, keys=keys, without=_less(self.without, dimension))


def _less(codes: dict[str, list[str]], dimension: str) -> dict[str, list[str]]:
    return {name: found for name, found in codes.items() if name != dimension}


def moment(text: str) -> datetime:
    """A moment: Brussels time without a zone, as Eurostat means it; a day is its first moment.

    Raises Refused. The ``+`` of a zone that a client left as it is arrives here as a space.
    """
    stamp = text.strip().replace(" ", "+")
    try:
        read = datetime.fromisoformat(f"{stamp}T00:00" if len(stamp) == _DATE_ONLY else stamp)
    except ValueError as error:
        wanted = "wanted a moment such as 2024-01-23 or 2024-01-23T10:00:00Z"
        raise Refused(SYNTAX, f"{wanted}, got {text!r}") from error
    return read if read.tzinfo else read.replace(tzinfo=_BRUSSELS)
