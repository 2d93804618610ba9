"""What we count beside what Airflow counts: numbers with names, for whoever passes them on.

`dags/boxes/measure.py` gives them to Airflow's own metrics, so that all arrive at one place.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import Engine

from warehouse.statement import one, run


@dataclass(frozen=True)
class Measure:
    """A number at this moment. A ``count`` is added to what was counted before."""

    name: str
    value: float
    kind: Literal["count", "gauge"] = "gauge"
    tags: Mapping[str, str] = field(default_factory=dict)


def of_load(warehouse: Engine, stage_id: int) -> list[Measure]:
    """Rows written, share of the release's figures that changed, seconds from staging to the end.

    Nothing for a release that came with the same figures.
    """
    with warehouse.connect() as connection:
        found = one(connection, "measures_of_stage", stage_id=stage_id)
    if found is None:
        return []
    tags = {"dataset": found.dataset_code}
    share = found.changed / found.observations if found.observations else 0.0
    return [
        Measure("vintages.load.rows", found.changed, "count", tags),
        Measure("vintages.load.changed_share", share, tags=tags),
        Measure("vintages.load.seconds", found.seconds, tags=tags),
    ]


def of_watchers(warehouse: Engine) -> list[Measure]:
    """How many seconds ago each watcher asked its feed, and how often in a row in vain."""
    with warehouse.connect() as connection:
        rows = run(connection, "watchers").fetchall()
    return [
        measure
        for row in rows
        for measure in (
            Measure("vintages.watcher.age_seconds", row.age_seconds, tags={"feed": row.feed}),
            Measure("vintages.watcher.errors", row.errors_in_a_row, tags={"feed": row.feed}),
        )
    ]
