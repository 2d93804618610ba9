"""Writes the pages of docs/reference about files, from the classes that read them.

``python -m ingestion.source_reference`` after every change of a key; a test compares.
"""

from collections.abc import Mapping
from dataclasses import MISSING, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_origin

from ingestion.publications.document import Document
from ingestion.source import Source
from ingestion.toml_table import Key, keys

_FOLDER = Path(__file__).parents[1] / "docs" / "reference"
PAGE = _FOLDER / "source-files.md"
DOCUMENTS_PAGE = _FOLDER / "documents.md"
_HEAD = """\
# Source files

<!-- Made by `python -m ingestion.source_reference`; change the classes in ingestion/source.py. -->

A source file is one dataset that we follow: `SOURCES/eurostat/<code>.toml`. The file name is the
dataset's code in lower case. `SOURCES` are the folders of `VINTAGES_SOURCES`, by default those that
came with the program; where two folders have the same file, the first folder wins.

An unknown key, a missing key and a value of the wrong type are refused, with the name of the file,
of the key and of what is allowed. Views (`CRIM_THB_SEX$DV_1641`) are no datasets and are refused.
"""
_DOCUMENTS_HEAD = """\
# Documents

<!-- Made by `python -m ingestion.source_reference`; change the classes in
     ingestion/publications/document.py and statement.py. -->

A document that we follow is one file: `SOURCES/publications/<document_id>.toml`, in the same
folders as the [datasets](source-files.md). [Follow a document](../how-to/follow-a-document.md)
shows how to write one.

The file holds no word of the document: printed numbers, fingerprints and our own words only.

- **Text.** An edition is new when its text is: plain spaces, footnote calls as `[^n]`, headings
  with `#`, rows of tables between bars. Line breaks, menus and running heads are no text.
- **Anchor.** A fingerprint has two hexadecimal digits for each word, so that a place is found again
  when its paragraph moved or some words changed. Where the words stand around another number, the
  statement is *changed*; where they are gone, *gone*. Both are told.
- **Number.** `63` may be any value from 62.5 up to 63.5. `at_least` and `below` say otherwise, as
  for *nearly three quarters*.
- **Identity.** Measure, breakdown, denominator, years, years before, geography, coverage. Only
  another number under the same identity is a restatement. A denominator is a breakdown (`total`,
  `age: child`) or what is known (`known form`).
- **Checks.** Shares add up; a part is no more than its whole; words and number agree; one quantity
  has one number and one denominator; a count over its share is the whole; a change is not between
  the years that it names; percent is not points.
"""


def reference() -> str:
    """The page about source files of datasets, as Markdown."""
    return "\n".join([_HEAD, *_section("The file", Source)])


def documents_reference() -> str:
    """The page about files of documents, as Markdown."""
    return "\n".join([_DOCUMENTS_HEAD, *_section("The file", Document)])


def write_reference() -> None:
    """Writes the pages into the documentation of this checkout."""
    PAGE.write_text(reference(), encoding="utf-8")
    DOCUMENTS_PAGE.write_text(documents_reference(), encoding="utf-8")


def _section(heading: str, table: type, above: str = "") -> list[str]:
    lines = [f"## {heading}", "", (table.__doc__ or "").strip(), ""]
    lines += ["| key | takes | default | meaning |", "|---|---|---|---|"]
    inner: list[str] = []
    for key in keys(table):
        lines.append(f"| `{key.name}` | {key.wanted} | {_default(key)} | {key.meaning} |")
        inside = _inside(key)
        if inside is not None:
            name = f"{above}{key.name}"
            inner += _section(f"`{inside[0].format(name)}`", inside[1], f"{name}.")
    return [*lines, "", *inner]


def _inside(key: Key) -> tuple[str, Any] | None:
    """How the tables below a key are headed, and what they are read as."""
    kinds = get_args(key.kind)
    if isinstance(key.kind, type) and is_dataclass(key.kind):
        return "[{}]", key.kind
    if get_origin(key.kind) is Mapping and is_dataclass(kinds[1]):
        return '[{}."label"]', kinds[1]
    if get_origin(key.kind) is tuple and is_dataclass(kinds[0]):
        return "[[{}]]", kinds[0]
    return None


def _default(key: Key) -> str:
    if key.default is MISSING:
        return "required"
    given = isinstance(key.default, int | float | str) and key.default != ""
    return f"`{key.default}`" if given else "absent"


if __name__ == "__main__":
    write_reference()
