"""What a data query would find: codes, periods and counts, without the figures."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from sqlalchemy import Engine

from warehouse.api.observations import ReleaseAsked, in_time, selection
from warehouse.api.question import TIME_PERIOD, DataQuestion
from warehouse.api.structure import Available, CodelistOf, Flow
from warehouse.query import own, rows_of


def available(engine: Engine, release: ReleaseAsked, asked: DataQuestion) -> Available:
    """What the data query would find. Raises Refused (413)."""
    with in_time():
        ((observations, series, codes, periods),) = rows_of(
            engine, own("sdmx_availability", **selection(release, asked))
        )
    found = {name: sorted((codes or {}).get(name, ())) for name in release.dimensions}
    return Available(series, observations, {**found, TIME_PERIOD: periods or []})


def selectable(engine: Engine, release: ReleaseAsked, asked: DataQuestion) -> Available:
    """The same with, for each dimension, all codes that could be chosen while the others stay."""
    exact = available(engine, release, asked)
    wider = {
        name: available(engine, release, asked.free_of(name)).codes[name]
        for name in exact.codes
        if asked.selects(name)
    }
    return replace(exact, codes={**exact.codes, **wider})


def only(found: Flow, codes: Mapping[str, Sequence[str]]) -> Flow:
    """The flow with those codes that occur, and the codes above them."""
    lists = {
        name: _partial(each, {*codes[name]}) if name in codes else each
        for name, each in found.codelists.items()
    }
    return replace(found, codelists=lists)


def _partial(codelist: CodelistOf, occurring: Set[str]) -> CodelistOf:
    above = {each.code: each.parent for each in codelist.codes}
    kept: set[str] = set()
    for code in occurring:
        step: str | None = code
        while step is not None and step not in kept:
            kept.add(step)
            step = above.get(step)
    codes = tuple(each for each in codelist.codes if each.code in kept)
    return replace(codelist, codes=codes, is_partial=len(codes) < len(codelist.codes))
