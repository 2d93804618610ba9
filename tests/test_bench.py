"""The bench that rules look at a release on: as narrow as what changed, and what it leaves out."""

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


def sizes(desk: Desk, stage_id: int) -> dict[str, Any]:
    """Rows of the tables of a bench."""
    with desk.warehouse.connect() as connection:
        run_id, bench = open_run(desk.warehouse, stage_of(connection, stage_id), desk.profile)
    with desk.warehouse.begin() as connection:
        run(connection, "look_at_bench", bench=bench)
        counted = connection.execute(text(COUNTS)).one()
    close_run(desk.warehouse, run_id)
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
