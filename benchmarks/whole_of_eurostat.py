"""The whole of Eurostat on paper: cells, disk, hours per day, and when one machine is full.

    python -m benchmarks.whole_of_eurostat .vintages/bench.json

reads what a run of the benchmark measured and writes the table into docs/performance.md. It needs
the code lists of all datasets and a catalogue (shared data; VINTAGES_SHARED says where).

Sizes are estimated: Eurostat's catalogue as archived leaves them empty. The product of a dataset's
codes says how many cells are possible; of the datasets in KNOWN the true count was read, and a line
through them, log against log, gives the others, none above LARGEST.
"""

import argparse
import csv
import json
import statistics
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, log
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.generator.shape import CONSTRAINTS, SHARED
from benchmarks.page import SPEED_PAGE, row, write_table

CATALOGUE = SHARED / "data/eurostat/catalogue/eurostat_catalogue_2025-05.csv"
NAME = "python -m benchmarks.whole_of_eurostat"
LARGEST = 50_000_000
KNOWN = {  # observation counts as Eurostat published them between 2023 and 2026
    "GOV_10Q_GGNFA": 1_331_280,
    "NRG_BAL_S": 2_763_024,
    "DEMO_R_D2JAN": 4_542_548,
    "AVIA_PAOC": 2_482_969,
    "EI_BPM6CA_Q": 301_090,
    "EI_BPM6CA_M": 250_986,
    "EI_BSSI_M_R2": 140_216,
    "EI_ISEN_M": 94_184,
}
RHYTHM_DAYS, BUSIEST_OF_DAYS = 7, 30
HOURS_BETWEEN_WAVES = 12  # Eurostat publishes at 11:00 and at 23:00


@dataclass(frozen=True)
class Speed:
    """What a run measured: seconds and bytes, per cell or per release, all checks included."""

    first_per_cell: float
    next_per_cell: float
    per_release: float
    bytes_per_cell: float
    bytes_per_change: float
    archive_per_cell: float
    changes_per_cell: float


@dataclass(frozen=True)
class Rhythm:
    """Releases and cells in them on a mean day and on the busiest one."""

    releases: float
    cells: float
    busiest_releases: int
    busiest_cells: float


def speed_of(run: Mapping[str, Any]) -> Speed:
    """The constants of the formula, from the JSON of the benchmark."""
    cells = run["numbers"]["cells"]
    first, after = (_medians(run["costs"][name]) for name in ("first", "next"))
    return Speed(
        first_per_cell=first["seconds"] / cells["first"],
        next_per_cell=after["seconds"] / cells["next"],
        per_release=_medians(run["costs"]["same bytes"])["seconds"],
        bytes_per_cell=first["disk"] / cells["first"],
        bytes_per_change=max(after["disk"], 0) / cells["changes"],
        archive_per_cell=cells["archived bytes"] / cells["next"],
        changes_per_cell=cells["changes"] / cells["next"],
    )


def sizes(constraints: Path = CONSTRAINTS) -> dict[str, float]:
    """Cells of every dataset, estimated from its code lists."""
    counted = pl.scan_parquet(constraints).group_by("df_id", "dimension_id").len().collect()
    possible: dict[str, int] = {}
    for dataset, _, count in counted.iter_rows():
        possible[dataset] = possible.get(dataset, 1) * count
    line = statistics.linear_regression(
        [log(possible[dataset]) for dataset in KNOWN], [log(count) for count in KNOWN.values()]
    )
    return {
        dataset: KNOWN.get(dataset, min(most, LARGEST, _on_line(line, most)))
        for dataset, most in possible.items()
    }


def rhythm(cells: Mapping[str, float], catalogue: Path = CATALOGUE) -> Rhythm:
    """How much moves a day, by the datasets whose stamp is young in a catalogue."""
    stamps = dict(_stamps(catalogue))
    newest = max(stamps.values())
    typical = statistics.median(cells.values())

    def moved(since: datetime) -> list[str]:
        return [dataset for dataset, at in stamps.items() if at > since]

    def total(datasets: list[str]) -> float:
        return sum(cells.get(dataset, typical) for dataset in datasets)

    days: dict[object, list[str]] = {}
    for dataset in moved(newest - timedelta(days=BUSIEST_OF_DAYS)):
        days.setdefault(stamps[dataset].date(), []).append(dataset)
    week = moved(newest - timedelta(days=RHYTHM_DAYS))
    busiest = max(days.values(), key=total)
    return Rhythm(len(week) / RHYTHM_DAYS, total(week) / RHYTHM_DAYS, len(busiest), total(busiest))


def lines(cells: Mapping[str, float], daily: Rhythm, speed: Speed) -> Iterator[str]:
    """The table: the estimate, and what follows if Eurostat were larger than that."""
    yield row("", "as estimated", "twice the cells", "four times")
    yield row("---", "---:", "---:", "---:")
    for label, value, unit in _values(sum(cells.values()), daily, speed):
        yield row(label, *(f"{value(times):,.{unit[0]}f}{unit[1]}" for times in (1, 2, 4)))


def _values(
    total: float, daily: Rhythm, speed: Speed
) -> Iterator[tuple[str, Any, tuple[int, str]]]:
    """Label, value by how many times the estimate, digits and unit."""

    def hours(releases: float, cells: float) -> Any:
        fixed = releases * speed.per_release
        return lambda times: (fixed + times * cells * speed.next_per_cell) / 3600

    def full_at(times: int) -> float:
        busiest: float = hours(daily.busiest_releases, daily.busiest_cells)(times)
        return HOURS_BETWEEN_WAVES / busiest

    changes = daily.cells * speed.changes_per_cell * 365
    history = changes * speed.bytes_per_change
    kept = daily.cells * speed.archive_per_cell * 365
    yield "cells, thousand million", lambda n: n * total / 1e9, (2, "")
    yield (
        "first load of everything, hours",
        lambda n: n * total * speed.first_per_cell / 3600,
        (1, ""),
    )
    yield "disk after it, GB", lambda n: n * total * speed.bytes_per_cell / 1e9, (0, "")
    yield "its growth a year, GB", lambda n: n * history / 1e9, (0, "")
    yield "growth of the archive a year, GB", lambda n: n * kept / 1e9, (0, "")
    yield "a mean day, hours", hours(daily.releases, daily.cells), (2, "")
    yield (
        "the busiest day of a month, hours",
        hours(daily.busiest_releases, daily.busiest_cells),
        (2, ""),
    )
    yield "one machine is full at so many times this", full_at, (0, "")


def main() -> None:
    """Read a run, write the table and print it."""
    parser = argparse.ArgumentParser(prog=NAME, description="The whole of Eurostat on paper.")
    parser.add_argument("run", type=Path, nargs="?", default=Path(".vintages/bench.json"))
    chosen = parser.parse_args()
    for needed in (CONSTRAINTS, CATALOGUE, chosen.run):
        if not needed.exists():
            raise SystemExit(f"{needed} is absent: set VINTAGES_SHARED, or run `make bench` first")
    cells = sizes()
    daily, speed = rhythm(cells), speed_of(json.loads(chosen.run.read_text()))
    facts = (
        f"{len(cells):,} datasets; a mean day has {daily.releases:.0f} releases with "
        f"{daily.cells / 1e6:,.0f} M cells, the busiest of {BUSIEST_OF_DAYS} days "
        f"{daily.busiest_releases} with {daily.busiest_cells / 1e6:,.0f} M. Measured: "
        f"{speed.first_per_cell * 1e6:.2f} s per million cells for a first vintage, "
        f"{speed.next_per_cell * 1e6:.2f} s for a next one, {speed.per_release:.3f} s for any "
        f"release, {speed.bytes_per_cell:.0f} bytes a cell, {speed.bytes_per_change:.0f} a change."
    )
    write_table(NAME, [facts, "", *lines(cells, daily, speed)], SPEED_PAGE)


def _on_line(line: Any, possible: int) -> float:
    estimate: float = possible**line.slope * exp(line.intercept)
    return estimate


def _stamps(catalogue: Path) -> Iterator[tuple[str, datetime]]:
    with catalogue.open(newline="", encoding="utf-8") as file:
        for entry in csv.DictReader(file):
            if entry["last update of data"]:
                yield entry["code"].upper(), datetime.fromisoformat(entry["last update of data"])


def _medians(costs: list[dict[str, Any]]) -> dict[str, float]:
    return {name: statistics.median(each[name] for each in costs) for name in ("seconds", "disk")}


if __name__ == "__main__":
    main()
