"""What a command says: its answer on standard output, everything else on standard error."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:  # Rich is imported where something is drawn: commands must start at once
    from rich.console import Console, RenderableType
    from rich.table import Table

_AS_JSON: ContextVar[bool] = ContextVar("as_json", default=False)
# Without a terminal there is no width to fit: what is read by programs is never cut or wrapped.
_UNBOUNDED = 100_000


@contextmanager
def answering_in_json(wanted: bool) -> Iterator[None]:
    """Let ``answer`` write JSON inside this block."""
    token = _AS_JSON.set(wanted)
    try:
        yield
    finally:
        _AS_JSON.reset(token)


def wants_json() -> bool:
    """Whether this command was asked to answer in JSON."""
    return _AS_JSON.get()


def answer(data: object, *shown: "RenderableType") -> None:
    """The answer of a command: ``data`` as JSON where that was asked for, else ``shown``."""
    if wants_json():
        typer.echo(as_json(data).encode())  # UTF-8, whatever the terminal's encoding is
        return
    console = console_of_stdout()
    for each in shown:
        # A line stays whole, whatever the width: it may be a command or an address to copy.
        console.print(each, soft_wrap=isinstance(each, str))


def as_json(data: object) -> str:
    """JSON of plain data, dataclasses and moments (ISO 8601)."""
    return json.dumps(data, default=_plain, ensure_ascii=False, indent=2)


def note(text: str) -> None:
    """Say something that is no part of the answer."""
    typer.echo(text, err=True)


def table(*headings: str, rows: Sequence[Sequence[object]], title: str | None = None) -> "Table":
    """A table for people; None is an empty cell, and nothing in it is taken for markup."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    drawn = Table(*headings, title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for row in rows:
        drawn.add_row(*(Text("" if value is None else str(value)) for value in row))
    return drawn


def console_of_stdout() -> "Console":
    """Standard output for people: as wide as the terminal, or as wide as the text."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else _UNBOUNDED
    return Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False)


def is_watched() -> bool:
    """Whether a person looks at standard error and wants to see progress."""
    return sys.stderr.isatty() and not wants_json()


def _plain(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
