"""The pages in Airflow's UI: *Vintages* in the navigation, and a tab on each DAG and each run.

Every process of Airflow's reads this file; only the one that is asked for a page imports the pages.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from typing import Any

from airflow.plugins_manager import AirflowPlugin

PATH = "/vintages"
_ENTRY = {"name": "Vintages", "icon": f"{PATH}/assets/vintages.svg"}
Message = MutableMapping[str, Any]


@cache
def application() -> Any:
    """The pages, behind the login of Airflow's own API."""
    from dags.pages.airflow_host import hosted

    return hosted(PATH)


async def asked(
    scope: Message,
    receive: Callable[[], Awaitable[Message]],
    send: Callable[[Message], Awaitable[None]],
) -> None:
    """Answer one request."""
    await application()(scope, receive, send)


class VintagesPages(AirflowPlugin):
    """What the warehouse holds, for a browser."""

    name = "vintages_pages"
    # Lists of the class itself, as Airflow reads them.
    fastapi_apps = [{"app": asked, "url_prefix": PATH, "name": "Vintages"}]  # noqa: RUF012
    external_views = [  # noqa: RUF012
        _ENTRY
        | {
            "destination": "nav",
            "nav_top_level": True,
            "href": f"{PATH}/",
            "url_route": "vintages",
        },
        _ENTRY
        | {
            "destination": "dag",
            "href": f"{PATH}/runs/{{DAG_ID}}",
            "url_route": "vintages-dag",
        },
        _ENTRY
        | {
            "destination": "dag_run",
            "href": f"{PATH}/runs/{{DAG_ID}}/{{RUN_ID}}",
            "url_route": "vintages-run",
        },
    ]
