"""A dataset: its vintages, what the newest one revised, its checks, what waits, who quotes it."""

from typing import Any

from sqlalchemy import Connection

from warehouse.pages.asked import DatasetAsked
from warehouse.pages.heat_map import PERIODS_SHOWN, HeatMap, heat_map
from warehouse.pages.held import NotHeld, dataset_held, rows
from warehouse.pages.vintage import Vintage, vintage
from warehouse.pages.words import series_name

VINTAGES_A_PAGE, SERIES_A_PAGE = 20, 25
_LARGEST, _CHECKS = 8, 20
_RANKED = 10_000  # cells that are looked up one by one: more take longer than a page may
_FIRST_CHOICE = ("geo", "partner", "citizen")


def dataset_page(connection: Connection, code: str, asked: DatasetAsked) -> dict[str, Any]:
    """What the page of a dataset shows. Raises NotHeld for an unknown dataset or vintage."""
    held = dataset_held(connection, code)
    found = _vintages(connection, held.dataset_code, asked.page)
    if not found:
        raise NotHeld(f"{held.dataset_code} has no vintages on page {asked.page}.", _home(held))
    vintages = [vintage(row) for row in found]
    chosen = _chosen(connection, held.dataset_code, asked.vintage) or vintages[0]
    about = {"dataset_code": held.dataset_code}
    return {
        "dataset": held,
        "asked": asked,
        "vintages": vintages,
        "pages": -(-found[0].counted // VINTAGES_A_PAGE),
        "chosen": chosen,
        "drawable": any(each.share for each in vintages),
        **_revised(connection, held, chosen, asked.dimension),
        **_series(connection, held, asked),
        "checks": rows(connection, "checks", **about, most=_CHECKS),
        "waiting": rows(connection, "waiting", **about),
        "datasets_held": {held.dataset_code},
        "quoting": rows(connection, "quoting", **about),
    }


def _vintages(connection: Connection, code: str, page: int) -> list[Any]:
    after = (page - 1) * VINTAGES_A_PAGE
    return rows(connection, "vintages", dataset_code=code, after=after, most=VINTAGES_A_PAGE)


def _chosen(connection: Connection, code: str, vintage_id: str) -> Vintage | None:
    """The vintage of this name. Raises NotHeld."""
    if not vintage_id:
        return None
    every = rows(connection, "vintages", dataset_code=code, after=0, most=None)
    for row in every:
        if row.vintage_id == vintage_id:
            return vintage(row)
    near = [(f"datasets/{code}?vintage={row.vintage_id}", row.vintage_id) for row in every[:5]]
    raise NotHeld(f"{code} has no vintage {vintage_id}.", near)


def _revised(
    connection: Connection, held: Any, chosen: Vintage, wanted: str
) -> dict[str, HeatMap | Any]:
    """What the chosen vintage revised: where, and most of all what."""
    dimension = _dimension(held, wanted)
    about = {"dataset_id": held.dataset_id, "released": chosen.released}
    place = {"dataset_code": held.dataset_code, "dimension": dimension, "most": PERIODS_SHOWN}
    replaced = [] if chosen.restructured else rows(connection, "replaced", **about, **place)
    return {
        "dimension": dimension,
        "dimensions": list(zip(held.dimensions, held.dimension_labels, strict=True)),
        "heat_map": heat_map(replaced),
        **_largest(connection, held, chosen),
        "unranked": _changed(chosen) > _RANKED,
    }


def _largest(connection: Connection, held: Any, chosen: Vintage) -> dict[str, Any]:
    """The cells that moved most: as the check kept them, else ranked now where they are few."""
    place = {"dataset_code": held.dataset_code, "released_at": chosen.released_at}
    found = kept = rows(connection, "worst", **place, most=_LARGEST)
    if not kept and _changed(chosen) <= _RANKED:
        about = {"dataset_id": held.dataset_id, "released": chosen.released}
        found = rows(connection, "largest", **about, most=_LARGEST)
    named = [(row, series_name(held.dimensions, row)) for row in found]
    return {"largest": named, "kept": bool(kept)}


def _changed(chosen: Vintage) -> int:
    return sum(count for kind, count in chosen.changes.items() if kind != "first_published")


def _dimension(held: Any, wanted: str) -> str:
    """The dimension of the heat map. Raises NotHeld for one that the dataset does not have."""
    if wanted and wanted not in held.dimensions:
        near = [
            (f"datasets/{held.dataset_code}?dimension={each}", each) for each in held.dimensions
        ]
        raise NotHeld(f"{held.dataset_code} has no dimension {wanted}.", near)
    likely = [each for each in _FIRST_CHOICE if each in held.dimensions]
    chosen: str = wanted or (likely or list(held.dimensions)[-1:])[0]
    return chosen


def _series(connection: Connection, held: Any, asked: DatasetAsked) -> dict[str, Any]:
    words = [f"%{_literally(word)}%" for word in asked.find.split()] or None
    after = (asked.some - 1) * SERIES_A_PAGE
    found = rows(
        connection,
        "series",
        dataset_id=held.dataset_id,
        words=words,
        most=SERIES_A_PAGE + 1,
        after=after,
    )
    return {
        "series": [(row.series_key, series_name(held.dimensions, row)) for row in found][
            :SERIES_A_PAGE
        ],
        "more_series": len(found) > SERIES_A_PAGE,
    }


def _literally(word: str) -> str:
    """A word in which no character stands for others."""
    return word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


def _home(held: Any) -> list[tuple[str, str]]:
    return [(f"datasets/{held.dataset_code}", held.dataset_code)]
