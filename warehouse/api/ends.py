"""The first and the last periods of each series, from observations as they come."""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from operator import attrgetter

from warehouse.api.observation import Observation
from warehouse.api.question import Part


def at_ends(rows: Iterable[Observation], part: Part) -> Iterator[Observation]:
    """The first and last periods of each series, each with all its versions.

    The rows come by series and period. No more than one series is in memory.
    """
    for _, series in groupby(rows, key=attrgetter("codes")):
        yield from _ends(series, part)


def _ends(series: Iterator[Observation], part: Part) -> Iterator[Observation]:
    last: deque[list[Observation]] = deque(maxlen=part.last or 0)
    for place, (_, versions) in enumerate(groupby(series, key=attrgetter("time_period"))):
        if place < (part.first or 0):
            yield from versions
        else:
            last.append(list(versions))
    yield from chain.from_iterable(last)
