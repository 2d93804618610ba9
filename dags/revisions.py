"""# What a new vintage makes of printed statements

After each vintage of a dataset: every statement bound to it is judged again, against all vintages.
A verdict that turned becomes an alert, or ends one, in the same transaction; `vintages verdicts`
and `figures.verdicts` show what stands. The dataset is the run's **Partition Key**; by hand:
*Trigger*, with its code. A vintage that no run told of is found within the hour by
`publication_feeds`.

## If a box is red
- `OperationalError`, `WarehouseUnreachable`: `vintages status`, then clear the box. Judging again
  gives the same verdicts, however often.
"""

from datetime import timedelta
from typing import Any

from airflow import sdk

from ingestion.failed_runs import TOLD


@sdk.dag(
    schedule=sdk.PartitionedAssetTimetable(assets=sdk.Asset("vintage")),
    max_active_runs=1,
    is_paused_upon_creation=False,
    params={"code": sdk.Param("", type="string", title="Dataset code")},
    doc_md=__doc__,
)
def revisions() -> None:
    """One dataset of which a vintage came."""

    @sdk.task(retries=4, retry_delay=timedelta(seconds=30), **TOLD)
    def judge(partition_key: str | None = None, params: Any = None) -> dict[str, int]:
        from ingestion.publications import steps

        return steps.judge_dataset(partition_key or params["code"])

    judge()


revisions()
