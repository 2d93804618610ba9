"""# What nobody reports

Every hour: datasets that are overdue, frozen or gone at the source, or too large to be asked for
whole, watchers that fell silent, channels that take no messages, failed runs that a later run made
good. Each raises an alert once, and ends it when it is over; `figures.alerts` lists them.

`tidy` deletes Airflow's logs of boxes older than `VINTAGES_LOG_DAYS`, and gives `lineage.jsonl` the
name of its day, as which it is one of them. Old rows of Airflow's database are yours to delete:
docs/how-to/watch-it.md.

## If a box is red
- `Misconfigured`: a sources folder is not there, or `alerts.toml` is wrong. The log names it: mend
  it. Nothing is told, and nothing ends, meanwhile.
- `PermissionError`: `tidy` may not delete logs; give Airflow's user the folder that it names.
- `OperationalError`, `WarehouseUnreachable`: `vintages status`, then `vintages up`.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from airflow import sdk

from ingestion.failed_runs import TOLD


@sdk.dag(
    schedule=sdk.CronTriggerTimetable("7 * * * *", timezone="UTC", run_immediately=timedelta()),
    max_active_runs=1,
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def upkeep() -> None:
    """Look for what is wrong without anything happening."""

    @sdk.task(retries=2, retry_delay=timedelta(seconds=30), **TOLD)
    def look() -> dict[str, int]:
        from ingestion.settings import settings
        from ingestion.upkeep import upkeep_of

        return upkeep_of(settings())

    @sdk.task(retries=2, retry_delay=timedelta(seconds=30), **TOLD)
    def tidy() -> int:
        from airflow.sdk.configuration import conf

        from ingestion.old_logs import delete_old_logs, put_aside
        from ingestion.settings import settings

        folder, now = Path(conf.get("logging", "base_log_folder")), datetime.now(UTC)
        put_aside(folder / "lineage.jsonl", now)
        return delete_old_logs(folder, now - timedelta(days=settings().log_days))

    look()
    tidy()


upkeep()
