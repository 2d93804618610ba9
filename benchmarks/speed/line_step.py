"""Our whole line for one release: from a file on disk to committed `figures`.

    python -m benchmarks.speed.line_step URL HOME CODE FILE RELEASED_AT

What the product does after a download: the bytes into the archive, then stage, check and load. A
release of three cells goes first, so that what every process pays once (imports, connections, the
start of the engine of the rules) is not counted.
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.speed.clock import Clock
from ingestion.checks.decision import Decision
from ingestion.eurostat.line import Line
from ingestion.release import Release
from ingestion.settings import Settings

DECISION = Decision("benchmark", "invented figures")


def line_at(url: str, home: Path) -> Line:
    """The line with its archive in a folder."""
    settings = Settings(
        home=home, archive_url=f"file://{home}/archive", warehouse_url=url, sources=(home,)
    )
    return Line(settings)


def carry(line: Line, release: tuple[str, Path, datetime], clock: Clock) -> str:
    """Take a file through the line; the outcome of the release."""
    code, file, at = release
    with clock.stage("archive"):
        parts = (line.archive.put(file),)
        key = line.archive.put_release(Release(code, at, at, "tsv", parts, evidence="backfilled"))
    with clock.stage("read, compare, stage"):
        stage = line.stage(key)
    if stage is None:
        return "republished"
    with clock.stage("check"):
        verdict = line.check(stage)
    with clock.stage("load"):
        held = verdict is not None and verdict.holds
        return line.load(stage, DECISION if held else None).outcome


def warm_up(line: Line) -> None:
    """A release of a dataset that only this process has, with figures that it has only now."""
    now = datetime.now(UTC)
    file = line.settings.home / f"warm_up_{now:%H%M%S%f}.tsv"
    head = "freq,geo\\TIME_PERIOD\t2020 \t2021 \t2022 "
    file.write_text(f"{head}\r\nA,EU\t{now.microsecond} \t2 \t3 \r\n", newline="")
    carry(line, (f"WARM_UP_{os.getpid()}", file, now), Clock())


def main(url: str, home: str, code: str, file: str, released_at: str) -> None:
    """One release, measured."""
    line = line_at(url, Path(home))
    warm_up(line)
    clock = Clock()
    outcome = carry(line, (code, Path(file), datetime.fromisoformat(released_at)), clock)
    clock.report(outcome=outcome)


if __name__ == "__main__":
    main(*sys.argv[1:])
