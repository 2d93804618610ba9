"""Structures as SDMX-ML 3.0, which sdmx1 reads."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from lxml import etree

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

_ROOT = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0"
_SPACES = {"mes": f"{_ROOT}/message", "str": f"{_ROOT}/structure", "com": f"{_ROOT}/common"}
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

Element = etree._Element


def _made(tag: str, *children: "Element | str", **attributes: str) -> Element:
    """An element ``prefix:name`` with its children; a text is its content."""
    prefix, _, name = tag.partition(":")
    made = etree.Element(f"{{{_SPACES[prefix]}}}{name}", attributes, nsmap=_SPACES)
    for child in children:
        if isinstance(child, str):
            made.text = child
        else:
            made.append(child)
    return made


def structure_xml(flows: Sequence[Flow], wanted: Wanted, prepared_at: datetime) -> bytes:
    """An SDMX-ML structure message."""
    lists = {codelist_urn(each): each for found in flows for each in found.codelists.values()}
    groups = (
        ("Dataflows", map(_dataflow, flows), wanted.dataflows),
        ("Codelists", map(_codelist, lists.values()), wanted.codelists),
        ("ConceptSchemes", map(_concepts, flows), wanted.concepts),
        ("DataStructures", map(_structure, flows), wanted.structures),
        ("DataConstraints", map(_constraint, flows), wanted.constraints),
    )
    made = [_made(f"str:{name}", *elements) for name, elements, asked in groups if asked]
    message = _made(
        "mes:Structure",
        _header(prepared_at),
        _made("mes:Structures", *(group for group in made if len(group))),
    )
    return etree.tostring(message, xml_declaration=True, encoding="UTF-8")


def _header(prepared_at: datetime) -> Element:
    return _made(
        "mes:Header",
        _made("mes:ID", "vintages"),
        _made("mes:Test", "false"),
        _made("mes:Prepared", f"{prepared_at:%Y-%m-%dT%H:%M:%SZ}"),
        _made("mes:Sender", id=OURS),
    )


def _name(text: str) -> Element:
    made = _made("com:Name", text)
    made.set(_LANGUAGE, "en")
    return made


def _artefact(
    kind: str, agency: str, name: tuple[str, str], children: Iterable[Element]
) -> Element:
    """An artefact of version 1.0; ``name`` is its id and what people call it."""
    artefact_id, said = name
    head = {"id": artefact_id, "agencyID": agency, "version": VERSION}
    return _made(f"str:{kind}", _name(said), *children, **head)


def _dataflow(found: Flow) -> Element:
    refers = _made("str:Structure", structure_urn(found))
    return _artefact("Dataflow", AGENCY, (found.dataset_code, found.title), [refers])


def _concepts(found: Flow) -> Element:
    concepts = [_made("str:Concept", _name(name), id=each) for each, name in found.names.items()]
    return _artefact("ConceptScheme", OURS, (found.dataset_code, found.title), concepts)


def _codelist(codelist: CodelistOf) -> Element:
    codes = []
    for each in codelist.codes:
        above = [_made("str:Parent", each.parent)] if each.parent else []
        codes.append(_made("str:Code", _name(each.label), *above, id=each.code))
    made = _artefact("Codelist", AGENCY, (codelist.codelist_id, codelist.codelist_id), codes)
    made.set("version", codelist.version)
    if codelist.is_partial:
        made.set("isPartial", "true")
    return made


def _structure(found: Flow) -> Element:
    dimensions = [_dimension(found, each, place) for place, each in enumerate(found.dimensions, 1)]
    period = _component("TimeDimension", found, TIME_PERIOD, "ObservationalTimePeriod")
    components = _made(
        "str:DataStructureComponents",
        _made("str:DimensionList", *dimensions, period, id="DimensionDescriptor"),
        _made(
            "str:AttributeList",
            *(_attribute(found, each) for each in found.attributes),
            id="AttributeDescriptor",
        ),
        _made("str:MeasureList", _component("Measure", found, "OBS_VALUE"), id="MeasureDescriptor"),
    )
    return _artefact("DataStructure", OURS, (found.dataset_code, found.title), [components])


def _constraint(found: Flow) -> Element:
    """What is available of a flow; counts are annotations, as registries write them."""
    there = found.available or NOTHING
    counts = [
        _made(
            "com:Annotation",
            _made("com:AnnotationTitle", str(count)),
            _made("com:AnnotationType", "sdmx_metrics"),
            id=name,
        )
        for name, count in there.counts.items()
    ]
    keys = [
        _made(
            "str:KeyValue", *(_made("str:Value", code) for code in codes), id=name, include="true"
        )
        for name, codes in there.codes.items()
    ]
    attached = _made("str:ConstraintAttachment", _made("str:Dataflow", flow_urn(found)))
    region = _made("str:CubeRegion", *keys, include="true")
    said = (found.dataset_code, f"What there is of {found.title}")
    made = _artefact("DataConstraint", OURS, said, [attached, region])
    made.insert(0, _made("com:Annotations", *counts))
    made.set("role", "Actual")
    return made


def _dimension(found: Flow, concept: str, place: int) -> Element:
    made = _component("Dimension", found, concept)
    made.set("position", str(place))
    return made


def _attribute(found: Flow, concept: str) -> Element:
    """Without the optional MeasureRelationship, at which sdmx1 2.28 stops reading."""
    made = _component("Attribute", found, concept)
    made.set("usage", "optional")
    made.append(_made("str:AttributeRelationship", _made("str:Observation")))
    return made


def _component(kind: str, found: Flow, concept: str, text_type: str = "String") -> Element:
    """A component as text, or with its codes; attributes of several flags are no single codes."""
    codelist = found.codelists.get(concept) if concept in found.dimensions else None
    shown = (
        _made("str:Enumeration", codelist_urn(codelist))
        if codelist
        else _made("str:TextFormat", textType=text_type)
    )
    return _made(
        f"str:{kind}",
        _made("str:ConceptIdentity", concept_urn(found, concept)),
        _made("str:LocalRepresentation", shown),
        id=concept,
    )
