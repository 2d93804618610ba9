"""# Which documents need a run

**What it does.** A watcher in the triggerer polls the publishers' feeds (CELLAR's notifications,
DG HOME's news); whenever they name a document that we follow, the asset `publication_feeds` gets an
event and this DAG runs. It also runs every hour: Council papers, articles of Statistics Explained
and pages that are edited without a word have no feed and are asked once a day, as is every document
whose event was lost. For each document that needs it, one run of `publications` starts.

`judge` judges the statements bound to datasets of which a vintage came that no run told of, such as
one that was loaded by hand.

**What you see.** `route` skipped: no document needs a run. A document whose file is wrong has an
alert of its own (`run_failed`), which names the file and the key, and the others go on.

## If a box is red
- `Misconfigured`: a sources folder is not there, so that nobody knows what is followed. The log
  names it: mend it, then clear the box.
- `OperationalError`, `WarehouseUnreachable`: `vintages status`, then clear the box.
- No runs at all: see when the feeds were last polled (`vintages status`); the triggerer's log says
  why.
"""

from datetime import timedelta
from typing import Any

from airflow.sdk import Asset, AssetOrTimeSchedule, AssetWatcher, CronTriggerTimetable, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from ingestion.failed_runs import TOLD
from ingestion.publications.watch import PublicationFeedsTrigger, document_ids

FEEDS = Asset(
    "publication_feeds",
    uri="publications://feeds",
    watchers=[AssetWatcher(name="poll_publications", trigger=PublicationFeedsTrigger())],
)
DOCUMENT = Asset("publication", uri="publications://document")
# Not at once when it is new: the watcher's first event already makes it run then.
CLOCK = CronTriggerTimetable("23 * * * *", timezone="UTC", run_immediately=timedelta())
EACH_BOX = TOLD | {"retries": 2, "retry_delay": timedelta(seconds=30)}


@dag(
    schedule=AssetOrTimeSchedule(timetable=CLOCK, assets=[FEEDS]),
    max_active_runs=1,
    is_paused_upon_creation=False,
    default_args=EACH_BOX,
    doc_md=__doc__,
)
def publication_feeds() -> None:
    """Start a run for each document that needs one, and judge what is outstanding."""

    @task(outlets=[DOCUMENT])
    def route(triggering_asset_events: Any = None, outlet_events: Any = None) -> list[str]:
        from ingestion.publications import steps

        wanted = steps.documents_wanted(document_ids(triggering_asset_events[FEEDS]))
        if not wanted:
            raise AirflowSkipException("no document needs a run")
        outlet_events[DOCUMENT].add_partitions(wanted)
        return wanted

    @task
    def judge() -> dict[str, dict[str, int]]:
        from ingestion.publications import steps

        return steps.judge_outstanding()

    route()
    judge()


publication_feeds()
