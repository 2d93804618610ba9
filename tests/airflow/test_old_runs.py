"""`vintages tidy`: old runs leave Airflow's own database, and what may wait for a person stays."""

import subprocess
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from ingestion.cli import app
from ingestion.stack.environment import airflow_environment
from ingestion.stack.stack import AIRFLOW
from tests.fresh import fresh_server
from warehouse.server import Server

pytestmark = [pytest.mark.airflow, pytest.mark.long]
DAG = """
    INSERT INTO dag (dag_id, is_paused, is_stale, bundle_name, timetable_type, max_active_tasks,
                     max_consecutive_failed_dag_runs, has_task_concurrency_limits,
                     partition_mapper_info)
    VALUES (%s, false, false, 'dags-folder', '', 1, 0, false, '{}')"""
RUN = """
    INSERT INTO dag_run (dag_id, run_id, run_type, state, run_after, start_date)
    SELECT %s, %s, 'scheduled', 'success', moment, moment
      FROM (SELECT now() - make_interval(days => %s) AS moment) AS began"""


def home_of(server: Server) -> Path:
    """The home of an embedded Postgres, with the tables of Airflow and runs of two DAGs."""
    home = server.folder.parent
    url = server.url("airflow", "airflow")
    environment = airflow_environment(home, url, 8080)
    subprocess.run([*AIRFLOW, "db", "migrate"], env=environment, check=True, capture_output=True)
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute("INSERT INTO dag_bundle (name) VALUES ('dags-folder')")
        for dag in ("alerts", "eurostat_ingest"):
            connection.execute(DAG, (dag,))
            for days in (50, 40, 20):
                connection.execute(RUN, (dag, f"of {days} days ago", days))
    return home


def test_only_old_runs_of_the_frequent_dags_go(monkeypatch: pytest.MonkeyPatch) -> None:
    with fresh_server("vintages-tidy-") as server:
        monkeypatch.setenv("VINTAGES_HOME", str(home_of(server)))
        told = CliRunner().invoke(app, ["tidy"])

        assert told.exit_code == 0, told.output
        with psycopg.connect(server.url("airflow", "airflow").replace("+psycopg", "")) as left:
            runs = left.execute("SELECT dag_id, run_id FROM dag_run ORDER BY 1, 2").fetchall()
    assert runs == [
        ("alerts", "of 20 days ago"),
        *(("eurostat_ingest", f"of {days} days ago") for days in (20, 40, 50)),
    ]


def test_without_airflows_database_it_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("VINTAGES_HOME", str(tmp_path))

    told = CliRunner().invoke(app, ["tidy"])

    assert told.exit_code == 1
    assert "`vintages up` first" in told.output
