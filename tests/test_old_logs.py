"""Old logs of Airflow go, and nothing else does."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ingestion.old_logs import delete_old_logs, put_aside

MONTH_AGO = datetime.now(UTC) - timedelta(days=30)
OLD = (MONTH_AGO - timedelta(hours=1)).timestamp()
BOX = "dag_id=alerts/run_id={}/task_id=deliver/attempt=1.log"


def written(folder: Path, *names: str, old: bool = True) -> None:
    """Files as Airflow makes them; with their folders a month old, or of today."""
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("{}")
        for path in (file, *file.parents):
            if old and path.is_relative_to(folder):
                os.utime(path, (OLD, OLD))


def there(folder: Path) -> list[str]:
    """What is in a folder, folders too where they are empty."""
    found = (path for path in folder.rglob("*") if path.is_file() or not any(path.iterdir()))
    return sorted(str(path.relative_to(folder)) for path in found)


def test_logs_that_are_old_go_with_their_folders(tmp_path: Path) -> None:
    written(tmp_path, BOX.format("old"), f"{BOX.format('old')}.trigger.7.log")
    written(tmp_path, "dag_processor/2026-01-01/alerts.py.log")
    written(tmp_path, BOX.format("new"), old=False)

    assert delete_old_logs(tmp_path, MONTH_AGO) == 3
    assert there(tmp_path) == [BOX.format("new")]
    assert delete_old_logs(tmp_path, MONTH_AGO) == 0


def test_what_is_no_log_stays_and_so_does_what_a_link_points_to(tmp_path: Path) -> None:
    logs, elsewhere = tmp_path / "logs", tmp_path / "elsewhere"
    written(elsewhere, "attempt=1.log")
    written(logs, "lineage.jsonl", old=True)
    (logs / "latest").symlink_to(elsewhere)

    assert delete_old_logs(logs, MONTH_AGO) == 0
    assert there(elsewhere) == ["attempt=1.log"]
    assert (logs / "lineage.jsonl").exists()


def test_a_folder_that_was_just_made_stays_for_the_log_that_comes_into_it(tmp_path: Path) -> None:
    (tmp_path / "dag_id=alerts" / "run_id=now").mkdir(parents=True)
    written(tmp_path / "dag_id=alerts" / "run_id=then", "attempt=1.log")

    delete_old_logs(tmp_path, MONTH_AGO)

    assert there(tmp_path) == ["dag_id=alerts/run_id=now"]


def test_without_a_folder_of_logs_there_is_nothing_to_do(tmp_path: Path) -> None:
    assert delete_old_logs(tmp_path / "none", MONTH_AGO) == 0


def test_a_log_that_is_never_done_becomes_one_a_day_and_grows_old(tmp_path: Path) -> None:
    for day, line in ((1, "a"), (1, "b"), (2, "c")):
        with (tmp_path / "lineage.jsonl").open("a") as log:
            log.write(line)
        put_aside(tmp_path / "lineage.jsonl", datetime(2026, 1, day, 9, tzinfo=UTC))
    put_aside(tmp_path / "none.jsonl", datetime(2026, 1, 2, 9, tzinfo=UTC))

    names = ["lineage.2026-01-01.log.jsonl", "lineage.2026-01-02.log.jsonl"]
    assert there(tmp_path) == names
    assert [(tmp_path / name).read_text() for name in names] == ["a", "bc"]
    assert delete_old_logs(tmp_path, datetime.now(UTC) + timedelta(days=30)) == 2
