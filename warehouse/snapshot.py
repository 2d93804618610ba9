"""A snapshot: one whole download, read into a normal form that two snapshots can be compared in.

The normal form is Eurostat's own wide layout made canonical, as bytes: a line per series, a cell
per period. Nothing is decoded that need not be, and unchanged series are unchanged bytes.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_LINES_AT_ONCE = 5_000


@dataclass(frozen=True)
class Snapshot:
    """All observations of one download, in normal form.

    ``dimensions`` are the dimensions' ids in the structure's order (time is not among them).
    ``periods`` are normal labels, ascending by ``period_id``; each has at least one cell.
    ``lines`` has one entry per series: the codes joined by commas, then for each period a tab and
    a cell. A cell is empty where the source has no cell, else the value as published (``:`` where
    it was published as missing), and after one space the flags as published: ``OBS_STATUS``, then
    ``@`` and ``CONF_STATUS`` where there is one: ``120``, ``12.30 bp``, ``:``, ``: m``, ``: @C``.
    Lines are sorted by their key, keys are unique, and no line is without a cell.
    ``layout`` is how the source wrote it (format, dimensions and period labels as in the file), so
    that its cells can be written again.
    """

    dimensions: tuple[str, ...]
    periods: tuple[str, ...]
    lines: Sequence[bytes]
    layout: Mapping[str, Any] = field(default_factory=dict)


def series_key(line: bytes) -> str:
    """The dimension codes of a line, joined by dots."""
    return line.partition(b"\t")[0].decode().replace(",", ".")


def observation_hash(snapshot: Snapshot) -> str:
    """sha256 of all observations, the same for the same figures whatever format brought them."""
    head = "\t".join((",".join(snapshot.dimensions), *snapshot.periods))
    hasher = hashlib.sha256(head.encode())
    for start in range(0, len(snapshot.lines), _LINES_AT_ONCE):
        hasher.update(b"\n" + b"\n".join(snapshot.lines[start : start + _LINES_AT_ONCE]))
    return hasher.hexdigest()


def cells(snapshot: Snapshot) -> Iterator[tuple[str, str, str]]:
    """Every observation as (series key, time period, cell as published)."""
    for line in snapshot.lines:
        key, *values = line.decode().split("\t")
        dotted = key.replace(",", ".")
        for time_period, cell in zip(snapshot.periods, values, strict=True):
            if cell:
                yield dotted, time_period, cell
