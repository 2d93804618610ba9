"""Documents and statements as the warehouse keeps them."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from ingestion.publications.document import Document
from ingestion.publications.edition import Edition, Page
from ingestion.publications.statement import Statement
from warehouse.bound_values import datasets_of
from warehouse.documents import HeldDocument, HeldEdition, HeldStatement


def held_document(document: Document) -> HeldDocument:
    """What the warehouse keeps of a document."""
    names = (each.name for each in fields(HeldDocument))
    return HeldDocument(**{name: getattr(document, name) for name in names})


def held_statement(statement: Statement) -> HeldStatement:
    """What the warehouse keeps of a statement: all but its anchors."""
    binding = _table(statement.binding) if statement.binding else None
    return HeldStatement(
        statement_id=statement.statement_id,
        kind=statement.kind,
        unit=statement.unit,
        printed=statement.printed,
        printed_number=statement.value,
        low=statement.low,
        high=statement.high,
        hedge=statement.hedge,
        quantity=statement.quantity.identity,
        identity=asdict(statement.quantity),
        inferred=dict(statement.inferred),
        derived_from=statement.derived_from,
        related_to=dict(statement.related_to),
        binding=binding,
        datasets=datasets_of(binding) if binding else (),
        unbound_because=statement.unbound_because,
        note=statement.note,
    )


def edition_from(held: HeldEdition) -> Edition:
    """The edition that the warehouse keeps."""
    pages = tuple(Page(**page) for page in held.pages)
    return Edition(held.document_id, held.text, pages, held.extractor)


def _table(binding: Any) -> Mapping[str, Any]:
    return {name: value for name, value in asdict(binding).items() if value}
