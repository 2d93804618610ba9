"""Reads what Eurostat says of a dataset before it is downloaded: ``dataflow?format=JSON``."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ingestion.errors import Malformed, SourceChanged
from ingestion.eurostat.clock import moment
from ingestion.release import announced_count
from warehouse.legible import legible, one_line

STRUCTURE_STAMP = "DATASTRUCTURE"
_RELEASE_STAMPS = ("UPDATE_DATA", "DISSEMINATION_TIMESTAMP_DATA")
# the longest that we know has 4 kB; JSON takes up to thirty times its length in memory
_MOST_BYTES = 10_000_000
_FIELDS = ("date", "title", "href", "text")


@dataclass(frozen=True)
class Probe:
    """A dataset as its dataflow describes it at one moment.

    ``stamps`` are all annotations as received, by type, and the structure that the dataflow names
    (``DATASTRUCTURE``: ``DEMO_R_D2JAN(52.0)``); ``observation_count`` is OBS_COUNT, if given.
    """

    dataset_code: str
    title: str
    released_at: datetime
    stamps: Mapping[str, str]
    observation_count: int | None


def read_dataflow(payload: bytes) -> Probe:
    """The dataset that a dataflow describes.

    Raises Malformed when it is none, SourceChanged when nothing in it says when the data were
    published.
    """
    if len(payload) > _MOST_BYTES:
        raise Malformed(f"wanted a dataflow of at most {_MOST_BYTES} bytes, got {len(payload)}")
    try:
        document = json.loads(payload)
        extension = document["extension"]
        stamps = _stamps(extension)
        code, title = str(extension["id"]), one_line(str(document.get("label", "")))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Malformed(f"wanted a dataflow as JSON, got {payload[:300]!r} ({error!r})") from error
    return Probe(
        dataset_code=code,
        title=title,
        released_at=released_at(code, stamps),
        stamps=stamps,
        observation_count=announced_count(stamps),
    )


def released_at(code: str, stamps: Mapping[str, str]) -> datetime:
    """The publication time; a stamp without a zone is Brussels time.

    Raises SourceChanged when no stamp says it.
    """
    name = next((name for name in _RELEASE_STAMPS if name in stamps), None)
    if name is None:
        raise SourceChanged(
            f"{code} has no {' and no '.join(_RELEASE_STAMPS)}, only {sorted(stamps)}: without it "
            "no release can be dated; see what the dataset says in Eurostat's browser"
        )
    try:
        return moment(stamps[name])
    except ValueError as error:
        raise SourceChanged(
            f"{code}: {name} says nothing that we can read ({error}): see what the dataset says "
            "in Eurostat's browser"
        ) from error


def _stamps(extension: Mapping[str, Any]) -> dict[str, str]:
    """Annotations by type; those of one type one below the other, those without a type left."""
    stamps: dict[str, str] = {}
    for annotation in extension.get("annotation", []):
        kind = annotation.get("type")
        said = (str(annotation[name]) for name in _FIELDS if annotation.get(name))
        kind, text = legible(str(kind or "")), legible(" ".join(said))
        if kind:
            stamps[kind] = f"{stamps[kind]}\n{text}" if kind in stamps else text
    structure = extension.get("datastructure")
    if structure:
        stamps[STRUCTURE_STAMP] = legible(f"{structure['id']}({structure['version']})")
    return stamps
