"""What every answer carries, so that a browser does nothing that a page did not mean."""

from collections.abc import Awaitable, Callable

from fastapi import Request, Response

from warehouse.pages.held import NotHeld

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "script-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",  # Airflow shows the pages in a frame
    )
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}


async def guarded(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    """The answer with its headers."""
    response = await answer(request)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def require_text(request: Request) -> None:
    """Raises NotHeld for a NUL character, which no text of Postgres can hold."""
    said = (*request.path_params.values(), *request.query_params.values())
    if any("\x00" in word for word in said):
        raise NotHeld("No name has the character NUL.")
