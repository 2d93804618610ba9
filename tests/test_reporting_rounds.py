"""Reporting rounds: labels from source files over the releases that are held."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from tests.rounds import Rounds, select
from tests.shell import CODE, FEBRUARY, FIRST, JANUARY, SECOND, Shell, shell_in
from warehouse.reporting_rounds import ReportingRound, keep_rounds
from warehouse.server import Server

SOURCE = """
title = "Demo"
frequencies = ["A"]

[rounds."2025 data"]
released_from = 2026-01-01
released_to = 2026-02-01
reference_periods = ["2025"]
"""
MORE = """
[rounds."2026 data"]
released_from = 2026-02-01
"""
HELD = (
    "SELECT reporting_round, vintages, reference_periods FROM figures.reporting_rounds ORDER BY 1"
)


@pytest.fixture
def shell(tmp_path: Path, server: Server) -> Iterator[Shell]:
    """A shell over an empty warehouse."""
    with shell_in(tmp_path, server) as opened:
        yield opened


@pytest.fixture
def rounds(warehouse: Engine) -> Rounds:
    """Three releases: one in the last hour of a Brussels day, two in February."""
    told = Rounds(warehouse)
    told.load("X", "2024-01-31T22:30", {("BE", "2022"): "10", ("FR", "2022"): ":"})
    told.load("X", "2024-01-31T23:30", {("BE", "2022"): "11", ("FR", "2022"): ":"})
    told.load("X", "2024-02-20T11:00", {("BE", "2022"): "12", ("FR", "2022"): "5"})
    return told


def source_file(shell: Shell, text: str) -> None:
    """Write the source file of the dataset."""
    folder = Path(shell.environment["VINTAGES_SOURCES"]) / "eurostat"
    folder.mkdir(exist_ok=True)
    (folder / f"{CODE.lower()}.toml").write_text(text)


def label(name: str, first: date, end: date | None = None) -> ReportingRound:
    """A round about 2022."""
    return ReportingRound(name, first, end, ("2022",))


def test_a_load_labels_its_dataset_and_the_command_labels_all_after_an_edit(shell: Shell) -> None:
    source_file(shell, SOURCE)
    shell.says("load", CODE, shell.file("first.tsv", FIRST), "--released-at", JANUARY)
    after_load = select(shell.warehouse, HELD)
    shell.says("load", CODE, shell.file("second.tsv", SECOND), "--released-at", FEBRUARY)
    source_file(shell, SOURCE + MORE)
    edited, again = shell.told("rounds"), shell.told("rounds")

    assert after_load == [("2025 data", 1, ["2025"])]
    assert (edited["changed"], again["changed"]) == ({CODE: 1}, {})
    assert select(shell.warehouse, HELD) == [("2025 data", 1, ["2025"]), ("2026 data", 1, [])]


def test_a_round_that_leaves_the_file_leaves_the_warehouse(rounds: Rounds) -> None:
    kept = label("kept", date(2024, 2, 1))
    keep_rounds(rounds.engine, "X", [label("gone", date(2024, 1, 1)), kept])

    changed = [keep_rounds(rounds.engine, "X", [kept]) for _ in range(2)]

    assert changed == [1, 0]
    assert select(rounds.engine, HELD) == [("kept", 2, ["2022"])]


def test_a_dataset_of_which_nothing_is_held_has_no_rounds_yet(warehouse: Engine) -> None:
    assert keep_rounds(warehouse, "UNKNOWN", [label("a", date(2024, 1, 1))]) == 0


def test_a_round_begins_and_ends_with_days_of_brussels_and_rounds_may_overlap(
    rounds: Rounds,
) -> None:
    all_year = label("all of 2024", date(2024, 1, 1))
    keep_rounds(
        rounds.engine, "X", [label("january", date(2024, 1, 1), date(2024, 2, 1)), all_year]
    )

    assert select(
        rounds.engine,
        """SELECT reporting_round, to_char(released_at, 'DD HH24:MI') FROM figures.round_releases
            ORDER BY 1, released_at""",
    ) == [
        ("all of 2024", "31 22:30"),
        ("all of 2024", "31 23:30"),
        ("all of 2024", "20 11:00"),
        ("january", "31 22:30"),
    ]


def test_two_rounds_are_compared_by_the_last_word_of_each(rounds: Rounds) -> None:
    keep_rounds(
        rounds.engine,
        "X",
        [label("first", date(2024, 1, 1), date(2024, 2, 1)), label("second", date(2024, 2, 1))],
    )

    assert select(
        rounds.engine,
        """SELECT series_key, change_kind, before, after, absolute, relative::float8
             FROM figures.round_comparison('x', 'first', 'second') ORDER BY 1""",
    ) == [("BE", "revised", "10", "12", 2, 0.2), ("FR", "backfilled", ":", "5", None, None)]


def test_a_round_without_a_release_is_refused_and_the_others_are_named(rounds: Rounds) -> None:
    keep_rounds(
        rounds.engine, "X", [label("held", date(2024, 1, 1)), label("to come", date(2030, 1, 1))]
    )

    with pytest.raises(DBAPIError, match=r'no release of X is held in a round "to come".*: held'):
        select(rounds.engine, "SELECT * FROM figures.round_comparison('X', 'held', 'to come')")
