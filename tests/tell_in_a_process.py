"""Tell two numbers as a process of its own, as Airflow's configuration in the environment says.

python -m tests.tell_in_a_process
"""

from airflow.sdk.observability import stats
from airflow.sdk.observability.metrics.stats_utils import get_stats_factory
from opentelemetry.metrics import get_meter_provider

from dags.boxes.measure import tell
from ingestion.measures import Measure

if __name__ == "__main__":
    stats.initialize(factory=get_stats_factory(), export_legacy_names=False)
    tell(
        [
            Measure("vintages.load.rows", 3, "count", {"dataset": "DEMO"}),
            Measure("vintages.load.changed_share", 0.25, tags={"dataset": "DEMO"}),
        ]
    )
    get_meter_provider().force_flush()  # type: ignore[attr-defined] # the SDK's, not the API's
