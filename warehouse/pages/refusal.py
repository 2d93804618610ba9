"""Answers that are not what was asked for: each says what was wanted and what to do."""

from collections.abc import Awaitable, Callable

import psycopg
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from starlette.exceptions import HTTPException

from warehouse.errors import VintagesError, WarehouseUnreachable
from warehouse.pages.held import NotHeld
from warehouse.pages.page import Pages
from warehouse.query import QueryFailed

_NOT_LOGGED_IN = (401, 403)
_TOO_LONG = (psycopg.errors.QueryCanceled, NoConnectionFree)
_NO_TABLES = (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedFunction)


def refuse(made: FastAPI, pages: Pages) -> None:
    """Give the application a page for each thing that can go wrong."""

    async def not_held(request: Request, error: Exception) -> Response:
        near = error.near if isinstance(error, NotHeld) else ()
        return pages.page(request, "not_held", 404, said=str(error), near=near)

    async def nowhere(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        if status in _NOT_LOGGED_IN:
            return pages.page(request, "login_wanted", status)
        return pages.page(request, "not_held", status, said="There is no such page.", near=())

    async def misread(request: Request, _error: Exception) -> Response:
        said = "The address asks for something that is no number: a page is 1, 2, 3 and so on."
        return pages.page(request, "not_held", 400, said=said, near=())

    async def away(request: Request, error: Exception) -> Response:
        return pages.page(request, "away", 503, **_what_to_do(error))

    handlers: dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
        NotHeld: not_held,
        HTTPException: nowhere,
        RequestValidationError: misread,
        VintagesError: away,
        DBAPIError: away,
        NoConnectionFree: away,
        psycopg.Error: away,
    }
    for kind, handler in handlers.items():
        made.add_exception_handler(kind, handler)


def _what_to_do(error: Exception) -> dict[str, str]:
    """Postgres' own words may say where it is: they stay inside."""
    cause = error.__cause__ if isinstance(error, QueryFailed) else error
    if isinstance(cause, _TOO_LONG):
        return {
            "said": "The warehouse took too long to answer.",
            "to_do": "Ask again in a minute. If it stays so, a load or a query keeps it busy: "
            "pg_stat_activity says which.",
        }
    if isinstance(cause, _NO_TABLES):
        return {
            "said": "The warehouse has no tables of this version yet.",
            "to_do": "vintages up makes them, and brings older ones up to date.",
        }
    if isinstance(error, VintagesError) and not isinstance(
        error, WarehouseUnreachable | QueryFailed
    ):
        return {
            "said": "Something is set wrongly.",
            "to_do": f"{error}. vintages doctor says more.",
        }
    return {
        "said": "The warehouse does not answer.",
        "to_do": "vintages status says what runs, vintages up starts what does not. With a "
        "Postgres of your own, look at WAREHOUSE_URL.",
    }
