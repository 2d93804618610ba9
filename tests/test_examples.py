"""The example releases: what they say, where it is from, and that they tell the whole story."""

import csv
import tomllib
from collections import Counter
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from examples.make_printed_totals import FOLDER as PRINTED
from examples.make_printed_totals import printed_figures, printed_releases
from examples.make_synthetic_weekly import FOLDER as SYNTHETIC
from examples.make_synthetic_weekly import synthetic_releases
from ingestion.source import Source, sources
from tests.shared import shared_file

EXAMPLE_SOURCES = Path(__file__).parents[1] / "examples" / "sources"
FOLDERS = (PRINTED, SYNTHETIC)
Table = dict[tuple[str, str], str]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _published(folder: Path) -> list[dict[str, object]]:
    return [tomllib.loads(path.read_text()) for path in sorted(folder.glob("[0-9]*.toml"))]


def _table(path: Path) -> Table:
    """Every cell of a TSV file that is not empty."""
    header, *lines = path.read_bytes().decode().removesuffix("\r\n").split("\r\n")
    periods = [label.strip() for label in header.split("\t")[1:]]
    split = (line.split("\t") for line in lines)
    return {
        (key, period): cell
        for key, *cells in split
        for period, cell in zip(periods, cells, strict=True)
        if cell
    }


def _by_stamp(folder: Path) -> list[Table]:
    told = sorted(_published(folder), key=lambda release: str(release["update_data"]))
    return [_table(folder / str(release["file"])) for release in told]


def _kinds(before: Table, after: Table) -> Counter[str]:
    """The kinds of change, told apart in the plainest way there is."""
    kinds: Counter[str] = Counter()
    for cell in before.keys() | after.keys():
        old, new = before.get(cell, "").split(" "), after.get(cell, "").split(" ")
        if old != new:
            kinds[_kind(old, new)] += 1
    return kinds


def _kind(old: list[str], new: list[str]) -> str:
    if new == [""]:
        return "vanished"
    if old == [""]:
        return "new in the file"
    if old[0] == new[0]:
        return "status_changed"
    return {old[0]: "backfilled", new[0]: "withdrawn"}.get(":", "revised")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_files_of_an_example_are_those_its_script_writes(folder: Path) -> None:
    script = printed_releases if folder == PRINTED else synthetic_releases

    assert {path.name: path.read_bytes() for path in folder.glob("*.tsv")} == dict(script())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_file_is_published_once_in_the_past(folder: Path) -> None:
    told = _published(folder)

    stamps = [release["update_data"] for release in told]
    assert sorted(str(release["file"]) for release in told) == sorted(
        path.name for path in folder.glob("*.tsv")
    )
    assert all(isinstance(stamp, datetime) and stamp.tzinfo for stamp in stamps)
    assert max(str(stamp) for stamp in stamps) < "2026-03"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_code_of_an_example_has_a_label(folder: Path) -> None:
    labels = tomllib.loads((folder / "labels.toml").read_text())
    dimensions = _source(folder).dimensions

    used: dict[str, set[str]] = {dimension: set() for dimension in dimensions}
    for path in folder.glob("*.tsv"):
        for key, _ in _table(path):
            for dimension, code in zip(dimensions, key.split(","), strict=True):
                used[dimension].add(code)
    assert {name: set(labels[name]) for name in dimensions} == used
    assert tuple(labels["dimensions"]) == dimensions


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_source_file_of_an_example_has_the_dimensions_and_title_of_its_releases(
    folder: Path,
) -> None:
    followed = _source(folder)

    assert {release["title"] for release in _published(folder)} == {followed.title}
    for path in folder.glob("*.tsv"):
        key, _, _ = path.read_bytes().decode().partition("\\")
        assert tuple(key.split(",")) == followed.dimensions


def _source(folder: Path) -> Source:
    (followed,) = (each for each in sources([EXAMPLE_SOURCES]) if each.dataset_code == folder.name)
    return followed


def test_every_printed_figure_is_one_that_was_read_on_that_day() -> None:
    register = {
        row["figure_id"]: row for row in _rows(shared_file("figures/published_figures.csv"))
    }
    years = {"Y1": 0, "Y2": 1, "Y3": 2}

    for row in printed_figures():
        read = register[row["figure"]]
        last = int(row["time_period"])
        first = last - years[row["span"]]
        assert read["status"] == "read"
        assert (read["value"], read["published_on"]) == (row["value"], row["released_on"])
        assert read["reference_period"] == (f"{first}-{last}" if first < last else str(last))
        assert read["unit"] == {"NR": "persons", "PC": "percent"}[row["unit"]]


def test_a_figure_that_was_read_is_shown_or_left_out_with_a_reason() -> None:
    register = _rows(shared_file("figures/published_figures.csv"))
    left_out = {row["figure"] for row in _rows(PRINTED / "left_out.csv") if row["reason"]}
    shown = {row["figure"] for row in printed_figures()}

    assert shown & left_out == set()
    assert shown | left_out == {row["figure_id"] for row in register if row["status"] == "read"}


def test_every_printed_figure_names_its_document_and_address() -> None:
    for row in printed_figures():
        assert row["printed_in"], row["figure"]
        assert row["url"].startswith(("http://", "https://")), row["figure"]


def test_the_one_restatement_among_the_printed_figures_is_the_share_of_women_of_2020() -> None:
    changes = [
        (cell, before[cell], after[cell])
        for before, after in pairwise(_by_stamp(PRINTED))
        for cell in before
        if before[cell] != after[cell]
    ]

    assert changes == [(("A,Y1,PER_VICT,FEMALE,ESTAT,PC,EU27_2020", "2020"), "64 ", "68 ")]


def test_a_figure_of_several_years_is_never_in_the_series_of_single_years() -> None:
    spans = {row["time_period"]: row["span"] for row in printed_figures()}

    assert spans == {
        "2010": "Y3",
        "2016": "Y2",
        **dict.fromkeys(("2020", "2021", "2022", "2023"), "Y1"),
    }


def test_the_synthetic_releases_show_every_kind_of_change() -> None:
    first, late, second, _, last = _by_stamp(SYNTHETIC)

    assert _kinds(first, late) == {
        "new in the file": 80,
        "revised": 120,
        "status_changed": 40,
        "backfilled": 3,
    }
    assert _kinds(late, second) == {
        "new in the file": 39,
        "revised": 117,
        "status_changed": 39,
        "withdrawn": 2,
        "vanished": 61,
    }
    reappeared = (first.keys() | late.keys()) - second.keys()
    assert reappeared <= last.keys()
    assert len(reappeared) == 61


def test_one_synthetic_release_is_late_and_one_has_lost_half_of_the_series() -> None:
    told = _published(SYNTHETIC)
    stamps = [str(release["update_data"]) for release in told]
    sizes = [len({key for key, _ in _table(SYNTHETIC / str(each["file"]))}) for each in told]

    assert [after < before for before, after in pairwise(stamps)] == [False, True, False, False]
    assert sizes == [40, 39, 40, 20, 40]


def test_the_limits_hold_the_faulty_release_and_no_other() -> None:
    limits = _source(SYNTHETIC).checks
    first, late, second, faulty, last = _by_stamp(SYNTHETIC)

    lost = [
        len(before.keys() - after.keys()) / len(before)
        for before, after in ((first, late), (first, second), (late, second), (second, last))
    ]
    assert max(lost) <= limits.max_lost_cells_share
    assert len(second.keys() - faulty.keys()) / len(second) > limits.max_lost_cells_share


def test_everything_synthetic_says_so() -> None:
    for path in (*SYNTHETIC.glob("*.toml"), EXAMPLE_SOURCES / "eurostat/synthetic_weekly.toml"):
        assert path.read_text().startswith("# SYNTHETIC"), path.name
    assert all(str(release["title"]).startswith("SYNTHETIC") for release in _published(SYNTHETIC))
