"""What analysts bring along: pandas, DuckDB, and tools that ask a database what it has."""

from pathlib import Path
from typing import Any

import duckdb
import duckdb_extension_postgres_scanner
import pandas
import pytest
from sqlalchemy import Engine, inspect, make_url, text

from tests.rounds import Rounds
from warehouse.connection import Access, engine
from warehouse.query import Question, answer_to

CELLS = {("A,BE", "2020"): "1", ("A,FR", "2020"): "12.30"}


@pytest.fixture
def analyst(access: Access) -> Engine:
    """The analyst's engine, over two vintages."""
    rounds = Rounds(engine(access.loader))
    rounds.load("DEMO", "2026-01-08", CELLS, ("freq", "geo"))
    rounds.load("DEMO", "2026-02-08", {**CELLS, ("A,BE", "2020"): "2"}, ("freq", "geo"))
    return engine(access.analyst)


def test_pandas_reads_two_dates_and_gets_two_answers(analyst: Engine) -> None:
    query = text("SELECT * FROM figures.as_of('DEMO', :moment) ORDER BY series_key")
    january, february = (
        pandas.read_sql(query, analyst, params={"moment": moment})
        for moment in ("2026-01-31", "2026-02-28")
    )

    assert list(january["as_published"]) == ["1", "12.30"]
    assert list(february["as_published"]) == ["2", "12.30"]


def test_every_view_that_a_tool_finds_says_what_it_and_its_columns_are(analyst: Engine) -> None:
    """What DBeaver shows comes from these calls of a driver, as any JDBC driver makes them."""
    found = inspect(analyst)
    views = found.get_view_names(schema="figures")

    assert {"latest", "revisions", "dimensions", "demo"} <= set(views)
    for view in views:
        assert found.get_table_comment(view, schema="figures")["text"], view
        silent = [
            each["name"] for each in found.get_columns(view, "figures") if not each["comment"]
        ]
        assert silent == [], view


def seen_by_jdbc(analyst: Engine, call: str) -> list[dict[str, Any]]:
    """What a call of a JDBC driver's DatabaseMetaData finds, by the SQL that the driver sends."""
    statement = (Path(__file__).parent / "jdbc" / f"{call}.sql").read_text(encoding="utf-8")
    with answer_to(analyst, Question(statement)) as answer:
        names = [column.name for column in answer.columns]
        return [dict(zip(names, row, strict=True)) for row in answer.rows]


def test_jdbc_sees_views_columns_and_functions_with_their_comments(analyst: Engine) -> None:
    tables, columns, functions = (
        seen_by_jdbc(analyst, call) for call in ("tables", "columns", "functions")
    )

    assert {row["table_type"] for row in tables} == {"VIEW"}
    assert {"latest", "revisions", "demo"} <= {row["table_name"] for row in tables}
    assert {"as_of", "known_at"} <= {row["function_name"] for row in functions}
    assert [row for row in (*tables, *functions) if not row["remarks"]] == []
    assert [row for row in columns if not row["description"]] == []
    assert {row["relname"] for row in columns} == {row["table_name"] for row in tables}


def test_jdbc_finds_no_keys_since_all_are_views(analyst: Engine) -> None:
    assert seen_by_jdbc(analyst, "keys") == seen_by_jdbc(analyst, "primary_keys") == []


def test_duckdb_reads_the_warehouse_through_its_postgres_extension(
    analyst: Engine, access: Access
) -> None:
    """The extension comes as a package of its own, since DuckDB would download it."""
    folder = Path(duckdb_extension_postgres_scanner.__file__).parent
    (extension,) = folder.rglob("*.duckdb_extension")
    connection = duckdb.connect(config={"autoinstall_known_extensions": False})
    connection.execute(f"LOAD '{extension}'")
    url = make_url(access.analyst).set(drivername="postgresql")
    where = url.render_as_string(hide_password=False)
    connection.execute(f"ATTACH '{where}' AS warehouse (TYPE postgres, READ_ONLY)")
    query = "SELECT as_published FROM warehouse.figures.latest ORDER BY series_key"
    assert connection.execute(query).fetchall() == [("2",), ("12.30",)]
