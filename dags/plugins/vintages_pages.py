"""The pages in Airflow's UI: *Vintages* in the navigation, and a tab on the DAGs of the line.

All of Airflow's processes read this file; only the one that is asked for a page imports the pages.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from typing import Any
from urllib.parse import quote

from airflow.plugins_manager import AirflowPlugin
from sqlalchemy import Engine

PATH = "/vintages"
_FOLDER = {"publications": "/documents/"}
_PARAMETER = {"publications": "document"}
Message = MutableMapping[str, Any]


@cache
def _engine(url: str) -> Engine:
    from sqlalchemy.pool import QueuePool

    from warehouse.connection import engine, limited

    return limited(engine(url, QueuePool), seconds=20)


def _analyst() -> Engine:
    from ingestion.settings import access, settings

    return _engine(access(settings()).analyst)


@cache
def application() -> Any:
    """The pages, behind the same login as Airflow's own API."""
    from airflow.api_fastapi.core_api.security import get_user, requires_access_dag
    from fastapi import Depends, Request
    from fastapi.responses import RedirectResponse

    from ingestion.followed import followed
    from ingestion.settings import settings
    from warehouse.pages.app import pages
    from warehouse.pages.host import Host

    made = pages(Host(_analyst, lambda: followed(settings()), PATH), [Depends(get_user)])

    @made.get("/runs/{dag_id}/{run_id:path}", dependencies=[Depends(requires_access_dag("GET"))])
    def run(request: Request, dag_id: str, run_id: str) -> RedirectResponse:
        return RedirectResponse(request.scope["root_path"] + page_of_run(dag_id, run_id))

    return made


def page_of_run(dag_id: str, run_id: str) -> str:
    """The page about what a run is for: its partition key names a dataset or a document."""
    from airflow.models import DagRun
    from airflow.utils.session import create_session
    from sqlalchemy import select

    with create_session() as session:
        asked = select(DagRun).where(DagRun.dag_id == dag_id, DagRun.run_id == run_id)
        found = session.scalar(asked)
        typed = (found.conf or {}).get(_PARAMETER.get(dag_id, "code")) if found else None
        key = (found.partition_key or typed) if found else None
    return f"{_FOLDER.get(dag_id, '/datasets/')}{quote(key, safe='')}" if key else "/"


async def _asked(
    scope: Message,
    receive: Callable[[], Awaitable[Message]],
    send: Callable[[Message], Awaitable[None]],
) -> None:
    await application()(scope, receive, send)


class VintagesPages(AirflowPlugin):
    """Pages of the warehouse, read-only."""

    name = "vintages_pages"
    fastapi_apps = [{"app": _asked, "url_prefix": PATH, "name": "Vintages"}]  # noqa: RUF012 - Airflow's form
    external_views = [  # noqa: RUF012 - Airflow's form
        {
            "name": "Vintages",
            "href": f"{PATH}/",
            "destination": "nav",
            "url_route": "vintages",
            "nav_top_level": True,
            "icon": f"{PATH}/assets/vintages.svg",
        },
        {
            "name": "Vintages",
            "href": f"{PATH}/runs/{{DAG_ID}}/{{RUN_ID}}",
            "destination": "dag_run",
            "url_route": "vintages-run",
            "icon": f"{PATH}/assets/vintages.svg",
        },
        {
            "name": "Vintages",
            "href": f"{PATH}/",
            "destination": "dag",
            "url_route": "vintages-dag",
            "icon": f"{PATH}/assets/vintages.svg",
        },
    ]
