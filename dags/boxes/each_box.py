"""Retries, alerts and the name of every box in a run of the line."""

from datetime import timedelta

from airflow import sdk
from sqlalchemy.exc import OperationalError

from ingestion.errors import CheckNotMade, SourceUnavailable
from ingestion.failed_runs import TOLD
from warehouse.errors import VintagesError, WarehouseUnreachable

ASK_AGAIN = sdk.RetryRule([SourceUnavailable, WarehouseUnreachable, OperationalError, CheckNotMade])
FOR_A_PERSON = sdk.RetryRule(VintagesError, sdk.RetryAction.FAIL, reason="asking again is vain")
EACH_BOX = TOLD | {
    "retries": 4,  # also for what is nobody's fault: a lost worker, a slow API server
    "retry_delay": timedelta(seconds=30),
    "retry_exponential_backoff": 2.0,
    "retry_policy": sdk.ExceptionRetryPolicy([ASK_AGAIN, FOR_A_PERSON]),
    "map_index_template": "{{ partition_key or params.code }}",
}
