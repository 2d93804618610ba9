"""A person decides about a held release: what they need to know, and what follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jinja2 import Environment, PackageLoader
from sqlalchemy import Connection

from ingestion.errors import Misconfigured
from warehouse.decide import reject
from warehouse.dependents import dependents
from warehouse.quality import last_check, remember
from warehouse.stage import stage_of

_templates = Environment(  # noqa: S701 - Markdown: Airflow's UI escapes what it shows
    loader=PackageLoader("ingestion", "templates"), trim_blocks=True, lstrip_blocks=True
)
_SHOWN_CELLS = 10


@dataclass(frozen=True)
class Decision:
    """Who lets a held release in or keeps it out, and why; whether it holds until a day."""

    name: str
    reason: str
    remember_until: date | None = None


def decision_of(answer: Mapping[str, Any]) -> Decision:
    """The decision that a form says: ``name``, ``reason``, ``remember_until`` and ``user``.

    Who gives no name is called as they are logged in. Raises Misconfigured for no such day.
    """
    until = answer.get("remember_until") or None
    try:
        day = date.fromisoformat(until) if until else None
    except ValueError as error:
        raise Misconfigured(f"remember_until wants a day as 2026-12-31, found {until!r}") from error
    name = (answer.get("name") or "").strip() or answer.get("user") or "nobody"
    return Decision(name, (answer.get("reason") or "").strip() or "no reason was given", day)


def keep_out(connection: Connection, stage_id: int, decision: Decision) -> None:
    """Reject a held release. Raises NotStaged where it is no longer a person's to decide."""
    reject(connection, stage_id, decision.name, decision.reason)


def let_in_again(connection: Connection, stage_id: int, decision: Decision) -> None:
    """Until the decision's day, let the same rules pass for the same members, up to what is now."""
    if decision.remember_until is not None:
        decided = (decision.name, decision.reason)
        remember(connection, stage_id, decided, decision.remember_until)


def facts_of(connection: Connection, stage_id: int) -> dict[str, str]:
    """What a person needs to decide about a checked stage: a subject, and a body as Markdown."""
    stage = stage_of(connection, stage_id)
    check, outcomes = last_check(connection, stage_id)
    failed = [each for each in outcomes if each.outcome != "pass"]
    shown = {
        "stage": stage,
        "failed": failed,
        "asked": len(outcomes),
        "cells": check.worst_cells[:_SHOWN_CELLS],
        "depends": dependents(connection, stage),
    }
    worst = failed[0].description if failed else "nothing failed"
    return {
        "subject": f"{stage.dataset_code}, release of {stage.released_at:%Y-%m-%d} "
        f"(stage {stage_id}): {worst}",
        "body": _templates.get_template("decision.md.j2").render(shown),
    }
