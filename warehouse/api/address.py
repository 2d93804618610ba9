"""The parts of an address that every query has: context, agency, id, version."""

from fastapi import Request

from warehouse.api.observations import AGENCY, VERSION
from warehouse.api.refusal import NO_RESULTS, NOT_IMPLEMENTED, SYNTAX, Refused

ANY = frozenset({"*", "all"})
_NEWEST = frozenset({"+", "~", "latest", VERSION}) | ANY


def require_dataflow(context: str, agency: str, version: str) -> None:
    """Raises Refused for data of anything but a dataflow of Eurostat's."""
    if context not in {"dataflow", *ANY}:
        raise Refused(NOT_IMPLEMENTED, f"data are by dataflow, not by {context}")
    require_maintained(agency, {AGENCY}, version)


def require_maintained(agency: str, agencies: set[str], version: str) -> None:
    """Raises Refused for an agency or a version that is not served."""
    if agency not in ANY and agency not in agencies:
        there = " or ".join(sorted(agencies))
        raise Refused(NO_RESULTS, f"agency {agency} maintains nothing here; {there} does")
    if version not in _NEWEST:
        raise Refused(NO_RESULTS, f"there is version {VERSION} (or *, +, ~, latest), not {version}")


def require_text(request: Request) -> None:
    """Raises Refused for a NUL character, which no text of Postgres can hold."""
    words = (*request.path_params.values(), *request.query_params.values())
    if any("\x00" in word for word in words):
        raise Refused(SYNTAX, "wanted an address without the character NUL")
