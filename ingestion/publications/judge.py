"""Judge statements against all vintages held, and tell of what they say against the figures."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Connection

from ingestion.publications.tell import tell
from ingestion.publications.verdict import Figure, verdict
from warehouse.bound_values import cells_of, steps_by_reading
from warehouse.cell_memory import Memory, memory_of
from warehouse.verdicts import (
    Asked,
    Given,
    Readings,
    Verdict,
    keep_bound_values,
    keep_verdict,
    note_judged,
    statements_to_judge,
)

# Verdicts that compared the figure with data of its time: another one after these is news.
_CHECKED = ("reproduced", "revised_since", "never_matched")


@dataclass(frozen=True)
class Judged:
    """What one judgement did: statements by verdict, and how many of the verdicts are new."""

    verdicts: dict[str, int]
    new: int


def judge(
    connection: Connection, *, document_id: str | None = None, dataset_code: str | None = None
) -> Judged:
    """Judge the statements of a document, or those bound to a dataset, in this transaction.

    A statement over two datasets that were released at one moment waits until both are loaded.
    Verdicts that a vintage turned, and figures that no vintage ever gave, become an alert, or end
    one, in the same transaction. The same vintages give the same verdicts: a second call changes
    nothing.
    """
    if dataset_code is not None:
        note_judged(connection, dataset_code)  # before reading: what comes later is judged later
    asked = statements_to_judge(connection, document_id, dataset_code)
    bindings = (each.binding for each in asked if each.binding)
    memory = memory_of(connection, (cell for each in bindings for cell in cells_of(each)))
    readings = {each.key: _readings(each, memory) for each in asked}
    keep_bound_values(connection, readings)
    given = {each.key: _given(each, readings[each.key], memory) for each in asked}
    new = [each for each in asked if keep_verdict(connection, each, given[each.key])]
    turned = {given[each.key].caused_by for each in new}
    tell(connection, {code for each in asked for code in each.datasets}, turned)
    return Judged(dict(Counter(each.verdict.verdict for each in given.values())), len(new))


def _readings(asked: Asked, memory: Memory) -> Readings:
    if not asked.binding:
        return {}
    return steps_by_reading(asked.binding, memory.as_meant_on(asked.printed_on))


def _given(asked: Asked, readings: Readings, memory: Memory) -> Given:
    against = tuple(filter(None, (memory.newest(code) for code in asked.datasets)))
    found = _verdict(asked, readings, memory)
    return Given(found, against, cause_of(asked, found))


def _verdict(asked: Asked, readings: Readings, memory: Memory) -> Verdict:
    if asked.binding is None:
        reason = asked.unbound_because or f"no figure to compare: kind {asked.kind}"
        return Verdict("not_comparable", reason)
    if asked.low is None and asked.high is None:
        return Verdict("not_comparable", "no number is printed that a value could round to")
    if not any(step.value is not None for steps in readings.values() for step in steps):
        return _without_numbers(asked, memory)
    return verdict(Figure(asked.low, asked.high, asked.printed_on, asked.unit), readings)


def _without_numbers(asked: Asked, memory: Memory) -> Verdict:
    """Nothing to compare with: not comparable only if the data had the time to have it."""
    where = ", ".join(asked.datasets)
    newest = memory.newest_day(asked.datasets)
    if newest is None:
        return Verdict("no_vintage", f"no vintage of {where} is held")
    said = f"no vintage of {where} has numbers for its cells"
    if newest < asked.printed_on:
        return Verdict("no_vintage", f"{said}, and the newest is older than the figure")
    return Verdict("not_comparable", said)


def cause_of(asked: Asked, after: Verdict) -> str | None:
    """The vintage that turned a verdict; None where none did, or where nothing was turned.

    A verdict that was given against no vintage is on the statement as it was: a person turned it.
    """
    before = asked.held
    if before is None or before.verdict not in _CHECKED or after.verdict not in _CHECKED:
        return None
    if after.verdict == before.verdict:
        moved = after.verdict == "revised_since" and before.value_now != after.value_now
        return after.vintage_now if moved and asked.against else asked.caused_by
    if not asked.against:
        return None
    return after.vintage_id if before.verdict == "never_matched" else after.vintage_now
