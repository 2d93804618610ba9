"""The gate: the rules are asked of a stage, and the worst that they found decides."""

import math
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
        return list(filter(_notes, self.outcomes))


def judge(warehouse: Engine, stage: Stage, profile: dict[str, Any]) -> Verdict:
    """Ask the rules of ``profile`` of a stage. Raises CheckNotMade when they could not be asked."""
    began = time.monotonic()
    rules = [Rule(**rule) for rule in profile["rules"].values()]
    run_id, bench = open_run(warehouse, stage, profile)
    try:
        found = outcomes(rules, bench, warehouse.url)
        found = _excused(found, remembered(warehouse, stage.stage_id))
        cells = worst_cells(warehouse, bench, _concerned(found))
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


def _concerned(found: Sequence[Outcome]) -> list[str]:
    """The members that the message is about: what warns is beside the point of what holds."""
    told = list(filter(_blocks, found)) or list(filter(_notes, found))
    return sorted({member for each in told for member in each.members if member is not None})


def _blocks(outcome: Outcome) -> bool:
    failed = outcome.outcome != "pass" and outcome.severity == "critical"
    return failed and outcome.remembered_id is None


def _notes(outcome: Outcome) -> bool:
    return outcome.outcome != "pass" and outcome.severity != "info" and not _blocks(outcome)


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
    """Excused where every member concerned is remembered, and the whole of a rule without members.

    Each up to what was let in, where that was measured: less than that is no worse.
    """
    mine = [each for each in held if each.check_id == outcome.rule.check_id]
    members = [member for member in outcome.members if member is not None]
    let_in = [_most(mine, member) for member in (members or (None,))]
    found = [each for each in let_in if each is not None]
    if len(found) < len(let_in):
        return outcome
    for each in found:
        now = outcome.sizes.get(each.member) if each.member else outcome.observed
        if now is not None and each.accepted is not None and now > each.accepted:
            return replace(outcome, let_in=_beyond(each, each.accepted, now))
    said = f"let in by {found[0].decided_by} until {found[0].remember_until}"
    return replace(outcome, remembered_id=found[0].remembered_id, let_in=said)


def _most(held: Iterable[Remembered], member: str | None) -> Remembered | None:
    """The decision that let in most; one of which nothing was measured let in any size."""
    of_it = [each for each in held if each.member == member]
    return max(of_it, key=_most_accepted, default=None)


def _most_accepted(each: Remembered) -> float:
    return math.inf if each.accepted is None else each.accepted


def _beyond(by: Remembered, accepted: float, now: float) -> str:
    what = f"more of {by.member}" if by.member else "more"
    return (
        f"{what} than {by.decided_by} let in until {by.remember_until}: "
        f"{accepted:.4g} then, {now:.4g} now"
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
        "sizes": dict(outcome.sizes),
        "error": outcome.error,
        "remembered_id": outcome.remembered_id,
    }
