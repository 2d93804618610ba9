"""Writes docs/reference/command-line.md from the commands themselves.

``python -m ingestion.cli.reference`` after every change of a command; a test compares.
"""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args, get_type_hints

from typer.models import ArgumentInfo

from ingestion.cli import PANELS

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "command-line.md"
_HEAD = """\
# Command line

<!-- Made by `python -m ingestion.cli.reference`; change the functions in ingestion/cli/. -->

Every command takes `--help` and `--json`; with `--json` its answer is on standard output and
nothing else is there. Progress, notes and errors go to standard error. Exit codes: 0 done, 1 our
error or something found wrong, in one message that says what was wanted, what was there and what to
do; 2 a wrong use of the command.

A MOMENT is `2024-01-23T11:00`, in Brussels time where it has no zone, or a day, which is its first
moment. Where state lives, and which warehouse is meant, is said by
[environment variables](settings.md).
"""


def reference() -> str:
    """The whole page, as Markdown."""
    lines = [_HEAD]
    for panel, functions in PANELS.items():
        lines += [f"## {panel}", ""]
        for function in functions:
            lines += _section(function)
    return "\n".join(lines)


def write_reference() -> None:
    """Writes the page into the documentation of this checkout."""
    PAGE.write_text(reference(), encoding="utf-8")


def _section(function: Callable[..., None]) -> list[str]:
    declared = _declared(function)
    name = function.__name__.replace("_", "-")
    words = [_word(each) for each in declared if isinstance(each[1], ArgumentInfo)]
    options = " [OPTIONS]" if len(words) < len(declared) else ""
    explained = " ".join(inspect.cleandoc(function.__doc__ or "").split())
    lines = [f"### `vintages {' '.join([name, *words])}{options}`", "", explained, ""]
    if declared:
        lines += ["| | default | meaning |", "|---|---|---|"]
        lines += [_row(each) for each in declared]
        lines.append("")
    return lines


Declared = tuple[inspect.Parameter, Any, Any]


def _declared(function: Callable[..., None]) -> list[Declared]:
    """Each parameter with what Typer is told of it, and its type."""
    hints = get_type_hints(function, include_extras=True)
    parameters = inspect.signature(function).parameters
    return [(parameters[name], *reversed(get_args(hints[name]))) for name in parameters]


def _row(declared: Declared) -> str:
    told = declared[1]
    shown = _shown(declared).replace("|", "\\|")  # a bar would end the cell
    return f"| `{shown}` | {_default(declared)} | {told.help} |"


def _word(declared: Declared) -> str:
    parameter, told, _ = declared
    return str(told.metavar or parameter.name.upper())


def _shown(declared: Declared) -> str:
    """The parameter as people write it, with what it takes."""
    parameter, told, kind = declared
    if isinstance(told, ArgumentInfo):
        return _word(declared)
    names = [each for each in (told.default, *(told.param_decls or ())) if isinstance(each, str)]
    names = names or [f"--{parameter.name.replace('_', '-')}"]
    takes = "" if kind is bool else f" {told.metavar or _values(kind, parameter.name)}"
    return f"{', '.join(names)}{takes}"


def _values(kind: Any, name: str) -> str:
    """The closed list of values, where there is one."""
    literal = [each for each in get_args(kind) if get_args(each)] or [kind]
    values = [value for value in get_args(literal[0]) if isinstance(value, str)]
    return "|".join(values) or name.upper()


def _default(declared: Declared) -> str:
    default = declared[0].default
    if default is inspect.Parameter.empty:
        return "required"
    return "" if default in (None, False) else f"`{default}`"


if __name__ == "__main__":
    write_reference()
