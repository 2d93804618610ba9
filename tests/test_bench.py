"""The bench that rules look at a release on: as narrow as what changed, and what it leaves out."""

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import Engine, text

from benchmarks.rounds import Desk, Table
from ingestion.checks.rule import profile
from ingestion.source import Checks, Source, Sum
from warehouse.quality import close_run, open_run
from warehouse.stage import stage_of
from warehouse.statement import run

DIMENSIONS = ("freq", "unit", "sex", "geo")
COUNTRIES = tuple(f"{one}{other}" for one in "ABCD" for other in "FGHIJ")
SOURCE = Source(
    "DEMO", "Demo", ("A",), checks=Checks(additivity={"sex": Sum("sex", "T", ("F", "M"))})
)
SEEN = "SELECT time_period, after_flags, cells, numbers FROM seen ORDER BY 1, 2 NULLS FIRST"
COUNTS = """SELECT (SELECT count(*) FROM series) AS series, (SELECT count(*) FROM moved) AS moved,
                   (SELECT count(*) FROM member) AS member, (SELECT count(*) FROM part) AS part"""


def table(unit: str = "NR", **changed: str) -> Table:
    """Three years of every country, with other figures for the women of some."""
    return {
        ("A", unit, sex, geo): {
            str(year): changed.get(geo, size) if sex == "F" else size for year in (2021, 2022, 2023)
        }
        for geo in COUNTRIES
        for sex, size in (("F", "100"), ("M", "200"), ("T", "300"))
    }


@pytest.fixture
def desk(warehouse: Engine) -> Desk:
    """A yearly dataset by sex and country, whose total is the sum of women and men."""
    return Desk(warehouse, "DEMO", profile(SOURCE, None, {}))


def asked(desk: Desk, stage_id: int, question: str) -> list[Any]:
    """What a bench answers."""
    with desk.warehouse.connect() as connection:
        run_id, bench = open_run(desk.warehouse, stage_of(connection, stage_id), desk.profile)
    with desk.warehouse.begin() as connection:
        run(connection, "look_at_bench", bench=bench)
        found = connection.execute(text(question)).fetchall()
    close_run(desk.warehouse, run_id)
    return list(found)


def sizes(desk: Desk, stage_id: int) -> dict[str, Any]:
    """Rows of the tables of a bench."""
    (counted,) = asked(desk, stage_id, COUNTS)
    return dict(counted._mapping)


def test_a_bench_is_as_large_as_what_changed(desk: Desk) -> None:
    desk.load("2024-12-01", DIMENSIONS, table("RT"))

    found = sizes(desk, desk.staged("2025-12-01", DIMENSIONS, table("RT", AF="101", BG="101")))

    # sex and geo of two series; nobody adds rates
    assert found == {"series": 2, "moved": 6, "member": 4, "part": 0}


def test_a_total_that_did_not_change_is_held_to_a_part_that_did(desk: Desk) -> None:
    desk.load("2024-12-01", DIMENSIONS, table())

    verdict = desk.judged("2025-12-01", DIMENSIONS, table(CH="150"))

    (found,) = (each for each in verdict.outcomes if each.rule.check_id == "additivity.parts")
    said = 'sex, {"geo": "CH", "freq": "A", "unit": "NR"}, 2021: 300 is not 350'
    assert (found.bad_rows, said in {row["said"] for row in found.sample}) == (3, True)


def test_a_total_is_held_to_parts_that_changed_before_and_to_those_that_never_did(
    desk: Desk,
) -> None:
    gaps = {
        key: {y: cell for y, cell in row.items() if y != "2021"} for key, row in table().items()
    }
    desk.load("2023-12-01", DIMENSIONS, table() | {key: gaps[key] for key in gaps if "AF" in key})
    grown = table(CH="150")
    grown["A", "NR", "T", "CH"] = dict.fromkeys(("2021", "2022", "2023"), "350")
    desk.load("2024-12-01", DIMENSIONS, grown)
    moved = {key: dict(row) for key, row in grown.items()}
    moved["A", "NR", "M", "CH"]["2022"] = "210"  # of which total and women stand alone by now
    moved["A", "NR", "M", "AF"]["2023"] = "260"  # whose others lie in strips that begin with a gap

    verdict = desk.judged("2025-12-01", DIMENSIONS, moved)

    (found,) = (each for each in verdict.outcomes if each.rule.check_id == "additivity.parts")
    assert [row["said"] for row in found.sample] == [
        'sex, {"geo": "AF", "freq": "A", "unit": "NR"}, 2023: 300 is not 360',
        'sex, {"geo": "CH", "freq": "A", "unit": "NR"}, 2022: 350 is not 360',
    ]


def test_what_a_first_release_holds_is_counted_of_odd_figures_too(desk: Desk) -> None:
    cells: dict[str, tuple[str, ...]] = {
        "AF": ("1", "2.50 p", ":", ": m", "", "7 bd", "8 bdefpu@C", "9 @C"),
        "AG": ("1e5", "<3 p", "0", "-4.5 b", ": @C", "", "12345678.9 p", ":"),
    }
    years = [str(year) for year in range(2016, 2024)]
    stage_id = desk.staged(
        "2024-12-01",
        DIMENSIONS,
        {
            ("A", "NR", "T", geo): {
                year: cell for year, cell in zip(years, row, strict=True) if cell
            }
            for geo, row in cells.items()
        },
    )
    wanted = Counter[tuple[str, str | None]]()
    numbers = Counter[tuple[str, str | None]]()
    for row in cells.values():
        for year, cell in zip(years, row, strict=True):
            value, _, flags = cell.partition(" ")
            if value:
                wanted[year, flags or None] += 1
                numbers[year, flags or None] += value[0] not in ":<"
    counted = sorted(
        ((year, flags, count, numbers[year, flags]) for (year, flags), count in wanted.items()),
        key=lambda row: (row[0], row[1] or ""),
    )

    assert [tuple(row) for row in asked(desk, stage_id, SEEN)] == counted

    with desk.warehouse.begin() as connection:  # one that was staged before they were counted
        connection.execute(text("DELETE FROM stage.seen"))

    assert [tuple(row) for row in asked(desk, stage_id, SEEN)] == counted
