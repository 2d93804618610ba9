"""What follows from a verdict: it is kept, the release is held or freed, and its owner is told."""

import math
from collections.abc import Sequence

from sqlalchemy import Connection

from ingestion.checks.engine import Outcome
from ingestion.checks.gate import Verdict, record
from warehouse.alerts import Alert, Ended, raise_alert, resolve_because
from warehouse.decide import DECIDE, HELD, free, hold, release_name
from warehouse.dependents import dependents
from warehouse.neighbours import neighbours
from warehouse.stage import Stage

WARNED = "checks"
_FINDINGS = 8
_WORST = 2  # of each rule: more are in figures.checks


def settle(connection: Connection, stage: Stage, verdict: Verdict, link: str | None) -> None:
    """Keep a verdict and do what it says, all in the caller's transaction.

    ``link`` is where a person decides about the release.
    """
    record(connection, verdict)
    if verdict.holds:
        hold(connection, stage.stage_id, "; ".join(verdict.reasons))
        raise_alert(connection, _held(connection, stage, verdict, link))
        return
    if stage.status == "held":
        free(connection, stage.stage_id)
        _end(connection, stage, HELD, release_name(stage.released_at), "it passes its checks now")
    is_newest = neighbours(connection, stage.dataset_code, stage.released_at).after is None
    if verdict.noted:
        raise_alert(connection, _warned(connection, stage, verdict, is_newest=is_newest))
    elif is_newest:
        _end(connection, stage, WARNED, None, f"the release of {_day(stage)} passed every check")


def _end(connection: Connection, stage: Stage, kind: str, key: str | None, because: str) -> None:
    resolve_because(connection, Ended(kind, stage.dataset_code, key, because))


def _held(connection: Connection, stage: Stage, verdict: Verdict, link: str | None) -> Alert:
    failed = len(verdict.blocking) + len(verdict.noted)
    return Alert(
        kind=HELD,
        dataset_code=stage.dataset_code,
        key=release_name(stage.released_at),
        severity="critical",
        # A message about a stage that gave way names what can no longer be decided.
        fingerprint=f"{stage.stage_id} {_fingerprint([*verdict.blocking, *verdict.noted])}",
        title=f"the release of {_day(stage)} waits for you: {_headline(verdict.blocking)}",
        happened=f"The release of {stage.released_at:%Y-%m-%d %H:%M} UTC failed {failed} of "
        f"{len(verdict.outcomes)} checks and was not loaded. Analysts see what they saw before "
        "it came. It waits until somebody decides; what comes meanwhile is loaded without it.",
        findings=_findings([*verdict.blocking, *verdict.noted]),
        worst_cells=verdict.worst_cells,
        depends=dependents(connection, stage),
        to_do=f"Compare {'the worst cells' if verdict.worst_cells else 'what was found'} with the "
        "source. Accept the release if it is true, reject it if it is a mistake: "
        + ("by the link, or " if link else "")
        + DECIDE.format(stage.stage_id),
        link=link,
    )


def _warned(connection: Connection, stage: Stage, verdict: Verdict, *, is_newest: bool) -> Alert:
    """One story for a dataset, from release to release; that of an older one stands beside it."""
    worst = verdict.worst_cells[:1]
    where = ";".join(f"{cell.series_key},{cell.time_period}" for cell in worst)
    return Alert(
        kind=WARNED,
        dataset_code=stage.dataset_code,
        key="" if is_newest else release_name(stage.released_at),
        severity="warning",
        # Another worst cell is another story; the same warning of the next round is not.
        fingerprint=f"{_fingerprint(verdict.noted)} {where}",
        title=f"the release of {_day(stage)} is loaded with warnings: {_headline(verdict.noted)}",
        happened=f"{len(verdict.noted)} of {len(verdict.outcomes)} checks of the release of "
        f"{stage.released_at:%Y-%m-%d %H:%M} UTC ask for a look. It is loaded all the same.",
        findings=_findings(verdict.noted),
        worst_cells=verdict.worst_cells,
        depends=dependents(connection, stage),
        to_do="Nothing, where this is what the source meant to revise. A mistake of theirs: tell "
        "them; what they release next mends it, and this stays as what was said until then. All of "
        f"it: vintages checks {stage.dataset_code}. A limit that is wrong for this dataset is "
        "changed in its source file.",
    )


def _day(stage: Stage) -> str:
    return f"{stage.released_at:%Y-%m-%d}"


def _headline(found: Sequence[Outcome]) -> str:
    more = len(found) - 1
    return found[0].rule.description + (f", and {more} more" if more else "")


def _findings(found: Sequence[Outcome]) -> tuple[str, ...]:
    said = [
        f"{each.told(_WORST)} ({each.rule.check_id}, {each.severity})" for each in found[:_FINDINGS]
    ]
    more = len(found) - _FINDINGS
    return (*said, f"and {more} more checks") if more > 0 else tuple(said)


def _fingerprint(found: Sequence[Outcome]) -> str:
    """Names of rules and orders of magnitude: counts differ each time and are no news."""
    return " ".join(
        sorted(f"{each.rule.check_id}:{each.severity}:{_order(each.observed)}" for each in found)
    )


def _order(observed: float | None) -> int:
    return 0 if not observed else math.floor(math.log10(abs(observed)))
