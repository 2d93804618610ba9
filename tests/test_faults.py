"""Three datasets, broken in every way that we know: the right rule catches each."""

import pytest
from sqlalchemy import Engine

from benchmarks.confusion import caught
from benchmarks.faults import FAULTS, Fault
from benchmarks.page import PAGE
from benchmarks.rounds import Desk
from benchmarks.stories import Story, stories
from ingestion.checks.rule import default_rules
from ingestion.errors import Malformed
from ingestion.eurostat.read_tsv import read_tsv
from tests.shared import SHARED, shared_file

FOLDER = SHARED / "data/eurostat/vintages/demo_r_mwk_ts"
STORIES = {story.dataset: story for story in stories(FOLDER if FOLDER.exists() else None)}

EACH_STORY = [
    pytest.param(story, id=name, marks=[] if name == "yearly crime" else [pytest.mark.long])
    for name, story in STORIES.items()
]

UNBROKEN = Fault("nothing at all", "release.empty", lambda story: story.last)
# What a right release of these three fails too, none of it critical.
ROUTINE = {
    "coverage.new_period",
    "flag.silent",
    "release.late",
    "revision.member_share",
    "revision.share",
    "revision.size",
}


@pytest.mark.slow(seconds=35)
@pytest.mark.parametrize("story", EACH_STORY)
def test_every_fault_is_caught_by_its_rule(warehouse: Engine, story: Story) -> None:
    unbroken, *found = caught(warehouse, story, (UNBROKEN, *FAULTS))

    assert set(unbroken.failed) <= ROUTINE
    assert [each.fault.name for each in found if not each.as_wanted] == []
    could_not_be_asked = {
        outcome.reason
        for each in found
        for outcome in each.verdict.outcomes
        if outcome.outcome == "error"
    }
    assert could_not_be_asked == set()


def test_every_rule_has_a_fault_and_every_fault_its_line_on_the_page() -> None:
    assert {fault.check_id for fault in FAULTS} == set(default_rules())
    written = PAGE.read_text(encoding="utf-8")
    assert [f.name for f in FAULTS if f"| {f.name} | `{f.check_id}` |" not in written] == []
    assert "**missed**" not in written


def test_a_duplicate_line_is_refused_before_it_can_be_checked() -> None:
    payload = shared_file("eurostat/vintages/demo_r_mwk_ts/2021-01-26.tsv").read_bytes()
    lines = payload.splitlines(keepends=True)

    with pytest.raises(Malformed):
        read_tsv(b"".join([*lines, lines[5]]))


@pytest.mark.parametrize("skipped", [None, 0, 1])
def test_real_vintages_pass_with_warnings_at_most(warehouse: Engine, skipped: int | None) -> None:
    shared_file("eurostat/vintages/demo_r_mwk_ts")
    story = STORIES["weekly deaths"]
    desk = Desk(warehouse, story.source.dataset_code, story.asked({}, structure=True))
    for number, (day, table) in enumerate(story.tables.items()):
        if number != skipped:
            stage_id = desk.staged(day, story.dimensions, table)
            assert desk.judge(stage_id).blocking == []
            desk.accept(stage_id, day)
