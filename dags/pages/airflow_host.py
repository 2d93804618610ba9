"""Airflow as the host of the pages: its login, its runs, and the warehouse of its environment.

Imported by the process that is asked for a page, and by no other.
"""

from functools import cache
from urllib.parse import quote

from airflow.api_fastapi.core_api.security import get_user, requires_access_dag
from airflow.models import DagRun
from airflow.utils.session import create_session
from fastapi import Depends, FastAPI, Request
from fastapi.responses import RedirectResponse
from sqlalchemy import Engine, select
from sqlalchemy.pool import QueuePool

from ingestion.followed import followed
from ingestion.settings import access, settings
from warehouse.connection import engine, limited
from warehouse.pages.app import pages
from warehouse.pages.guard import require_text
from warehouse.pages.host import Host

_SECONDS = 20  # for one query: a page is not worth more
_DOCUMENTS = ("publications", "publication_feeds")


def hosted(path: str) -> FastAPI:
    """The pages below a path of Airflow's, for whoever is logged in as its own API wants it."""
    made = pages(Host(_analyst, lambda: followed(settings()), path), [Depends(get_user)])
    may_read = [Depends(require_text), Depends(requires_access_dag("GET"))]

    @made.get("/runs/{dag_id}", dependencies=may_read)
    def dag(request: Request, dag_id: str) -> RedirectResponse:
        return RedirectResponse(request.scope["root_path"] + page_of_dag(dag_id))

    @made.get("/runs/{dag_id}/{run_id:path}", dependencies=may_read)
    def run(request: Request, dag_id: str, run_id: str) -> RedirectResponse:
        return RedirectResponse(request.scope["root_path"] + page_of_run(dag_id, run_id))

    return made


def page_of_dag(dag_id: str) -> str:
    """The page about what a DAG works on: documents, or datasets."""
    return "/documents" if dag_id in _DOCUMENTS else "/"


def page_of_run(dag_id: str, run_id: str) -> str:
    """The page about what a run is for: its partition key, or what was typed in its place."""
    with create_session() as session:
        asked = select(DagRun).where(DagRun.dag_id == dag_id, DagRun.run_id == run_id)
        found = session.scalar(asked)
        typed = found.conf or {} if found else {}
        key = found and (found.partition_key or typed.get("code") or typed.get("document"))
    if not key:
        return page_of_dag(dag_id)
    return f"{'/documents' if dag_id in _DOCUMENTS else '/datasets'}/{quote(str(key), safe='')}"


def _analyst() -> Engine:
    """The warehouse of today: the embedded one may have come up at another port."""
    return _engine(access(settings()).analyst)


@cache
def _engine(url: str) -> Engine:
    return limited(engine(url, QueuePool), _SECONDS)
