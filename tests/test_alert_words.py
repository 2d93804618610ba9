"""What an alert says is so, and what it tells to do can be typed as it stands."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

from sqlalchemy import Engine

from ingestion.alert_routes import Routing
from ingestion.failed_runs import failed_run, note_failed_run
from ingestion.publications.statement import Binding
from ingestion.source import Source
from ingestion.upkeep import Watched, upkeep
from tests.press import (
    DIMENSIONS,
    NEWS_2022,
    PRINTED,
    WOMEN_2020,
    Press,
    a_document,
    cells_of,
    printed_cells,
    stated,
)
from tests.rounds import Rounds, moment, select, snapshot_of_cells
from warehouse.dependents import dependents
from warehouse.journal import record_announced
from warehouse.stage import stage_of

SOURCE = Source("DEMO", "Demo", ("A",), ("geo",), expected_within_days=30)
WATCHED = Watched((SOURCE,), Routing(), 300.0)
OPEN = """
    SELECT kind, title, facts->>'happened', facts->>'to_do'
      FROM figures.alerts WHERE resolved_at IS NULL ORDER BY key"""


def load(warehouse: Engine, day: str, value: str) -> None:
    """Load a release of one figure."""
    Rounds(warehouse).load("DEMO", day, {("BE", "2023"): value})


def test_the_alert_about_a_box_names_the_document_that_it_was_about(warehouse: Engine) -> None:
    box = SimpleNamespace(dag_id="publications", task_id="judge", log_url=None)
    context = {"ti": box, "params": {"document": "com-2018-777"}, "exception": ValueError("no")}
    with warehouse.begin() as connection:
        note_failed_run(connection, failed_run(context))

    ((_, title, happened, _),) = select(warehouse, OPEN)

    assert title == "judge for com-2018-777 failed: ValueError"
    assert "The box judge of publications for com-2018-777 failed" in happened


def test_a_release_that_waits_or_was_kept_out_is_not_overdue(warehouse: Engine) -> None:
    load(warehouse, "2026-01-01", "1")
    assert upkeep(warehouse, WATCHED, moment("2026-02-10"))["overdue"] == 1

    record_announced(warehouse, "DEMO", moment("2026-02-01T10:00"))

    assert upkeep(warehouse, WATCHED, moment("2026-02-10"))["overdue"] == 0
    assert upkeep(warehouse, WATCHED, moment("2026-03-20"))["overdue"] == 1
    assert "The last release is of 2026-02-01, 46 days ago" in select(warehouse, OPEN)[0][2]


def test_of_a_release_that_the_next_one_overtook_it_says_how_it_can_still_be_loaded(
    warehouse: Engine,
) -> None:
    load(warehouse, "2025-12-01", "1")
    for hour in (10, 11):
        record_announced(warehouse, "DEMO", moment(f"2026-01-08T{hour}:00"))

    upkeep(warehouse, Watched((SOURCE,), Routing(), 300.0), datetime.now(UTC) + timedelta(hours=13))

    alerts = [row for row in select(warehouse, OPEN) if row[0] == "not_held"]
    overtaken, newest = (to_do for _, _, _, to_do in alerts)
    command = "vintages load DEMO FILE --released-at 2026-01-08T10:00:00Z"
    assert overtaken == f"Eurostat has only its newest; from a file at hand: {command}."
    assert newest.endswith("before the next one, each must be in the archive.")


def test_a_figure_in_words_that_a_release_would_change_is_named(warehouse: Engine) -> None:
    press = Press(warehouse)
    press.release("2022-12-13")
    women = Binding(cells_of("FEMALE", "2020", unit="PC"))
    number = stated(NEWS_2022, "64", WOMEN_2020, women, hedge="more than half", kind="bound")
    statement = replace(number, printed="", at_least=Decimal(50))
    press.print(a_document("news", "2022-12-14", statement), NEWS_2022, "2022-12-14")

    snapshot = snapshot_of_cells(printed_cells("2024-01-24"), DIMENSIONS)
    stage_id, _ = press.rounds.staged(PRINTED, "2024-01-24T10:00", snapshot)
    with warehouse.connect() as connection:
        said = dependents(connection, stage_of(connection, stage_id))

    assert said[1:] == (
        f"news prints more than half, reproduced now (statement {statement.statement_id})",
    )
