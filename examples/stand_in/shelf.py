"""The releases that a stand-in serves: a folder per dataset, a TOML file per release."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any

import tomlkit

Labels = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class ServedRelease:
    """One release as its TOML file describes it.

    ``update_data`` and ``update_structure`` are served as they stand, ``annotations`` are further
    ones or replace those made from the table; an empty text leaves an annotation out. ``bad_day``
    names a bad day and its options, and spoils the release's data ``times`` times (0: always).
    """

    code: str
    number: int
    file: Path
    update_data: str
    title: str
    update_structure: str = ""
    structure: Path | None = None
    structure_version: str = "1.0"
    labels: Labels = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)
    bad_day: Mapping[str, Any] = field(default_factory=dict)
    times: int = 1


def shelf(folder: Path) -> dict[str, tuple[ServedRelease, ...]]:
    """Every dataset of a folder with its releases in the order of their numbers.

    Raises ValueError naming the file and the key when a TOML file says something unknown.
    """
    datasets: dict[str, tuple[ServedRelease, ...]] = {}
    for path in sorted(folder.glob("*/[0-9]*.toml")):
        code = path.parent.name.upper()
        datasets[code] = (*datasets.get(code, ()), served_release(path))
    return datasets


def served_release(path: Path) -> ServedRelease:
    """The release that ``CODE/NNN.toml`` describes."""
    told: dict[str, Any] = tomllib.loads(path.read_text())
    known = {entry.name for entry in fields(ServedRelease)} - {"code", "number"}
    if unknown := told.keys() - known:
        raise ValueError(
            f"{path}: unknown key {', '.join(sorted(unknown))}; known: {sorted(known)}"
        )
    if missing := {"file", "title", "update_data"} - told.keys():
        raise ValueError(f"{path}: missing key {', '.join(sorted(missing))}")
    for name in told.keys() & {"update_data", "update_structure"}:
        told[name] = stamp(told[name])
    for name in told.keys() & {"file", "structure"}:
        told[name] = path.parent / told[name]
    told["labels"] = _labels(path.parent, told.get("labels"))
    return ServedRelease(code=path.parent.name.upper(), number=int(path.stem), **told)


def shelve(folder: Path, tsv: bytes, **told: Any) -> Path:
    """Add the next release to a dataset's folder: its TSV and the keys of its TOML file."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{len(list(folder.glob('[0-9]*.toml'))) + 1:03}"
    (folder / f"{name}.tsv").write_bytes(tsv)
    path = folder / f"{name}.toml"
    path.write_text(tomlkit.dumps({"file": f"{name}.tsv", "title": folder.name, **told}))
    return path


def stamp(moment: datetime | str) -> str:
    """A moment as Eurostat writes it: no colon in the offset. A text is left as it is."""
    return moment if isinstance(moment, str) else moment.strftime("%Y-%m-%dT%H:%M:%S%z")


def _labels(folder: Path, name: str | None) -> Labels:
    path = folder / (name or "labels.toml")
    return tomllib.loads(path.read_text()) if name or path.exists() else {}
