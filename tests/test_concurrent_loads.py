"""Loads beside each other and beside readers: nobody waits for a load of another dataset."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from psycopg.errors import QueryCanceled
from sqlalchemy import Engine, text

from tests.rounds import Cells, Rounds, select, snapshot_of_cells
from warehouse.connection import Access, engine, limited
from warehouse.load import Loaded, load
from warehouse.recreate import disagreements

JANUARY: Cells = {("AT", "2020"): "1", ("BE", "2020"): "2"}
FEBRUARY: Cells = {
    ("AT", "2020"): "3",
    ("BE", "2020"): "2",
    ("AT", "2021"): "4",
    ("CY", "2021"): "0",
}
OLDEST: Cells = {("AT", "2019"): "1", ("AT", "2020"): "1", ("CY", "2019"): "0"}
MARCH: Cells = {("AT", "2019"): "1", ("AT", "2020"): "1", ("BE", "2021"): "2"}
SUM = "SELECT coalesce(sum(obs_value), 0) FROM figures.latest WHERE dataset_code = :code"
LAST_STEP = "SELECT FROM stage.series WHERE stage_id = :stage FOR UPDATE"
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@pytest.fixture
def owner(access: Access) -> Engine:
    """The warehouse as its owner."""
    return engine(access.owner)


@pytest.fixture
def analyst(access: Access) -> Engine:
    """An analyst whose questions may take five seconds, waiting included."""
    return limited(engine(access.analyst), 5)


@contextmanager
def halted(owner: Engine, rounds: Rounds, day: str, cells: Cells) -> Iterator[None]:
    """While this lasts, a load of ONE, with a new series, has done all but its last steps."""
    staged, arrival = rounds.staged("ONE", day, snapshot_of_cells(cells))
    with ThreadPoolExecutor(1) as thread, owner.begin() as connection:
        connection.execute(text(LAST_STEP), {"stage": staged})
        loading = thread.submit(load, rounds.engine, staged, arrival)
        while not select(owner, WAITING)[0][0]:
            assert not loading.done(), loading.result()
        yield
        connection.rollback()
        assert loading.result(60).outcome == "vintage"


@pytest.mark.parametrize(
    ("held", "at", "coming"),
    [(None, None, JANUARY), (JANUARY, "2024-01-01", FEBRUARY), (MARCH, "2024-03-01", OLDEST)],
    ids=["the first", "the next", "one older than all"],
)
def test_readers_and_other_datasets_go_on_while_a_release_is_loaded(
    owner: Engine, warehouse: Engine, analyst: Engine, held: Cells | None, at: str, coming: Cells
) -> None:
    rounds = Rounds(warehouse)
    rounds.load("OTHER", "2024-01-01", JANUARY)
    if held is not None:
        rounds.load("ONE", at, held)
    before = select(analyst, SUM, code="ONE")

    with halted(owner, rounds, "2024-02-01", coming):
        assert select(analyst, SUM, code="ONE") == before
        assert select(analyst, SUM, code="OTHER") == [(3,)]
        assert select(analyst, "SELECT count(*) FROM figures.other") == [(2,)]
        quick = Rounds(limited(warehouse, 5), rounds.snapshots)
        assert quick.load("OTHER", "2024-02-01", FEBRUARY).outcome == "vintage"
        assert quick.load("THIRD", "2024-02-01", coming).outcome == "vintage"
        assert select(analyst, SUM, code="THIRD") == [(sum(map(int, coming.values())),)]

    as_of = "SELECT sum(obs_value) FROM figures.as_of('ONE', '2024-02-01')"
    assert select(analyst, as_of) == [(sum(map(int, coming.values())),)]


def test_what_a_load_wrote_before_it_died_is_no_part_of_a_later_one(
    owner: Engine, warehouse: Engine, access: Access
) -> None:
    """The first cells that stand alone are written by a connection of their own."""
    rounds = Rounds(warehouse)
    rounds.load("ONE", "2024-01-01", JANUARY)
    staged = rounds.staged("ONE", "2024-02-01", snapshot_of_cells(FEBRUARY))
    with owner.begin() as connection:
        connection.execute(text(LAST_STEP), {"stage": staged[0]})
        with pytest.raises(QueryCanceled):
            load(limited(engine(access.loader), 1), *staged)

    assert rounds.load("ONE", "2024-03-01", JANUARY).outcome == "republished"
    assert select(warehouse, SUM, code="ONE") == [(3,)]
    assert load(rounds.engine, *rounds.staged("ONE", "2024-02-01", snapshot_of_cells(FEBRUARY)))
    assert select(warehouse, SUM, code="ONE") == [(3,)]
    assert disagreements(warehouse) == []


def test_an_analyst_who_reads_for_long_keeps_no_load_waiting_and_sees_one_state(
    warehouse: Engine, analyst: Engine
) -> None:
    rounds = Rounds(warehouse)
    rounds.load("ONE", "2024-01-01", JANUARY)
    quick = Rounds(limited(warehouse, 5), rounds.snapshots)

    with analyst.connect().execution_options(isolation_level="REPEATABLE READ") as reading:
        assert reading.execute(text(SUM), {"code": "ONE"}).scalar() == 3
        loaded: list[Loaded] = [
            quick.load("ONE", "2024-03-01", FEBRUARY),
            quick.load("ONE", "2024-02-01", {**JANUARY, ("AT", "2020"): "9"}),
            quick.load("TWO", "2024-01-01", JANUARY),
        ]
        assert reading.execute(text(SUM), {"code": "ONE"}).scalar() == 3

    assert [each.outcome for each in loaded] == ["vintage"] * 3
    assert select(analyst, SUM, code="ONE") == [(9,)]
