"""How figures lie: the cells of a series in the line that they came in, changed ones alone."""

import pytest
from psycopg.errors import RaiseException
from sqlalchemy import Engine

from tests.rounds import Rounds, select
from warehouse.connection import Access, engine
from warehouse.recreate import disagreements
from warehouse.statement import one, run

STRIPS = """
    SELECT series_key, period_set_id > 0, cells,
           departures[: cardinality(departures) / 2], plain, replaced IS NULL
      FROM vintages.strip JOIN vintages.series USING (series_id)
     ORDER BY series_key, period_set_id, released"""


@pytest.fixture
def rounds(warehouse: Engine) -> Rounds:
    """A warehouse to tell stories in."""
    return Rounds(warehouse)


def test_a_first_release_lies_as_its_lines_were_published(rounds: Rounds) -> None:
    rounds.load(
        "X", "2024-01-01", {("A", "2020"): "12.30 p", ("A", "2021"): ":", ("B", "2021"): "1E3"}
    )

    assert select(rounds.engine, STRIPS) == [
        ("A", False, "12.30 p\t:", None, True, True),
        ("B", False, "\t1E3", None, False, True),
    ]


def test_what_becomes_of_a_cell_stands_alone_beside_what_it_was(rounds: Rounds) -> None:
    rounds.load("X", "2024-01-01", {("A", "2020"): "1", ("A", "2021"): "2 p"})
    rounds.load("X", "2024-02-01", {("A", "2020"): "1", ("A", "2021"): "3"})
    rounds.load("X", "2024-03-01", {("A", "2020"): "1"})

    assert select(rounds.engine, STRIPS) == [
        ("A", False, "1\t2 p", [2], True, True),
        ("A", True, "3\t2 p", None, True, False),
        ("A", True, " \t3", None, False, True),
    ]


def test_a_long_series_lies_in_strips_of_256_cells_where_it_has_any(rounds: Rounds) -> None:
    years = [str(year) for year in range(1400, 2000)]
    rounds.load("X", "2024-01-01", {("A", year): "1" for year in years} | {("B", "1999"): "2"})
    rounds.load("X", "2024-02-01", {("A", year): "1" for year in years[1:]} | {("B", "1999"): "3"})

    pieces = """SELECT series_key, cardinality(periods), departures[: cardinality(departures) / 2]
                  FROM vintages.strip JOIN vintages.series USING (series_id)
                  JOIN vintages.period_set USING (period_set_id) ORDER BY series_key, periods"""
    assert select(rounds.engine, pieces) == [
        ("A", 256, [1]),
        ("A", 256, None),
        ("A", 88, None),
        ("B", 88, [88]),
    ]


def test_a_late_release_is_the_one_that_a_cell_left_with(rounds: Rounds) -> None:
    rounds.load("X", "2024-01-01", {("A", "2020"): "1", ("A", "2021"): "2"})
    rounds.load("X", "2024-03-01", {("A", "2020"): "1", ("A", "2021"): "4"})
    rounds.load("X", "2024-02-01", {("A", "2020"): "1", ("A", "2021"): "3"})

    assert select(rounds.engine, STRIPS) == [
        ("A", False, "1\t2", [2, 2], True, True),
        ("A", True, "3\t2", None, True, False),
        ("A", True, "4\t3", None, True, True),
    ]
    ended = "SELECT as_published, replaced_at::date::text FROM figures.versions WHERE replaced > 0"
    assert select(rounds.engine, ended + " ORDER BY 1") == [
        ("2", "2024-02-01"),
        ("3", "2024-03-01"),
    ]


def test_a_release_older_than_all_others_lies_as_its_lines_were_published(rounds: Rounds) -> None:
    rounds.load("X", "2024-02-01", {("A", "2020"): "1", ("A", "2021"): "3", ("B", "2021"): "4"})
    rounds.load("X", "2024-01-01", {("A", "2020"): "1", ("A", "2021"): "2", ("B", "2021"): "4"})

    assert select(rounds.engine, STRIPS) == [
        ("A", False, "1\t", None, True, True),
        ("A", True, "2", None, True, False),
        ("A", True, "3\t2", None, True, True),
        ("B", False, "\t4", None, True, True),
    ]


def test_a_text_among_numbers_is_a_value_without_a_number(rounds: Rounds) -> None:
    rounds.load(
        "X", "2024-01-01", {("A", "2020"): "KG", ("A", "2021"): "-0 e", ("B", "2020"): ": @C"}
    )

    found = (
        "SELECT series_key, as_published, obs_value, obs_status, conf_status FROM figures.latest"
    )
    assert select(rounds.engine, found + " ORDER BY series_key, time_period") == [
        ("A", "KG", None, None, None),
        ("A", "-0", 0, "e", None),
        ("B", ":", None, None, "C"),
    ]


def test_a_text_that_became_a_number_has_none_before_and_one_after(rounds: Rounds) -> None:
    rounds.load("X", "2024-01-01", {("A", "2020"): "KG", ("A", "2021"): "1E3"})
    rounds.load("X", "2024-02-01", {("A", "2020"): "5", ("A", "2021"): "KG"})

    found = "SELECT before, before_number, after, after_number FROM figures.revisions"
    assert select(rounds.engine, found + " WHERE before IS NOT NULL ORDER BY after") == [
        ("KG", None, "5", 5),
        ("1E3", 1000, "KG", None),
    ]


def test_a_table_that_a_dead_load_left_behind_is_made_anew(rounds: Rounds) -> None:
    rounds.load("X", "2024-01-01", {("A", "2020"): "1"})
    with rounds.engine.begin() as connection:
        dataset_id = one(connection, "dataset_number", dataset_code="X").dataset_id
        run(connection, "open_lone_strips", dataset_id=dataset_id)
    rounds.load("X", "2024-02-01", {("A", "2020"): "2"})
    rounds.load("X", "2024-03-01", {("A", "2020"): "3"})

    found = "SELECT as_published, replaced_at IS NULL FROM figures.versions ORDER BY released"
    assert select(rounds.engine, found) == [("1", False), ("2", False), ("3", True)]


def test_whoever_asks_for_changes_passes_by_what_a_first_release_brought(rounds: Rounds) -> None:
    rounds.load("X", "2024-01-01", {("A", "2020"): "1", ("A", "2021"): "2"})
    rounds.load("X", "2024-02-01", {("A", "2020"): "1", ("A", "2021"): "3"})

    halves = "SELECT tableoid::regclass::text, cells FROM vintages.strip WHERE period_set_id > 0"
    ((table, cells),) = select(rounds.engine, halves)
    name, _, dataset_id = table.rpartition("_")
    plan = select(rounds.engine, f"EXPLAIN {halves} AND dataset_id = {dataset_id}")
    assert (name, cells) == ("vintages.lone_strip", "3\t2")
    assert [" on strip_" in step or " on lone_strip_" in step for (step,) in plan].count(True) == 1


def test_a_table_of_cells_that_stand_alone_is_never_made_anew_once_it_counts(
    rounds: Rounds,
) -> None:
    rounds.load("X", "2024-01-01", {("A", "2020"): "1"})
    rounds.load("X", "2024-02-01", {("A", "2020"): "2"})

    with rounds.engine.begin() as connection:
        dataset_id = one(connection, "dataset_number", dataset_code="X").dataset_id
        with pytest.raises(RaiseException, match="not made anew"):
            run(connection, "open_lone_strips", dataset_id=dataset_id)


@pytest.mark.parametrize("change", ["3", " "])
def test_a_change_that_lies_there_twice_is_found_by_the_audit(
    rounds: Rounds, access: Access, change: str
) -> None:
    rounds.load("X", "2024-01-01", {("A", "2020"): "1", ("A", "2021"): "2"})
    after = {("A", "2020"): "1"} | ({("A", "2021"): change} if change != " " else {})
    rounds.load("X", "2024-02-01", after)
    assert disagreements(rounds.engine) == []

    with engine(access.owner).begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO vintages.strip SELECT * FROM vintages.strip WHERE period_set_id > 0"
        )

    (told,) = disagreements(rounds.engine)
    assert told.startswith("X released 2024-02-01 00:00 UTC: the series A has more than one figure")
    assert "`vintages restore DIR`" in told
