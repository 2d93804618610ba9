"""The structure message of a dataset: dataflow, codelists, concepts and DSD, from its table."""

from collections.abc import Iterable

from examples.stand_in.metadata import dataflow_xml, message, names
from examples.stand_in.shelf import ServedRelease
from examples.stand_in.table import Table

_FLAGS = {
    "b": "break in time series",
    "d": "definition differs",
    "e": "estimated",
    "f": "forecast",
    "i": "value imputed by Eurostat or other receiving agencies",
    "m": "missing value, data cannot exist",
    "n": "not significant",
    "p": "provisional",
    "u": "low reliability",
}
_CONFIDENTIALITY = {
    "C": "confidential statistical information",
    "N": "not for publication",
    "P": "non-statistical secrecy",
}


def descendants(release: ServedRelease, table: Table) -> bytes:
    """``dataflow/ESTAT/CODE/latest?references=descendants``."""
    codelists = {
        **{
            dimension.upper(): _labelled(release, dimension, table)
            for dimension in table.dimensions
        },
        "OBS_FLAG": _FLAGS | _composite_flags(table),
        "CONF_STATUS": _CONFIDENTIALITY,
    }
    parts = (
        dataflow_xml(release, table),
        f"<s:Codelists>{''.join(map(_codelist, codelists, codelists.values()))}</s:Codelists>",
        _concepts(release, table),
        _data_structure(release, table),
    )
    return message("".join(parts))


def _labelled(release: ServedRelease, dimension: str, table: Table) -> dict[str, str]:
    known = release.labels.get(dimension, {})
    return {code: known.get(code, code) for code in table.codes[dimension]}


def _composite_flags(table: Table) -> dict[str, str]:
    used = sorted(flag for flag in table.flags if len(flag) > 1)
    return {flag: ", ".join(_FLAGS.get(letter, letter) for letter in flag) for flag in used}


def _codelist(codelist: str, codes: dict[str, str]) -> str:
    members = "".join(
        f'<s:Code id="{code}">{names(label)}</s:Code>' for code, label in codes.items()
    )
    return (
        f'<s:Codelist agencyID="ESTAT" id="{codelist}" isFinal="true" isPartial="true"'
        f' version="1.0">{names(codelist)}{members}</s:Codelist>'
    )


def _concepts(release: ServedRelease, table: Table) -> str:
    labels = release.labels.get("dimensions", {})
    concepts = (*table.dimensions, "TIME_PERIOD", "OBS_VALUE", "OBS_FLAG", "CONF_STATUS")
    members = "".join(
        f'<s:Concept id="{concept}">{names(labels.get(concept, concept))}</s:Concept>'
        for concept in concepts
    )
    return (
        f'<s:Concepts><s:ConceptScheme agencyID="ESTAT" id="{release.code}" isFinal="true"'
        f' version="{release.structure_version}">{names(release.title)}{members}'
        "</s:ConceptScheme></s:Concepts>"
    )


def _data_structure(release: ServedRelease, table: Table) -> str:
    dimensions = "".join(
        f'<s:Dimension id="{name}" position="{position}">{_identity(release, name)}'
        f"{_enumeration(name.upper())}</s:Dimension>"
        for position, name in enumerate(table.dimensions, start=1)
    )
    return (
        f'<s:DataStructures><s:DataStructure agencyID="ESTAT" id="{release.code}" isFinal="true"'
        f' version="{release.structure_version}">{names(release.code + " data structure")}'
        '<s:DataStructureComponents><s:DimensionList id="DimensionDescriptor">'
        f'{dimensions}<s:TimeDimension id="TIME_PERIOD" position="{len(table.dimensions) + 1}">'
        f"{_identity(release, 'TIME_PERIOD')}<s:LocalRepresentation><s:TextFormat"
        ' textType="ObservationalTimePeriod"/></s:LocalRepresentation></s:TimeDimension>'
        f"</s:DimensionList>{_attributes(release, ('OBS_FLAG', 'CONF_STATUS'))}"
        '<s:MeasureList id="MeasureDescriptor"><s:PrimaryMeasure id="OBS_VALUE">'
        f"{_identity(release, 'OBS_VALUE')}</s:PrimaryMeasure></s:MeasureList>"
        "</s:DataStructureComponents></s:DataStructure></s:DataStructures>"
    )


def _attributes(release: ServedRelease, attributes: Iterable[str]) -> str:
    members = "".join(
        f'<s:Attribute assignmentStatus="Conditional" id="{name}">{_identity(release, name)}'
        f"{_enumeration(name)}<s:AttributeRelationship><s:PrimaryMeasure>"
        '<Ref id="OBS_VALUE"/></s:PrimaryMeasure></s:AttributeRelationship></s:Attribute>'
        for name in attributes
    )
    return f'<s:AttributeList id="AttributeDescriptor">{members}</s:AttributeList>'


def _identity(release: ServedRelease, concept: str) -> str:
    return (
        f'<s:ConceptIdentity><Ref agencyID="ESTAT" class="Concept" id="{concept}"'
        f' maintainableParentID="{release.code}"'
        f' maintainableParentVersion="{release.structure_version}" package="conceptscheme"/>'
        "</s:ConceptIdentity>"
    )


def _enumeration(codelist: str) -> str:
    return (
        '<s:LocalRepresentation><s:Enumeration><Ref agencyID="ESTAT" class="Codelist"'
        f' id="{codelist}" package="codelist" version="1.0"/></s:Enumeration>'
        "</s:LocalRepresentation>"
    )
