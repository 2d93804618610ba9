"""The pages in Airflow's UI: *Vintages* in the navigation, and a tab on the DAGs of the line.

All of Airflow's processes read this file; only the one that is asked for a page imports the pages.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from typing import Any

from airflow.plugins_manager import AirflowPlugin
from sqlalchemy import Engine

PATH = "/vintages"
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
    from airflow.api_fastapi.core_api.security import get_user
    from fastapi import Depends

    from ingestion.followed import followed
    from ingestion.settings import settings
    from warehouse.pages.app import pages
    from warehouse.pages.host import Host

    host = Host(_analyst, lambda: followed(settings()), mounted_at=PATH)
    return pages(host, [Depends(get_user)])


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
