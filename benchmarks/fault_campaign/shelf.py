"""The releases of the campaign: invented tables, each made from its two numbers alone."""

import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.fault_campaign.plan import Turn
from examples.stand_in.shelf import shelve

SERIES, MONTHS = 120, 72
_REVISED, _FLAGGED, _MISSING = 0.02, 0.01, 0.03
_REPUBLISHED_EACH = 7  # every so many releases bring the same figures under a new stamp
_SOURCE = """\
title = "Invented: one of the fault campaign"
frequencies = ["M"]
dimensions = ["freq", "indic", "geo"]
unit_note = "Nothing: the figures are invented."
"""


def code(dataset: int) -> str:
    """The code of a dataset of the campaign."""
    return f"FAULT_{dataset:02}"


def shelved(folder: Path, turns: Iterable[Turn]) -> tuple[Path, Path]:
    """The shelf with every release of the plan, and the folder of the files that follow them."""
    shelf, sources = folder / "shelf", folder / "sources"
    (sources / "eurostat").mkdir(parents=True)
    for dataset, number in (release for turn in turns for release in turn.releases):
        (sources / "eurostat" / f"{code(dataset).lower()}.toml").write_text(_SOURCE)
        stamp = f"2026-{number:02}-07T11:00:00+0100"
        shelve(shelf / code(dataset), table(dataset, number), update_data=stamp)
    return shelf, sources


def table(dataset: int, number: int) -> bytes:
    """A release in today's TSV grammar: each revises, flags and fills some cells, adds a month.

    The figures of a release are a function of its two numbers alone.
    """
    content = number - number // _REPUBLISHED_EACH
    count = MONTHS + content
    months = [f"{2018 + month // 12}-{month % 12 + 1:02}" for month in range(count)]
    head = "freq,indic,geo\\TIME_PERIOD\t" + "\t".join(f"{month} " for month in months)
    rows = (_row(dataset, series, content, count) for series in range(SERIES))
    return ("\r\n".join((head, *rows)) + "\r\n").encode()


def _row(dataset: int, series: int, content: int, count: int) -> str:
    cells = [f"{1000 + 7 * series + month}" for month in range(count)]
    for release in range(1, content + 1):
        for month, cell in _changes(dataset, series, release):
            cells[month] = cell
    return f"M,I{series:03},EU27_2020\t" + "\t".join(f"{cell} " for cell in cells)


def _changes(dataset: int, series: int, release: int) -> Iterator[tuple[int, str]]:
    """What a release changes in a series: few cells, and only in months that were there before."""
    chance = random.Random(f"{dataset} {series} {release}")  # noqa: S311 - figures, not secrets
    for month in range(MONTHS):
        value, drawn = 1000 + 7 * series + month + release, chance.random()
        if drawn < _REVISED:
            yield month, f"{value}"
        elif drawn < _REVISED + _FLAGGED:
            yield month, f"{value} p"
        elif release == 1 and drawn < _REVISED + _FLAGGED + _MISSING:
            yield month, ":"
