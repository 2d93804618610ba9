"""The newest real vintage, broken in every way that we know: the right rule catches each."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from benchmarks.confusion import CODE, DAYS, DIMENSIONS, asked, caught
from benchmarks.faults import FAULTS, table_of, with_sexes
from benchmarks.rounds import Desk
from ingestion.errors import Malformed
from ingestion.eurostat.read_tsv import read_tsv
from tests.shared import shared_file

PAGE = Path(__file__).parents[1] / "docs" / "explanation" / "checks.md"


@pytest.mark.slow
def test_every_fault_is_caught_by_its_rule_as_the_page_says(warehouse: Engine) -> None:
    folder = shared_file("eurostat/vintages/demo_r_mwk_ts")

    found = list(caught(warehouse, folder))

    missed = [each.fault.name for each in found if each.fault.check_id not in each.failed]
    assert missed == []
    let_in = [
        each.fault.name
        for each in found
        if (each.verdict.verdict == "quarantine") < (each.fault.severity == "critical")
    ]
    assert let_in == []
    assert len(found) == len(FAULTS)
    written = PAGE.read_text(encoding="utf-8")
    for each in found:
        assert f"| {each.fault.name} | `{each.fault.check_id}` |" in written


def test_a_duplicate_line_is_refused_before_it_can_be_checked() -> None:
    payload = shared_file("eurostat/vintages/demo_r_mwk_ts/2021-01-26.tsv").read_bytes()
    lines = payload.splitlines(keepends=True)

    with pytest.raises(Malformed):
        read_tsv(b"".join([*lines, lines[5]]))


def test_three_real_vintages_pass_with_warnings_at_most(warehouse: Engine) -> None:
    folder = shared_file("eurostat/vintages/demo_r_mwk_ts")
    tables = [with_sexes(table_of(read_tsv((folder / f"{day}.tsv").read_bytes()))) for day in DAYS]
    for skipped in ((), (0,), (1,)):
        desk = Desk(warehouse, f"{CODE}_{len(skipped)}{sum(skipped)}", asked(tables[-1]))
        for number, (day, table) in enumerate(zip(DAYS, tables, strict=True)):
            if number in skipped:
                continue
            stage_id = desk.staged(day, DIMENSIONS, table)
            verdict = desk.judge(stage_id)
            assert verdict.blocking == []
            desk.accept(stage_id, day)
