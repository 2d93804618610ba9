"""A release as we hold it: which archived bytes, and all that the source said of them."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

SourceFormat = Literal["tsv", "sdmx-csv", "json-stat"]
Evidence = Literal["captured", "backfilled", "publication"]
_COUNT = re.compile("[0-9]{1,18}").fullmatch


@dataclass(frozen=True)
class Release:
    """One release of a dataset, enough to read it again from the archive alone.

    ``released_at`` is the publication time (for a silent release, when we first saw it);
    ``parts`` are the archive keys of the bodies, several where a dataset had to be sliced;
    ``structure`` is the archive key of the SDMX-ML structure that came with it;
    ``stamps`` are the source's own stamps as received, by name, never compared with each other.
    """

    dataset_code: str
    released_at: datetime
    fetched_at: datetime
    source_format: SourceFormat
    parts: tuple[str, ...]
    structure: str | None = None
    stamps: Mapping[str, str] = field(default_factory=dict)
    evidence: Evidence = "captured"
    origins: tuple[str, ...] = ()
    silent: bool = False

    def to_json(self) -> bytes:
        """One spelling for one release, so that its archive key is its identity."""
        return json.dumps(asdict(self), sort_keys=True, default=datetime.isoformat).encode()

    def at(self, released_at: datetime, *, silent: bool) -> "Release":
        """The same bytes, dated otherwise."""
        return replace(self, released_at=released_at, silent=silent)


def release_from_json(text: bytes) -> Release:
    """The release that ``to_json`` wrote."""
    fields: dict[str, Any] = json.loads(text)
    moments = {name: datetime.fromisoformat(fields[name]) for name in ("released_at", "fetched_at")}
    lists = {name: tuple(fields[name]) for name in ("parts", "origins")}
    return Release(**{**fields, **moments, **lists})


def announced_count(stamps: Mapping[str, str]) -> int | None:
    """How many observations the source announces; None where it says no number a table can hold."""
    count = stamps.get("OBS_COUNT", "")
    return int(count) if _COUNT(count) else None
