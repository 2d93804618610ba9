"""# One document, from its publisher into the warehouse, and the verdicts on what it states

`fetch >> read >> check >> load >> judge` for the document named by the run's **Partition Key**,
each to be run again alone. By hand: *Trigger*, with the document's id. The same text makes no
edition; the statements in the document's file are taken up all the same.

## If a box is red
The log says what was wanted, what was there, what to do. What is held stays as it is.
- `SourceUnavailable`, `Maintenance`, `TransferCut`: asked again in vain. Just wait, a day.
- `DocumentGone`, `NotServed`, `NotThisDocument`, `Challenged`, `Unreadable`, `CheckFailed`: asking
  again gives the same. See it in a browser, mend its file. What came is in the archive.
- `Misconfigured`: mend what it names, then clear the box. `ArchiveDamaged`: `vintages audit`.
- `OperationalError`, `WarehouseUnreachable`: `vintages status`, then clear the box.
"""

from typing import Any

from airflow import sdk

from dags.boxes.each_box import EACH_BOX

DOCUMENT = sdk.Asset("publication", uri="publications://document")
EACH_DOCUMENT = EACH_BOX | {"map_index_template": "{{ partition_key or params.document }}"}


def _steps() -> Any:
    from ingestion.publications import steps  # here, since Airflow reads this file all the time

    return steps


@sdk.dag(
    schedule=sdk.PartitionedAssetTimetable(assets=DOCUMENT),
    max_active_runs=2,  # two polite readers of the same few hosts
    is_paused_upon_creation=False,
    params={"document": sdk.Param("", type="string", title="Document id")},
    default_args=EACH_DOCUMENT,
    doc_md=__doc__,
)
def publications() -> None:
    """One document."""

    @sdk.task
    def fetch(partition_key: str | None = None, params: Any = None) -> Any:
        return _steps().fetch(partition_key or params["document"])

    @sdk.task
    def read(release_key: str) -> Any:
        return _steps().read(release_key)

    @sdk.task
    def check(edition_id: int) -> None:
        _steps().check(edition_id)

    @sdk.task
    def load(edition_id: int) -> Any:
        return _steps().load(edition_id)

    @sdk.task
    def judge(document_id: Any) -> Any:
        return _steps().judge_document(document_id)

    edition: Any = read(fetch())  # type: ignore[arg-type] # a promise of a key, at parse time
    check(edition) >> (loaded := load(edition))
    judge(loaded)


publications()
