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
from warehouse.stage import stage_of

_log = logging.getLogger(__name__)


def releases_wanted(hints: list[str]) -> list[str]:
    """The datasets that need a run. Hints are logged, never trusted: all followed are compared."""
    if hints:
        _log.info("the feed named %s", ", ".join(hints))
    return line().releases_wanted()


def fetch(dataset_code: str) -> str:
    """Download and archive the current release of a dataset; returns its key in the archive."""
    bind_contextvars(dataset=dataset_code)
    return line().fetch(dataset_code)


def stage(release_key: str) -> int | None:
    """Compare a release with its neighbours; returns the stage, or None for the same figures."""
    here = line()
    bind_contextvars(dataset=here.archive.release(release_key).dataset_code, release=release_key)
    return here.stage(release_key)


def holds(stage_id: int, link: str) -> bool:
    """Whether a staged release must wait for a person, who finds it under ``link``."""
    _speak_of(stage_id)
    verdict = line().check(stage_id, link)
    return verdict is not None and verdict.holds


def facts(stage_id: int) -> dict[str, str]:
    """What a person needs to decide about a held release: ``subject``, and ``body`` as Markdown."""
    with line().warehouse.connect() as connection:
        return facts_of(connection, stage_id)


def load(stage_id: int, answer: Mapping[str, Any] | None = None) -> dict[str, int]:
    """Make a staged release part of the history; returns its changes per kind.

    ``answer`` is what a person said who let it in.
    """
    _speak_of(stage_id)
    if answer is None:
        return dict(line().load(stage_id).changes)
    loaded = line().decide(stage_id, decision_of(answer), accept=True)
    return dict(loaded.changes) if loaded else {}


def reject(stage_id: int, answer: Mapping[str, Any]) -> str:
    """Keep a held release out, as a person said; returns the decision in a sentence."""
    _speak_of(stage_id)
    decision = decision_of(answer)
    line().decide(stage_id, decision, accept=False)
    return f"kept out by {decision.name}: {decision.reason}"


def measures(stage_id: int) -> list[Measure]:
    """What the load of a stage amounted to, for whoever collects such numbers."""
    return of_load(line().warehouse, stage_id)


def _speak_of(stage_id: int) -> None:
    """Every line of the log from here on names the dataset, the release and the stage."""
    with line().warehouse.connect() as connection:
        stage = stage_of(connection, stage_id)
    bind_contextvars(dataset=stage.dataset_code, release=stage.release_key, stage=stage_id)
