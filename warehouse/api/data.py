"""Data queries: /data/{context}/{agency}/{id}/{version}/{key}."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC
from email.utils import format_datetime
from hashlib import sha256

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import Engine
from starlette.background import BackgroundTask

from warehouse.api.address import require_dataflow, require_text
from warehouse.api.json_stat import json_stat
from warehouse.api.media import DATA, JSON_STAT, SDMX_CSV, chosen
from warehouse.api.observation import Observation
from warehouse.api.observations import ReleaseAsked, observations, release_asked
from warehouse.api.parameters import question
from warehouse.api.question import OBS_VALUE, DataQuestion, moment
from warehouse.api.refusal import NO_RESULTS, NOT_ACCEPTABLE, Refused
from warehouse.api.sdmx_csv import sdmx_csv, sdmx_csv_1
from warehouse.api.structure import flow, labels_of


@dataclass(frozen=True)
class _Asked:
    """A data query, understood: what is asked of which release, and how it is to be written."""

    release: ReleaseAsked
    question: DataQuestion
    media_type: str


def data_routes(engine: Engine) -> APIRouter:
    """The routes of data queries; what the address leaves out is a wildcard."""
    routes = APIRouter(dependencies=[Depends(require_text)])

    @routes.get("/data/{context}/{agency}/{resource_id}")
    @routes.get("/data/{context}/{agency}/{resource_id}/{version}")
    @routes.get("/data/{context}/{agency}/{resource_id}/{version}/{key}")
    def data(
        request: Request, context: str, agency: str, resource_id: str, version: str = "*",
        key: str = "*",
    ) -> Response:  # fmt: skip
        require_dataflow(context, agency, version)
        asked = _understood(engine, request, resource_id.upper(), key)
        headers = _headers(asked, request)
        if headers["ETag"] in request.headers.get("If-None-Match", ""):
            return Response(status_code=304, headers=headers)
        return _answer(engine, asked, headers)

    return routes


def _understood(engine: Engine, request: Request, dataset_code: str, key: str) -> _Asked:
    words = request.query_params
    media_type = chosen(request.headers.get("Accept", ""), DATA)
    as_of = moment(words["asOf"]) if "asOf" in words else None
    history = words.get("includeHistory", "").lower() == "true"
    release = release_asked(engine, dataset_code, as_of, history=history)
    asked = question(key, words.multi_items(), release.dimensions)
    if media_type == JSON_STAT:
        _require_cube(asked)
    return _Asked(release, asked, media_type)


def _require_cube(asked: DataQuestion) -> None:
    """Raises Refused (406) for what JSON-stat cannot hold."""
    if asked.history:
        wanted = f"JSON-stat holds one version of a cell: ask for {SDMX_CSV}"
        raise Refused(NOT_ACCEPTABLE, f"{wanted}, or without includeHistory")
    if OBS_VALUE not in asked.columns:
        wanted = f"JSON-stat is made of values: ask for {SDMX_CSV}, or without measures=none"
        raise Refused(NOT_ACCEPTABLE, wanted)


def _headers(asked: _Asked, request: Request) -> dict[str, str]:
    """The vintage that answers, and what changes when this warehouse takes another release."""
    recorded_at = asked.release.last_recorded_at.astimezone(UTC)
    facts = f"{recorded_at.isoformat()} {asked.media_type} {request.url.path} {request.url.query}"
    return {
        "ETag": f'"{sha256(facts.encode()).hexdigest()[:32]}"',
        "Last-Modified": format_datetime(recorded_at, usegmt=True),
        "Vary": "Accept",
        "Vintage-Id": asked.release.vintage_id,
    }


def _answer(engine: Engine, asked: _Asked, headers: dict[str, str]) -> Response:
    """The answer, whose first line was read: what is wrong by then has a status of its own."""
    with ExitStack() as opened:
        rows = opened.enter_context(observations(engine, asked.release, asked.question))
        first = next(rows, None)
        if first is None:
            raise Refused(NO_RESULTS, _nothing(asked))
        if asked.media_type == JSON_STAT:
            labels = labels_of(flow(engine, asked.release.dataset_code))
            body = json_stat(asked.release, _shown(_again(first, rows), asked.question), labels)
            return Response(body, media_type=JSON_STAT, headers=headers)
        kept = opened.pop_all()
    # Where the client leaves, nobody goes on with the lines, and nobody else would end their query.
    end = BackgroundTask(kept.close)
    lines = _lines(asked, _again(first, rows), kept)
    return StreamingResponse(lines, media_type=asked.media_type, headers=headers, background=end)


def _again(first: Observation, rows: Iterator[Observation]) -> Iterator[Observation]:
    yield first
    yield from rows


def _shown(rows: Iterator[Observation], asked: DataQuestion) -> Iterator[Observation]:
    """The observations without the flags that were not asked for."""
    status, confidentiality = ("OBS_STATUS" in asked.columns, "CONF_STATUS" in asked.columns)
    for row in rows:
        yield row._replace(
            obs_status=row.obs_status if status else None,
            conf_status=row.conf_status if confidentiality else None,
        )


def _lines(asked: _Asked, rows: Iterator[Observation], opened: ExitStack) -> Iterator[str]:
    """The pieces of an answer; the query is closed with the last one, or when nobody listens."""
    written = sdmx_csv if asked.media_type == SDMX_CSV else sdmx_csv_1
    with opened:
        yield from written(asked.release, rows, asked.question)


def _nothing(asked: _Asked) -> str:
    updated_after = asked.question.updated_after
    since = f" that was recorded after {updated_after.isoformat()}" if updated_after else ""
    return f"{asked.release.vintage_id} has no figure under this key and these conditions{since}"
