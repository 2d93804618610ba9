"""Each line that a box logs names the dataset, the release and the stage."""

import json
import logging
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
import structlog

from ingestion.eurostat import steps
from tests.shell import CODE, FIRST, JANUARY, shell_in
from warehouse.server import Server


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """What is logged, as Airflow writes it: the context beside each event."""
    written = StringIO()
    shared = [structlog.contextvars.merge_contextvars]
    handler = logging.StreamHandler(written)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(sort_keys=True),
            ],
            foreign_pre_chain=shared,
        )
    )
    logger = logging.getLogger("ingestion")
    logger.addHandler(handler)
    yield written
    logger.removeHandler(handler)
    structlog.contextvars.clear_contextvars()


def test_lines_say_what_they_are_about(
    tmp_path: Path, server: Server, lines: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    with shell_in(tmp_path, server) as shell:
        shell.publish(FIRST, JANUARY)
        for name, value in shell.environment.items():
            monkeypatch.setenv(name, value)
        key = steps.fetch(CODE)
        assert key is not None
        stage = steps.stage(key)
        assert stage is not None
        steps.load(stage)
        logging.getLogger("ingestion.eurostat.line").warning("staging again")

    told = {"dataset": CODE, "event": "staging again", "release": key, "stage": stage}
    assert json.loads(lines.getvalue().splitlines()[-1]) == told
