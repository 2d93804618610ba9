"""A task that failed after its last retry becomes an alert.

Airflow calls ``tell_of_failure`` (``on_failure_callback``) with the task's context, which is all
that is used of it: nothing here imports Airflow.
"""

import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from ingestion.errors import CheckFailed
from ingestion.settings import access, settings
from warehouse.alerts import Alert, Ended, is_open, raise_alert, resolve_because
from warehouse.connection import engine
from warehouse.decide import HELD
from warehouse.errors import VintagesError, WarehouseUnreachable

RUN_FAILED = "run_failed"
_LONGEST_REASON = 600
PAUSES = (1, 3, 9, 17)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FailedRun:
    """A box that is red: where, about which dataset or document, and why."""

    dag: str
    task: str
    dataset_code: str | None
    error: BaseException | None
    link: str | None
    document_id: str | None = None

    @property
    def box(self) -> str:
        """The DAG, the task and the document, which is the key of the alert."""
        of = f" of {self.document_id}" if self.document_id else ""
        return f"{self.dag}.{self.task}{of}"


def tell_of_failure(context: Mapping[str, Any], pauses: Iterable[float] = PAUSES) -> None:
    """Raise an alert for the task that this Airflow context describes.

    A warehouse that takes no connection is asked again for half a minute. Without one there is no
    outbox: that is logged, the run is red in Airflow, and upkeep tells of a release that is not
    held for long.
    """
    run = failed_run(context)
    try:
        _insist(run, pauses)
    except (psycopg.Error, SQLAlchemyError, VintagesError):
        _log.exception("the failure of %s could not be made an alert", run.box)


def _insist(run: FailedRun, pauses: Iterable[float]) -> None:
    for pause in pauses:
        try:
            return _tell(run)
        except (OperationalError, psycopg.OperationalError, WarehouseUnreachable) as error:
            _log.warning("the failure of %s cannot be told yet: %s", run.box, type(error).__name__)
            time.sleep(pause)
    return _tell(run)


def _tell(run: FailedRun) -> None:
    with engine(access(settings()).loader).begin() as connection:
        note_failed_run(connection, run)


def tell_of_success(context: Mapping[str, Any]) -> None:
    """End the alert that the same box failed (``on_success_callback``, ``on_skipped_callback``)."""
    run = failed_run(context)
    ended = Ended(RUN_FAILED, run.dataset_code, run.box, "the box went through")
    try:
        with engine(access(settings()).loader).begin() as connection:
            resolve_because(connection, ended)
    except (psycopg.Error, SQLAlchemyError, VintagesError):
        _log.exception("the success of %s could not be noted", run.box)


# What a DAG gives to each of its boxes (`default_args`).
TOLD: dict[str, Any] = {
    "on_failure_callback": tell_of_failure,
    "on_success_callback": tell_of_success,
    "on_skipped_callback": tell_of_success,  # a box that found nothing to do went through too
}


def failed_run(context: Mapping[str, Any]) -> FailedRun:
    """The failed run in an Airflow context.

    Its dataset is the partition key or `code`; of a DAG with a parameter `document`, its document
    is the partition key or that.
    """
    task_instance = context.get("ti")
    params = context.get("params") or {}
    key = getattr(context.get("dag_run"), "partition_key", None)
    code = None if "document" in params else key or params.get("code")
    return FailedRun(
        dag=getattr(task_instance, "dag_id", "a DAG"),
        task=getattr(task_instance, "task_id", "a task"),
        dataset_code=code.upper() if code else None,
        error=context.get("exception"),
        link=getattr(task_instance, "log_url", None),
        document_id=(key or params["document"]) if "document" in params else None,
    )


def note_failed_run(connection: Connection, run: FailedRun) -> bool:
    """Raise the alert; whether a message was written. A release that is held has its own alert."""
    if isinstance(run.error, CheckFailed) and is_open(connection, run.dataset_code, HELD):
        return False
    return raise_alert(connection, _alert(run))


def run_succeeded(connection: Connection, dataset_code: str) -> int:
    """End the alerts about failed runs of a dataset; how many there were."""
    ended = Ended(RUN_FAILED, dataset_code, None, "a later run went through")
    return resolve_because(connection, ended)


def _alert(run: FailedRun) -> Alert:
    name = type(run.error).__name__ if run.error else "no error was given"
    reason = " ".join(str(run.error or "").replace("\0", "").split())[:_LONGEST_REASON]
    # Only our own errors are written for readers; a stranger's may quote a password.
    said = f"{name}: {reason}" if isinstance(run.error, VintagesError) else name
    of = f" for {run.document_id}" if run.document_id else ""
    return Alert(
        kind=RUN_FAILED,
        dataset_code=run.dataset_code,
        key=run.box,
        fingerprint=name,
        severity="critical",
        title=f"{run.task}{of} failed: {name}",
        happened=f"The box {run.task} of {run.dag}{of} failed after its last retry. {said}",
        to_do="Read the log of the box; the manual on the page of the DAG says what each error "
        "wants. Then clear the box. The figures are as they were before the box ran.",
        link=run.link,
    )
