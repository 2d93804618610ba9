"""How many routine rounds the gate holds back: 280 of them, over histories of every length.

    python -m benchmarks.false_alarms

writes the table into docs/explanation/checks.md. Seven kinds of datasets, four stories each, ten
rounds a story: the first round of a story is judged with one vintage before it, the tenth with ten.
Whatever the verdict, the round is loaded, as a person would.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.console import Console
from sqlalchemy import Engine

from benchmarks.kinds import KINDS, Kind
from benchmarks.page import row, write_table
from benchmarks.rounds import Desk, own_warehouse
from benchmarks.routine import History
from ingestion.checks.gate import Verdict
from ingestion.checks.rule import profile
from ingestion.source import Checks, Source, Sum
from warehouse.connection import engine

NAME = "python -m benchmarks.false_alarms"


@dataclass(frozen=True)
class Judged:
    """A routine round, and what the gate said of it."""

    kind: Kind
    story: str
    day: str
    verdict: Verdict


def source_of(kind: Kind, code: str) -> Source:
    """The file that somebody who follows such a dataset would write."""
    sums = {
        f"{name}, {unit}": Sum(name, total, tuple(parts), unit=unit)
        for name, (total, *parts) in kind.sums.items()
        for unit in kind.units[:1]
    }
    return Source(code, kind.code, (kind.freq,), checks=Checks(additivity=sums))


def judged(warehouse: Engine, kinds: Iterable[Kind], stories: int, rounds: int) -> Iterator[Judged]:
    """So many stories of each kind, and so many judged rounds of each story."""
    for kind in kinds:
        for seed in range(stories):
            yield from _story(warehouse, kind, seed, rounds)


def _story(warehouse: Engine, kind: Kind, seed: int, rounds: int) -> Iterator[Judged]:
    code = f"{kind.code}_{seed}"
    desk = Desk(warehouse, code, profile(source_of(kind, code), None, {}))
    days = History(kind, seed).rounds(rounds + 1)
    day, table = next(days)
    desk.load(day, kind.dimensions, table)
    for day, table in days:
        stage_id = desk.staged(day, kind.dimensions, table)
        yield Judged(kind, code, day, desk.judge(stage_id))
        desk.accept(stage_id, day)


def summary(found: list[Judged]) -> list[str]:
    """Verdicts by kind of dataset, as Markdown."""
    lines = [
        row("dataset", "rounds", "accept", "with warnings", "quarantine"),
        "|---|---|---|---|---|",
    ]
    groups = {kind.code: [each for each in found if each.kind is kind] for kind in KINDS}
    for name, group in {**groups, "**all**": found}.items():
        counts = Counter(each.verdict.verdict for each in group)
        verdicts = ("accept", "accept_with_warnings", "quarantine")
        lines.append(row(name, len(group), *(counts[verdict] for verdict in verdicts)))
    return lines


def rules(found: list[Judged]) -> list[str]:
    """How often each rule failed, as Markdown."""
    failed = Counter(
        (outcome.rule.check_id, outcome.severity)
        for each in found
        for outcome in each.verdict.outcomes
        if outcome.outcome != "pass"
    )
    lines = [row("rule that failed", "severity", "rounds"), "|---|---|---|"]
    return lines + [row(f"`{name}`", how, count) for (name, how), count in failed.most_common()]


def main() -> None:
    """Judge the rounds, say which were held and why, and write the page."""
    parser = argparse.ArgumentParser(prog=NAME)
    parser.add_argument("--stories", type=int, default=4, help="of each kind of dataset")
    parser.add_argument("--rounds", type=int, default=10, help="of each story")
    parser.add_argument("--show", action="store_true", help="leave the page as it is")
    wanted = parser.parse_args()
    console, found = Console(), []
    with own_warehouse() as access:
        for each in judged(engine(access.loader), KINDS, wanted.stories, wanted.rounds):
            found.append(each)
            for reason in each.verdict.reasons:
                console.print(f"{each.story} {each.day} held: {reason}", markup=False)
    lines = [*summary(found), "", *rules(found)]
    console.print("\n".join(lines), markup=False)
    if not wanted.show:
        write_table(NAME, lines)


if __name__ == "__main__":
    main()
