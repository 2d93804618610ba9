"""Structure queries: /structure/{kind}/{agency}/{id}/{version}."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import Engine

from warehouse.api.address import ANY, require_maintained, require_text
from warehouse.api.media import STRUCTURE, STRUCTURE_JSON, chosen
from warehouse.api.observations import AGENCY
from warehouse.api.refusal import NO_RESULTS, NOT_IMPLEMENTED, SYNTAX, Refused
from warehouse.api.structure import OURS, Flow, Wanted, flow
from warehouse.api.structure_json import structure_json
from warehouse.api.structure_xml import structure_xml
from warehouse.query import own, rows_of

_ALL = Wanted(dataflows=True, structures=True, concepts=True, codelists=True)
_KINDS = {
    "dataflow": Wanted(dataflows=True),
    "datastructure": Wanted(structures=True),
    "conceptscheme": Wanted(concepts=True),
    "codelist": Wanted(codelists=True),
    "*": _ALL,
}
_AGENCIES = {
    "dataflow": {AGENCY},
    "datastructure": {AGENCY, OURS},
    "conceptscheme": {AGENCY, OURS},
    "codelist": {AGENCY},
    "*": {AGENCY, OURS},
}
_WITH_ALL = {
    "all",
    "ancestors",
    "children",
    "codelist",
    "conceptscheme",
    "dataflow",
    "datastructure",
    "descendants",
    "parents",
    "parentsandsiblings",
}
_WORDS = ("detail", "references")
# How much of each artefact is wanted: all of it is sent, which the standard allows.
_DETAILS = {
    "allcompletestubs",
    "allstubs",
    "full",
    "raw",
    "referencecompletestubs",
    "referencepartial",
    "referencestubs",
}


def structure_routes(engine: Engine) -> APIRouter:
    """The routes of structure queries; what the address leaves out is a wildcard."""
    routes = APIRouter(dependencies=[Depends(require_text)])

    @routes.get("/structure/{kind}")
    @routes.get("/structure/{kind}/{agency}")
    @routes.get("/structure/{kind}/{agency}/{resource_id}")
    @routes.get("/structure/{kind}/{agency}/{resource_id}/{version}")
    def structure(
        request: Request, kind: str, agency: str = "*", resource_id: str = "*", version: str = "*"
    ) -> Response:
        media_type = chosen(request.headers.get("Accept", ""), STRUCTURE)
        wanted = _wanted(kind, _references(request))
        if kind == "codelist":
            require_maintained(agency, _AGENCIES[kind], "*")
            flows = _with_codelist(engine, resource_id, version)
        else:
            require_maintained(agency, _AGENCIES[kind], version)
            flows = [flow(engine, code) for code in _codes(engine, resource_id)]
        return structure_message(flows, wanted, media_type)

    return routes


def _references(request: Request) -> str:
    """What else is to come along. Raises Refused (400) for words that would change nothing."""
    words = request.query_params
    for name in words:
        if name not in _WORDS:
            there = ", ".join(_WORDS)
            raise Refused(SYNTAX, f"{name} is no parameter of structures; there are: {there}")
    if words.get("detail", "full") not in _DETAILS:
        there = ", ".join(sorted(_DETAILS))
        raise Refused(SYNTAX, f"detail wants one of {there}, got {words['detail']!r}")
    return words.get("references", "none")


def _wanted(kind: str, references: str) -> Wanted:
    if kind not in _KINDS:
        raise Refused(NOT_IMPLEMENTED, f"no {kind} is served; there are: {', '.join(_KINDS)}")
    if references in _WITH_ALL:
        return _ALL
    if references != "none":
        there = ", ".join(sorted({*_WITH_ALL, "none"}))
        raise Refused(SYNTAX, f"references wants one of {there}, got {references!r}")
    return _KINDS[kind]


def _codes(engine: Engine, resource_id: str) -> list[str]:
    """The datasets that an id or a wildcard names; that one is held is seen when it is read."""
    if resource_id in ANY:
        return [code for (code,) in rows_of(engine, own("datasets_with_releases"))]
    return [each.upper() for each in resource_id.split(",")]


def _with_codelist(engine: Engine, codelist_id: str, version: str) -> list[Flow]:
    """The flows that use a codelist, each with that one alone. Raises Refused (404)."""
    found = []
    for code in _codes(engine, "*"):
        held = flow(engine, code)
        kept = {
            concept: each
            for concept, each in held.codelists.items()
            if codelist_id in {each.codelist_id, *ANY}
            and version in {each.version, "+", "~", "latest", *ANY}
        }
        found += [replace(held, codelists=kept)] if kept else []
    if not found:
        raise Refused(NO_RESULTS, f"no codelist {codelist_id}({version}) came with any dataset")
    return found


def structure_message(flows: Sequence[Flow], wanted: Wanted, media_type: str) -> Response:
    """A structure message with what is wanted of the flows."""
    now = datetime.now(UTC)
    if media_type == STRUCTURE_JSON:
        return Response(structure_json(flows, wanted, now), media_type=media_type)
    return Response(structure_xml(flows, wanted, now), media_type=media_type)
