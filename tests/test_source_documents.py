"""The five source documents through the whole line: located, bound, and judged as modelled.

Their figures are Eurostat's and the Commission's; the releases of tables that we do not hold are
made up here so that their sums give the shares that were printed at the time.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from ingestion.publications.document import document
from ingestion.publications.rows import held_statement
from ingestion.settings import SHIPPED_SOURCES
from tests.newsroom import Newsroom, newsroom
from tests.press import DAYS
from tests.printed_documents import FILES, served
from tests.rounds import Cells, select
from warehouse.bound_values import cells_of
from warehouse.connection import Access

# What made-up releases hold, by dataset, part of the series key, and year: sums over countries.
SUMS: Mapping[str, Mapping[str, Mapping[str, int]]] = {
    # 63.1 % of 2022 and 64.1 % of 2023 as Eurostat printed; 2021 so that both years give 54 %.
    "CRIM_THB_VCTZ": {
        ".NEU27_2020_FOR.": {"2021": 2980, "2022": 6369, "2023": 6918},
        ".NAT.": {"2021": 2000, "2022": 1900, "2023": 2000},
        ".EU27_2020_FOR.": {"2021": 2175, "2022": 1824, "2023": 1875},
    },
    # 2 401 children who are EU citizens are 81 % of 2 964; 19 % of those of known age.
    "CRIM_THB_VSAGE": {
        ".Y_LT18.": {"2021": 1264, "2022": 1700},
        ".Y_GE18.": {"2021": 5136, "2022": 7500},
        ".TOTAL.": {"2021": 7155, "2022": 10093},
    },
    "CRIM_THB_SEX": {"": {"2019": 7777, "2020": 6534, "2021": 7155, "2022": 10093, "2023": 10793}},
    "CRIM_THB_VEXP": {"": {"2019": 2000, "2020": 2016, "2021": 2075, "2022": 3990}},
    "SDG_16_70": {"": {"2019": 7777, "2020": 6534, "2021": 7155, "2022": 10093}},
}
VERDICTS = """
    SELECT statement_id, verdict, reading, round(value, 1)::text
      FROM figures.verdicts WHERE is_current ORDER BY statement_id"""

# Value by statement, as the cases of the source documents are modelled.
AS_MODELLED = {
    # The vintage that these are compared with was typed from the report itself.
    "002-01": "20532.0",
    "002-03": "2927.0",
    "002-04": "7503.0",
    "002-12": "68.0",
    "002-13": "77.0",
    "002-18": "9759.0",
    # The share of non-EU citizens: 63, 54 and 64 % are three periods and no revision.
    "004-01": "63.1",
    "003-07": "54.2",
    "000-03": "64.1",
    # 19 % of the victims of known age, 41 % of those of known form.
    "003-04": "19.0",
    "003-06": "41.4",
    "003-06b": "41.1",
    # Two years against the two before.
    "003-01": "20.5",
    "003-05": "51.0",
}


@pytest.fixture
def room(tmp_path: Path, access: Access) -> Iterator[Newsroom]:
    """A newsroom whose publishers have the five documents, as PDF and HTML."""
    with newsroom(tmp_path, access, SHIPPED_SOURCES) as opened:
        for name in FILES:
            files, ways = served(name)
            opened.bureau.shelve(name, files, **ways)
        yield opened


def test_the_five_documents_are_read_and_61_statements_have_their_place(room: Newsroom) -> None:
    for name in FILES:
        room.run(name)

    query = "SELECT document_id, count(*) FROM figures.statements WHERE orphaned IS NULL GROUP BY 1"
    found = dict(select(room.line.warehouse, query))
    # Two of the 61 say two things and are two statements each.
    assert sum(found.values()) == 63
    assert select(room.line.warehouse, "SELECT * FROM figures.alerts") == []
    query = "SELECT DISTINCT verdict FROM figures.verdicts ORDER BY 1"
    assert select(room.line.warehouse, query) == [("no_vintage",), ("not_comparable",)]


def test_the_findings_come_out_as_modelled(room: Newsroom) -> None:
    room.release_printed(*DAYS)
    for code in SUMS:
        for day, newest in (("2024-06-03", "2022"), ("2025-04-03", "2023")):
            room.release(code, day, *_made_up(code, newest))
    for name in FILES:
        room.run(name)

    verdicts = {row[0]: row[1:] for row in select(room.line.warehouse, VERDICTS)}
    found = {name: said[2] for name, said in verdicts.items() if said[0] == "reproduced"}
    assert found == AS_MODELLED
    others = {said[0] for name, said in verdicts.items() if name not in found}
    assert others == {"not_comparable"}
    assert select(room.line.warehouse, "SELECT * FROM figures.restatements") == []
    contradictions = "SELECT check_id, statement_ids FROM figures.document_checks"
    assert {("hedge_mismatch", ("002-23",)), ("same_quantity_twice", ("000-05", "000-06"))} <= {
        (check, tuple(ids)) for check, ids in select(room.line.warehouse, contradictions)
    }
    assert _misreadings(room) == {
        ("003-01", "2022 against 2021, printed totals", "41.1"),
        ("003-04", "over all registered victims", "17.2"),
        ("003-06", "over all registered victims", "39.8"),
        ("003-06b", "over all registered victims", "39.5"),
        ("003-07", "2022 alone", "63.1"),
        ("003-05", "2022 against 2021", "92.3"),
    }


def _misreadings(room: Newsroom) -> set[tuple[Any, ...]]:
    """The readings that would give another number than the one that was printed."""
    query = """SELECT statement_id, reading, round(value, 1)::text FROM figures.bound_values
                WHERE NOT prints_so AND reading IS NOT NULL"""
    return set(select(room.line.warehouse, query))


def _made_up(code: str, newest: str) -> tuple[Cells, tuple[str, ...]]:
    """A release of a dataset up to a year: every bound cell, the sums in the first country."""
    wanted = {
        cell
        for name in FILES
        for statement in document(name, [SHIPPED_SOURCES]).statements
        for cell in cells_of(held_statement(statement).binding or {"numerator": None})
        if cell.dataset_code == code and cell.time_period <= newest
    }
    cells: dict[tuple[str, str], str] = {}
    spent: set[tuple[str, str]] = set()
    for _, key, year in sorted(wanted):
        part, sums = next((it, by) for it, by in SUMS[code].items() if it in key)
        first = (part, year) not in spent
        spent.add((part, year))
        cells[key.replace(".", ","), year] = str(sums[year] if first else 0)
    count = len(next(iter(cells))[0].split(","))
    return cells, tuple(f"d{number}" for number in range(count))
