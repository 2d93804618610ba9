"""Writes docs/reference/figures.md from the COMMENTs in a warehouse that was just made.

``python -m warehouse.figures_reference`` after every change in warehouse/figures/; a test compares.
"""

import re
import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from warehouse.connection import engine
from warehouse.migrate import migrate
from warehouse.server import Server
from warehouse.statement import run

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "figures.md"
_HEAD = """\
# Views and functions

<!-- Made by `python -m warehouse.figures_reference`; change the COMMENTs in warehouse/figures/. -->

Everything here is in the schema `figures`, the only one that analysts need; the role
`vintages_analyst` reads it and nothing else. The same words are in the database: `\\dv+ figures.*`
and `\\df+ figures.*` in psql, or the descriptions that a BI tool shows.

Each dataset has a view more, named for it (`figures.crim_thb_sex`): its dimensions as columns, and
beside each code its label. These views are made with the first vintage of a dataset, so they are
not on this page.

How the functions about revisions are used, with their indicators: [revisions](revisions.md).
"""


def reference(connection: Connection) -> str:
    """The page for the warehouse of this connection, as Markdown."""
    described = run(connection, "figures_described").fetchall()
    lines = [_HEAD]
    for kind, heading in (("view", "Views"), ("function", "Functions")):
        lines += [f"## {heading}", ""]
        for each in described:
            if each.kind == kind:
                lines += _section(each)
    return "\n".join(lines)


def write_reference() -> None:
    """Writes the page into the documentation of this checkout, from a Postgres for that alone."""
    with tempfile.TemporaryDirectory(prefix="vintages-reference-") as folder:
        home = Path(folder)
        home.chmod(0o755)  # Postgres' own user passes through it
        server = Server(home).start()
        try:
            owner = engine(server.url("warehouse", "vintages_owner"))
            migrate(owner)
            with owner.connect() as connection:
                PAGE.write_text(reference(connection), encoding="utf-8")
        finally:
            server.stop()


def _section(each: Any) -> list[str]:
    if each.kind == "view":
        return [f"### {each.name}", "", _told(each.said), "", *_columns(each.columns)]
    gives = f"Gives `{each.result}`." if each.result else "Gives rows:"
    lines = [f"### {each.name}()", "", f"`{each.signature}`", "", _told(each.said), "", gives, ""]
    return [*lines, *_returned(each.columns)]


def _columns(columns: list[list[str | None]]) -> list[str]:
    rows = [f"| `{name}` | {kind} | {_told(said)} |" for name, kind, said in columns]
    return ["| column | type | what it says |", "|---|---|---|", *rows, ""]


def _returned(columns: list[list[str]] | None) -> list[str]:
    listed = ", ".join(f"`{name}` {kind}" for name, kind, _ in columns or ())
    return [listed, ""] if listed else []


def _told(said: str | None) -> str:
    """A comment as the text of a cell of a table."""
    return re.sub(r"[|<\[]", r"\\\g<0>", " ".join((said or "").split()))


if __name__ == "__main__":
    write_reference()
