"""The application: which address shows which page. Nothing here writes."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.params import Depends as Required
from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException

from warehouse.pages.asked import DatasetAsked, PageNumber, SeriesAsked
from warehouse.pages.dataset import dataset_page
from warehouse.pages.decisions import decisions_page
from warehouse.pages.document import document_page, documents_page
from warehouse.pages.guard import guarded, require_text
from warehouse.pages.host import Host
from warehouse.pages.overview import overview
from warehouse.pages.page import Pages
from warehouse.pages.pictures import lines_of, time_line_of
from warehouse.pages.refusal import refuse
from warehouse.pages.series import series_page

_SVG = "image/svg+xml"
_FOLDER = Path(__file__).parent / "assets"
_ASSETS = {
    "pages.css": "text/css",
    "pages.js": "text/javascript",
    "vintages.svg": _SVG,
}


def pages(host: Host, signed_in: Sequence[Required] = ()) -> FastAPI:
    """The pages of a host; every one of them depends on ``signed_in``."""
    written = Pages(host)
    made = FastAPI(title="Vintages", docs_url=None, redoc_url=None, openapi_url=None)
    guards = [*signed_in, Depends(require_text)]
    made.include_router(_data_routes(written), dependencies=guards)
    made.include_router(_picture_routes(written), dependencies=guards)
    made.include_router(_people_routes(written), dependencies=guards)
    made.include_router(_asset_routes())
    made.middleware("http")(guarded)
    refuse(made, written)
    return made


def _data_routes(written: Pages) -> APIRouter:
    """The overview, a dataset, a series."""
    routes = APIRouter()

    @routes.get("/")
    def start(request: Request) -> Response:
        followed, now = written.host.followed(), datetime.now(UTC)
        return written.show(
            request, "overview", lambda held: {"lines": overview(held, followed, now)}
        )

    @routes.get("/datasets/{code}")
    def dataset(request: Request, code: str, asked: Annotated[DatasetAsked, Depends()]) -> Response:
        return written.show(request, "dataset", lambda held: dataset_page(held, code, asked))

    @routes.get("/datasets/{code}/series/{key}")
    def series(
        request: Request, code: str, key: str, asked: Annotated[SeriesAsked, Depends()]
    ) -> Response:
        return written.show(request, "series", lambda held: series_page(held, code, key, asked))

    return routes


def _picture_routes(written: Pages) -> APIRouter:
    """The pictures on the pages of a dataset and a series."""
    routes = APIRouter()

    @routes.get("/datasets/{code}/time-line.svg")
    def time_line(code: str, page: PageNumber = 1) -> Response:
        return Response(time_line_of(written.host.analyst(), code, page), media_type=_SVG)

    @routes.get("/datasets/{code}/series/{key}/lines.svg")
    def lines(code: str, key: str) -> Response:
        return Response(lines_of(written.host.analyst(), code, key), media_type=_SVG)

    return routes


def _people_routes(written: Pages) -> APIRouter:
    """Documents, and what waits for somebody."""
    routes = APIRouter()

    @routes.get("/documents")
    def documents(request: Request) -> Response:
        return written.show(request, "documents", documents_page)

    @routes.get("/documents/{document_id}")
    def document(request: Request, document_id: str) -> Response:
        return written.show(request, "document", lambda held: document_page(held, document_id))

    @routes.get("/decisions")
    def decisions(request: Request) -> Response:
        return written.show(request, "decisions", decisions_page)

    return routes


def _asset_routes() -> APIRouter:
    """Style, script and icon: the page that asks people to log in needs them too."""
    routes = APIRouter()

    @routes.get("/assets/{name}")
    def asset(name: str) -> Response:
        if name not in _ASSETS:
            raise HTTPException(404)
        return FileResponse(_FOLDER / name, media_type=_ASSETS[name])

    return routes
