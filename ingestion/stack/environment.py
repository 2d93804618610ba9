"""Everything that Airflow is told, as environment variables: it needs no airflow.cfg."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import make_url

from ingestion.stack.credentials import ADMIN, Credentials, credentials
from warehouse.private_file import write_private

DAGS = Path(__file__).parents[2] / "dags"
LOOPBACK = "127.0.0.1"

# Tasks run in forks of the scheduler, or of a worker: what it has imported, they need not.
PRELOAD = '''\
"""Airflow imports this in each of its processes; written by `vintages up` at each start."""

import sys

if {"scheduler", "celery"} & set(sys.argv):
    import airflow.sdk.execution_time.task_runner
    import ingestion.checks.expectations  # Great Expectations takes many seconds
    import ingestion.eurostat.steps
'''


def airflow_environment(
    home: Path, metadata_url: str, port: int, outer: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """The whole environment of an Airflow process of this home; its files are written on the way.

    ``metadata_url`` is an SQLAlchemy URL of Airflow's own Postgres database, ``port`` the one that
    the UI will answer on, and ``outer`` is passed on: it carries the settings of our own tasks.
    """
    folder = home.absolute() / "airflow"
    keys = credentials(home)
    _write_files(folder, keys)
    own = {
        **_core(folder, keys),
        **_database(metadata_url),
        **_api(port, keys),
        **_processes(),
    }
    no_proxy = _loopback_without_proxy(outer)
    return {**_logs(folder), **outer, **own, **no_proxy, "AIRFLOW_HOME": str(folder)}


def _write_files(folder: Path, keys: Credentials) -> None:
    config = folder / "config"
    config.mkdir(parents=True, exist_ok=True)
    (config / "airflow_local_settings.py").write_text(PRELOAD)
    write_private(_passwords(folder), json.dumps({ADMIN: keys.admin_password}))


def _logs(folder: Path) -> dict[str, str]:
    """Where logs go unless told otherwise; airflow.cfg has the home in which it was written."""
    return {
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(folder / "logs"),
        "AIRFLOW__LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY": str(
            folder / "logs" / "dag_processor"
        ),
    }


def _passwords(folder: Path) -> Path:
    return folder / "passwords.json"


def _core(folder: Path, keys: Credentials) -> dict[str, str]:
    return {
        "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(DAGS / "plugins"),
        # dags/.airflowignore reads the same either way; as globs Airflow warns of its own code.
        "AIRFLOW__CORE__DAG_IGNORE_FILE_SYNTAX": "regexp",
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__FERNET_KEY": keys.fernet_key,
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{ADMIN}:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(_passwords(folder)),
    }


def _database(metadata_url: str) -> dict[str, str]:
    # Both drivers by name: Airflow derives the second one wrongly for URLs with a query.
    url = make_url(metadata_url)
    drivers = {"CONN": "postgresql+psycopg2", "CONN_ASYNC": "postgresql+asyncpg"}
    return {
        f"AIRFLOW__DATABASE__SQL_ALCHEMY_{name}": url.set(drivername=driver).render_as_string(
            hide_password=False
        )
        for name, driver in drivers.items()
    }


def _api(port: int, keys: Credentials) -> dict[str, str]:
    base = f"http://{LOOPBACK}:{port}"
    return {
        "AIRFLOW__API__HOST": LOOPBACK,
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": base,
        "AIRFLOW__API__INSTANCE_NAME": "Vintages",
        "AIRFLOW__API__SECRET_KEY": keys.api_secret,
        "AIRFLOW__API_AUTH__JWT_SECRET": keys.jwt_secret,
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{base}/execution/",
    }


def _processes() -> dict[str, str]:
    return {
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "10",
        "AIRFLOW__DAG_PROCESSOR__DAG_VERSION_INFLATION_CHECK_LEVEL": "error",
        # A busy machine must not turn a slow answer into a failed task.
        "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "30",
        # A task's supervisor may notice its end only then, and holds a worker until it does.
        "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": "1",
        # Each hop of a run waits for one turn of this loop.
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.25",
    }


def _loopback_without_proxy(outer: Mapping[str, str]) -> dict[str, str]:
    """Tasks talk to the API server over loopback, which no proxy of the house can reach."""
    held = outer.get("no_proxy") or outer.get("NO_PROXY")
    hosts = ",".join(filter(None, (held, LOOPBACK, "localhost")))
    return {"no_proxy": hosts, "NO_PROXY": hosts}
