"""Retries, alerts and the name of every box in a run of the line."""

from datetime import timedelta
from typing import Any

from airflow import sdk
from sqlalchemy.exc import OperationalError

from ingestion.errors import CheckNotMade, SourceUnavailable
from ingestion.failed_runs import TOLD
from warehouse.errors import VintagesError, WarehouseUnreachable

ASK_AGAIN = sdk.RetryRule([SourceUnavailable, WarehouseUnreachable, OperationalError, CheckNotMade])
FOR_A_PERSON = sdk.RetryRule(VintagesError, sdk.RetryAction.FAIL, reason="asking again is vain")


def by_itself(dag_run: Any) -> bool:
    """Whether an event started a run, and no person."""
    return bool(dag_run.run_type == "asset_triggered")


def steps() -> Any:
    """What the boxes call; imported late, since Airflow reads DAG files all the time."""
    from ingestion.eurostat import steps as of_the_line

    return of_the_line


EACH_BOX = TOLD | {
    "retries": 4,  # also for what is nobody's fault: a lost worker, a slow API server
    "retry_delay": timedelta(seconds=30),
    "retry_exponential_backoff": 2.0,
    "retry_policy": sdk.ExceptionRetryPolicy([ASK_AGAIN, FOR_A_PERSON]),
    "map_index_template": "{{ partition_key or params.code }}",
}
