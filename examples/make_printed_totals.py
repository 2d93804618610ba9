"""Writes the releases of EU_THB_PRINTED from the table of what was printed where.

``python -m examples.make_printed_totals`` after every change of provenance.csv; a test compares.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from examples.release_tsv import release_tsv

FOLDER = Path(__file__).parent / "releases" / "EU_THB_PRINTED"
DIMENSIONS = ("freq", "span", "leg_stat", "category", "basis", "unit", "coverage")


def printed_figures() -> list[dict[str, str]]:
    """Every figure with where it was printed, in the order of printing."""
    with (FOLDER / "provenance.csv").open(encoding="utf-8", newline="") as file:
        return sorted(csv.DictReader(file), key=lambda row: row["released_on"])


def printed_releases() -> Iterator[tuple[str, bytes]]:
    """File name and content of each release: all that was printed until its day."""
    figures = printed_figures()
    for day in sorted({row["released_on"] for row in figures}):
        # A later row of the same series and period replaces the earlier one: a restatement.
        cells = {
            (_key(row), row["time_period"]): f"{row['value']} "
            for row in figures
            if row["released_on"] <= day
        }
        yield f"{day}.tsv", release_tsv(DIMENSIONS, cells)


def _key(row: dict[str, str]) -> str:
    return ",".join(("A", *(row[dimension] for dimension in DIMENSIONS[1:])))


if __name__ == "__main__":
    for name, content in printed_releases():
        (FOLDER / name).write_bytes(content)
