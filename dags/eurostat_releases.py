"""# Which datasets need a run

**What it does.** Eurostat publishes at 11:00 and 23:00 in Brussels and says so in one update feed.
A watcher in the triggerer polls that feed; whenever it shows something new, the asset
`eurostat_update_feed` gets an event and this DAG runs. It also runs every half hour, so that a
release is found when the feed failed or was late. Each run compares Eurostat's catalogue with what
the warehouse holds and starts one run of `eurostat_ingest` for every dataset that has a newer
release: the event is only a wake-up, a lost or repeated one loses nothing. A release that came
whole is left to its run for half a day.

**What you see.** Green and *skipped*: nothing is newer than what we hold. Green: the asset events
of the run name the datasets (as partition keys) that were sent on. A dataset whose source file or
catalogue entry cannot be read has an alert of its own (`run_failed`), and the others go on.

## If a box is red
- `SourceUnavailable`: Eurostat did not answer for half an hour, also not after the retries. The
  next run asks again, and ends the alert; nothing to do unless it lasts for a day.
- `Misconfigured`: a sources folder is not there, so that nobody knows what is followed. The log
  names it: mend it, then clear the task.
- `WarehouseUnreachable` or `OperationalError`: the warehouse is down. `vintages status`, then
  `vintages up`, then clear the task.
- No runs at all although Eurostat published: see when the feed was last polled (`vintages status`);
  the triggerer's log in the logs folder says why.
"""

from datetime import timedelta
from typing import Any

from airflow.sdk import Asset, AssetOrTimeSchedule, AssetWatcher, CronTriggerTimetable, dag, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.boxes.each_box import EACH_BOX
from ingestion.eurostat.watch import UpdateFeedTrigger, dataset_codes

FEED = Asset(
    "eurostat_update_feed",
    uri="eurostat://update-feed",
    watchers=[AssetWatcher(name="poll", trigger=UpdateFeedTrigger())],
)
DATASET = Asset("eurostat_dataset", uri="eurostat://dataset")
# Not at once when it is new: the watcher's first event already makes it run then.
SAFETY_NET = CronTriggerTimetable("*/30 * * * *", timezone="UTC", run_immediately=timedelta())
# A short silence of Eurostat, as at night, wakes nobody: pauses of 1, 2, 4, 8 and 16 minutes.
HALF_AN_HOUR: dict[str, Any] = EACH_BOX | {
    "retries": 5,
    "retry_delay": timedelta(minutes=1),
    "map_index_template": None,
}


@dag(
    schedule=AssetOrTimeSchedule(timetable=SAFETY_NET, assets=[FEED]),
    max_active_runs=1,
    is_paused_upon_creation=False,
    doc_md=__doc__,
)
def eurostat_releases() -> None:
    """Compare the catalogue with the warehouse, and start a run for each dataset behind it."""

    @task(outlets=[DATASET], **HALF_AN_HOUR)
    def route(triggering_asset_events: Any = None, outlet_events: Any = None) -> list[str]:
        from ingestion.eurostat import steps

        wanted = steps.releases_wanted(dataset_codes(triggering_asset_events[FEED]))
        if not wanted:
            raise AirflowSkipException("nothing is newer than what the warehouse holds")
        outlet_events[DATASET].add_partitions(wanted)
        return wanted

    route()


eurostat_releases()
