"""The boxes of a run: what Airflow's tasks call. Only small keys travel between them.

Each can be run again alone with the same result.
"""

import logging
from collections.abc import Mapping
from typing import Any

from structlog.contextvars import bind_contextvars

from ingestion.checks.decision import decision_of, facts_of
from ingestion.eurostat.line import line
from ingestion.measures import Measure, of_load
from warehouse.decide import standing, took_its_place, waits
from warehouse.stage import stage_of
from warehouse.turn import turn, turn_if_free

_log = logging.getLogger(__name__)


def releases_wanted(hints: list[str]) -> list[str]:
    """The datasets that need a run. Hints are logged, never trusted: all followed are compared."""
    if hints:
        _log.info("the feed named %s", ", ".join(hints))
    return line().releases_wanted()


def fetch(dataset_code: str, *, if_wanted: bool = False) -> str | None:
    """Download and archive the current release of a dataset; returns its key in the archive.

    One after the other per dataset. ``if_wanted``: None, at once, where another is under way, or
    has brought the release meanwhile.
    """
    bind_contextvars(dataset=dataset_code)
    here, name = line(), f"fetch of {dataset_code.upper()}"
    if not if_wanted:
        with turn(here.warehouse, name):
            return here.fetch(dataset_code)
    with turn_if_free(here.warehouse, name) as taken:
        if taken and here.wants(dataset_code):
            return here.fetch(dataset_code)
    _log.info("another run %s: this one ends", "has brought it" if taken else "is fetching it")
    return None


def stage(release_key: str, *, by_hand: bool = False) -> int | None:
    """Compare a release with its neighbours; returns the stage, or None for nothing to load.

    Bytes that wait for a person already are left to them; so are, but ``by_hand``, those that one
    rejected.
    """
    here = line()
    bind_contextvars(dataset=here.archive.release(release_key).dataset_code, release=release_key)
    return here.stage(release_key, leave=("held",) if by_hand else ("held", "rejected"))


def holds(stage_id: int, link: str) -> bool | None:
    """Whether a staged release must wait for a person, who finds it under ``link``.

    None where another run took it over.
    """
    stage_id = _standing(stage_id)
    verdict = line().check(stage_id, link)
    if verdict is None and _taken_over(stage_id):
        return None
    return verdict is not None and verdict.holds


def facts(stage_id: int) -> dict[str, str]:
    """What a person needs to decide about a held release: ``subject``, and ``body`` as Markdown."""
    stage_id = _standing(stage_id)
    with line().warehouse.connect() as connection:
        return facts_of(connection, stage_id)


def waits_for_a_person(stage_id: int) -> bool:
    """Whether a release is still to be decided: not loaded nor rejected, its place not taken."""
    stage_id = _standing(stage_id)
    with line().warehouse.begin() as connection:
        return waits(connection, stage_id)


def load(stage_id: int, answer: Mapping[str, Any] | None = None) -> dict[str, int] | None:
    """Make a staged release part of the history; returns its changes per kind.

    ``answer`` is what a person said who let it in. None where nobody did, and another run took it
    over.
    """
    stage_id = _standing(stage_id)
    if answer is None and _taken_over(stage_id):
        return None
    if answer is None:
        return dict(line().load(stage_id).changes)
    loaded = line().decide(stage_id, decision_of(answer), accept=True)
    return dict(loaded.changes) if loaded else {}


def reject(stage_id: int, answer: Mapping[str, Any]) -> str:
    """Keep a held release out, as a person said; returns the decision in a sentence."""
    stage_id = _standing(stage_id)
    decision = decision_of(answer)
    line().decide(stage_id, decision, accept=False)
    return f"kept out by {decision.name}: {decision.reason}"


def measures(stage_id: int) -> list[Measure]:
    """What the load of a stage amounted to, for whoever collects such numbers."""
    return of_load(line().warehouse, stage_id)


def _taken_over(stage_id: int) -> bool:
    """Whether another run's download of the same release took the place of a stage."""
    with line().warehouse.connect() as connection:
        other = took_its_place(connection, stage_id)
    if other is None or other.is_same:
        return False
    _log.info(
        "gave way to stage %s (%s) of another run: this one ends", other.stage_id, other.status
    )
    return True


def _standing(stage_id: int) -> int:
    """The stage of a run, or the one that its release was staged as again by the same box.

    Every line of the log from here on names it, its dataset and its release.
    """
    with line().warehouse.connect() as connection:
        stage = stage_of(connection, standing(connection, stage_id))
    bind_contextvars(dataset=stage.dataset_code, release=stage.release_key, stage=stage.stage_id)
    return stage.stage_id
