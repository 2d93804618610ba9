"""How long each step of the line took, and how it ended; `figures.steps` shows it.

What is measured must not stop what is done: a time that cannot be written down is logged.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import wraps
from time import monotonic
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

import psycopg
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from warehouse.errors import VintagesError
from warehouse.journal import Step, StepName, record_step
from warehouse.stage import stage_of

if TYPE_CHECKING:
    from ingestion.eurostat.line import Line

_log = logging.getLogger(__name__)
_Key = TypeVar("_Key")
_More = ParamSpec("_More")
_Result = TypeVar("_Result")
_Method = Callable[Concatenate["Line", _Key, _More], _Result]
Subject = tuple[str, datetime | None]  # the dataset, and which of its releases


@contextmanager
def timed(
    warehouse: Engine, step: StepName, subject: Subject
) -> Iterator[Callable[[Subject], None]]:
    """Write down how long what is inside took. What it gives takes a subject found meanwhile."""
    found = [subject]
    noted = Step(*subject, step, datetime.now(UTC), 0.0)
    began = monotonic()
    try:
        yield found.append
    except BaseException as error:  # also one that Airflow stops
        # Only our own errors are written for readers; a stranger's may quote a password.
        said = str(error) if isinstance(error, VintagesError) else None
        noted = replace(noted, outcome=type(error).__name__, error=said)
        raise
    finally:
        code, released_at = found[-1]
        seconds = monotonic() - began
        ended = replace(noted, dataset_code=code, released_at=released_at, seconds=seconds)
        _write_down(warehouse, ended)


def timed_step(
    step: StepName, subject: Callable[["Line", _Key], Subject]
) -> Callable[[_Method[_Key, _More, _Result]], _Method[_Key, _More, _Result]]:
    """For a step of the line that takes a key: write down how long each call took."""

    def around(method: _Method[_Key, _More, _Result]) -> _Method[_Key, _More, _Result]:
        @wraps(method)
        def run(line: "Line", key: _Key, /, *args: _More.args, **more: _More.kwargs) -> _Result:
            with timed(line.warehouse, step, subject(line, key)):
                return method(line, key, *args, **more)

        return run

    return around


def of_release(line: "Line", release_key: str) -> Subject:
    """The subject of a step that takes the key of a release."""
    release = line.archive.release(release_key)
    return release.dataset_code, release.released_at


def of_stage(line: "Line", stage_id: int) -> Subject:
    """The subject of a step that takes the number of a stage."""
    with line.warehouse.connect() as connection:
        stage = stage_of(connection, stage_id)
    return stage.dataset_code, stage.released_at


def _write_down(warehouse: Engine, step: Step) -> None:
    try:
        record_step(warehouse, step)
    except (psycopg.Error, SQLAlchemyError, VintagesError):
        _log.exception(
            "the seconds of %s of %s were not written down", step.step, step.dataset_code
        )
