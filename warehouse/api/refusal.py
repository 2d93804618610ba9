"""What a query is answered with when it cannot be answered: SDMX's own codes and a sentence."""

from dataclasses import dataclass
from http import HTTPStatus

from warehouse.errors import VintagesError


@dataclass(frozen=True)
class Kind:
    """A kind of refusal: SDMX's error code, its title, and the HTTP status that goes with it."""

    code: int
    title: str
    status: HTTPStatus


NO_RESULTS = Kind(100, "No results found", HTTPStatus.NOT_FOUND)
TOO_LARGE = Kind(130, "Response too large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
SYNTAX = Kind(140, "Syntax error", HTTPStatus.BAD_REQUEST)
NOT_GET = Kind(140, "Syntax error", HTTPStatus.METHOD_NOT_ALLOWED)
NOT_ACCEPTABLE = Kind(150, "Semantic error", HTTPStatus.NOT_ACCEPTABLE)
NOT_IMPLEMENTED = Kind(501, "Not implemented", HTTPStatus.NOT_IMPLEMENTED)
UNAVAILABLE = Kind(503, "Service unavailable", HTTPStatus.SERVICE_UNAVAILABLE)


class Refused(VintagesError):
    """The query cannot be answered: the message says what was wanted instead."""

    def __init__(self, kind: Kind, wanted: str) -> None:
        """A refusal of a kind, with a sentence for whoever asked."""
        super().__init__(wanted)
        self.kind = kind


def as_sdmx(kind: Kind, detail: str) -> dict[str, object]:
    """The ``errors`` of an SDMX-JSON message."""
    error = {"code": kind.code, "status": kind.status.value, "title": kind.title, "detail": detail}
    return {"errors": [error]}
