"""Verdicts in the warehouse: what is to be judged, what was said of it, what a vintage turned."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import Connection

from warehouse.bound_values import Step
from warehouse.statement import run

Kind = Literal["reproduced", "revised_since", "never_matched", "not_comparable", "no_vintage"]
Key = tuple[str, str]  # document_id, statement_id
Readings = Mapping[str, Sequence[Step]]


@dataclass(frozen=True)
class Verdict:
    """What is to be said of a printed figure.

    ``vintage_id`` and ``value`` reproduce it or come nearest, by ``reading`` (None: as bound);
    ``vintage_now`` brought ``value_now``, what the same reading gives in the newest vintage;
    ``change_percent`` is from the one to the other.
    """

    verdict: Kind
    reason: str
    reading: str | None = None
    vintage_id: str | None = None
    value: Decimal | None = None
    vintage_now: str | None = None
    value_now: Decimal | None = None
    change_percent: Decimal | None = None


@dataclass(frozen=True)
class Asked:
    """A statement that wants a verdict, and the one that holds, with its number."""

    document_id: str
    statement_id: str
    kind: str
    unit: str
    low: Decimal | None
    high: Decimal | None
    printed_on: date
    binding: Mapping[str, Any] | None
    datasets: tuple[str, ...]
    unbound_because: str | None
    verdict_id: int | None
    held: Verdict | None
    against: tuple[str, ...]
    caused_by: str | None

    @property
    def key(self) -> Key:
        """What the statement is told apart by."""
        return self.document_id, self.statement_id


@dataclass(frozen=True)
class Given:
    """A verdict, the newest vintages that it was given by, and the one that turned it, if any."""

    verdict: Verdict
    against: tuple[str, ...]
    caused_by: str | None = None

    @property
    def caused_in(self) -> str | None:
        """The dataset of the vintage that turned it."""
        return self.caused_by.partition("@")[0] if self.caused_by else None


def statements_to_judge(
    connection: Connection, document_id: str | None, dataset_code: str | None
) -> list[Asked]:
    """The statements of a document, or those bound to a dataset; of documents that were let in."""
    values = {"document_id": document_id, "dataset_code": dataset_code}
    return [_asked(row) for row in run(connection, "statements_to_judge", **values)]


def keep_verdict(connection: Connection, asked: Asked, given: Given) -> bool:
    """Make a verdict the one that holds; whether it is another than before."""
    if asked.held == given.verdict:
        if asked.against != given.against:
            values = {"verdict_id": asked.verdict_id, "against": list(given.against)}
            run(connection, "confirm_verdict", **values)
        return False
    if asked.verdict_id is not None:
        run(connection, "replace_verdict", verdict_id=asked.verdict_id)
    columns = {
        **asdict(given.verdict),
        "against": list(given.against),
        "caused_by": given.caused_by,
        "caused_in": given.caused_in,
    }
    of = {"document_id": asked.document_id, "statement_id": asked.statement_id}
    run(connection, "add_verdict", **of, **columns)
    return True


def keep_bound_values(connection: Connection, given: Mapping[Key, Readings]) -> None:
    """State what the data say for some statements, where that is not what is kept."""
    keys: list[str] = [document_id for document_id, _ in given]
    kept: dict[Key, set[tuple[str, Step]]] = defaultdict(set)
    for row in run(connection, "bound_values", documents=sorted(set(keys))):
        step = Step(row.vintage_id, row.released_at, row.value)
        kept[row.document_id, row.statement_id].add((row.reading, step))
    for key, readings in given.items():
        rows = {(name, step) for name, steps in readings.items() for step in steps}
        if rows != kept.get(key, set()):
            _state_values(connection, key, rows)


def flips_of(connection: Connection, dataset_code: str) -> dict[str, list[Any]]:
    """The verdicts that vintages of a dataset turned and that still stand, by vintage."""
    flips: dict[str, list[Any]] = defaultdict(list)
    for row in run(connection, "flips_of", dataset_code=dataset_code):
        flips[row.vintage_id].append(row)
    return flips


def unmatched_of(connection: Connection, dataset_code: str) -> dict[str, list[Any]]:
    """The printed figures that no vintage ever gave, by document; a dataset is that bound first."""
    unmatched: dict[str, list[Any]] = defaultdict(list)
    for row in run(connection, "unmatched_of", dataset_code=dataset_code):
        unmatched[row.document_id].append(row)
    return unmatched


def note_judged(connection: Connection, dataset_code: str) -> None:
    """Note that all that is loaded of a dataset by now is judged in this transaction."""
    run(connection, "note_judged", dataset_code=dataset_code)


def datasets_unjudged(connection: Connection) -> list[str]:
    """The datasets of which something was loaded since the statements bound to them were judged."""
    return [row.dataset_code for row in run(connection, "datasets_unjudged")]


def _asked(row: Any) -> Asked:
    columns = {each.name: getattr(row, each.name) for each in fields(Verdict)}
    held = Verdict(**columns) if row.verdict_id else None
    return Asked(
        document_id=row.document_id,
        statement_id=row.statement_id,
        kind=row.kind,
        unit=row.unit,
        low=row.low,
        high=row.high,
        printed_on=row.printed_on,
        binding=row.binding,
        datasets=tuple(row.datasets),
        unbound_because=row.unbound_because,
        verdict_id=row.verdict_id,
        held=held,
        against=tuple(row.against or ()),
        caused_by=row.caused_by,
    )


def _state_values(connection: Connection, key: Key, rows: Iterable[tuple[str, Step]]) -> None:
    of = {"document_id": key[0], "statement_id": key[1]}
    run(connection, "forget_bound_values", **of)
    for reading, step in rows:
        run(connection, "add_bound_value", reading=reading, **of, **asdict(step))
