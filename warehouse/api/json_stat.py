"""JSON-stat 2.0: one dataset, its cells by their place in the cube."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from itertools import islice
from math import prod
from typing import Any

from warehouse.api.observation import Observation
from warehouse.api.observations import ReleaseAsked
from warehouse.api.refusal import TOO_LARGE, Refused
from warehouse.period import period

_MOST = 500_000  # places need all codes first, so the whole answer is in memory: some 0.5 GB
_TIME = "time"
AUTHOR = "Eurostat, as this warehouse holds it"

Labels = Mapping[str, Mapping[str, str]]


def json_stat(release: ReleaseAsked, rows: Iterable[Observation], labels: Labels) -> str:
    """A JSON-stat dataset; ``labels`` are by dimension and code. Raises Refused (413).

    Numbers keep their digits. A missing cell has the value null, and the status ``:`` where no flag
    says more; a published text is a value. Flags are as in Eurostat: ``p``, ``p|C``, ``|C``.
    """
    cells = list(islice(rows, _MOST + 1))
    if len(cells) > _MOST:
        raise Refused(TOO_LARGE, f"JSON-stat is made of at most {_MOST:,} cells: ask for SDMX-CSV")
    names = (*release.dimensions, _TIME)
    codes = _codes(cells, len(release.dimensions))
    head = {
        "version": "2.0",
        "class": "dataset",
        "label": release.title or release.dataset_code,
        "source": AUTHOR,
        "updated": f"{release.released_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "extension": {"id": release.dataset_code, "vintage_id": release.vintage_id},
        "id": names,
        "size": [len(each) for each in codes],
        "role": {"time": [_TIME], **({"geo": ["geo"]} if "geo" in names else {})},
        "dimension": _dimensions(names, codes, labels),
    }
    opened = json.dumps(head, ensure_ascii=False)[:-1]
    places = _places(cells, codes)
    values = ", ".join(f'"{place}": {_value(cell)}' for place, cell in places.items())
    status = {str(place): flags for place, cell in places.items() if (flags := _flags(cell))}
    return f'{opened}, "value": {{{values}}}, "status": {json.dumps(status)}}}'


def _codes(cells: Sequence[Observation], width: int) -> list[list[str]]:
    """The codes that occur, by dimension; periods last, in their order."""
    found = [sorted({cell.codes[place] for cell in cells}) for place in range(width)]
    periods = {cell.time_period for cell in cells}
    return [*found, sorted(periods, key=lambda label: period(label).period_id)]


def _dimensions(names: Sequence[str], codes: list[list[str]], labels: Labels) -> dict[str, Any]:
    return {
        name: {
            "label": name,
            "category": {
                "index": {code: place for place, code in enumerate(found)},
                "label": {code: labels.get(name, {}).get(code, code) for code in found},
            },
        }
        for name, found in zip(names, codes, strict=True)
    }


def _places(cells: Iterable[Observation], codes: list[list[str]]) -> dict[int, Observation]:
    """Each cell by its number in the cube, counted row by row."""
    indexes = [{code: place for place, code in enumerate(found)} for found in codes]
    strides = [prod(map(len, codes[place + 1 :])) for place in range(len(codes))]
    found = {}
    for cell in cells:
        parts = zip(indexes, strides, (*cell.codes, cell.time_period), strict=True)
        found[sum(index[code] * stride for index, stride, code in parts)] = cell
    return found


def _value(cell: Observation) -> str:
    if cell.obs_value is not None and cell.obs_value.is_finite():
        return format(cell.obs_value, "f")
    return "null" if _is_missing(cell) else json.dumps(cell.as_published)


def _flags(cell: Observation) -> str:
    flags = "|".join((cell.obs_status or "", cell.conf_status or "")).removesuffix("|")
    return flags or (":" if _is_missing(cell) else "")


def _is_missing(cell: Observation) -> bool:
    return cell.obs_value is None and cell.as_published in (None, ":")
