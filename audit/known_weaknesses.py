"""Asks pip-audit about locked packages: ``python known_weaknesses.py LOCK …``.

Exit codes: 0 all were asked about and none is weak, 1 some are, 3 some could not be asked about.
pip-audit itself says "No known vulnerabilities found" where its service answers nothing.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WEAK, NOT_ASKED = 1, 3
_OPTIONS = ("--disable-pip", "--no-deps", "--progress-spinner", "off")
_SHOWN = 5


@dataclass(frozen=True)
class Audit:
    """What was learnt of one lock: each weakness as a line, and the packages nobody answered for.

    ``complaint`` is the end of what pip-audit said where it gave no answer that can be read.
    """

    weak: tuple[str, ...]
    not_asked: tuple[str, ...]
    asked: int
    complaint: str = ""

    @property
    def exit_code(self) -> int:
        """A weakness weighs more than a question without an answer; no question is no answer."""
        if self.weak:
            return WEAK
        return NOT_ASKED if self.not_asked or not self.asked else 0

    def lines(self, lock: str) -> list[str]:
        """What a person reads."""
        told = [f"{lock}: {each}" for each in self.weak]
        if self.not_asked or not self.asked:
            some = ", ".join(self.not_asked[:_SHOWN]) or "all"
            told.append(
                f"{lock}: NOT AUDITED: {len(self.not_asked)} packages got no answer ({some} …), "
                f"{self.asked} did: ask again from where the service of pip-audit can be reached"
            )
        done = f"{lock}: {self.asked} packages were asked about, no weakness is known"
        return [*(told or [done]), *filter(None, [self.complaint])]


def read_audit(output: str, complaint: str) -> Audit:
    """What pip-audit wrote in JSON; what cannot be read is no answer about anything."""
    try:
        found: list[dict[str, Any]] = json.loads(output)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Audit((), (), 0, complaint[-500:])
    weak = tuple(_weakness(each, one) for each in found for one in each.get("vulns", ()))
    not_asked = tuple(each["name"] for each in found if "skip_reason" in each)
    return Audit(weak, not_asked, len(found) - len(not_asked))


def _weakness(package: dict[str, Any], known: dict[str, Any]) -> str:
    mended = ", ".join(known.get("fix_versions", ())) or "no version yet"
    return f"{package['name']} {package['version']} has {known['id']}: mended in {mended}"


def audited(lock: str) -> Audit:
    """One lock, asked about by the pip-audit that is installed beside this Python."""
    program = Path(sys.executable).parent / "pip-audit"
    command = (str(program), "--requirement", lock, "--format", "json", *_OPTIONS)
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    return read_audit(done.stdout, done.stderr)


def main(locks: Sequence[str]) -> int:
    """Audit each lock; the exit code is that of the worst."""
    codes = set()
    for lock in locks:
        found = audited(lock)
        sys.stdout.write("\n".join(found.lines(lock)) + "\n")
        codes.add(found.exit_code)
    return WEAK if WEAK in codes else max(codes, default=NOT_ASKED)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
