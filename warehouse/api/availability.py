"""Availability queries: /availability/{context}/{agency}/{id}/{version}/{key}/{component}."""

from dataclasses import replace

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import Engine

from warehouse.api.address import ANY, require_dataflow, require_text
from warehouse.api.available import available, only, selectable
from warehouse.api.media import STRUCTURE, chosen
from warehouse.api.observations import ReleaseAsked, release_asked
from warehouse.api.parameters import question
from warehouse.api.question import DataQuestion, moment
from warehouse.api.refusal import NO_RESULTS, NOT_IMPLEMENTED, SYNTAX, Refused
from warehouse.api.structure import Available, Flow, Wanted, flow
from warehouse.api.structures import structure_message

_MODES = {"exact": available, "available": selectable}
_EXACT = Wanted(constraints=True)
_REFERENCES = {
    "none": _EXACT,
    "all": Wanted(True, True, True, True, True),
    "dataflow": replace(_EXACT, dataflows=True),
    "datastructure": replace(_EXACT, structures=True),
    "conceptscheme": replace(_EXACT, concepts=True),
    "codelist": replace(_EXACT, codelists=True),
    "valuelist": _EXACT,  # there are none, and no providers
    "dataproviderscheme": _EXACT,
}
_WORDS = ("asOf", "mode", "references")


def availability_routes(engine: Engine) -> APIRouter:
    """The routes of availability queries; what the address leaves out is a wildcard."""
    routes = APIRouter(dependencies=[Depends(require_text)])

    @routes.get("/availability/{context}/{agency}/{resource_id}")
    @routes.get("/availability/{context}/{agency}/{resource_id}/{version}")
    @routes.get("/availability/{context}/{agency}/{resource_id}/{version}/{key}")
    @routes.get("/availability/{context}/{agency}/{resource_id}/{version}/{key}/{component}")
    def availability(request: Request, context: str, agency: str, resource_id: str) -> Response:
        require_dataflow(context, agency, request.path_params.get("version", "*"))
        media_type = chosen(request.headers.get("Accept", ""), STRUCTURE)
        wanted = _wanted(request.query_params.get("references", "none"))
        found = _found(engine, request, resource_id.upper())
        return structure_message([found], wanted, media_type)

    return routes


def _found(engine: Engine, request: Request, dataset_code: str) -> Flow:
    """The flow with what is available of it. Raises Refused (400, 404, 413, 501)."""
    words = request.query_params
    mode = words.get("mode", "exact")
    if mode not in _MODES:
        raise Refused(SYNTAX, f"mode wants exact or available, got {mode!r}")
    as_of = moment(words["asOf"]) if "asOf" in words else None
    release = release_asked(engine, dataset_code, as_of)
    there = _MODES[mode](engine, release, _asked(request, release))
    if not there.observations:
        raise Refused(NO_RESULTS, f"{release.vintage_id} has no figure under these conditions")
    held = only(flow(engine, dataset_code), there.codes)
    return replace(held, available=_of(there, request.path_params.get("component", "*")))


def _asked(request: Request, release: ReleaseAsked) -> DataQuestion:
    conditions = []
    for name, value in request.query_params.multi_items():
        if name in ("updatedAfter", "reportingYearStartDay"):
            raise Refused(NOT_IMPLEMENTED, f"{name} is not served for availability")
        if name.startswith("c["):
            conditions.append((name, value))
        elif name not in _WORDS:
            there = ", ".join(("c[...]", *_WORDS))
            raise Refused(SYNTAX, f"{name} is no parameter of availability; there are: {there}")
    return question(request.path_params.get("key", "*"), conditions, release.dimensions)


def _of(there: Available, component: str) -> Available:
    """What is available of some dimensions alone."""
    if component in ANY:
        return there
    names = component.split(",")
    unknown = [name for name in names if name not in there.codes]
    if unknown:
        raise Refused(SYNTAX, f"wanted dimensions of {', '.join(there.codes)}, got {unknown[0]!r}")
    return replace(there, codes={name: there.codes[name] for name in names})


def _wanted(references: str) -> Wanted:
    wanted = _EXACT
    for each in references.split(","):
        if each not in _REFERENCES:
            there = ", ".join(_REFERENCES)
            raise Refused(SYNTAX, f"references wants some of {there}, got {each!r}")
        wanted = wanted.and_also(_REFERENCES[each])
    return wanted
