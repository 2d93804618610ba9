"""Reads which codes a dataset really has: SDMX-ML ``contentconstraint``."""

from ingestion.errors import Malformed
from ingestion.parse_xml import parsed_xml

_COMMON = "{http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common}"
_TIME = "TIME_PERIOD"


def read_constraint(payload: bytes) -> dict[str, tuple[str, ...]]:
    """The codes of each dimension, without time, in the order of the document.

    Raises Malformed when the payload is no content constraint.
    """
    codes = {
        str(entry.get("id")): tuple(value.text or "" for value in entry.iter(f"{_COMMON}Value"))
        for entry in parsed_xml(payload).iter(f"{_COMMON}KeyValue")
        if entry.get("id") != _TIME
    }
    if not codes:
        raise Malformed(f"wanted a content constraint with codes, got {payload[:300]!r}")
    return codes
