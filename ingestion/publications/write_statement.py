"""Write what a person decided into a document's file; its comments and order stay."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.items import AoT, Array, Item, Table

from ingestion.publications.document import document_from
from ingestion.publications.review import Moved
from ingestion.publications.statement import Anchor, Statement

_WIDTH = 100


def write_decision(path: Path, decision: Statement | Anchor | Moved) -> None:
    """Add a statement, or a figure that is none, to the end of a document's file, or move one.

    The file is replaced in one step, and only by one that can be read again. Raises Misconfigured
    when a new statement's id is there already.
    """
    toml = tomlkit.parse(path.read_text(encoding="utf-8-sig"))
    if isinstance(decision, Moved):
        _move(toml, decision)
    else:
        _add(toml, decision)
    text = tomlkit.dumps(toml)
    document_from(text, path)
    beside = path.with_suffix(".toml.new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def _add(toml: TOMLDocument, decision: Statement | Anchor) -> None:
    name = "statements" if isinstance(decision, Statement) else "dismissed"
    held = toml.get(name)
    if not isinstance(held, AoT):
        held = tomlkit.aot()
        toml.append(name, held)
    held.append(_table(decision))


def _move(toml: TOMLDocument, moved: Moved) -> None:
    """Write the new anchor over the lost one."""
    (statement,) = (
        each for each in toml["statements"] if each["statement_id"] == moved.statement_id
    )
    lost = _table(moved.lost).unwrap()
    anchor = next(each for each in statement["anchors"] if each.unwrap() == lost)
    anchor.clear()
    anchor.update(_table(moved.anchor))


def _table(value: Any) -> Table:
    """A dataclass as a table: what is empty or as usual is left out."""
    table = tomlkit.table()
    for each in fields(value):
        inside = getattr(value, each.name)
        if inside not in (None, "", (), {}) and inside != each.default:
            table.append(each.name, _item(inside))
    return table


def _item(value: Any) -> Item:
    if is_dataclass(value):
        return _table(value)
    if isinstance(value, tuple) and is_dataclass(next(iter(value), None)):
        items = tomlkit.aot()
        for each in value:
            items.append(_table(each))
        return items
    if isinstance(value, tuple):
        return _array(value)
    plain = float(value) if isinstance(value, Decimal) else value
    item: Item = tomlkit.item(dict(value) if isinstance(value, Mapping) else plain)
    return item


def _array(values: tuple[Any, ...]) -> Array:
    items = tomlkit.array()
    items.extend(values)
    return items.multiline(len(items.as_string()) > _WIDTH)
