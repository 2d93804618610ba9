"""Each limit of a rule from both sides: so much passes, and the next bit more is found.

The rules are asked of a bench without Great Expectations, whose run has tests of its own.
"""

from collections.abc import Callable, Iterable
from itertools import islice, pairwise
from typing import NamedTuple

import pytest
from sqlalchemy import Engine, text

from benchmarks.rounds import Desk, Table
from ingestion.checks.rule import default_rules, profile
from ingestion.source import Checks, Source, Sum
from warehouse.quality import close_run, open_run
from warehouse.stage import stage_of
from warehouse.statement import run

DIMENSIONS = ("freq", "unit", "age", "geo")
AGES = tuple(f"Y{age}" for age in range(10))
COUNTRIES = ("AT", "BE", "BG", "CY", "CZ", "DK", "EE")
YEARS = tuple(str(year) for year in range(2001, 2021))  # none is young in 2025
SMALL = {"AL": "20", "BA": "19", "ME": "30", "MK": "29", "XK": "1000"}  # one series each, of Y0
SOURCE = Source(
    "DEMO",
    "Demo",
    ("A",),
    checks=Checks(additivity={"age": Sum("age", "SUM", ("P1", "P2"), unit="RT")}),
)
Change = Callable[[str, str], str | None]


def past() -> Table:
    """Two hundred series of twenty years: large figures, no two alike, and a few small ones."""
    table: Table = {
        ("A", "RT", age, geo): {
            year: str(100_000 + 1000 * one + 37 * other * other + 11 * int(year) % 97)
            for year in YEARS
        }
        for other, age in enumerate(AGES)
        for one, geo in enumerate((*COUNTRIES, "EU27_2020"))
    }
    for geo, size in SMALL.items():
        table["A", "RT", "Y0", geo] = dict.fromkeys(YEARS, size)
    table["A", "RT", "Y1", "XK"] = dict.fromkeys(YEARS, "0")
    for geo, years in (("LV", 4), ("LT", 5)):
        table["A", "RT", "Y0", geo] = dict.fromkeys(YEARS[:years], "500")
    for age in AGES[:9]:
        table["A", "RT", age, "LU"] = {"2010": "100000"}
    table["A", "RT", "Y0", "AL"] |= {"1999": ":", "2000": ":"}
    table["A", "RT", "Y2", "BA"] = {"2022": "7"}
    for age, size in (("P1", "400"), ("P2", "600"), ("SUM", "1000")):
        table["A", "RT", age, "LI"] = dict.fromkeys(YEARS, size)
    return table


def changed(cells: Iterable[tuple[str, str, str]], rewrite: Callable[[str], str]) -> Table:
    """The past with some cells (age, country, year) rewritten; an empty one leaves the file."""
    wanted = set(cells)
    table = past()
    for age, geo, year in wanted:
        row = table["A", "RT", age, geo]
        row[year] = rewrite(row[year])
    return {key: {p: cell for p, cell in row.items() if cell} for key, row in table.items()}


def to(cell: str) -> Callable[[str], str]:
    """Whatever it was, it is this now."""
    return lambda _: cell


def times(factor: float) -> Callable[[str], str]:
    """A whole number times a factor."""
    return lambda cell: str(round(int(cell) * factor))


def of(geo: str, count: int, age: str = "Y0") -> list[tuple[str, str, str]]:
    """So many years of one series, the last ones first."""
    held = sorted(past()["A", "RT", age, geo], reverse=True)
    return [(age, geo, year) for year in held[:count]]


def ages(geo: str, count: int, year: str = "2010") -> list[tuple[str, str, str]]:
    """One year of so many series of a country."""
    return [(age, geo, year) for age in AGES[:count]]


def countries(count: int) -> list[tuple[str, str, str]]:
    """One year of so many whole countries."""
    return [cell for geo in COUNTRIES[:count] for cell in ages(geo, len(AGES))]


def swapped(count: int) -> Table:
    """So many figures of two countries changed places."""
    table, one, other = past(), ("A", "RT", "Y9", "AT"), ("A", "RT", "Y9", "EE")
    for year in YEARS[:count]:
        table[one][year], table[other][year] = table[other][year], table[one][year]
    return table


def shifted(count: int) -> Table:
    """So many figures of a country are those of the year before."""
    table, key = past(), ("A", "RT", "Y0", "AT")
    for earlier, year in islice(pairwise(YEARS), count):
        table[key][year] = past()[key][earlier]
    return table


def tenfold(others: int) -> Table:
    """Five of 20 revised figures are ten times as large; so many more of its members are not."""
    small = [*of("AT", 20)[5:], *of("AT", others, "Y1"), *of("BE", others)]
    table, key = changed(small, times(1.02)), ("A", "RT", "Y0", "AT")
    large = changed(of("AT", 5), times(10))[key]
    return table | {key: table[key] | {year: large[year] for _, _, year in of("AT", 5)}}


def with_cell(geo: str, year: str) -> Table:
    """A series has one more cell."""
    table = past()
    table["A", "RT", "Y0", geo][year] = "100000"
    return table


class Edge(NamedTuple):
    """A release that a rule lets pass, and one that is just beyond."""

    check_id: str
    within: Table
    beyond: Table
    limit: float | None = None  # the rule's own
    day: str = "2025-12-01"


EDGES = {
    "a total may be off by 1 in 200": Edge(
        "additivity.parts",
        changed(of("LI", 1, "P1"), to("405")),
        changed(of("LI", 1, "P1"), to("406")),
    ),
    "nine of ten numbers make a member gone": Edge(
        "member.gone", changed(of("AL", 17), to(":")), changed(of("AL", 18), to(":"))
    ),
    "a member of four numbers is too small to be gone": Edge(
        "member.gone", changed(of("LV", 4), to(":")), changed(of("LT", 5), to(":"))
    ),
    "a number that is gone from an end leaves no gap": Edge(
        "series.gaps",
        changed([(age, "AT", "2020") for age in AGES], to(":")),
        changed([(age, "AT", "2019") for age in AGES], to(":")),
    ),
    "a figure below 20 moves beyond its chance": Edge(
        "revision.size", changed(of("BA", 1), to("60")), changed(of("BA", 1), to("61"))
    ),
    "a zero counts as one": Edge(
        "revision.size",
        changed([("Y1", "XK", "2010")], to("147")),
        changed([("Y1", "XK", "2010")], to("148")),
    ),
    "a figure moves five times what is usual, the chance of a small number added": Edge(
        "revision.size", changed(of("AL", 1), to("61")), changed(of("AL", 1), to("62"))
    ),
    "the Union's figure moves by 1 in 100 and two units": Edge(
        "revision.aggregate",
        changed(ages("EU27_2020", 1), lambda cell: str(int(cell) * 101 // 100 + 2)),
        changed(ages("EU27_2020", 1), lambda cell: str(int(cell) * 101 // 100 + 3)),
    ),
    "half of a member's figures may be revised": Edge(
        "revision.member_share",
        changed(of("XK", 20), to("1001")),
        changed([*of("XK", 20), *of("XK", 1, "Y1")], lambda cell: str(int(cell) + 1)),
    ),
    "fewer than 20 revised figures are no past": Edge(
        "revision.member_share",
        changed(of("AL", 19), to("21")),
        changed(of("AL", 20), to("21")),
    ),
    "five figures of a member move by a power of ten": Edge(
        "revision.power_of_ten", changed(of("AT", 4), times(10)), changed(of("AT", 5), times(10))
    ),
    "they are a fifth of its revised figures": Edge(
        "revision.power_of_ten", tenfold(others=6), tenfold(others=5)
    ),
    "six figures of a year move by one factor": Edge(
        "revision.shift",
        changed(ages("LU", 5), times(1.5)),
        changed(ages("LU", 6), times(1.5)),
    ),
    "they are two thirds of the year": Edge(
        "revision.shift", changed(ages("AT", 6), times(1.5)), changed(ages("LU", 6), times(1.5))
    ),
    "the factor is five percent as a growth rate": Edge(
        "revision.shift",
        changed(ages("AT", 10), times(1.0512)),
        changed(ages("AT", 10), times(1.0514)),
    ),
    "the sum of a year moves by a quarter and the chance of a small number": Edge(
        "revision.total", changed(of("ME", 1), to("48")), changed(of("ME", 1), to("49"))
    ),
    "a sum below 30 is too small to have moved": Edge(
        "revision.total", changed(of("MK", 1), to("900")), changed(of("ME", 1), to("900"))
    ),
    "thirty figures move far before it is everywhere": Edge(
        "revision.wide",
        changed(countries(3)[:29], times(2)),
        changed(countries(3)[:30], times(2)),
        limit=0,
    ),
    "one figure in fifty is not yet everywhere": Edge(
        "revision.wide", changed(countries(4)[:36], times(2)), changed(countries(4)[:37], times(2))
    ),
    "twenty figures are revised before a flag is missed": Edge(
        "flag.silent", changed(of("AT", 19), times(1.01)), changed(of("AT", 20), times(1.01))
    ),
    "nine zeros that are missing now are no habit": Edge(
        "value.zero_or_missing",
        changed(of("XK", 9, "Y1"), to(":")),
        changed(of("XK", 10, "Y1"), to(":")),
        limit=0,
    ),
    "one country without a number is no broken file": Edge(
        "coverage.countries",
        changed(countries(1), to(":")),
        changed(countries(2), to(":")),
        limit=0,
    ),
    "a period is old that ended a year before the release before": Edge(
        "cells.gained", with_cell("AT", "2023"), with_cell("AT", "2022"), limit=0
    ),
    "a period may begin on the day of the release": Edge(
        "period.future", with_cell("AT", "2025"), with_cell("AT", "2026"), day="2025-01-01"
    ),
    "five figures of two codes changed places": Edge("code.swapped", swapped(4), swapped(5)),
    "ten figures of a member are those of the year before": Edge(
        "period.shifted",
        shifted(10),
        shifted(11),  # the first has none before it that moved
    ),
}


@pytest.fixture
def desk(warehouse: Engine) -> Desk:
    """A dataset of rates with one vintage of long ago."""
    desk = Desk(warehouse, "DEMO", profile(SOURCE, None, {}))
    desk.load("2024-12-01", DIMENSIONS, past())
    return desk


def found(desk: Desk, edge: Edge, table: Table) -> bool:
    """Whether the text of a rule, held to its limit, finds anything in a release."""
    rule = default_rules()[edge.check_id]
    stage_id = desk.staged(edge.day, DIMENSIONS, table)
    with desk.warehouse.connect() as connection:
        run_id, bench = open_run(desk.warehouse, stage_of(connection, stage_id), desk.profile)
    with desk.warehouse.begin() as connection:
        run(connection, "look_at_bench", bench=bench)
        rows = connection.execute(text(rule.sql)).fetchall()
    close_run(desk.warehouse, run_id)
    if rule.kind == "rows":
        return bool(rows)
    limit = rule.limit if edge.limit is None else edge.limit
    return rows[0].observed is not None and rows[0].observed > limit


@pytest.mark.slow(seconds=20)
def test_what_is_at_a_limit_passes_and_what_is_beyond_is_found(desk: Desk) -> None:
    seen = {
        name: tuple(found(desk, edge, table) for table in (edge.within, edge.beyond))
        for name, edge in EDGES.items()
    }
    assert {name: each for name, each in seen.items() if each != (False, True)} == {}


def test_a_figure_is_young_for_two_years_after_its_year(desk: Desk) -> None:
    withdrawn = changed(of("BA", 1, "Y2"), to(":"))
    within, beyond = (
        Edge("figure.withdrawn", withdrawn, withdrawn, day=day)
        for day in ("2024-12-30", "2024-12-31")
    )

    assert not found(desk, within, withdrawn)
    assert found(desk, beyond, withdrawn)


def test_of_a_first_release_one_figure_in_a_hundred_is_a_slip_and_more_are_not(
    warehouse: Engine,
) -> None:
    first: Table = {
        ("A", "NR", "Y0", geo): dict.fromkeys(YEARS, "100")
        for geo in ("AT", "BE", "BG", "CY", "CZ")
    }
    desk = Desk(warehouse, "DEMO", profile(SOURCE, None, {}))
    for check_id, year, cell in (("value.range", "2020", "-1"), ("period.future", "2031", "1")):
        few, many = (
            first | {key: row | {year: cell} for key, row in list(first.items())[:slips]}
            for slips in (1, 2)
        )
        edge = Edge(check_id, many, few)
        assert (found(desk, edge, few), found(desk, edge, many)) == (True, False)
