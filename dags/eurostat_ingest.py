"""# One release of one dataset, from Eurostat into the warehouse

`fetch >> stage >> check >> decide >> load` for the dataset named by the run's **Partition Key**
(also a filter of *Runs*). Each box can be cleared and run again alone. By hand: *Trigger*, with the
dataset's code as partition key. Boxes skipped: the same figures came again, a person was asked
about these very bytes before, or another run brings them; the log of the last green box tells.

**`decide` waits:** the release failed its checks. *Required Actions* shows the facts: *Accept* lets
`load` run, *Reject* ends the run red, as does `vintages decide`. Later releases do not wait for it.
Where the release is decided elsewhere, or comes anew, the box ends by itself within the hour.

## If a box is red
The error at the end of its log says what was wanted, what was there and what to do.
- `SourceUnavailable`, `Maintenance`, `TransferCut`, `StillQueued`, `ReleaseMoved`: asked again in
  vain. `eurostat_releases` starts over within half an hour: just wait, a day. Whatever failed after
  `fetch` is not downloaded again for half a day: clear the red box.
- `SourceChanged`, `DatasetGone`, `Malformed`, `NotThisDataset`, `TooLarge`, `QueryRefused`: asking
  again gives the same. Read the message; the bytes are in the archive.
- `CheckFailed`, `ReleaseConflict`: the message names the command by which a person decides.
- `CheckNotMade`, `Misconfigured`, `ViewInUse`: mend it. `ArchiveDamaged`: `vintages audit`.
- `OperationalError`, `WarehouseUnreachable`: `vintages status`, then clear the box.
- `reject`: a person kept this release out.
"""

from typing import Any

from airflow import sdk
from airflow.sdk.exceptions import AirflowSkipException

from dags.boxes.decide import FACTS, answer, decide_box, reject, where_to_decide
from dags.boxes.each_box import EACH_BOX, by_itself, steps
from dags.boxes.measure import tell

DATASET = sdk.Asset("eurostat_dataset", uri="eurostat://dataset")


@sdk.dag(
    schedule=sdk.PartitionedAssetTimetable(assets=DATASET),
    max_active_runs=500,  # one that waits for a person is active; the executor limits the work
    is_paused_upon_creation=False,
    params={"code": sdk.Param("", type="string", title="Dataset code")},
    default_args=EACH_BOX,
    doc_md=__doc__,
)
def eurostat_ingest() -> None:
    """One release of one dataset."""

    @sdk.task.short_circuit
    def fetch(partition_key: str | None = None, **context: Any) -> Any:
        is_first = by_itself(context["dag_run"]) and context["ti"].try_number == 1
        return steps().fetch(partition_key or context["params"]["code"], if_wanted=is_first)

    @sdk.task.short_circuit
    def stage(release_key: str, dag_run: Any = None) -> Any:
        return steps().stage(release_key, by_hand=not by_itself(dag_run))

    @sdk.task.branch
    def check(stage_id: int, ti: Any = None) -> str | None:
        held = steps().holds(stage_id, where_to_decide(ti))
        if held:
            ti.xcom_push(key=FACTS, value=steps().facts(stage_id))
        return {True: "decide", False: "load", None: None}[held]

    @sdk.task(outlets=[sdk.Asset("vintage")], trigger_rule="none_failed_min_one_success")
    def load(stage_id: int, ti: Any = None) -> Any:
        loaded = steps().load(stage_id, answer(ti))
        if loaded is None:
            raise AirflowSkipException("another run brings this release")
        tell(steps().measures(stage_id))
        return loaded

    staged: Any = stage(fetch())  # type: ignore[arg-type] # a promise of a key, at parse time
    checked, decided, loaded = check(staged), decide_box("check"), load(staged)
    checked >> [decided, loaded]
    decided >> [loaded, reject(staged)]


eurostat_ingest()
