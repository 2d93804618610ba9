"""Which of our formats an Accept header asks for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import Message

from warehouse.api.refusal import NOT_ACCEPTABLE, Refused

SDMX_CSV = "application/vnd.sdmx.data+csv; version=2.0.0"
SDMX_CSV_1 = "application/vnd.sdmx.data+csv; version=1.0.0"
JSON_STAT = "application/vnd.json-stat+json; version=2.0"
STRUCTURE_JSON = "application/vnd.sdmx.structure+json; version=2.0.0"
STRUCTURE_XML = "application/vnd.sdmx.structure+xml; version=3.0.0"

# What each word in a header may stand for; the first that is asked for is answered.
DATA: Mapping[str, str] = {
    SDMX_CSV: SDMX_CSV,
    SDMX_CSV_1: SDMX_CSV_1,
    "application/vnd.sdmx.data+csv": SDMX_CSV,
    "text/csv": SDMX_CSV,
    JSON_STAT: JSON_STAT,
    "application/vnd.json-stat+json": JSON_STAT,
    "application/json": JSON_STAT,
    "text/*": SDMX_CSV,
    "application/*": SDMX_CSV,
    "*/*": SDMX_CSV,
}
STRUCTURE: Mapping[str, str] = {
    STRUCTURE_XML: STRUCTURE_XML,
    STRUCTURE_JSON: STRUCTURE_JSON,
    "application/vnd.sdmx.structure+xml": STRUCTURE_XML,
    "application/xml": STRUCTURE_XML,
    "text/xml": STRUCTURE_XML,
    "application/vnd.sdmx.structure+json": STRUCTURE_JSON,
    "application/json": STRUCTURE_JSON,
    "application/*": STRUCTURE_XML,
    "*/*": STRUCTURE_XML,
}


@dataclass(frozen=True)
class _Wish:
    word: str
    weight: float


def chosen(accept: str, offered: Mapping[str, str]) -> str:
    """The media type to answer with. Raises Refused (406), naming what there is."""
    wishes = sorted(_wishes(accept or "*/*"), key=lambda wish: -wish.weight)
    for wish in wishes:
        if wish.weight > 0 and wish.word in offered:
            return offered[wish.word]
    there = ", ".join(dict.fromkeys(offered.values()))
    raise Refused(NOT_ACCEPTABLE, f"Accept asks for {accept}; there are: {there}")


def _wishes(accept: str) -> Iterator[_Wish]:
    for part in accept.split(","):
        header = Message()
        header["Content-Type"] = part.strip()
        version = header.get_param("version")
        kind = part.partition(";")[0].strip().lower()
        yield _Wish(f"{kind}; version={version}" if version else kind, _weight(header))


def _weight(header: Message) -> float:
    try:
        return float(str(header.get_param("q") or 1))
    except ValueError:
        return 0.0
