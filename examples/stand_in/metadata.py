"""What a stand-in says about a dataset: annotations, dataflow, content constraint."""

import json
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from examples.stand_in.shelf import ServedRelease
from examples.stand_in.table import Table

_SDMX = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
_DATES = ("CREATED", "DISSEMINATION_TIMESTAMP_DATA", "UPDATE_DATA", "UPDATE_STRUCTURE")


def annotations(release: ServedRelease, table: Table) -> dict[str, str]:
    """Every annotation by its type, as the dataflow carries them."""
    made = {
        "CREATED": "2013-03-19T17:09:44+0100",
        "DISSEMINATION_OBJECT_TYPE": "DATASET",
        "DISSEMINATION_TIMESTAMP_DATA": release.update_data,
        "OBS_COUNT": str(table.observation_count),
        "OBS_PERIOD_OVERALL_LATEST": max(table.periods, default=""),
        "OBS_PERIOD_OVERALL_OLDEST": min(table.periods, default=""),
        "SOURCE_INSTITUTIONS": "Eurostat stand-in",
        "UPDATE_DATA": release.update_data,
        "UPDATE_STRUCTURE": release.update_structure or release.update_data,
    }
    return {kind: text for kind, text in {**made, **release.annotations}.items() if text}


def _annotation_field(kind: str) -> str:
    if kind in _DATES or kind.startswith("DISSEMINATION_TIMESTAMP"):
        return "date"
    return "text" if kind == "SOURCE_INSTITUTIONS" else "title"


def dataset_head(release: ServedRelease, table: Table) -> dict[str, object]:
    """What JSON-stat says of a dataset, with data or without."""
    told = annotations(release, table).items()
    structure = {"id": release.code, "agencyId": "ESTAT", "version": release.structure_version}
    return {
        "version": "2.0",
        "class": "dataset",
        "label": release.title,
        "extension": {
            "lang": "EN",
            "id": release.code,
            "agencyId": "ESTAT",
            "version": "1.0",
            "datastructure": structure,
            "annotation": [{"type": kind, _annotation_field(kind): text} for kind, text in told],
        },
    }


def dataflow_json(release: ServedRelease, table: Table) -> bytes:
    """``dataflow/ESTAT/CODE?format=JSON``."""
    return json.dumps(dataset_head(release, table)).encode()


def message(structures: str) -> bytes:
    """An SDMX-ML structure message around its content."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<m:Structure xmlns:m="{_SDMX}/message" xmlns:s="{_SDMX}/structure"'
        f' xmlns:c="{_SDMX}/common"><m:Header><m:ID>STANDIN</m:ID><m:Test>false</m:Test>'
        '<m:Sender id="ESTAT"/></m:Header>'
        f"<m:Structures>{structures}</m:Structures></m:Structure>"
    ).encode()


def dataflow_xml(release: ServedRelease, table: Table) -> str:
    """The dataflow with its annotations; it names the structure and its version."""
    told = "".join(
        f"<c:Annotation><c:AnnotationTitle>{escape(text)}</c:AnnotationTitle>"
        f"<c:AnnotationType>{escape(kind)}</c:AnnotationType></c:Annotation>"
        for kind, text in annotations(release, table).items()
    )
    return (
        f'<s:Dataflows><s:Dataflow id="{release.code}" agencyID="ESTAT" version="1.0"'
        f' isFinal="false"><c:Annotations>{told}</c:Annotations>{names(release.title)}'
        f'<s:Structure><Ref id="{release.code}" version="{release.structure_version}"'
        ' agencyID="ESTAT" package="datastructure" class="DataStructure"/></s:Structure>'
        "</s:Dataflow></s:Dataflows>"
    )


def constraint(release: ServedRelease, table: Table) -> bytes:
    """The codes that the data really have, per dimension and time."""
    regions = {**table.codes, "TIME_PERIOD": table.periods}
    values = "".join(_key_value(dimension, codes) for dimension, codes in regions.items())
    return message(
        f'<s:Constraints><s:ContentConstraint agencyID="ESTAT" id="{release.code}"'
        f' isFinal="false" type="Actual" version="1.0">'
        f"{names('Cube description for dataflow ' + release.code)}"
        f'<s:ConstraintAttachment><s:Dataflow><Ref agencyID="ESTAT" class="Dataflow"'
        f' id="{release.code}" package="datastructure" version="1.0"/></s:Dataflow>'
        f'</s:ConstraintAttachment><s:CubeRegion include="true">{values}</s:CubeRegion>'
        "</s:ContentConstraint></s:Constraints>"
    )


def _key_value(dimension: str, codes: Iterable[str]) -> str:
    values = "".join(f"<c:Value>{escape(code)}</c:Value>" for code in codes)
    return f"<c:KeyValue id={quoteattr(dimension)}>{values}</c:KeyValue>"


def names(text: str) -> str:
    """A name in the three languages, as Eurostat gives it."""
    return "".join(
        f'<c:Name xml:lang="{language}">{escape(text)}</c:Name>' for language in ("en", "de", "fr")
    )
