"""Rows for people: a table where it fits, else a row below the other."""

from itertools import islice
from typing import TYPE_CHECKING

from ingestion.cli.output import console_of_stdout, note, table

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from warehouse.query import Answer

MOST_SHOWN = 1_000


def show(answer: "Answer") -> None:
    """The first rows of an answer, and a word about how many there are."""
    rows = list(islice(answer.rows, MOST_SHOWN + 1))
    names = [column.name for column in answer.columns]
    console = console_of_stdout()
    drawn = table(*names, rows=rows[:MOST_SHOWN])
    if _fits(drawn, console):
        console.print(drawn)
    else:
        _show_one_by_one(names, rows[:MOST_SHOWN], console)
    if len(rows) > MOST_SHOWN:
        note(f"only the first {MOST_SHOWN:,} rows are shown: --format csv writes all of them")
    else:
        note(f"{len(rows):,} row{'' if len(rows) == 1 else 's'}")


def _fits(drawn: "Table", console: "Console") -> bool:
    return console.measure(drawn).maximum < console.width


def _show_one_by_one(names: list[str], rows: list[tuple[object, ...]], console: "Console") -> None:
    """Each row as a list of its columns, as a table of many columns cannot be read on a screen."""
    for number, row in enumerate(rows, 1):
        console.print(table(f"row {number}", "", rows=list(zip(names, row, strict=True))))
