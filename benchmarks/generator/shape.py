"""What a table looks like: its dimensions, their codes, its periods, how many series it has."""

import os
from dataclasses import dataclass
from itertools import islice, product
from math import prod
from pathlib import Path

import polars as pl

SHARED = Path(os.environ.get("VINTAGES_SHARED", Path(__file__).parents[3] / "shared"))
CONSTRAINTS = SHARED / "data/eurostat/codes/eurostat_constraints.parquet"
ABSENT_SHARE, MISSING_SHARE = 0.04, 0.16
NEW_SERIES_SHARE = 0.002
INVENTED_SIZES = {"freq": 1, "species": 130, "pres": 11, "dest": 13, "natvessr": 28, "unit": 5}
INVENTED_GEOS, INVENTED_YEARS = 33, range(1990, 2024)


@dataclass(frozen=True)
class Shape:
    """A table of ``series`` series, some of which appear only later, over ``periods``.

    ``codes`` are sorted, one list per dimension. The last period is the one that the second
    vintage brings. ``origin`` says where the codes come from.
    """

    dimensions: tuple[str, ...]
    codes: tuple[tuple[str, ...], ...]
    periods: tuple[str, ...]
    series: int
    origin: str

    def keys(self, start: int, count: int) -> list[bytes]:
        """The keys of ``count`` series from ``start``: codes joined by commas, in byte order."""
        places = prod(len(codes) for codes in self.codes)
        numbers = range(start, min(start + count, self.series))
        return [self._key(number * places // self.series) for number in numbers]

    def _key(self, place: int) -> bytes:
        codes = []
        for listed in reversed(self.codes):
            place, digit = divmod(place, len(listed))
            codes.append(listed[digit])
        return ",".join(reversed(codes)).encode()


def shape_of(cells: int, dataset_code: str, constraints: Path = CONSTRAINTS) -> Shape:
    """The shape with about so many cells in its first vintage, from Eurostat's own code lists.

    Codes are invented where the lists are not at hand. Raises ValueError for a dataset that they
    do not have, or that has fewer series than so many cells need.
    """
    if constraints.exists():
        dimensions, codes, periods = _listed(constraints, dataset_code)
    else:
        dimensions, codes, periods = _invented()
    held = len(periods) * (1 - ABSENT_SHARE) * (1 - NEW_SERIES_SHARE)
    series = max(50, round(cells / held))
    if series > prod(len(each) for each in codes):
        raise ValueError(f"{dataset_code} has too few codes for {cells:,} cells: name a larger one")
    origin = f"codes of {dataset_code}" if constraints.exists() else "invented codes"
    return Shape(dimensions, codes, (*periods, str(int(periods[-1]) + 1)), series, origin)


Listed = tuple[tuple[str, ...], tuple[tuple[str, ...], ...], tuple[str, ...]]


def _listed(constraints: Path, dataset_code: str) -> Listed:
    rows = pl.scan_parquet(constraints).filter(df_id=dataset_code).collect()
    codes: dict[str, list[str]] = {}
    for row in rows.iter_rows(named=True):
        codes.setdefault(row["dimension_id"], []).append(row["code_id"])
    if not all(label.isdigit() for label in codes.get("TIME_PERIOD", ["none"])):
        raise ValueError(f"{dataset_code} is no yearly table in {constraints.name}: name another")
    periods = tuple(sorted(codes.pop("TIME_PERIOD")))
    dimensions = tuple(sorted(codes, key=lambda name: (name != "freq", name == "geo", name)))
    return dimensions, tuple(tuple(sorted(codes[name])) for name in dimensions), periods


def _invented() -> Listed:
    codes = [
        tuple(f"{name[0].upper()}{number:03}" for number in range(size))
        for name, size in INVENTED_SIZES.items()
    ]
    codes[0] = ("A",)
    pairs = islice(product("ABCDEF", "GHIJKL"), INVENTED_GEOS)
    geos = tuple(sorted("".join(pair) for pair in pairs))
    return (*INVENTED_SIZES, "geo"), (*codes, geos), tuple(str(year) for year in INVENTED_YEARS)
