"""Routine rounds are not held back; benchmarks/false_alarms.py judges 280 of them."""

import pytest
from sqlalchemy import Engine

from benchmarks.false_alarms import judged
from benchmarks.kinds import KINDS
from benchmarks.page import PAGE


@pytest.mark.slow(seconds=30)
def test_some_routine_rounds_of_each_kind_pass_with_short_pasts(warehouse: Engine) -> None:
    found = list(judged(warehouse, KINDS, stories=1, rounds=4))

    assert len(found) == 4 * len(KINDS)
    assert [reason for each in found for reason in each.verdict.reasons] == []


def test_the_page_says_that_at_most_one_round_in_fifty_was_held() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    (total,) = [line for line in lines if line.startswith("| **all** |")]
    rounds, *_, held = [int(cell) for cell in total.strip("|").split("|")[1:]]

    assert rounds == 280
    assert held <= rounds / 50
