"""Load: what analysts see after releases came, in whatever order."""

from dataclasses import replace
from time import monotonic

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from tests.rounds import Rounds, select, snapshot_of_cells
from warehouse.connection import Access, engine
from warehouse.decide import hold, reject
from warehouse.errors import NotStaged, StageOutdated, ViewInUse
from warehouse.load import load
from warehouse.structure import Code, Codelist, Structure

KINDS = """
    SELECT series_key, time_period, change_kind, before, after
      FROM figures.revisions
     WHERE released_at = :at
     ORDER BY series_key, time_period"""
WITHOUT_COMMENT = """
    SELECT relname, attname
      FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0
     WHERE relnamespace = 'figures'::regnamespace AND relkind = 'v'
       AND (col_description(attrelid, attnum) IS NULL OR obj_description(attrelid) IS NULL)
     UNION
    SELECT proname, NULL FROM pg_proc
     WHERE pronamespace = 'figures'::regnamespace AND obj_description(oid) IS NULL"""
TABLES_WITHOUT_COMMENT = """
    SELECT nspname, relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
     WHERE relkind IN ('r', 'p', 'v') AND nspname NOT IN ('pg_catalog', 'information_schema')
       AND NOT relispartition AND obj_description(pg_class.oid, 'pg_class') IS NULL"""
QUESTIONS = (
    "SELECT * FROM figures.datasets",
    "SELECT * FROM figures.releases",
    "SELECT * FROM figures.vintages",
    "SELECT * FROM figures.versions",
    "SELECT * FROM figures.latest",
    "SELECT * FROM figures.revisions",
    "SELECT * FROM figures.x",
    "SELECT * FROM figures.as_of('x', now())",
    "SELECT * FROM figures.known_at('X', now())",
    "SELECT * FROM figures.first_published('X')",
    "SELECT * FROM figures.provenance('X', 'BE', '2020')",
)
# Spellings that a number does not give back, texts, and flags.
ODD_CELLS = ("12.30", "-0", "1E3", ".5", "007", "-0.0", "00.5", "12.", ":C", "KG", "0 n", "-0.0 e")
REVISED = """
    SELECT before, after, status_after, absolute
      FROM figures.revisions
     WHERE change_kind = 'revised'"""


@pytest.fixture
def rounds(warehouse: Engine) -> Rounds:
    """A warehouse to tell stories in."""
    return Rounds(warehouse)


def test_a_revision_keeps_what_was_known_before(rounds: Rounds) -> None:
    rounds.load("X", "2024-01-24", {("BE", "2023"): "120"})
    rounds.load("X", "2025-04-03", {("BE", "2023"): "130 p"})

    assert select(rounds.engine, REVISED) == [("120", "130", "p", 10)]


def test_every_kind_of_change_is_named(rounds: Rounds) -> None:
    rounds.load(
        "X",
        "2024-01-01",
        {
            ("A", "2020"): "1",
            ("B", "2020"): "2",
            ("C", "2020"): "3",
            ("D", "2020"): ":",
            ("E", "2020"): "5",
            ("F", "2020"): "12.30",
        },
    )
    second = rounds.load(
        "X",
        "2024-02-01",
        {
            ("A", "2020"): "1",
            ("B", "2020"): "2 p",
            ("C", "2020"): ": @C",
            ("D", "2020"): "0",
            ("F", "2020"): "12.3",
            ("G", "2021"): "7",
        },
    )
    third = rounds.load(
        "X",
        "2024-03-01",
        {
            ("A", "2020"): "1",
            ("B", "2020"): "2 p",
            ("C", "2020"): ": @C",
            ("D", "2020"): "0",
            ("E", "2020"): "5",
            ("F", "2020"): "12.3",
            ("G", "2021"): "7",
        },
    )

    assert select(rounds.engine, KINDS, at="2024-02-01Z") == [
        ("B", "2020", "status_changed", "2", "2"),
        ("C", "2020", "withdrawn", "3", ":"),
        ("D", "2020", "backfilled", ":", "0"),
        ("E", "2020", "vanished", "5", None),
        ("F", "2020", "revised", "12.30", "12.3"),
        ("G", "2021", "first_published", None, "7"),
    ]
    assert select(rounds.engine, KINDS, at="2024-03-01Z") == [
        ("E", "2020", "reappeared", None, "5")
    ]
    assert second.changes == dict.fromkeys(
        ["status_changed", "withdrawn", "backfilled", "vanished", "revised", "first_published"], 1
    )
    assert third.changes == {"reappeared": 1}


def test_a_held_stage_is_not_loaded_unless_a_person_accepts_it(rounds: Rounds) -> None:
    stage, arrival = rounds.staged("X", "2024-01-01", snapshot_of_cells({("A", "2020"): "1"}))
    with rounds.engine.begin() as connection:
        hold(connection, stage, "half of it is gone")

    with pytest.raises(NotStaged, match="half of it is gone"):
        load(rounds.engine, stage, arrival)

    accepted = replace(arrival, accepted_by="Ada", accepted_because="it is so")
    assert load(rounds.engine, stage, accepted).outcome == "vintage"


def test_what_one_person_kept_out_is_not_kept_out_again_in_the_name_of_another(
    rounds: Rounds,
) -> None:
    stage_id, _ = rounds.staged("X", "2024-01-01", snapshot_of_cells({("BE", "2020"): "1"}))
    with rounds.engine.begin() as connection:
        hold(connection, stage_id, "a person decides")
        reject(connection, stage_id, "Ada", "a cut file")

    refused = pytest.raises(NotStaged, match=r"was rejected by Ada \(a cut file\)")
    with rounds.engine.begin() as connection, refused:
        reject(connection, stage_id, "Bob", "no idea")


def test_loading_a_stage_again_changes_nothing(rounds: Rounds) -> None:
    stage, arrival = rounds.staged("X", "2024-01-01", snapshot_of_cells({("A", "2020"): "1"}))
    first = load(rounds.engine, stage, arrival)

    assert load(rounds.engine, stage, arrival) == first
    assert select(rounds.engine, "SELECT count(*) FROM figures.releases") == [(1,)]


def test_a_dataset_that_is_known_draws_no_number(rounds: Rounds, access: Access) -> None:
    """There are 32,767 of them, and each release asks for its dataset twice."""
    for month in (1, 2, 3):
        rounds.load("KNOWN", f"2024-0{month}-01", {("BE", "2020"): str(month)})
    rounds.load("NEXT", "2024-01-01", {("BE", "2020"): "1"})

    numbers = select(engine(access.owner), "SELECT dataset_id FROM vintages.dataset ORDER BY 1")
    assert [number for (number,) in numbers] == list(range(1, len(numbers) + 1))


def test_a_stage_is_outdated_once_another_release_was_loaded(rounds: Rounds) -> None:
    stage, arrival = rounds.staged("X", "2024-02-01", snapshot_of_cells({("A", "2020"): "2"}))
    rounds.load("X", "2024-01-01", {("A", "2020"): "1"})

    with pytest.raises(StageOutdated, match="another release was loaded since"):
        load(rounds.engine, stage, arrival)


def test_a_stage_whose_changes_a_crash_took_is_staged_anew(rounds: Rounds, access: Access) -> None:
    """Tables that are not logged come back empty: loaded so, the release would change nothing."""
    rounds.load("X", "2024-01-01", {("BE", "2020"): "1"})
    staged = rounds.staged("X", "2024-02-01", snapshot_of_cells({("BE", "2020"): "2"}))
    with engine(access.owner).begin() as connection:
        connection.exec_driver_sql(f"TRUNCATE stage.change_{staged[0]}")

    with pytest.raises(StageOutdated, match="its changes were lost when the server stopped"):
        load(rounds.engine, *staged)

    assert select(rounds.engine, "SELECT as_published FROM figures.latest") == [("1",)]


def test_releases_loaded_newest_first_take_the_time_of_their_cells(rounds: Rounds) -> None:
    """Each brings all cells, and its successor changes few: none is compared with each other."""
    seconds = []
    for number, at in ((3, "2024-03-01"), (2, "2024-02-01"), (1, "2024-01-01")):
        cells = {
            (f"K{key}", str(period)): f"{number if key * period % 180 == 0 else 0}"
            for key in range(300)
            for period in range(1960, 2020)
        }
        began = monotonic()
        rounds.load("X", at, cells)
        seconds.append(monotonic() - began)

    assert sum(seconds[1:]) < 30 * seconds[0]


def test_an_added_dimension_is_a_change_of_structure_and_no_revision(rounds: Rounds) -> None:
    rounds.load("X", "2024-01-01", {("BE", "2020"): "1"})
    loaded = rounds.load("X", "2024-02-01", {("T,BE", "2020"): "1"}, ("sex", "geo"))

    assert loaded.changes == {"vanished": 1, "first_published": 1}
    assert select(rounds.engine, KINDS, at="2024-02-01Z") == []
    restructured = "SELECT restructured FROM figures.vintages ORDER BY released_at"
    assert select(rounds.engine, restructured) == [(False,), (True,)]
    assert select(rounds.engine, "SELECT sex, geo, obs_value FROM figures.x") == [("T", "BE", 1)]


def test_a_view_of_ones_own_upon_that_of_a_dataset_is_named_where_its_columns_change(
    rounds: Rounds, access: Access
) -> None:
    rounds.load("X", "2024-01-01", {("A", "2020"): "1"})
    with engine(access.owner).begin() as connection:
        connection.execute(text("CREATE VIEW public.mine AS SELECT * FROM figures.x"))
    staged = rounds.staged(
        "X", "2024-02-01", snapshot_of_cells({("A,T", "2020"): "1"}, ("geo", "sex"))
    )

    with pytest.raises(ViewInUse, match=r"view public\.mine depends on view figures\.x"):
        load(rounds.engine, *staged)
    assert select(rounds.engine, "SELECT count(*) FROM figures.releases") == [(1,)]

    with engine(access.owner).begin() as connection:
        connection.execute(text("DROP VIEW public.mine"))
    assert load(rounds.engine, *staged).outcome == "vintage"


def test_an_analyst_reads_figures_and_nothing_else(rounds: Rounds, access: Access) -> None:
    rounds.load("X", "2024-01-01", {("BE", "2020"): "1"})
    analyst = engine(access.analyst)

    for question in QUESTIONS:
        assert select(analyst, question) != []
    for forbidden in ("SELECT * FROM vintages.strip", "SELECT vintages.moment(now())"):
        with pytest.raises(DBAPIError, match="permission denied"):
            select(analyst, forbidden)


def test_every_view_and_column_of_figures_has_a_comment(rounds: Rounds) -> None:
    rounds.load("X", "2024-01-01", {("BE", "2020"): "1"})

    assert select(rounds.engine, WITHOUT_COMMENT) == []


def test_every_table_and_view_of_the_other_schemas_has_a_comment(rounds: Rounds) -> None:
    rounds.load("X", "2024-01-01", {("BE", "2020"): "1"})

    assert select(rounds.engine, TABLES_WITHOUT_COMMENT) == []


def test_labels_stand_beside_codes_and_follow_the_newest_structure(rounds: Rounds) -> None:
    for at, label in (("2024-01-01", "Belgium"), ("2024-02-01", "Kingdom of Belgium")):
        codelist = Codelist("GEO", at, (Code("BE", label),))
        structure = Structure("1.0", ("geo",), {"geo": codelist}, {"geo": "Country"})
        value = snapshot_of_cells({("BE", "2020"): at[5:7]})
        stage, arrival = rounds.staged("X", at, value)
        load(rounds.engine, stage, replace(arrival, structure=structure, structure_key=at))

        assert select(rounds.engine, "SELECT geo_label FROM figures.x") == [(label,)]


def test_provenance_leads_from_a_figure_to_its_release(rounds: Rounds) -> None:
    rounds.load("X", "2024-01-01", {("BE", "2020"): "1"})
    rounds.load("X", "2024-02-01", {("BE", "2020"): "2 p"})
    query = """
        SELECT as_published, obs_status, vintage_id, release_key
          FROM figures.provenance('x', 'BE', '2020', :at)"""

    answers = [select(rounds.engine, query, at=at) for at in ("2024-01-15Z", "infinity")]

    assert answers == [
        [("1", None, "X@2024-01-01T00:00:00Z", "X@2024-01-01")],
        [("2", "p", "X@2024-02-01T00:00:00Z", "X@2024-02-01")],
    ]


@pytest.mark.parametrize("days", [[2], [1, 2], [2, 3], [1, 3, 2], [3, 2]])
def test_a_cell_comes_back_to_the_character_whichever_release_brings_it(
    rounds: Rounds, days: list[int]
) -> None:
    for day in days:
        cells = {f"C{place}": cell if day == 2 else "5" for place, cell in enumerate(ODD_CELLS)}
        rounds.load("X", f"2024-01-0{day}", {(key, "2020"): cell for key, cell in cells.items()})

    as_of = "SELECT series_key, concat_ws(' ', as_published, obs_status) FROM figures.as_of"
    found = select(rounds.engine, f"{as_of}('X', '2024-01-02Z')")

    assert sorted(found) == sorted((f"C{place}", cell) for place, cell in enumerate(ODD_CELLS))
