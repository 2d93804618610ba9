"""Writes docs/reference/errors.md from the errors themselves.

``python -m ingestion.error_reference`` after every change of an error; a test compares.
"""

import inspect
from pathlib import Path

import ingestion.errors
import warehouse.errors
from warehouse.errors import VintagesError

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "errors.md"
_HEAD = """\
# Errors

<!-- Made by `python -m ingestion.error_reference`; change the docstrings in ingestion/errors.py
     and warehouse/errors.py. -->

A red box, `figures.steps`, `vintages status` and the log of fetches name an error by what its
reader does next; the message beside it says what was wanted, what was there and what to do. A name
that is not here and comes without such a message is a fault of the program, or of what it runs on.

| error | is a case of | what it says |
|---|---|---|
"""


def reference() -> str:
    """The whole page, as Markdown: a row per error, below the one that it is a case of."""
    return _HEAD + "".join(f"{row}\n" for row in _rows(VintagesError))


def write_reference() -> None:
    """Writes the page into the documentation of this checkout."""
    PAGE.write_text(reference(), encoding="utf-8")


def _rows(error: type[VintagesError]) -> list[str]:
    """The cases of an error, each with its own."""
    parent = "" if error is VintagesError else f"`{error.__name__}`"
    rows = []
    for each in _cases(error):
        said = " ".join(inspect.cleandoc(each.__doc__ or "").split())
        rows += [f"| `{each.__name__}` | {parent} | {said} |", *_rows(each)]
    return rows


def _cases(error: type[VintagesError]) -> list[type[VintagesError]]:
    """Those of the two modules of errors, in the order of their classes."""
    named = {**vars(ingestion.errors), **vars(warehouse.errors)}
    return [named[each.__name__] for each in error.__subclasses__() if each.__name__ in named]


if __name__ == "__main__":
    write_reference()
