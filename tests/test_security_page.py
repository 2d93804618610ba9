"""The threat model names a test for each threat, and each of them is there."""

import re
from pathlib import Path

PROJECT = Path(__file__).parents[1]
PAGE = (PROJECT / "docs" / "security.md").read_text(encoding="utf-8")
_THREATS = PAGE.split("## Threats")[1].split("\n## ")[0]
ROWS = [line for line in _THREATS.splitlines() if line.startswith("|")][2:]
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_every_threat_has_what_happens_what_stops_it_a_test_and_a_place_for_what_remains() -> None:
    assert len(ROWS) >= 25
    for row in ROWS:
        threat, happens, stops, proof, _ = (cell.strip() for cell in row.strip("|").split("|", 4))
        assert threat
        assert happens
        assert stops
        assert _TEST.findall(proof), threat


def test_every_test_that_the_page_names_exists() -> None:
    missing = [
        f"{file}::{name}"
        for file, name in _TEST.findall(PAGE)
        if not (PROJECT / file).is_file()
        or f"\ndef {name}(" not in (PROJECT / file).read_text(encoding="utf-8")
    ]

    assert missing == []


def test_every_reader_that_is_fuzzed_has_its_row() -> None:
    from fuzzing.readers import READERS

    fuzzed = PAGE.split("## Fuzzing")[1].split("\n## ")[0]
    rows = set(re.findall(r"^\| ([\w -]+) \| [\d,]+ \|", fuzzed, flags=re.MULTILINE))
    assert rows == set(READERS)
