"""Kinds of datasets for rounds that are made up: their breakdowns, sizes and habits."""

from collections.abc import Mapping
from dataclasses import dataclass

from ingestion.source import Frequency

EU = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip
GEOS = (*EU, "NO", "CH", "IS", "LI", "RS")
# People in thousands, for the size of counts: from Liechtenstein to Germany.
_THOUSANDS = (
    8900, 11500, 6900, 8700, 900, 10700, 83200, 5800, 1300, 10700, 47400, 5500, 67700, 4000,
    9700, 5000, 370, 59200, 39, 2800, 640, 1900, 520, 17500, 5400, 37900, 10300, 19200,
    6900, 10400, 2100, 5400,
)  # fmt: skip
PEOPLE = dict(zip(sorted(GEOS), _THOUSANDS, strict=True))


@dataclass(frozen=True)
class Kind:
    """A kind of dataset: its breakdowns, its periods, and how its figures are revised.

    ``sums`` are breakdowns with a total (the total, then the parts), ``plain`` those without; the
    first code of ``units`` is what is counted. Shares and sizes are of 1.
    """

    code: str
    freq: Frequency
    sums: Mapping[str, tuple[str, ...]]
    plain: Mapping[str, tuple[str, ...]]
    units: tuple[str, ...]
    level: float  # the figure of one leaf, per thousand people
    years: int
    every_days: int
    lag_days: int
    incomplete: float  # how much the first figure of a period lacks, at most
    size: float  # of a revision of a young figure
    decimals: int = 0
    moved: float = 0.6  # share of the young blocks that are revised in a round
    restated: float = 0.08  # chance of a round that a country restates its past
    all_move: bool = False  # seasonal adjustment moves every figure a little
    union: bool = True  # whether a total of the Union is published
    signed: bool = False  # balances and rates of change: small beside what moves them, or below 0

    @property
    def dimensions(self) -> tuple[str, ...]:
        """In the order of the series keys."""
        return ("freq", *self.plain, *self.sums, "unit", "geo")

    @property
    def year_days(self) -> int:
        """When a figure is old: after two years if yearly, else after half a year."""
        return 730 if self.freq == "A" else 183


_SEX = {"sex": ("T", "F", "M")}
KINDS = (
    Kind("CRIME", "A", _SEX, {"leg_stat": ("VIC", "SUSP", "CONV")}, ("NR", "P_HTHAB"),
         0.01, 13, 365, 400, 0.12, 0.08, moved=0.4),
    Kind("WEEKLY", "W", _SEX, {}, ("NR",), 0.1, 3, 7, 12, 0.3, 0.02, moved=0.9, union=False),
    Kind("ACCOUNTS", "Q", {"na_item": ("B1GQ", "P3", "P5G", "B11")}, {"s_adj": ("NSA", "SCA")},
         ("CP_MEUR", "CLV_I15"), 2.0, 12, 91, 60, 0.01, 0.006, decimals=1, all_move=True),
    Kind("SURVEY", "A", {}, {"age": ("Y15-24", "Y25-54", "Y55-64"), "sex": ("T", "F", "M")},
         ("PC",), 0.0, 15, 182, 90, 0.0, 0.015, decimals=1, moved=0.3, union=False),
    Kind("PERSONS", "A", {"age": ("TOTAL", "Y_LT15", "Y15-64", "Y_GE65")}, {"sex": ("F", "M")},
         ("NR",), 160.0, 12, 182, 190, 0.01, 0.002, moved=0.5),
    Kind("BALANCES", "Q", {"bop_item": ("GS", "G", "S")}, {"partner": ("EXT_EU", "INT_EU")},
         ("MIO_EUR",), 1.0, 12, 91, 80, 0.01, 0.006, decimals=1, union=False, signed=True),
    Kind("GROWTH", "M", {}, {"coicop": ("CP00", "CP01", "CP04", "CP07")},
         ("RCH_A",), 0.0, 12, 30, 45, 0.0, 0.008, decimals=1, moved=0.3, union=False, signed=True),
)  # fmt: skip
