"""What we install is pinned by hash, and nobody says that it was audited when it was not."""

import json
import re
from pathlib import Path

import pytest

from audit.known_weaknesses import NOT_ASKED, WEAK, main, read_audit

PROJECT = Path(__file__).parents[1]
LOCKS = (
    *("requirements.lock", "deploy/image.lock", "benchmarks/peers.lock"),
    *("fuzzing/atheris.lock", "audit/tools.lock", "tests/clients.lock"),
    "deploy/helm/image.lock",
)
GOOD = {"name": "jinja2", "version": "3.1.6", "vulns": []}
BAD = {"name": "old", "version": "1.0", "vulns": [{"id": "GHSA-1", "fix_versions": ["1.1"]}]}
SKIPPED = {"name": "lost", "skip_reason": "Dependency not found"}


def told(*dependencies: object) -> str:
    return json.dumps({"dependencies": dependencies, "fixes": []})


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_a_version_and_a_hash_and_no_host(lock: str) -> None:
    text = (PROJECT / lock).read_text(encoding="utf-8")
    entries = re.split(r"^(?=[a-zA-Z0-9])", text, flags=re.MULTILINE)[1:]

    assert entries
    assert [each for each in entries if not re.match(r"[\w.-]+(\[[\w, -]+\])?==\S+ ", each)] == []
    assert [each for each in entries if "--hash=sha256:" not in each] == []
    assert re.findall(r"://|--index-url|--find-links|^-e ", text, flags=re.MULTILINE) == []


@pytest.mark.parametrize(
    ("output", "exit_code", "said"),
    [
        (told(GOOD), 0, "1 packages were asked about, no weakness is known"),
        (told(GOOD, BAD), WEAK, "old 1.0 has GHSA-1: mended in 1.1"),
        (told(BAD, SKIPPED), WEAK, "NOT AUDITED: 1 packages got no answer (lost"),
        (told(GOOD, SKIPPED), NOT_ASKED, "NOT AUDITED: 1 packages got no answer (lost"),
        (told(SKIPPED, SKIPPED), NOT_ASKED, "NOT AUDITED: 2"),
        (told(), NOT_ASKED, "NOT AUDITED"),
        ("", NOT_ASKED, "no such host"),
        ("[]", NOT_ASKED, "no such host"),
    ],
)
def test_an_audit_that_was_not_answered_is_never_all_well(
    output: str, exit_code: int, said: str
) -> None:
    found = read_audit(output, "no such host")

    assert found.exit_code == exit_code
    assert said in "\n".join(found.lines("a.lock"))


def test_an_audit_of_nothing_is_none() -> None:
    assert main([]) == NOT_ASKED


def test_whatever_is_installed_is_installed_by_hash() -> None:
    text = (PROJECT / "Dockerfile").read_text() + (PROJECT / "Makefile").read_text()
    commands = re.sub(r"\\\n", " ", text).splitlines()
    installs = [each for each in commands if "pip install" in each]

    assert len(installs) >= 4
    by_hash = ("--require-hashes", "--no-deps --no-build-isolation --editable .")
    assert [each for each in installs if not any(how in each for how in by_hash)] == []
