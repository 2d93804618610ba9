"""Writes docs/reference/source-files.md from the classes that read source files.

``python -m ingestion.source_reference`` after every change of a key; a test compares.
"""

from collections.abc import Mapping
from dataclasses import MISSING, is_dataclass
from pathlib import Path
from typing import get_args, get_origin

from ingestion.source import Source
from ingestion.toml_table import Key, keys

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "source-files.md"
_HEAD = """\
# Source files

<!-- Made by `python -m ingestion.source_reference`; change the classes in ingestion/source.py. -->

A source file is one dataset that we follow: `SOURCES/eurostat/<code>.toml`. The file name is the
dataset's code in lower case. `SOURCES` are the folders of `VINTAGES_SOURCES`, by default those that
came with the program; where two folders have the same file, the first folder wins.

An unknown key, a missing key and a value of the wrong type are refused, with the name of the file,
of the key and of what is allowed. Views (`CRIM_THB_SEX$DV_1641`) are no datasets and are refused.
"""


def reference() -> str:
    """The whole page, as Markdown."""
    return "\n".join([_HEAD, *_section("The file", Source)])


def write_reference() -> None:
    """Writes the page into the documentation of this checkout."""
    PAGE.write_text(reference(), encoding="utf-8")


def _section(heading: str, table: type) -> list[str]:
    lines = [f"## {heading}", "", (table.__doc__ or "").strip(), ""]
    lines += ["| key | takes | default | meaning |", "|---|---|---|---|"]
    inner: list[str] = []
    for key in keys(table):
        lines.append(f"| `{key.name}` | {key.wanted} | {_default(key)} | {key.meaning} |")
        if is_dataclass(key.kind) and isinstance(key.kind, type):
            inner += _section(f"`[{key.name}]`", key.kind)
        elif get_origin(key.kind) is Mapping:
            inner += _section(f'`[{key.name}."label"]`', get_args(key.kind)[1])
    return [*lines, "", *inner]


def _default(key: Key) -> str:
    if key.default is MISSING:
        return "required"
    given = isinstance(key.default, int | float | str)
    return f"`{key.default}`" if given else "absent"


if __name__ == "__main__":
    write_reference()
