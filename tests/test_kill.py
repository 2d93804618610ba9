"""All or nothing: a load that is killed at any moment leaves what was there, or all of the new."""

import os
import random
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingestion.eurostat.line import Line
from ingestion.settings import settings
from tests.load_in_a_process import load_file
from warehouse.connection import Access
from warehouse.recreate import disagreements, releases_held

FEW, MANY = 3, int(os.environ.get("VINTAGES_KILLS", "12"))  # times three loads
DAYS = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=30 * number) for number in range(3)]


def vintage(folder: Path, number: int) -> Path:
    """One of three vintages of 100,000 cells; each revises some, adds a year and loses a series."""
    chance = random.Random(number)  # noqa: S311 - figures, not secrets
    path = folder / f"{number}.tsv"
    years = [str(2000 + year) for year in range(20 + number)]
    with path.open("w") as file:
        file.write("\t".join(("freq,geo\\TIME_PERIOD", *(f"{year} " for year in years))) + "\n")
        for series in range(number, 5_000):
            cells = (series * year for year in range(1, len(years) + 1))
            shown = (cell + (number if chance.random() < 0.02 else 0) for cell in cells)
            file.write("\t".join((f"A,G{series:04}", *(f"{cell} " for cell in shown))) + "\n")
    return path


def killed(arguments: list[str], environment: dict[str, str], after: float) -> bool:
    """Run the load and kill it so many seconds after it began; whether it was still running."""
    command = [sys.executable, "-m", "tests.load_in_a_process", *arguments]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(after)
        was_running = process.poll() is None
        process.kill()
    return was_running


def history(line: Line, code: str) -> list[tuple[datetime, str, str]]:
    """What the warehouse holds of a dataset."""
    with line.warehouse.connect() as connection:
        return [
            (it.released_at, it.outcome, it.content_hash) for it in releases_held(connection, code)
        ]


@pytest.mark.slow(seconds=15)
@pytest.mark.parametrize("moments", [FEW, pytest.param(MANY, marks=pytest.mark.long)])
def test_a_load_killed_at_any_moment_leaves_no_half_vintage(
    tmp_path: Path, access: Access, moments: int
) -> None:
    environment = os.environ | {"VINTAGES_HOME": str(tmp_path), "WAREHOUSE_URL": access.owner}
    line = Line(settings(environment))
    files = [vintage(tmp_path, number) for number in range(3)]
    began = time.monotonic()
    for file, day in zip(files, DAYS, strict=True):
        load_file(line, "QUIET", file, day)
    usual = (time.monotonic() - began) / len(files)
    quiet = history(line, "QUIET")
    assert len(quiet) == len(files)

    chance = random.Random(20)  # noqa: S311 - moments, not secrets
    interrupted = 0
    for number in range(moments):
        code = f"KILLED_{number}"
        for place in (0, 2, 1):  # the last one is late: it rewrites its successor
            arguments = [code, str(files[place]), DAYS[place].isoformat()]
            before = history(line, code)
            interrupted += killed(arguments, environment, chance.uniform(0.1, 1) * usual)
            assert history(line, code) == before or len(history(line, code)) == len(before) + 1
            load_file(line, code, files[place], DAYS[place])
        assert history(line, code) == quiet

    assert interrupted >= moments
    assert disagreements(line.warehouse) == []
