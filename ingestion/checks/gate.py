"""The gate: the rules are asked of a stage, and the worst that they found decides."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Engine

from ingestion.checks.engine import Outcome, outcomes
from ingestion.checks.rule import Rule
from warehouse.alerts import Cell
from warehouse.quality import (
    Remembered,
    close_run,
    open_run,
    record_outcomes,
    remembered,
    worst_cells,
)
from warehouse.stage import Stage


@dataclass(frozen=True)
class Verdict:
    """What the gate says of a release: accept, accept_with_warnings or quarantine, and why.

    ``worst_cells`` moved most, those of the members that failed first; ``seconds`` is how long the
    rules took.
    """

    check_run_id: int
    verdict: str
    outcomes: tuple[Outcome, ...]
    worst_cells: tuple[Cell, ...] = ()
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether a person must decide."""
        return self.verdict == "quarantine"

    @property
    def blocking(self) -> list[Outcome]:
        """The outcomes that keep the release out."""
        return [outcome for outcome in self.outcomes if _blocks(outcome)]

    @property
    def reasons(self) -> list[str]:
        """A sentence for each rule that keeps the release out."""
        return [outcome.reason for outcome in self.blocking]

    @property
    def noted(self) -> list[Outcome]:
        """The outcomes that failed and let the release in all the same, but for mere notes."""
        return [
            outcome
            for outcome in self.outcomes
            if outcome.outcome != "pass" and outcome.severity != "info" and not _blocks(outcome)
        ]


def judge(warehouse: Engine, stage: Stage, profile: dict[str, Any]) -> Verdict:
    """Ask the rules of ``profile`` of a stage. Raises CheckNotMade when they could not be asked."""
    began = time.monotonic()
    rules = [Rule(**rule) for rule in profile["rules"].values()]
    run_id, bench = open_run(warehouse, stage, profile)
    try:
        found = outcomes(rules, bench, warehouse.url)
        found = _excused(found, remembered(warehouse, stage.stage_id))
        cells = worst_cells(warehouse, bench, _members(filter(_blocks, found)))
    finally:
        close_run(warehouse, run_id)
    seconds = time.monotonic() - began
    return Verdict(run_id, _verdict(found), tuple(found), tuple(cells), seconds)


def record(connection: Connection, verdict: Verdict) -> None:
    """Keep a verdict with the outcomes of all its rules, passed or not."""
    done = {
        "check_run_id": verdict.check_run_id,
        "verdict": verdict.verdict,
        "seconds": verdict.seconds,
        "worst_cells": verdict.worst_cells,
    }
    rows = [_row(verdict.check_run_id, outcome) for outcome in verdict.outcomes]
    record_outcomes(connection, done, rows)


def _members(found: Iterable[Outcome]) -> list[str]:
    return sorted({member for each in found for member in each.members if member is not None})


def _blocks(outcome: Outcome) -> bool:
    failed = outcome.outcome != "pass" and outcome.severity == "critical"
    return failed and outcome.remembered_id is None


def _verdict(found: Iterable[Outcome]) -> str:
    failed = [outcome for outcome in found if outcome.outcome != "pass"]
    if any(_blocks(outcome) for outcome in failed):
        return "quarantine"
    noted = any(outcome.severity != "info" for outcome in failed)
    return "accept_with_warnings" if noted else "accept"


def _excused(found: Sequence[Outcome], held: Sequence[Remembered]) -> list[Outcome]:
    """The same outcomes, with those marked that a person let in for this time already."""
    return [_excuse(outcome, held) if outcome.outcome == "fail" else outcome for outcome in found]


def _excuse(outcome: Outcome, held: Sequence[Remembered]) -> Outcome:
    """Excused where every member concerned is remembered; without members, up to what was let in.

    Rules warn of what is too much: less than what a person let in is no worse.
    """
    by_member = {each.member: each for each in held if each.check_id == outcome.rule.check_id}
    members = [member for member in outcome.members if member is not None]
    if members and all(member in by_member for member in members):
        return _let_in(outcome, by_member[members[0]])
    whole = [each for each in held if (each.check_id, each.member) == (outcome.rule.check_id, None)]
    if members or not whole or outcome.observed is None:
        return outcome
    most = max(whole, key=lambda each: each.accepted)
    if outcome.observed <= most.accepted:
        return _let_in(outcome, most)
    return replace(outcome, let_in=_beyond(most, outcome.observed))


def _let_in(outcome: Outcome, by: Remembered) -> Outcome:
    said = f"let in by {by.decided_by} until {by.remember_until}"
    return replace(outcome, remembered_id=by.remembered_id, let_in=said)


def _beyond(by: Remembered, observed: float) -> str:
    return (
        f"more than {by.decided_by} let in until {by.remember_until}: "
        f"{by.accepted:.4g} then, {observed:.4g} now"
    )


def _row(run_id: int, outcome: Outcome) -> dict[str, Any]:
    return {
        "check_run_id": run_id,
        "check_id": outcome.rule.check_id,
        "severity": outcome.severity,
        "outcome": outcome.outcome,
        "observed": outcome.observed,
        "limit": outcome.limit,
        "bad_rows": outcome.bad_rows,
        "description": outcome.rule.description,
        "reason": outcome.reason,
        "sample": list(outcome.sample),
        "members": [member for member in outcome.members if member is not None],
        "error": outcome.error,
        "remembered_id": outcome.remembered_id,
    }
