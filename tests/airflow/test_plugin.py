"""The pages as Airflow's plugin, without a stack: what is loaded, and who is let in."""

import subprocess
import sys

import pytest
from airflow import plugins_manager
from airflow.api_fastapi.core_api.datamodels.plugins import PluginResponse
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from dags.plugins.vintages_pages import VintagesPages, application
from ingestion.stack.environment import DAGS

pytestmark = pytest.mark.airflow
HEAVY = ("altair", "fastapi", "great_expectations", "pandas", "psycopg", "vl_convert", "warehouse")


def test_airflow_loads_the_plugin_and_understands_its_entries() -> None:
    told = plugins_manager.get_plugin_info()
    (pages,) = (PluginResponse(**each) for each in told if each["name"] == VintagesPages.name)

    assert [(view.destination, view.href) for view in pages.external_views] == [
        ("nav", "/vintages/"),
        ("dag", "/vintages/runs/{DAG_ID}"),
        ("dag_run", "/vintages/runs/{DAG_ID}/{RUN_ID}"),
    ]


def test_processes_that_show_no_pages_import_next_to_nothing_for_them() -> None:
    script = (
        "import sys; from airflow import plugins_manager; before = set(sys.modules); "
        f"sys.path.insert(0, {str(DAGS / 'plugins')!r}); import vintages_pages; "
        f"print([m for m in {HEAVY!r} if m in sys.modules and m not in before])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "[]"


def test_every_page_asks_airflow_who_is_there() -> None:
    """The dependency is internal to Airflow's core: should it change, this says so."""
    stranger = TestClient(application())
    paths = [route.path for route in application().routes if isinstance(route, APIRoute)]
    pages = [path for path in paths if not path.startswith("/assets/")]

    assert len(pages) >= 7
    for path in pages:
        answer = stranger.get(path, follow_redirects=False)
        assert (answer.status_code, "Log in first" in answer.text) == (401, True), path
