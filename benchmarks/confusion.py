"""Which rule catches which fault: three datasets, broken in every way that we know.

    python -m benchmarks.confusion SHARED

writes the tables into docs/explanation/checks.md.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine

from benchmarks.faults import FAULTS, Fault
from benchmarks.page import row, write_table
from benchmarks.rounds import Desk, own_warehouse
from benchmarks.stories import Story, stories
from ingestion.checks.gate import Verdict
from ingestion.checks.rule import default_rules
from warehouse.connection import engine

NAME, RULES = "python -m benchmarks.confusion", "the rules"


@dataclass(frozen=True)
class Caught:
    """A fault in a dataset, and what the gate said of it."""

    dataset: str
    fault: Fault
    verdict: Verdict

    @property
    def failed(self) -> list[str]:
        """The rules that failed."""
        found = self.verdict.outcomes
        return [each.rule.check_id for each in found if each.outcome != "pass"]

    @property
    def as_wanted(self) -> bool:
        """Whether the rule saw it, and a critical one kept the release out."""
        held = self.verdict.verdict == "quarantine"
        return self.fault.check_id in self.failed and held >= (self.fault.severity == "critical")


def caught(warehouse: Engine, story: Story, faults: Iterable[Fault] = FAULTS) -> Iterator[Caught]:
    """Every fault that a dataset can have, after the vintages before it were loaded."""
    desk = Desk(warehouse, story.source.dataset_code, {})
    for day in story.days[:-1]:
        desk.load(day, story.dimensions, story.tables[day])
    for number, fault in enumerate(faults):
        if fault.needs <= story.has:
            at = replace(desk, dataset_code=f"FIRST_{number}") if fault.first else desk
            yield Caught(story.dataset, fault, _judged(at, story, fault))


def _judged(desk: Desk, story: Story, fault: Fault) -> Verdict:
    desk.profile = story.asked(fault.stamps, structure=fault.structure)
    dimensions = (*story.dimensions, *fault.more)
    return desk.judge(
        desk.staged(story.days[-1], dimensions, fault.change(story), twice=fault.twice)
    )


def page(found: list[Caught]) -> list[str]:
    """A row per fault: the rule that should catch it, and in which datasets it did; Markdown."""
    datasets = list(dict.fromkeys(each.dataset for each in found))
    lines = [row("fault", "rule", *datasets, "also failed"), "|---|" + "---|" * (len(datasets) + 2)]
    for fault in FAULTS:
        by_dataset = {each.dataset: each for each in found if each.fault is fault}
        said = [_said(by_dataset.get(dataset)) for dataset in datasets]
        others = dict.fromkeys(name for each in by_dataset.values() for name in each.failed)
        also = ", ".join(f"`{name}`" for name in others if name != fault.check_id)
        lines.append(row(fault.name, f"`{fault.check_id}`", *said, also))
    return lines


def _said(caught: Caught | None) -> str:
    if caught is None:
        return ""
    verdict = {"accept_with_warnings": "warned"}.get(caught.verdict.verdict, caught.verdict.verdict)
    return verdict if caught.as_wanted else f"**missed** ({verdict})"


def rules() -> list[str]:
    """The rules as Markdown."""
    lines = [row("rule", "severity", "limit", "fails when", "why so"), "|---|---|---|---|---|"]
    for rule in default_rules().values():
        limit = "" if rule.limit is None else f"{rule.limit:g}"
        said = (rule.severity, limit, rule.description, rule.because)
        lines.append(row(f"`{rule.check_id}`", *said))
    return lines


def main() -> None:
    """Break the last vintage of each dataset in every way, and write the page."""
    folder = Path(sys.argv[1]) / "data/eurostat/vintages/demo_r_mwk_ts"
    with own_warehouse() as access:
        warehouse = engine(access.loader)
        found = [each for story in stories(folder) for each in caught(warehouse, story)]
    write_table(NAME, page(found))
    write_table(RULES, rules())


if __name__ == "__main__":
    main()
