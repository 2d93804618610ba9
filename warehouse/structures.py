"""Keeping structures and codelists: once each, by content, however many releases bring them."""

import hashlib
import json
from dataclasses import asdict

from sqlalchemy import Connection

from warehouse.statement import driver, one, run
from warehouse.structure import Codelist, Structure


def store_structure(
    connection: Connection, dataset_id: int, structure: Structure, archive_key: str
) -> int:
    """The number of a structure, stored unless one with the same content is held."""
    values = {
        "dataset_id": dataset_id,
        "version": structure.version,
        "archive_key": archive_key,
        "content_hash": _hash(asdict(structure)),
    }
    row = one(connection, "add_structure", **values)
    number: int = row.structure_id
    if row.new:
        for concept in _in_order(structure):
            _store_concept(connection, number, structure, concept)
    return number


def _in_order(structure: Structure) -> list[str]:
    """The concepts by codelist: two that store the same lists at once do it in the same order."""
    lists = structure.codelists
    concepts = {*structure.dimensions, *lists}
    return sorted(
        concepts, key=lambda name: (lists[name].codelist_id if name in lists else "", name)
    )


def _store_concept(connection: Connection, number: int, structure: Structure, concept: str) -> None:
    codelist = structure.codelists.get(concept)
    places = {dimension: place for place, dimension in enumerate(structure.dimensions, 1)}
    run(
        connection,
        "add_structure_dimension",
        structure_id=number,
        dimension=concept,
        place=places.get(concept),
        label=structure.labels.get(concept),
        codelist_id=codelist and _store_codelist(connection, codelist),
    )


def _store_codelist(connection: Connection, codelist: Codelist) -> int:
    values = {"codelist": codelist.codelist_id, "version": codelist.version}
    row = one(connection, "add_codelist", content_hash=_hash(asdict(codelist)), **values)
    number: int = row.codelist_id
    if row.new:
        copy = "COPY vintages.code (codelist_id, code, label, parent) FROM STDIN"
        with driver(connection).cursor().copy(copy) as writer:
            for code in codelist.codes:
                writer.write_row((number, code.code_id, code.label, code.parent))
    return number


def _hash(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
