"""SDMX-ML 2.1 structures: ``dataflow/ESTAT/{code}?references=descendants`` and its older kin."""

import re
from collections.abc import Mapping

from lxml.etree import _Element as Element

from ingestion.errors import Malformed
from ingestion.parse_xml import local_name, parsed_xml
from warehouse.structure import Code, Codelist, Structure

_SDMX = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
_NAMES = {"s": f"{_SDMX}/structure", "c": f"{_SDMX}/common"}
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_ENUMERATION = "s:LocalRepresentation/s:Enumeration/Ref"
_CORE_ENUMERATION = "s:CoreRepresentation/s:Enumeration/Ref"
# an observation's attributes in the source's words; older structures have OBS_STATUS beside the
# OBS_FLAG that their data carry
_ATTRIBUTES = {"OBS_STATUS": ("OBS_FLAG", "OBS_STATUS"), "CONF_STATUS": ("CONF_STATUS",)}
_PLACE = re.compile("[0-9]{1,4}").fullmatch

Version = tuple[str | None, str | None]


def read_structure(payload: bytes) -> Structure:
    """The data structure definition in a structure message, with the codelists that came with it.

    A codelist that is only named has no codes; a concept without a name is labelled with its id.
    ``named_version`` is the version that the dataflow in the message names, which need not be the
    one that came. Raises Malformed when the message holds no definition, or several and no
    dataflow that says which.
    """
    message = parsed_xml(payload)
    named = _first(message, ".//s:Dataflow/s:Structure/Ref")
    definition = _definition(message, named)
    concepts = {str(concept.get("id")): concept for concept in _all(message, ".//s:Concept")}
    codelists = {_version(found): _codelist(found) for found in _all(message, ".//s:Codelist")}
    components = _components(definition)
    dimensions = [name for name in components if name not in _ATTRIBUTES]
    used = {name: _codelist_of(found, concepts) for name, found in components.items()}
    return Structure(
        version=definition.get("version"),
        dimensions=tuple(dimensions),
        codelists={name: _held(ref, codelists) for name, ref in used.items() if ref is not None},
        labels={name: _label_of(found, concepts) for name, found in components.items()},
        named_version=None if named is None else named.get("version"),
    )


def _definition(message: Element, named: Element | None) -> Element:
    """The definition that the dataflow names, in whatever version it came; else the only one."""
    found = _all(message, ".//s:DataStructure[s:DataStructureComponents]")
    if named is not None:
        found = [definition for definition in found if definition.get("id") == named.get("id")]
        same = [d for d in found if d.get("version") == named.get("version")]
        found = same or found
    if len(found) != 1:
        wanted = "one data structure definition" if named is None else f"that of {named.get('id')}"
        raise Malformed(
            f"wanted an SDMX-ML 2.1 structure with {wanted}, got {len(found)} of them in a "
            f"{local_name(message)} message: fetch it with references=descendants"
        )
    return found[0]


def _components(definition: Element) -> dict[str, Element]:
    """Dimensions in their order, without time, then the attributes by our names for them."""
    dimensions = _all(definition, ".//s:DimensionList/s:Dimension")
    if all(_PLACE(dimension.get("position") or "") for dimension in dimensions):
        dimensions.sort(key=lambda dimension: int(dimension.get("position") or 0))
    components = {str(dimension.get("id")): dimension for dimension in dimensions}
    attributes = {a.get("id"): a for a in _all(definition, ".//s:AttributeList/s:Attribute")}
    for name, spellings in _ATTRIBUTES.items():
        for spelling in spellings:
            if spelling in attributes:
                components.setdefault(name, attributes[spelling])
    return components


def _codelist_of(component: Element, concepts: Mapping[str, Element]) -> Element | None:
    """The reference to its codelist, which may be the component's own or its concept's."""
    own = _first(component, _ENUMERATION)
    concept = concepts.get(_concept_id(component))
    return own if own is not None or concept is None else _first(concept, _CORE_ENUMERATION)


def _held(reference: Element, codelists: Mapping[Version, Codelist]) -> Codelist:
    """The codelist as it came: in the version named, else in another; else only its name."""
    wanted = _version(reference)
    other = (codelist for (name, _), codelist in codelists.items() if name == wanted[0])
    only_named = Codelist(str(wanted[0]), wanted[1], ())
    return codelists.get(wanted) or next(other, only_named)


def _codelist(element: Element) -> Codelist:
    codes = tuple(
        Code(str(code.get("id")), _label(code), _parent(code)) for code in _all(element, "s:Code")
    )
    return Codelist(str(element.get("id")), element.get("version"), codes)


def _parent(code: Element) -> str | None:
    parent = _first(code, "s:Parent/Ref")
    return None if parent is None else parent.get("id")


def _label_of(component: Element, concepts: Mapping[str, Element]) -> str:
    concept = concepts.get(_concept_id(component))
    label = None if concept is None else _label(concept)
    return label or str(component.get("id"))


def _concept_id(component: Element) -> str:
    reference = _first(component, "s:ConceptIdentity/Ref")
    return str(component.get("id") if reference is None else reference.get("id"))


def _label(element: Element) -> str | None:
    """The English name, else any; on one line."""
    names = {name.get(_LANGUAGE): name.text or "" for name in _all(element, "c:Name")}
    return " ".join(names.get("en", next(iter(names.values()), "")).split()) or None


def _version(element: Element) -> Version:
    return element.get("id"), element.get("version")


def _all(element: Element, path: str) -> list[Element]:
    return element.findall(path, _NAMES)


def _first(element: Element, path: str) -> Element | None:
    return element.find(path, _NAMES)
