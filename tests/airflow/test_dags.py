"""The DAG files as Airflow reads them, without a database and without running anything."""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.dag_processing.dagbag import DagBag
from airflow.sdk import PartitionedAssetTimetable
from airflow.sdk.definitions.retry_policy import RetryAction
from airflow.serialization.serialized_objects import DagSerialization
from sqlalchemy.exc import OperationalError

from ingestion import errors
from ingestion.failed_runs import failed_run, tell_of_failure, tell_of_success
from ingestion.stack.environment import DAGS
from warehouse.errors import StageOutdated, VintagesError, WarehouseUnreachable

pytestmark = pytest.mark.airflow
FILES = sorted(path for path in DAGS.glob("*.py") if path.stem != "__init__")
HEAVY = ("pandas", "numpy", "polars", "great_expectations", "lxml", "requests")


@pytest.fixture(scope="module")
def dagbag() -> DagBag:
    """All DAGs of the project, as Airflow finds them."""
    return DagBag(dag_folder=str(DAGS))


def test_airflow_finds_the_dags_without_an_error_or_a_warning(dagbag: DagBag) -> None:
    assert (dagbag.import_errors, dagbag.captured_warnings) == ({}, {})
    assert set(dagbag.dags) == {path.stem for path in FILES}


def test_reading_the_dag_files_imports_nothing_heavy() -> None:
    names = ", ".join(f"dags.{path.stem}" for path in FILES)
    script = f"import sys, {names}; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_dag_file_only_wires(path: Path) -> None:
    assert len(path.read_text().splitlines()) < 80


@pytest.mark.parametrize("dag_id", [path.stem for path in FILES])
def test_a_dag_is_its_own_manual(dagbag: DagBag, dag_id: str) -> None:
    assert "## If a box is red" in str(dagbag.dags[dag_id].doc_md)


def test_the_manual_says_what_to_do_about_every_error_of_the_line(dagbag: DagBag) -> None:
    manual = "".join(str(dagbag.dags[id_].doc_md) for id_ in ("eurostat_ingest", "publications"))
    names = [name for name, thing in vars(errors).items() if _is_of_the_line(thing)]

    assert [name for name in names if f"`{name}`" not in manual] == []


@pytest.mark.parametrize("dag_id", [path.stem for path in FILES])
def test_a_dag_is_not_paused_and_survives_the_way_through_airflows_database(
    dagbag: DagBag, dag_id: str
) -> None:
    dag = dagbag.dags[dag_id]
    again = DagSerialization.from_dict(DagSerialization.to_dict(dag))

    assert dag.is_paused_upon_creation is False
    assert (again.dag_id, again.task_ids) == (dag_id, dag.task_ids)
    assert type(again.timetable).__name__ == type(dag.timetable).__name__


def test_a_box_that_fails_for_good_becomes_an_alert(dagbag: DagBag) -> None:
    boxes = [dagbag.dags["eurostat_ingest"].get_task(id_) for id_ in _BOXES]

    for box in [*boxes, dagbag.dags["upkeep"].get_task("look"), *_routers(dagbag)]:
        assert box.on_failure_callback == [tell_of_failure]


def test_the_alert_of_a_router_ends_also_when_nothing_is_new(dagbag: DagBag) -> None:
    for box in _routers(dagbag):
        assert (box.on_success_callback, box.on_skipped_callback) == ([tell_of_success],) * 2


@pytest.mark.parametrize(
    ("dag_id", "names"),
    [
        ("eurostat_ingest", ("fetch", "stage", "check", "load")),
        ("publications", ("fetch", "read", "check", "load", "judge")),
    ],
)
def test_each_box_waits_for_the_one_before(
    dagbag: DagBag, dag_id: str, names: tuple[str, ...]
) -> None:
    boxes = [dagbag.dags[dag_id].get_task(name) for name in names]

    assert all(b.task_id in a.downstream_task_ids for a, b in pairwise(boxes))


def test_a_failed_document_is_told_apart_by_its_id() -> None:
    run = SimpleNamespace(partition_key="com-2018-777")
    context = {"dag_run": run, "params": {"document": ""}}
    boxes = {"ti": SimpleNamespace(dag_id="publications", task_id="read", log_url=None)}

    failed = failed_run(context | boxes)

    assert (failed.box, failed.dataset_code) == ("publications.read of com-2018-777", None)


def test_every_vintage_wakes_the_judgement_of_its_dataset(dagbag: DagBag) -> None:
    (outlet,) = dagbag.dags["eurostat_ingest"].get_task("load").outlets
    timetable = dagbag.dags["revisions"].timetable

    assert isinstance(timetable, PartitionedAssetTimetable)
    assert timetable.asset_condition == outlet


@pytest.mark.parametrize(
    "kind",
    [errors.SourceUnavailable, errors.StillQueued, errors.TransferCut, errors.CheckNotMade],
)
def test_what_may_go_better_next_time_is_asked_again(
    dagbag: DagBag, kind: type[VintagesError]
) -> None:
    assert _decision(dagbag, kind("HTTP 503")) is RetryAction.RETRY


def test_a_warehouse_that_is_away_is_asked_again(dagbag: DagBag) -> None:
    for error in (WarehouseUnreachable("no"), OperationalError("SELECT", {}, OSError("gone"))):
        assert _decision(dagbag, error) is RetryAction.RETRY


@pytest.mark.parametrize(
    "kind",
    [
        *(errors.SourceChanged, errors.DatasetGone, errors.Malformed, errors.CheckFailed),
        *(errors.Misconfigured, errors.ArchiveDamaged, StageOutdated),
    ],
)
def test_what_asking_again_cannot_mend_fails_at_once(
    dagbag: DagBag, kind: type[VintagesError]
) -> None:
    assert _decision(dagbag, kind("wanted this, got that")) is RetryAction.FAIL


def test_anything_else_is_airflows_to_retry(dagbag: DagBag) -> None:
    assert _decision(dagbag, MemoryError()) is RetryAction.DEFAULT


def test_a_silence_of_eurostat_of_half_an_hour_wakes_nobody(dagbag: DagBag) -> None:
    route = dagbag.dags["eurostat_releases"].get_task("route")
    pauses = [
        route.retry_delay.total_seconds() * route.retry_exponential_backoff**turn
        for turn in range(route.retries or 0)
    ]
    assert sum(pauses) >= 30 * 60


def test_retries_take_longer_each_time_and_end_before_the_router_starts_over(
    dagbag: DagBag,
) -> None:
    for task in dagbag.dags["eurostat_ingest"].tasks:
        pauses = [
            task.retry_delay.total_seconds() * task.retry_exponential_backoff**turn
            for turn in range(task.retries or 0)
        ]

        assert pauses == [30, 60, 120, 240]
        assert 2 * sum(pauses) <= 30 * 60, "Airflow spreads a pause by up to its double"


def _routers(dagbag: DagBag) -> list[Any]:
    names = ("eurostat_releases", "publication_feeds")
    return [dagbag.dags[name].get_task("route") for name in names]


_BOXES = ("fetch", "stage", "check", "decide", "load")


def _decision(dagbag: DagBag, error: BaseException) -> RetryAction:
    policies = [dagbag.dags["eurostat_ingest"].get_task(box).retry_policy for box in _BOXES]
    (decision,) = {policy.evaluate(error, 1, 4).action for policy in policies if policy}
    return decision


def _is_of_the_line(thing: Any) -> bool:
    return isinstance(thing, type) and thing.__module__ == errors.__name__
