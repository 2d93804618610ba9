"""What the benchmark measures is right: files as the truth says, and `figures` as both."""

import gzip
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from benchmarks.generator.releases import CODE, STEPS, write_releases
from benchmarks.generator.shape import shape_of
from benchmarks.speed.clock import Clock
from benchmarks.speed.goals import Run, growth
from benchmarks.speed.line_step import carry, line_at
from benchmarks.speed.verify import NotTheTruth, verify
from warehouse.connection import Access

Cells = dict[tuple[str, str], str]
AS_OF = """
    SELECT series_key, time_period, concat_ws(' ', as_published, obs_status)
      FROM figures.as_of(%s, %s)"""


def cells_of(path: Path) -> Cells:
    """Every cell of a file, by series key and period."""
    head, *lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    periods = [label.strip() for label in head.split("\t")[1:]]
    rows = ((line.split("\t")[0].replace(",", "."), line.split("\t")[1:]) for line in lines)
    return {
        (key, period): cell.strip()
        for key, cells in rows
        for period, cell in zip(periods, cells, strict=True)
        if cell
    }


def test_the_truth_is_that_of_the_files(tmp_path: Path) -> None:
    truth = write_releases(tmp_path, shape_of(20_000, "", tmp_path / "no lists"), STEPS)

    first, late, after = (cells_of(tmp_path / f"{name}.tsv.gz") for name in STEPS.names)
    shared = [(first[cell].split(), after[cell].split()) for cell in first.keys() & after.keys()]
    kinds = truth["changes"]["first > next"]["kinds"]
    counts = [vintage["observations"] for vintage in truth["vintages"].values()]
    assert counts == [len(first), len(late), len(after)]
    assert kinds["first_published"] == len(after.keys() - first.keys())
    assert kinds["vanished"] == len(first.keys() - after.keys())
    assert kinds["withdrawn"] == sum(old[0] != ":" == new[0] for old, new in shared)
    assert kinds["status_changed"] == sum(old[0] == new[0] and old != new for old, new in shared)
    assert truth["changes"]["late > next"]["kinds"]["reappeared"] == len(
        (first.keys() & after.keys()) - late.keys()
    )


def test_the_warehouse_holds_what_was_generated(tmp_path: Path, access: Access) -> None:
    truth = write_releases(tmp_path, shape_of(20_000, "", tmp_path / "no lists"), STEPS)
    line, url = line_at(access.owner, tmp_path), access.owner.replace("+psycopg", "")
    moments = {n: datetime.fromisoformat(v["released_at"]) for n, v in truth["vintages"].items()}
    afterwards = datetime.fromisoformat("2021-01-01T00:00Z")

    outcomes = [
        carry(line, (CODE, tmp_path / f"{name}.tsv.gz", moments.get(name, afterwards)), Clock())
        for name in ("first", "next", "late", "rewritten")
    ]

    assert outcomes == ["vintage", "vintage", "vintage", "republished"]
    verify(url, CODE, truth, STEPS.names)
    with psycopg.connect(url) as connection:
        for name in STEPS.names:
            rows = connection.execute(AS_OF, [CODE, moments[name]]).fetchall()
            assert {row[:2]: row[2] for row in rows} == cells_of(tmp_path / f"{name}.tsv.gz")
    with pytest.raises(NotTheTruth, match="content of next"):
        verify(
            url, CODE, truth | {"vintages": truth["vintages"] | {"next": wrong(truth)}}, ("next",)
        )


def wrong(truth: dict[str, dict[str, dict[str, object]]]) -> dict[str, object]:
    """A vintage whose rows are others."""
    return truth["vintages"]["next"] | {"digest": "1"}


def test_a_cell_that_costs_a_fifth_more_among_many_is_not_linear() -> None:
    """L is 0.1 seconds a cell in both runs, and a check of one second is no part of it."""

    def run(cells: int, multiple: float) -> Run:
        stages = {"COPY": cells / 10, "primary key": 0.0, "check": 1.0}
        cost = {"seconds": multiple * cells / 10 + 1, "stages": stages}
        steps = ("limit", "first", "next", "late")
        return {"options": {"cells": cells}, "costs": {step: [cost] for step in steps}}

    assert [cells[-1] for cells in growth([run(10, 0.57), run(1, 0.5)])] == ["yes"] * 3
    assert [cells[-1] for cells in growth([run(10, 0.6), run(1, 0.5)])] == ["**no**"] * 3
