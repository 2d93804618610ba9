"""The documents that a stand-in serves: a folder per document, a TOML file per edition."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import tomlkit


@dataclass(frozen=True)
class ServedDocument:
    """One edition of a document as its TOML file describes it.

    ``files`` are served together: several streams of CELLAR, or a page and the download that it
    offers under the name ``download``. Just as in the file of a followed document, one of
    ``celex``, ``council`` and ``url`` says where. ``is_announced`` is false for a silent edit.
    """

    code: str
    number: int
    files: tuple[Path, ...]
    title: str = ""
    celex: str = ""
    council: str = ""
    url: str = ""
    download: str = ""
    oldid: int = 0
    is_announced: bool = True
    bad_day: Mapping[str, Any] = field(default_factory=dict)
    times: int = 1


def documents_shelf(folder: Path) -> dict[str, tuple[ServedDocument, ...]]:
    """Every document of a folder with its editions in the order of their numbers.

    Raises ValueError naming the file and the key when a TOML file says something unknown.
    """
    documents: dict[str, tuple[ServedDocument, ...]] = {}
    for path in sorted(folder.glob("*/[0-9]*.toml")):
        code = path.parent.name
        documents[code] = (*documents.get(code, ()), served_document(path))
    return documents


def served_document(path: Path) -> ServedDocument:
    """The edition that ``DOCUMENT/NNN.toml`` describes."""
    told: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    known = {entry.name for entry in fields(ServedDocument)} - {"code", "number"}
    if unknown := told.keys() - known:
        raise ValueError(
            f"{path}: unknown key {', '.join(sorted(unknown))}; known: {sorted(known)}"
        )
    if not told.get("files"):
        raise ValueError(f"{path}: key 'files' wants the names of the files to serve")
    told["files"] = tuple(path.parent / name for name in told["files"])
    told.setdefault("title", path.parent.name)
    return ServedDocument(code=path.parent.name, number=int(path.stem), **told)


def shelve_document(folder: Path, files: Mapping[str, bytes], **told: Any) -> Path:
    """Add the next edition to a document's folder: its files, by ending, and its TOML's keys."""
    folder.mkdir(parents=True, exist_ok=True)
    number = f"{len(list(folder.glob('[0-9]*.toml'))) + 1:03}"
    for name, content in files.items():
        (folder / f"{number}-{name}").write_bytes(content)
    path = folder / f"{number}.toml"
    path.write_text(tomlkit.dumps({"files": [f"{number}-{name}" for name in files], **told}))
    return path
