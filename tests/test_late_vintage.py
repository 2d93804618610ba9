"""A late release between two others: what is staged of its successor, and what that says then."""

import pytest
from sqlalchemy import Engine, Integer, Numeric, String, column, table
from sqlalchemy import select as selection

from tests.rounds import Rounds, select, snapshot_of_cells
from warehouse.load import load

BEFORE = {("A", "2020"): "1", ("A", "2021"): "2", ("B", "2020"): "3"}
LATE = {("A", "2020"): "1", ("A", "2021"): "2.5", ("B", "2020"): "3"}
AFTER = {("A", "2020"): "1.5", ("A", "2021"): "2.7", ("B", "2020"): "3 p"}


@pytest.fixture
def rounds(warehouse: Engine) -> Rounds:
    """A warehouse in which two releases lie, between which a third one comes."""
    rounds = Rounds(warehouse)
    rounds.load("X", "2024-01-01", BEFORE)
    rounds.load("X", "2024-03-01", AFTER)
    return rounds


def staged(engine: Engine, stage_id: int) -> list[tuple[int, str, str | None]]:
    """Of each change: which comparison it is of, its kind, and the number that it leads to."""
    columns = column("leg", Integer), column("change_kind", String), column("after_value", Numeric)
    changes = table(f"change_{stage_id}", *columns, schema="stage")
    with engine.connect() as connection:
        rows = connection.execute(selection(*columns).select_from(changes).order_by(*columns))
        return [(leg, kind, value and str(value)) for leg, kind, value in rows]


def test_of_its_successor_only_the_cells_that_it_changes_are_staged(rounds: Rounds) -> None:
    stage_id, _ = rounds.staged("X", "2024-02-01", snapshot_of_cells(LATE))

    assert staged(rounds.engine, stage_id) == [(1, "revised", "2.5"), (2, "revised", "2.7")]


def test_all_that_its_successor_changes_is_counted_nevertheless(rounds: Rounds) -> None:
    load(rounds.engine, *rounds.staged("X", "2024-02-01", snapshot_of_cells(LATE)))

    counted = "SELECT released_at::date::text, changes FROM figures.releases ORDER BY released_at"
    assert select(rounds.engine, counted)[1:] == [
        ("2024-02-01", {"revised": 1}),
        ("2024-03-01", {"revised": 2, "status_changed": 1}),
    ]
    changed = """SELECT before, after FROM figures.revisions
                  WHERE released_at = '2024-03-01' ORDER BY before"""
    assert select(rounds.engine, changed) == [("1", "1.5"), ("2.5", "2.7"), ("3", "3")]


def test_where_dimensions_differ_all_of_both_is_staged(rounds: Rounds) -> None:
    other = snapshot_of_cells({("A,T", "2020"): "1"}, ("geo", "sex"))

    stage_id, _ = rounds.staged("X", "2024-02-01", other)

    assert [leg for leg, *_ in staged(rounds.engine, stage_id)] == [1, 1, 1, 1, 2, 2, 2, 2]
