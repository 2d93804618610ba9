"""# Alerts go out

Whatever finds a fault writes an alert into the warehouse, in the transaction that found it; this
DAG sends it, every minute, by mail, Apprise or webhook as `alerts.toml` says. A channel that is
down is asked again with growing pauses, and the other channels are told. What waits, and why, is in
`figures.alerts`. `measure` gives the age of each watcher to Airflow's metrics.

## If a box is red
- `Misconfigured`: `alerts.toml` is wrong, and the log names the key: mend it; or it is not where
  `VINTAGES_ALERTS` says. Nothing is lost, what waits goes out with the next run.
- `OperationalError`, `WarehouseUnreachable`: `vintages status`, then `vintages up`.
"""

import json
import logging
from datetime import timedelta
from urllib.parse import urlencode

from airflow import sdk
from airflow.sdk.exceptions import AirflowNotFoundException

from dags.boxes.measure import tell

_log = logging.getLogger(__name__)


def _connection(name: str) -> str | None:
    """The address in one of Airflow's connections: its URI, or its password if it has no host."""
    try:
        found = sdk.Connection.get(name)
    except AirflowNotFoundException:
        return None
    if not found.host:
        return str(found.password or "")
    # Airflow hides an extra that is not all text inside another: here each is a word of its own.
    extra = found.extra_dejson.items()
    words = {key: each if isinstance(each, str) else json.dumps(each) for key, each in extra}
    return f"{found.get_uri().partition('?')[0]}?{urlencode(words)}"


@sdk.dag(
    schedule=sdk.CronTriggerTimetable("* * * * *", timezone="UTC", run_immediately=timedelta()),
    max_active_runs=1,
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def alerts() -> None:
    """Send what the outbox holds."""

    @sdk.task(execution_timeout=timedelta(minutes=10))
    def deliver() -> None:
        from ingestion.alerts import deliver_all
        from ingestion.settings import settings

        done = deliver_all(settings(), _connection)
        _log.info("%d messages sent, %d not taken", done.sent, done.failed)

    @sdk.task
    def measure() -> None:
        from ingestion.eurostat.line import line
        from ingestion.measures import of_watchers

        tell(of_watchers(line().warehouse))

    deliver()
    measure()


alerts()
