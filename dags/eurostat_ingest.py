"""# One release of one dataset, from Eurostat into the warehouse

`fetch >> stage >> check >> load` for the dataset named by the run's **Partition Key**, *Map Index*
beside each box. Each box can be cleared and run again alone. By hand: *Trigger*, with the dataset's
code. Last boxes skipped: the same figures came again, which is recorded and makes no vintage.

## If a box is red
The error at the end of its log, and the alert, say what was wanted, what was there, what to do.
- `SourceUnavailable`, `Maintenance`, `TransferCut`, `StillQueued`, `ReleaseMoved`: asked again in
  vain. `eurostat_releases` starts over within half an hour: just wait, a day.
- `SourceChanged`, `DatasetGone`, `Malformed`, `NotThisDataset`, `TooLarge`, `QueryRefused`: asking
  again gives the same. Read the message; the bytes are in the archive.
- `CheckFailed`, `ReleaseConflict`: the message names the command by which a person decides.
- `Misconfigured`: mend what it names, then clear the box. `ArchiveDamaged`: `vintages audit`.
- `OperationalError`, `WarehouseUnreachable`: `vintages status`, then clear the box.
"""

from datetime import timedelta
from typing import Any

from airflow import sdk
from sqlalchemy.exc import OperationalError

from ingestion.errors import SourceUnavailable
from ingestion.failed_runs import TOLD
from warehouse.errors import VintagesError, WarehouseUnreachable

DATASET = sdk.Asset("eurostat_dataset", uri="eurostat://dataset")
ASK_AGAIN = sdk.RetryRule([SourceUnavailable, WarehouseUnreachable, OperationalError])
FOR_A_PERSON = sdk.RetryRule(VintagesError, sdk.RetryAction.FAIL, reason="asking again is vain")
EACH_BOX = TOLD | {
    "retries": 4,  # also for what is nobody's fault: a lost worker, a slow API server
    "retry_delay": timedelta(seconds=30),
    "retry_exponential_backoff": 2.0,
    "retry_policy": sdk.ExceptionRetryPolicy([ASK_AGAIN, FOR_A_PERSON]),
    "map_index_template": "{{ partition_key or params.code }}",
}


@sdk.dag(
    schedule=sdk.PartitionedAssetTimetable(assets=DATASET),
    max_active_runs=4,
    is_paused_upon_creation=False,
    params={"code": sdk.Param("", type="string", title="Dataset code")},
    default_args=EACH_BOX,
    doc_md=__doc__,
)
def eurostat_ingest() -> None:
    """One release of one dataset."""

    @sdk.task
    def fetch(partition_key: str | None = None, params: Any = None) -> str:
        from ingestion.eurostat import steps

        return steps.fetch(partition_key or params["code"])

    @sdk.task.short_circuit
    def stage(release_key: str) -> int | None:
        from ingestion.eurostat import steps

        return steps.stage(release_key)

    @sdk.task
    def check(stage_id: int) -> None:
        from ingestion.eurostat import steps

        steps.check(stage_id)

    @sdk.task(outlets=[sdk.Asset("vintage")])
    def load(stage_id: int) -> dict[str, int]:
        from ingestion.eurostat import steps

        return steps.load(stage_id)

    staged: Any = stage(fetch())  # type: ignore[arg-type] # a promise of a key, at parse time
    check(staged) >> load(staged)


eurostat_ingest()
