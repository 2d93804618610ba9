"""The boxes of the line as Airflow calls them, over a real warehouse: which runs end early."""

from types import SimpleNamespace
from typing import Any

import pytest
from airflow.dag_processing.dagbag import DagBag
from airflow.sdk.exceptions import (
    AirflowSkipException,
    DownstreamTasksSkipped,
    TaskAwaitingInput,
)

from dags.boxes.decide import answer
from ingestion.checks.decision import Decision
from ingestion.stack.environment import DAGS
from tests.desk import Desk, environment, publish
from tests.rounds import select

pytestmark = pytest.mark.airflow
CODE = "DEMO_TABLE"
OF_AN_EVENT, BY_HAND = (
    SimpleNamespace(run_type=name, partition_key=CODE) for name in ("asset_triggered", "manual")
)


@pytest.fixture
def here(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk that boxes sit at too, with a release out."""
    for name, value in environment(desk).items():
        monkeypatch.setenv(name, value)
    publish(desk, "2026-01-08T11:00:00+01:00", b"1")
    return desk


def box(name: str) -> Any:
    """What a box of the line does."""
    task: Any = DagBag(dag_folder=str(DAGS)).dags["eurostat_ingest"].get_task(name)
    return task.python_callable


def instance(try_number: int = 1) -> SimpleNamespace:
    """A task instance."""
    return SimpleNamespace(try_number=try_number, log_url="http://airflow/runs/one/tasks/check")


def test_a_run_of_an_event_ends_where_its_release_was_brought_but_not_one_by_hand_or_a_retry(
    here: Desk,
) -> None:
    fetch = box("fetch")
    here.line.fetch(CODE)

    assert fetch(CODE, dag_run=OF_AN_EVENT, ti=instance(), params={}) is None
    assert fetch(CODE, dag_run=OF_AN_EVENT, ti=instance(2), params={})
    assert fetch(None, dag_run=BY_HAND, ti=instance(), params={"code": CODE})


def test_a_run_whose_stage_gave_way_is_skipped(here: Desk) -> None:
    first, second = (here.line.stage(here.line.fetch(CODE)) for _ in range(2))
    told = SimpleNamespace(**vars(instance()), xcom_pull=lambda **_: None)

    assert box("check")(first, ti=told) is None
    with pytest.raises(AirflowSkipException, match="another run"):
        box("load")(first, ti=told)
    assert box("check")(second, ti=told) == "load"


def test_a_held_release_goes_to_the_box_in_which_a_person_decides(here: Desk) -> None:
    here.ingest(CODE)
    publish(here, "2026-02-08T11:00:00+01:00", b":")
    stage, left = here.line.stage(here.line.fetch(CODE)), dict[str, Any]()
    told = SimpleNamespace(**vars(instance()), xcom_push=lambda key, value: left.update(value))

    assert box("check")(stage, ti=told) == "decide"
    assert f"(stage {stage})" in left["subject"]


def test_an_answer_of_before_the_run_was_cleared_decides_nothing(here: Desk) -> None:
    stage = here.line.stage(here.line.fetch(CODE))
    left = {("decide", "answer"): {"name": "Ann", "reason": "a broken file"}}
    told = SimpleNamespace(
        **vars(instance()), xcom_pull=lambda task_ids, key: left.get((task_ids, key))
    )
    assert box("check")(stage, ti=told) == "load"

    box("load")(stage, ti=told)

    assert select(here.line.warehouse, "SELECT accepted_by FROM figures.vintages") == [(None,)]
    left["check", "facts"] = {"subject": "it is held", "body": ""}
    assert answer(told) == left["decide", "answer"]


def test_a_box_that_nobody_answers_waits_on_and_ends_when_there_is_nothing_to_decide(
    here: Desk,
) -> None:
    stage = here.line.stage(here.line.fetch(CODE))
    assert stage is not None
    decide: Any = DagBag(dag_folder=str(DAGS)).dags["eurostat_ingest"].get_task("decide")
    ti = SimpleNamespace(
        task=decide, map_index=-1, xcom_pull=lambda **_: stage, xcom_push=lambda **_: None
    )
    an_hour_later = {"context": {"ti": ti}, "event": {"error": "late", "error_type": "timeout"}}

    with pytest.raises(TaskAwaitingInput) as waits:
        decide.execute_complete(**an_hour_later)
    assert waits.value.timeout == decide.response_timeout

    here.line.decide(stage, Decision("Ann", "by the shell"), accept=False)
    with pytest.raises(DownstreamTasksSkipped) as ended:
        decide.execute_complete(**an_hour_later)
    assert {name for name, _ in ended.value.tasks} == {"load", "reject"}
