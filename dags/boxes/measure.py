"""Our numbers go where Airflow's go: StatsD or OpenTelemetry, as `[metrics]` says; else nowhere."""

from collections.abc import Iterable

from airflow.sdk.observability import stats

from ingestion.measures import Measure


def tell(measures: Iterable[Measure]) -> None:
    """Give the numbers to Airflow's metrics."""
    for each in measures:
        if each.kind == "count":
            stats.incr(each.name, int(each.value), tags=dict(each.tags))
        else:
            stats.gauge(each.name, each.value, tags=dict(each.tags))
