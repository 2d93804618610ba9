"""What a reader chose on a page, by words of its address; an empty one is the page's choice."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query

PageNumber = Annotated[int, Query(ge=1, le=100_000)]


@dataclass(frozen=True)
class DatasetAsked:
    """On the page of a dataset: ``page`` is one of vintages, ``some`` one of series."""

    vintage: str = ""
    dimension: str = ""
    find: str = ""
    page: PageNumber = 1
    some: PageNumber = 1


@dataclass(frozen=True)
class SeriesAsked:
    """On the page of a series: without a period, the newest of the page."""

    period: str = ""
    page: PageNumber = 1
