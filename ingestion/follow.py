"""Writes the source file of a dataset that we begin to follow, from what Eurostat says of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import tomlkit

from ingestion.errors import Misconfigured
from ingestion.source import WING, Checks, Source, normal_code, source_from
from warehouse.legible import one_line

_DAYS = {"D": 1, "W": 7, "M": 30, "Q": 91, "S": 182, "A": 365}
_SHORTEST_WINDOW = 30
_CELLS_OF_A_LARGE_DATASET = 1_000_000


@dataclass(frozen=True)
class Announced:
    """What Eurostat itself says of a dataset: its dataflow and its structure.

    ``dimensions`` are without time, ``frequencies`` the codes of ``freq`` really present;
    ``stamps`` are the annotations of the dataflow by name, as received; ``observation_count`` is
    OBS_COUNT where there is one.
    """

    dataset_code: str
    title: str
    dimensions: tuple[str, ...]
    frequencies: tuple[str, ...]
    stamps: Mapping[str, str] = field(default_factory=dict)
    observation_count: int | None = None


def follow(announced: Announced, folder: Path) -> Path:
    """Writes ``folder/eurostat/<code>.toml`` and returns its path.

    Raises Misconfigured when the dataset has a file there already, which is never written over,
    and when Eurostat says something that no source file can hold.
    """
    path = folder / WING / f"{normal_code(announced.dataset_code).lower()}.toml"
    text = _text(announced)
    source_from(text, path)  # what we could not read again is not written
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise Misconfigured(
            f"{announced.dataset_code} is followed already by {path}: change that file, or "
            "delete it and follow again"
        ) from error
    return path


def _text(announced: Announced) -> str:
    document = tomlkit.document()
    _say(document, "Written by `vintages follow` from Eurostat's own metadata.", *_seen(announced))
    document.add("title", tomlkit.item(one_line(announced.title) or announced.dataset_code))
    document.add("frequencies", tomlkit.item(list(announced.frequencies)))
    document.add("dimensions", tomlkit.item(list(announced.dimensions)))
    _add_rhythm(document, announced)
    _add_checks(document)
    return tomlkit.dumps(document)


def _add_rhythm(document: tomlkit.TOMLDocument, announced: Announced) -> None:
    if announced.frequencies:
        _blank(
            document,
            "Half a period more than one period of the shortest frequency, at least "
            f"{_SHORTEST_WINDOW} days.",
            "A guess: set it by the pauses you see.",
        )
        document.add("expected_within_days", tomlkit.item(_window(announced.frequencies)))
    _blank(document, *_recheck_reason(announced.observation_count))
    document.add("recheck_days", tomlkit.item(_recheck_days(announced.observation_count)))


def _add_checks(document: tomlkit.TOMLDocument) -> None:
    checks = tomlkit.table()
    _say(
        checks,
        "The defaults: a country or two may leave a table in one release, a tenth of it is",
        "more often a cut file. Set them by what the first releases lose.",
    )
    checks.add("max_lost_cells_share", tomlkit.item(Checks.max_lost_cells_share))
    checks.add("max_lost_series_share", tomlkit.item(Checks.max_lost_series_share))
    document.add(tomlkit.nl())
    document.add("checks", checks)


def _seen(announced: Announced) -> list[str]:
    """The stamps as they stood on the day of following: a comment, never read again."""
    stamps = [f"{name}: {value}" for name, value in sorted(announced.stamps.items())]
    return [one_line(line) for line in stamps]


def _window(frequencies: Sequence[str]) -> int:
    shortest = min(_DAYS.get(each, _DAYS["A"]) for each in frequencies)
    return max(_SHORTEST_WINDOW, shortest * 3 // 2)


def _recheck_days(observation_count: int | None) -> int:
    small = observation_count is not None and observation_count < _CELLS_OF_A_LARGE_DATASET
    return 7 if small else Source.recheck_days


def _recheck_reason(observation_count: int | None) -> tuple[str, ...]:
    size = "unknown" if observation_count is None else f"{observation_count:,}"
    return (
        f"Observations: {size}; below {_CELLS_OF_A_LARGE_DATASET:,} a fetch is cheap.",
        "A silent release is dated by when we first saw it.",
    )


def _say(table: tomlkit.TOMLDocument | tomlkit.items.Table, *lines: str) -> None:
    for line in lines:
        table.add(tomlkit.comment(line))


def _blank(document: tomlkit.TOMLDocument, *lines: str) -> None:
    document.add(tomlkit.nl())
    _say(document, *lines)
