"""All readers, or those named, under atheris: ``python -m fuzzing SECONDS [NAME …]``.

Writes a line per reader: how often it was called, for how long, with how much memory, and what
came of it. The exit code is 1 where a reader raised what is none of our errors, was too slow or too
large.
"""

import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fuzzing.readers import READERS

HOME = Path(".vintages") / "fuzzing"
_STATISTIC = re.compile(r"^stat::(\w+):\s+(\d+)", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """What a campaign against one reader came to; ``found`` is the end of its log in a crash."""

    name: str
    executions: int
    seconds: float
    megabytes: int
    found: str = ""

    def __str__(self) -> str:
        """A row of a table."""
        verdict = "a crash" if self.found else "none"
        return (
            f"| {self.name} | {self.executions:,} | {self.seconds:.0f} | {self.megabytes} "
            f"| {verdict} |"
        )


def campaign(name: str, seconds: int) -> Outcome:
    """Fuzz one reader in a process of its own."""
    folder = HOME / name.replace(" ", "_")
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "fuzzing.campaign", name, str(seconds), str(folder)]
    started = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False, errors="replace")  # noqa: S603 - our own module
    (folder / "log").write_text(done.stdout + done.stderr, encoding="utf-8")
    told = {statistic: int(number) for statistic, number in _STATISTIC.findall(done.stderr)}
    return Outcome(
        name,
        told.get("number_of_executed_units", 0),
        time.monotonic() - started,
        told.get("peak_rss_mb", 0),
        (done.stdout + done.stderr)[-3_000:] if done.returncode else "",
    )


def main(words: Sequence[str]) -> int:
    """Fuzz the readers that the words name, or all."""
    seconds, *names = words
    found = False
    sys.stdout.write("| reader | executions | seconds | MB | found |\n|---|---|---|---|---|\n")
    for name in names or READERS:
        outcome = campaign(name, int(seconds))
        sys.stdout.write(f"{outcome}\n{outcome.found}")
        sys.stdout.flush()
        found = found or bool(outcome.found)
    return int(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
