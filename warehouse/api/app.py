"""The application: which address is answered by what. Nothing here writes."""

from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from warehouse.api.availability import availability_routes
from warehouse.api.data import data_routes
from warehouse.api.refusal import (
    NO_RESULTS,
    NOT_GET,
    UNAVAILABLE,
    Kind,
    Refused,
    as_sdmx,
)
from warehouse.api.structures import structure_routes
from warehouse.query import QueryFailed

Handler = Callable[[Request, Exception], Awaitable[Response]]
ADDRESSES = (
    "/data/dataflow/ESTAT/CODE/1.0/KEY",
    "/availability/dataflow/ESTAT/CODE/1.0/KEY/DIMENSION",
    "/structure/dataflow/ESTAT/CODE/1.0",
    "/structure/datastructure/VINTAGES/CODE/1.0",
    "/structure/conceptscheme/VINTAGES/CODE/1.0",
    "/structure/codelist/ESTAT/ID/VERSION",
)


def api(engine: Engine) -> FastAPI:
    """The read-only API over a warehouse, which ``engine`` reaches as its analyst."""
    made = FastAPI(title="Vintages", docs_url=None, redoc_url=None, openapi_url=None)
    made.include_router(data_routes(engine))
    made.include_router(availability_routes(engine))
    made.include_router(structure_routes(engine))
    made.add_exception_handler(Refused, _refused)
    made.add_exception_handler(HTTPException, _nowhere)
    made.add_exception_handler(QueryFailed, _unanswered)
    made.add_exception_handler(OperationalError, _unanswered)
    return made


async def _refused(_request: Request, error: Exception) -> Response:
    if not isinstance(error, Refused):
        raise error
    return _said(error.kind, str(error))


async def _nowhere(request: Request, _error: Exception) -> Response:
    """An address that is none of ours, or a method that is not GET."""
    there = f"there are GET {', '.join(ADDRESSES)}"
    kind = NO_RESULTS if request.method == "GET" else NOT_GET
    refused = _said(kind, f"nothing answers {request.method} {request.url.path}: {there}")
    refused.headers["Allow"] = "GET"
    return refused


async def _unanswered(_request: Request, _error: Exception) -> Response:
    """Postgres' own words may say where it is: they stay inside."""
    return _said(UNAVAILABLE, "the warehouse does not answer: ask again in a while")


def _said(kind: Kind, detail: str) -> Response:
    return JSONResponse(as_sdmx(kind, detail), status_code=kind.status)
