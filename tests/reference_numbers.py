"""The numbers of reference implementations, and the warehouse's own on the same panel.

The panel is synthetic: three countries, 2005-2023, five yearly vintages; pairs are each of the four
earlier vintages against the newest.
"""

import csv
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Engine

from tests.example_history import load_panel, reference_panel
from tests.fresh import fresh_access
from tests.rounds import select
from tests.shared import shared_file
from warehouse.connection import engine
from warehouse.server import Server

Case = tuple[str, str]
Numbers = dict[Case, dict[str, float]]
SUMMARY = """
    SELECT :prelim, member, indicator, value, n
      FROM figures.revision_summary('PANEL', 'as of ' || :prelim, 'latest', 'geo', '{}', :lag)
     WHERE refusal IS NULL"""
PAIRS = """
    SELECT series_key, preliminary_number, later_number
      FROM figures.revision_pairs('PANEL', 'as of ' || :prelim)
     ORDER BY series_key, period_id"""
PRELIMINARY = ("2021-01-29", "2022-01-31", "2023-01-31", "2024-01-31")


def numbers(name: str, of: str = "geo", by: str = "prelim") -> Numbers:
    """A file of expected numbers, by country and preliminary vintage."""
    found: Numbers = {}
    with shared_file(f"revision_reference/{name}").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = row["statistic"] if "statistic" in row else _hac_name(row)
            value = float("nan") if row["value"] in ("", "NA") else float(row["value"])
            found.setdefault((row[of], row[by]), {})[key] = value
    return found


def _hac_name(row: dict[str, str]) -> str:
    return "/".join(row[name] for name in ("model", "term", "stat", "spec"))


class Ours:
    """The indicators of the panel as the warehouse computes them, by lag of the robust errors."""

    def __init__(self, warehouse: Engine) -> None:
        self.warehouse = warehouse
        self.by_lag: dict[int, Numbers] = {}

    def at(self, lag: int = 1) -> Numbers:
        """By country and preliminary vintage."""
        if lag not in self.by_lag:
            rows = [
                row
                for prelim in PRELIMINARY
                for row in select(self.warehouse, SUMMARY, prelim=prelim, lag=lag)
            ]
            found: Numbers = {}
            for prelim, geo, indicator, value, n in rows:
                found.setdefault((geo, prelim), {})[indicator] = value
                found[geo, prelim].setdefault("n", n)
            self.by_lag[lag] = found
        return self.by_lag[lag]

    def pairs(self) -> dict[Case, tuple[list[float], list[float]]]:
        """Preliminary and later figures by country and preliminary vintage, by period."""
        found: dict[Case, tuple[list[float], list[float]]] = {}
        for prelim in PRELIMINARY:
            for geo, p, later in select(self.warehouse, PAIRS, prelim=prelim):
                both = found.setdefault((geo, prelim), ([], []))
                both[0].append(float(p))
                both[1].append(float(later))
        return found


@contextmanager
def panel_in(server: Server) -> Iterator[Ours]:
    """The panel in a warehouse of its own, asked as an analyst."""
    with fresh_access(server) as access:
        load_panel(engine(access.loader), "PANEL", reference_panel())
        yield Ours(engine(access.analyst))


def close(one: float, other: float) -> bool:
    """Equal within 1e-9, relative to their size."""
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


def disagreements(ours: Numbers, theirs: Numbers, names: Mapping[str, str]) -> list[object]:
    """Each number that is not close to the expected one; all 12 cases are compared."""
    assert len(theirs) == 12
    return [
        (case, name, ours[case].get(name), expected[other])
        for case, expected in theirs.items()
        for name, other in names.items()
        if not close(ours[case].get(name, math.nan), expected[other])
    ]
