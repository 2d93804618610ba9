"""Structures as SDMX-JSON 2.0."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from warehouse.api.observations import AGENCY, VERSION
from warehouse.api.question import TIME_PERIOD
from warehouse.api.structure import (
    NOTHING,
    OURS,
    CodelistOf,
    Flow,
    Wanted,
    codelist_urn,
    concept_urn,
    flow_urn,
    structure_urn,
)

_SCHEMA = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/develop/structure-message/tools/schemas"
    "/2.0.0/sdmx-json-structure-schema.json"
)
Json = dict[str, Any]


def structure_json(flows: Sequence[Flow], wanted: Wanted, prepared_at: datetime) -> str:
    """An SDMX-JSON structure message."""
    lists = {codelist_urn(each): each for found in flows for each in found.codelists.values()}
    data = {
        "dataflows": [_dataflow(each) for each in flows] if wanted.dataflows else [],
        "dataStructures": [_structure(each) for each in flows] if wanted.structures else [],
        "conceptSchemes": [_concepts(each) for each in flows] if wanted.concepts else [],
        "codelists": [_codelist(each) for each in lists.values()] if wanted.codelists else [],
        "dataConstraints": list(map(_constraint, flows)) if wanted.constraints else [],
    }
    meta = {
        "id": "vintages",
        "schema": _SCHEMA,
        "prepared": f"{prepared_at:%Y-%m-%dT%H:%M:%SZ}",
        "sender": {"id": OURS},
    }
    kept = {name: found for name, found in data.items() if found or name == "dataflows"}
    return json.dumps({"meta": meta, "data": kept}, ensure_ascii=False)


def _artefact(agency: str, artefact_id: str, name: str, version: str = VERSION) -> Json:
    return {
        "id": artefact_id,
        "agencyID": agency,
        "version": version,
        "name": name,
        "names": {"en": name},
    }


def _dataflow(found: Flow) -> Json:
    return {
        **_artefact(AGENCY, found.dataset_code, found.title),
        "structure": structure_urn(found),
    }


def _concepts(found: Flow) -> Json:
    concepts = [
        {"id": each, "name": name, "names": {"en": name}} for each, name in found.names.items()
    ]
    return {**_artefact(OURS, found.dataset_code, found.title), "concepts": concepts}


def _codelist(codelist: CodelistOf) -> Json:
    codes = [
        {"id": each.code, "name": each.label, "names": {"en": each.label}, **_parent(each.parent)}
        for each in codelist.codes
    ]
    head = _artefact(AGENCY, codelist.codelist_id, codelist.codelist_id, codelist.version)
    return {**head, **({"isPartial": True} if codelist.is_partial else {}), "codes": codes}


def _parent(parent: str | None) -> Mapping[str, str]:
    return {"parent": parent} if parent else {}


def _structure(found: Flow) -> Json:
    dimensions = [
        {**_component(found, each), "position": place}
        for place, each in enumerate(found.dimensions)
    ]
    components = {
        "dimensionList": {
            "id": "DimensionDescriptor",
            "dimensions": dimensions,
            "timeDimension": _component(found, TIME_PERIOD, "ObservationalTimePeriod"),
        },
        "measureList": {"id": "MeasureDescriptor", "measures": [_component(found, "OBS_VALUE")]},
        "attributeList": {
            "id": "AttributeDescriptor",
            "attributes": [_attribute(found, each) for each in found.attributes],
        },
    }
    head = _artefact(OURS, found.dataset_code, found.title)
    return {**head, "dataStructureComponents": components}


def _attribute(found: Flow, concept: str) -> Json:
    return {
        **_component(found, concept),
        "usage": "optional",
        "attributeRelationship": {"observation": {}},
        "measureRelationship": ["OBS_VALUE"],
    }


def _constraint(found: Flow) -> Json:
    """What is available of a flow; counts are annotations, as registries write them."""
    there = found.available or NOTHING
    counts = [
        {"id": name, "title": str(count), "type": "sdmx_metrics"}
        for name, count in there.counts.items()
    ]
    keys = [
        {"id": name, "include": True, "values": [{"value": code} for code in codes]}
        for name, codes in there.codes.items()
    ]
    return {
        **_artefact(OURS, found.dataset_code, f"What there is of {found.title}"),
        "annotations": counts,
        "role": "Actual",
        "constraintAttachment": {"dataflows": [flow_urn(found)]},
        "cubeRegions": [{"include": True, "keyValues": keys}],
    }


def _component(found: Flow, concept: str, kind: str = "String") -> Json:
    """A component as text, or with its codes; attributes of several flags are no single codes."""
    codelist = found.codelists.get(concept) if concept in found.dimensions else None
    shown: Json = (
        {"enumeration": codelist_urn(codelist)} if codelist else {"format": {"dataType": kind}}
    )
    return {
        "id": concept,
        "conceptIdentity": concept_urn(found, concept),
        "localRepresentation": shown,
    }
