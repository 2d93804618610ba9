"""The fault campaign: its plan, its releases, its table, and a small one from end to end."""

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.fault_campaign import plan
from benchmarks.fault_campaign.campaign import Struck
from benchmarks.fault_campaign.plan import KINDS, kinds_of
from benchmarks.fault_campaign.proof import Proof, complaints
from benchmarks.fault_campaign.report import fault_table, proof_table
from benchmarks.fault_campaign.shelf import table
from ingestion.eurostat.read_tsv import read_tsv

FIGURES = {"revisions": (7, "a" * 64)}
QUIET = Proof({("FAULT_01", "2026-01-07 10:00"): ("vintage", "b" * 64)}, FIGURES)


def test_a_seed_plans_the_same_campaign_each_time() -> None:
    kinds = kinds_of(3, 45, KINDS)

    assert kinds == kinds_of(3, 45, KINDS)
    assert plan.plan(3, 100, 12, kinds) == plan.plan(3, 100, 12, kinds)
    assert plan.plan(3, 100, 12, kinds) != plan.plan(4, 100, 12, kinds)


def test_every_fault_strikes_as_often_as_the_others_and_none_is_forgotten() -> None:
    kinds = kinds_of(1, 3 * len(KINDS), KINDS)
    planned = [blow.kind for turn in plan.plan(1, 100, 12, kinds) for blow in turn.blows]

    assert Counter(planned) == dict.fromkeys(KINDS, 3)


@pytest.mark.parametrize("seed", range(20))
def test_no_release_is_taken_away_by_the_next_one_of_its_dataset(seed: int) -> None:
    turns = plan.plan(seed, 100, 12, kinds_of(seed, 45, KINDS))

    published: Counter[int] = Counter()
    for turn in turns:
        assert len({dataset for dataset, _ in turn.releases}) == len(turn.releases)
        for dataset, number in turn.releases:
            published[dataset] += 1
            assert number == published[dataset]
    assert published.total() == 100
    assert max(published.values()) - min(published.values()) <= 1


def test_more_releases_than_their_turns_can_hold_are_refused() -> None:
    with pytest.raises(ValueError, match="plan more faults or fewer releases"):
        plan.plan(1, 100, 3, kinds_of(1, 2, KINDS))


def test_a_release_differs_from_the_one_before_but_each_seventh() -> None:
    read = [read_tsv(table(1, number)) for number in range(1, 9)]

    same = [one.lines == other.lines for one, other in pairwise(read)]
    assert same == [False, False, False, False, False, True, False]


def test_whatever_differs_is_a_sentence() -> None:
    (key,) = QUIET.vintages
    other = {key: ("vintage", "c" * 64)}
    added = {**QUIET.vintages, ("FAULT_02", "2026-01-07 10:00"): ("vintage", "d" * 64)}

    assert list(complaints(QUIET, QUIET)) == []
    assert "FAULT_01 released 2026-01-07 10:00: lost" in complaints(
        QUIET, replace(QUIET, vintages={})
    )
    assert len(list(complaints(QUIET, replace(QUIET, vintages=other)))) == 1
    assert len(list(complaints(QUIET, replace(QUIET, vintages=added)))) == 1
    assert len(list(complaints(QUIET, replace(QUIET, figures={"revisions": (8, "e" * 64)})))) == 1
    assert list(complaints(QUIET, replace(QUIET, wrong=("half",)))) == ["half"]


def test_the_table_counts_by_kind_and_says_what_never_came_back() -> None:
    fallen = [
        _struck(plan.SCHEDULER, ("fetch", "stage"), 20.0, 30.4),
        _struck(plan.SCHEDULER, (), 40.0, 50.6),
        _struck(plan.NETWORK, ("fetch",), None, 5.0),
    ]
    fallen[0].seen = Counter({"scheduler ended (-9)": 1})

    lines = list(fault_table(fallen))

    assert lines[2:] == [
        (
            "| scheduler killed | 2 | fetch 1, none 1, stage 1 | scheduler ended (-9) 1 "
            "| `vintages up` starts it again | 30 / 40 | 40 / 51 |"
        ),
        (
            "| network cut | 1 | fetch 1 | nothing | the fetch asks again, then Airflow "
            "| 1 never | 5 / 5 |"
        ),
    ]
    assert list(proof_table(QUIET, QUIET))[2] == "| releases held | 1 | 1 |"


@pytest.mark.long
@pytest.mark.airflow
def test_a_small_campaign_ends_with_the_hashes_of_the_quiet_run() -> None:
    words = ("--releases", "10", "--datasets", "3", "--faults", "4")
    kinds = (plan.SCHEDULER, plan.BOX, plan.POSTGRES, plan.NETWORK)
    chosen = [word for kind in kinds for word in ("--only", kind)]
    done = subprocess.run(
        (sys.executable, "-m", "benchmarks.fault_campaign", *words, *chosen),
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Every hash is that of the run without a fault." in done.stdout


def _struck(kind: str, boxes: tuple[str, ...], well: float | None, held: float | None) -> Struck:
    fallen = Struck(kind, boxes, lambda: True, Counter())
    fallen.well_seconds, fallen.held_seconds = well, held
    return fallen
