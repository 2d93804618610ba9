"""Loads beside each other and beside readers: nobody waits for a load of another dataset."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, text

from tests.rounds import Cells, Rounds, select, snapshot_of_cells
from warehouse.connection import Access, engine, limited
from warehouse.load import Loaded, load

JANUARY: Cells = {("AT", "2020"): "1", ("BE", "2020"): "2"}
FEBRUARY: Cells = {("AT", "2020"): "3", ("BE", "2020"): "2", ("AT", "2021"): "4"}
SUM = "SELECT coalesce(sum(obs_value), 0) FROM figures.latest WHERE dataset_code = :code"
LAST_STEP = "SELECT FROM stage.stage WHERE stage_id = :stage FOR UPDATE"
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
    """While this lasts, a load of the dataset ONE has done all but its last step."""
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
    ("held", "coming"), [(None, JANUARY), (JANUARY, FEBRUARY)], ids=["the first", "the next"]
)
def test_readers_and_other_datasets_go_on_while_a_release_is_loaded(
    owner: Engine, warehouse: Engine, analyst: Engine, held: Cells | None, coming: Cells
) -> None:
    rounds = Rounds(warehouse)
    rounds.load("OTHER", "2024-01-01", JANUARY)
    if held is not None:
        rounds.load("ONE", "2024-01-01", held)
    before = select(analyst, SUM, code="ONE")

    with halted(owner, rounds, "2024-02-01", coming):
        assert select(analyst, SUM, code="ONE") == before
        assert select(analyst, SUM, code="OTHER") == [(3,)]
        assert select(analyst, "SELECT count(*) FROM figures.other") == [(2,)]
        quick = Rounds(limited(warehouse, 5), rounds.snapshots)
        assert quick.load("OTHER", "2024-02-01", FEBRUARY).outcome == "vintage"
        assert quick.load("THIRD", "2024-02-01", JANUARY).outcome == "vintage"
        assert select(analyst, SUM, code="THIRD") == [(3,)]

    assert select(analyst, SUM, code="ONE") == [(sum(map(int, coming.values())),)]


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
