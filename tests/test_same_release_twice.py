"""The same release brought twice at once: one command loads it, the other finds it done."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk import Desk, table
from tests.rounds import moment, select
from tests.shell import CODE, FEBRUARY, FIRST, JANUARY, SECOND, Shell, shell_in
from warehouse.errors import StageOutdated
from warehouse.neighbours import neighbours
from warehouse.quality import open_run, worst_cells
from warehouse.server import Server
from warehouse.stage import Stage, stage_of
from warehouse.stage import stage as write_stage

COMMAND = "from ingestion.cli import main; main()"
TWICE = 2


@pytest.fixture
def shell(tmp_path: Path, server: Server) -> Iterator[Shell]:
    """A shell over an empty warehouse."""
    with shell_in(tmp_path, server) as opened:
        yield opened


def begun(shell: Shell, *words: str) -> subprocess.Popen[str]:
    """A command in a process of its own."""
    command = [sys.executable, "-c", COMMAND, *words]
    return subprocess.Popen(
        command,
        env={**os.environ, **shell.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow(seconds=12)
def test_of_two_loads_of_a_release_at_once_one_finds_it_done(shell: Shell) -> None:
    shell.says("load", CODE, shell.file("first.tsv", FIRST), "--released-at", JANUARY)
    second = shell.file("second.tsv", SECOND.replace(b"40", b"4"))

    both = [begun(shell, "load", CODE, second, "--released-at", FEBRUARY) for _ in range(TWICE)]
    answers = [process.communicate(timeout=120) for process in both]

    assert [process.returncode for process in both] == [0, 0], answers
    found = sorted(answer.partition("UTC, ")[2].strip() for answer, _ in answers)
    assert found == ["is a vintage: 1 revised", "is held already: nothing changed"]
    assert select(shell.warehouse, "SELECT count(*) FROM figures.releases") == [(TWICE,)]


def staged(desk: Desk, *values: bytes) -> Stage:
    """A stage of the second release of DEMO; others of it give way."""
    at, file = moment("2024-02-01"), table(desk.line.settings.home, *values)
    release = desk.release("DEMO", file, at)
    stage_id = desk.line.stage(desk.line.archive.put_release(release))
    assert stage_id is not None
    with desk.line.warehouse.connect() as connection:
        return stage_of(connection, stage_id)


def test_a_stage_that_gave_way_is_not_checked_and_says_so(desk: Desk) -> None:
    desk.load_file("DEMO", table(desk.line.settings.home, b"1", b"2"), "2024-01-01")
    slow, fast = staged(desk, b"1", b"3"), staged(desk, b"1", b"3")

    with pytest.raises(StageOutdated, match="another load of the release was faster"):
        open_run(desk.line.warehouse, slow, {})

    assert desk.line.check(slow.stage_id) is None
    assert desk.line.load(fast.stage_id).outcome == "vintage"
    assert desk.line.load(slow.stage_id).outcome == "unchanged"


def test_a_release_that_was_loaded_while_it_was_staged_leaves_no_second_stage(desk: Desk) -> None:
    """As where a worker died, its box went on, and the box that took its place was faster."""
    desk.load_file("DEMO", table(desk.line.settings.home, b"1", b"2"), "2024-01-01")
    with desk.line.warehouse.begin() as connection:
        place = neighbours(connection, "DEMO", moment("2024-02-01"))
    fast = staged(desk, b"1", b"3")
    slow = desk.line.snapshots.candidate(fast.release_key, place, desk.line.snapshots.whole)
    desk.line.load(fast.stage_id)

    with pytest.raises(StageOutdated, match="loaded while this one was staged"):
        write_stage(desk.line.warehouse, place, slow)

    assert desk.line.stage(fast.release_key) is None
    assert select(desk.line.warehouse, "SELECT status FROM stage.stage ORDER BY stage_id DESC") == [
        ("loaded",),
        ("loaded",),
    ]


def test_a_bench_that_a_dead_check_left_is_no_hindrance_to_a_first_load(desk: Desk) -> None:
    first = staged(desk, b"1", b"2")
    open_run(desk.line.warehouse, first, {"rules": {}, "units": {}, "additivity": {}})

    assert desk.line.load(first.stage_id).outcome == "vintage"
    benches = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'check\\_%'"
    assert select(desk.line.warehouse, benches) == [(0,)]


def test_a_bench_that_is_taken_away_says_so(desk: Desk) -> None:
    desk.load_file("DEMO", table(desk.line.settings.home, b"1", b"2"), "2024-01-01")
    slow = staged(desk, b"1", b"3")
    _, bench = open_run(desk.line.warehouse, slow, {"rules": {}, "units": {}, "additivity": {}})
    staged(desk, b"1", b"3")

    with pytest.raises(StageOutdated, match="another load of the release was faster"):
        worst_cells(desk.line.warehouse, bench, [])
