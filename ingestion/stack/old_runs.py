"""Airflow's own database keeps every run for ever: those of a minute's rhythm are deleted here."""

import subprocess
from collections.abc import Mapping
from datetime import datetime

from ingestion.stack.stack import AIRFLOW, StackFailed

# Runs of the others may wait for a person, however old they are.
FREQUENT = ("alerts", "eurostat_releases", "publication_feeds", "upkeep")
_TABLES = ("dag_run", "job", "log")  # what belongs to a run goes with it
_SHOWN = 2000


def delete_old_runs(environment: Mapping[str, str], before: datetime) -> None:
    """Delete the runs that began before a moment, with their boxes and events; never the last one.

    ``environment`` is that of an Airflow process. Raises StackFailed with what Airflow said.
    """
    # Not --error-on-cleanup-failure: Airflow 3.3 looks into `deadline` too, cannot tell the DAG of
    # its rows, and goes on. We never fill that table.
    command = (*AIRFLOW, "db", "clean", "--yes", "--skip-archive")
    which = ("--dag-ids", ",".join(FREQUENT), "--tables", ",".join(_TABLES))
    done = subprocess.run(  # noqa: S603 - a command of our own constants and a moment
        [*command, *which, "--clean-before-timestamp", before.isoformat()],
        stdin=subprocess.DEVNULL,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise StackFailed(f"`airflow db clean` failed: {(done.stdout + done.stderr)[-_SHOWN:]}")
