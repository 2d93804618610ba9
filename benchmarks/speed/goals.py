"""What the engine is meant to reach, beside what a run reached."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from benchmarks.speed.table import limit_of, loads_without_checks, workers_speedup

STEADY = 1.15  # as much more for each cell is still linear
Run = dict[str, Any]
Measure = Callable[[Run], float | None]


@dataclass(frozen=True)
class Goal:
    """A measure and its bound, which is the least where more is better."""

    what: str
    bound: float
    unit: str
    measure: Measure
    more_is_better: bool = False

    def reached(self, value: float) -> bool:
        """Whether a value is within the bound."""
        return value >= self.bound if self.more_is_better else value <= self.bound


def _of_limit(step: str) -> Measure:
    """The line without its checks, in multiples of the limit."""

    def measure(run: Run) -> float | None:
        seconds, limit = _median_without_checks(run, step), limit_of(run)
        return float(seconds / limit) if seconds is not None and limit else None

    return measure


def _against(peer: str) -> Measure:
    """How many times longer a peer takes for the next vintage, all that it does included."""

    def measure(run: Run) -> float | None:
        costs, ours = run["costs"].get(f"{peer}, next"), _median_without_checks(run, "next")
        return statistics.median(c["seconds"] for c in costs) / ours if costs and ours else None

    return measure


def _asked(question: str, *, many: bool = False) -> Measure:
    """Milliseconds in the server."""

    def measure(run: Run) -> float | None:
        numbers = run["numbers"]
        kept = numbers.get("many vintages", {}).get("questions") if many else None
        answers = kept if many else numbers.get("line questions")
        return statistics.median(answers[question]["run"]) if answers else None

    return measure


def _memory(run: Run) -> float | None:
    costs = [cost for step in ("first", "next", "late") for cost in run["costs"].get(step, ())]
    return max(cost["memory"] for cost in costs) / 1e6 if costs else None


def _disk(run: Run) -> float | None:
    many = run["numbers"].get("many vintages")
    return float(many["disk"] / many["bare copy"]) if many else None


def _flat(run: Run) -> float | None:
    loads = loads_without_checks(run)
    return statistics.median(loads[-5:]) / statistics.median(loads[1:6]) if loads[6:] else None


GOALS = (
    Goal("first vintage", 1.25, "L", _of_limit("first")),
    Goal("next vintage", 0.5, "L", _of_limit("next")),
    Goal("late vintage between two others", 1.0, "L", _of_limit("late")),
    Goal("same figures in other bytes", 0.2, "L", _of_limit("same figures, recompressed")),
    Goal("same bytes", 0.02, "L", _of_limit("same bytes")),
    Goal("next vintage against dlt scd2", 15, "times", _against("dlt scd2 (Parquet)"), True),
    Goal("next vintage against dbt snapshot", 25, "times", _against("dbt snapshot (check)"), True),
    Goal("next vintage against pandas to_sql", 30, "times", _against("pandas to_sql (COPY)"), True),
    Goal(
        "next vintage against py_load_eurostat's method",
        200,
        "times",
        _against("py_load_eurostat's method"),
        True,
    ),
    Goal("peak memory of the client", 600, "MB", _memory),
    Goal("disk after many vintages, in bare copies", 1.5, "copies", _disk),
    Goal("the last loads of many against the first", STEADY, "times", _flat),
    Goal("latest of one series", 0.5, "ms", _asked("latest of one series")),
    Goal("history of one cell", 0.5, "ms", _asked("history of one cell")),
    Goal("triangle of one series", 0.5, "ms", _asked("triangle of one series")),
    Goal("as_of of everything", 500, "ms", _asked("as_of of everything")),
    Goal("as_of with many vintages", 500, "ms", _asked("as_of of everything", many=True)),
    Goal("known_at of everything", 500, "ms", _asked("known_at of everything")),
    Goal("revisions between neighbours", 300, "ms", _asked("revisions between neighbours")),
    Goal("12 datasets: 2 workers against one", 1.7, "times", workers_speedup, True),
)


def rows(run: Run) -> Iterator[tuple[str, str, str, str]]:
    """What, goal, reached, and whether; only what the run measured."""
    for goal in GOALS:
        value = goal.measure(run)
        if value is not None:
            sign = "≥" if goal.more_is_better else "≤"
            verdict = "yes" if goal.reached(value) else "**no**"
            yield (
                goal.what,
                f"{sign} {goal.bound:g} {goal.unit}",
                f"{value:.3g} {goal.unit}",
                verdict,
            )


def growth(runs: Sequence[Run]) -> Iterator[tuple[str, ...]]:
    """A row per step: multiples of L at each size, and whether none is 15 % above the one before.

    L grows with the cells, and is of the same hour; seconds of runs hours apart are not compared.
    """
    sizes = _sizes(runs)
    for step in ("first", "next", "late"):
        values = [_median_of_limit(runs, size, step) for size in sizes]
        linear = all(larger <= STEADY * smaller for smaller, larger in pairwise(values))
        yield (
            f"{step} vintage",
            *(f"{each:.3g} L" for each in values),
            "yes" if linear else "**no**",
        )


def growth_headings(runs: Sequence[Run]) -> tuple[str, ...]:
    """What stands above the rows of ``growth``."""
    return "work", *(f"{size:,} cells" for size in _sizes(runs)), "within 15 %"


def _sizes(runs: Sequence[Run]) -> list[int]:
    return sorted({run["options"]["cells"] for run in runs})


def _median_of_limit(runs: Sequence[Run], size: int, step: str) -> float:
    found = [_of_limit(step)(run) for run in runs if run["options"]["cells"] == size]
    return statistics.median(value for value in found if value is not None)


def _median_without_checks(run: Run, step: str) -> float | None:
    costs = run["costs"].get(step)
    if not costs:
        return None
    bare = (cost["seconds"] - cost["stages"].get("check", 0) for cost in costs)
    return float(statistics.median(bare))
