"""A warehouse of the first migration, figures and all, gives the same answers after all others."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, text

from tests.rounds import Rounds, moment, select, snapshot_of_cells
from warehouse.connection import Access, engine
from warehouse.errors import StageOutdated, WarehouseNewer
from warehouse.load import Arrival, load
from warehouse.migrate import migrate, move_tables
from warehouse.pending import pending_migrations
from warehouse.recreate import disagreements
from warehouse.server import ADMIN, Server
from warehouse.statement import run_script

FIRST_LAYOUT = Path(__file__).with_name("warehouse_0001.sql")
STRIPS_WITH_NOTES = Path(__file__).with_name("warehouse_0013.sql")
LONG_STRIPS = Path(__file__).with_name("warehouse_0020.sql")
QUESTIONS = (
    """SELECT series_key, time_period, as_published
         FROM figures.latest WHERE dataset_code = 'DEMO' ORDER BY 1, 2""",
    """SELECT series_key, time_period, change_kind, before, after, released_at
         FROM figures.revisions WHERE dataset_code = 'DEMO'
        ORDER BY released_at, series_key, time_period""",
    "SELECT released_at, changes FROM figures.vintages WHERE dataset_code = 'DEMO' ORDER BY 1",
    """SELECT series_key, time_period, as_published
         FROM figures.as_of('DEMO', '2024-02-20') ORDER BY 1, 2""",
)
NEWEST = {
    ("BE", "2021"): "1",
    ("BE", "2022"): "3",
    ("BE", "2023"): "4 p",
    ("FR", "2021"): "12.30",
    ("FR", "2022"): "7 e",
}


@pytest.fixture(scope="module")
def upgraded(server: Server) -> Iterator[tuple[Engine, Engine]]:
    """The warehouse as its owner and as its loader, moved from the first layout to today's."""
    admin = server.url("postgres", ADMIN).replace("+psycopg", "")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("CREATE DATABASE upgraded OWNER vintages_owner")
        owner = engine(server.url("upgraded", "vintages_owner"))
        with owner.begin() as first:
            move_tables(first, "0001")
            run_script(first, FIRST_LAYOUT)
            move_tables(first, "0013")
            run_script(first, STRIPS_WITH_NOTES)
            move_tables(first, "0020")
            run_script(first, LONG_STRIPS)
        assert pending_migrations(owner)
        migrate(owner)
        yield owner, engine(server.url("upgraded", "vintages_loader"))
        connection.execute("DROP DATABASE upgraded WITH (FORCE)")


def test_no_migration_is_left_and_every_vintage_has_the_hash_of_then(
    upgraded: tuple[Engine, Engine],
) -> None:
    assert pending_migrations(upgraded[0]) == []
    assert disagreements(upgraded[1]) == []


def test_analysts_are_answered_as_if_it_had_been_loaded_today(
    upgraded: tuple[Engine, Engine], warehouse: Engine
) -> None:
    _load_the_same(warehouse)
    for question in QUESTIONS:
        assert select(upgraded[1], question) == select(warehouse, question)
    assert select(upgraded[1], "SELECT last_poll_at FROM vintages.watcher")


def test_a_strip_tells_with_which_release_its_cells_left_it(
    upgraded: tuple[Engine, Engine],
) -> None:
    noted = """SELECT series_key, departures
                 FROM vintages.strip JOIN vintages.series USING (series_id)
                WHERE period_set_id < 0 AND released = 758160000 AND series_id < 11 ORDER BY 1"""
    second = 760838400
    assert select(upgraded[0], noted) == [("BE", [2, second]), ("FR", [1, 2, second, second])]


def test_a_long_strip_is_cut_and_each_piece_tells_what_left_it(
    upgraded: tuple[Engine, Engine],
) -> None:
    pieces = """SELECT series_key, cardinality(periods), departures[: cardinality(departures) / 2],
                       length(translate(cells, E'\\t', ''))
                  FROM vintages.strip JOIN vintages.series USING (series_id)
                  JOIN vintages.period_set USING (period_set_id)
                 WHERE series_id > 10 ORDER BY series_id, periods"""
    assert select(upgraded[0], pieces) == [
        ("BE", 256, [2, 256], 256),
        ("BE", 256, [1], 256),
        ("BE", 88, None, 88),
        ("FR", 88, None, 10),
    ]
    changed = """SELECT time_period, before, after FROM figures.revisions
                  WHERE dataset_code = 'LONG' AND before IS NOT NULL ORDER BY 1"""
    assert select(upgraded[1], changed) == [
        ("1401", "1", "2"),
        ("1655", "1", "2"),
        ("1656", "1", "2"),
    ]


def test_a_first_release_that_waited_is_to_be_staged_again(
    upgraded: tuple[Engine, Engine],
) -> None:
    number = "SELECT stage_id FROM stage.stage WHERE release_key = 'WAITS@2024-01-10'"
    ((stage_id,),) = select(upgraded[0], number)

    with pytest.raises(StageOutdated, match="stage the release again"):
        load(upgraded[1], stage_id, Arrival("WAITS@2024-01-10", moment("2024-01-10")))


def test_the_next_release_is_loaded_on_top(upgraded: tuple[Engine, Engine]) -> None:
    rounds = Rounds(upgraded[1], {"DEMO@2024-03-10": snapshot_of_cells(NEWEST)})
    rounds.load("DEMO", "2024-04-10", {**NEWEST, ("BE", "2021"): "9"})

    query = "SELECT before, after FROM figures.revisions WHERE released_at = '2024-04-10'"
    assert select(upgraded[1], query) == [("1", "9")]
    assert disagreements(upgraded[1]) == []


def _load_the_same(warehouse: Engine) -> None:
    rounds = Rounds(warehouse)
    first = {("BE", "2021"): "1", ("BE", "2022"): "2 p", ("FR", "2021"): "12.30"}
    rounds.load("DEMO", "2024-01-10", {**first, ("FR", "2022"): ":"})
    rounds.load("DEMO", "2024-03-10", NEWEST)
    second = {("BE", "2021"): "1", ("BE", "2022"): "2.5", ("FR", "2022"): ": c"}
    rounds.load("DEMO", "2024-02-10", second)


def test_a_warehouse_that_a_newer_version_moved_is_named_and_left_as_it_is(access: Access) -> None:
    owner = engine(access.owner)
    with owner.begin() as connection:
        connection.execute(text("UPDATE public.migration SET version_num = '9999'"))

    for ask in (pending_migrations, migrate):
        with pytest.raises(WarehouseNewer, match=r"at migration 9999.* run the newer version"):
            ask(owner)
    assert select(owner, "SELECT version_num FROM public.migration") == [("9999",)]
