"""A run as tables: medians, spreads, and multiples of the limit."""

import statistics
from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

Run = dict[str, Any]
STEP_HEADINGS = (
    "step",
    "seconds",
    "spread",
    "of the limit",
    "without checks",
    "CPU client",
    "CPU server",
    "memory client",
    "memory server",
    "WAL",
    "disk",
)
ASKED_HEADINGS = ("question", "ms in the server", "spread", "with many vintages", "spread")
LIMIT_STAGES = ("COPY", "primary key")


def limit_of(run: Run) -> float | None:
    """L, the median of COPY and primary key; None where it was not measured."""
    costs = run["costs"].get("limit")
    return statistics.median(map(_limit_seconds, costs)) if costs else None


def steps(run: Run) -> Iterator[tuple[str, ...]]:
    """A row per step."""
    limit = limit_of(run)
    for name, costs in run["costs"].items():
        seconds = [_limit_seconds(c) if name == "limit" else c["seconds"] for c in costs]
        bare = [c["seconds"] - c["stages"].get("check", 0) for c in costs]
        more = "> " if any(cost["stopped"] for cost in costs) else ""
        yield (
            name,
            f"{more}{statistics.median(seconds):.2f}",
            spread(seconds, 2),
            more + _multiple(statistics.median(seconds), limit),
            _multiple(statistics.median(bare), limit) if "check" in costs[0]["stages"] else "",
            *(f"{_median(costs, each):.2f} s" for each in ("cpu", "server_cpu")),
            *(_megabytes(_median(costs, each)) for each in ("memory", "server_memory")),
            *(_megabytes(_median(costs, each)) for each in ("wal", "disk")),
        )


def stages(run: Run) -> Iterator[tuple[str, ...]]:
    """A row per stage of each step that has several: seconds, and multiples of the limit."""
    limit = limit_of(run)
    for name, costs in run["costs"].items():
        kept = [cost["stages"] for cost in costs if not cost["stopped"]]
        for stage in kept[0] if kept and len(kept[0]) > 1 else ():
            seconds = [each.get(stage, 0.0) for each in kept]
            median = statistics.median(seconds)
            yield name, stage, f"{median:.3f}", spread(seconds, 3), _multiple(median, limit)


def questions(run: Run) -> Iterator[tuple[str, ...]]:
    """A row per question, asked of the steps' warehouse and of the one with many vintages."""
    numbers = run["numbers"]
    few = numbers.get("line questions", {}) | numbers.get("bare question", {})
    many = numbers.get("many vintages", {}).get("questions", {})
    for name in few or many:
        yield name, *_answer(few.get(name)), *_answer(many.get(name))


def spread(values: Sequence[float], digits: int) -> str:
    """Smallest and largest; nothing for one alone."""
    if len(values) < 2:
        return ""
    return f"{min(values):.{digits}f} to {max(values):.{digits}f}"


def facts(run: Run) -> Iterator[tuple[str, str]]:
    """What is neither a step nor a question."""
    many = run["numbers"].get("many vintages")
    if many:
        yield (
            f"disk after {many['vintages']} vintages, in bare copies with their key",
            f"{many['disk'] / many['bare copy']:.2f}",
        )
        loads = loads_without_checks(run)
        yield "a load without checks, 2nd to 6th vintage", f"{statistics.median(loads[1:6]):.2f} s"
        yield "a load without checks, the last five", f"{statistics.median(loads[-5:]):.2f} s"
    speedup = workers_speedup(run)
    if speedup is not None:
        yield "2 workers against one", f"{speedup:.2f} times"
    for state in ("alone", "during a load"):
        waits = [each[state] for each in run["numbers"].get("reader", ())]
        if waits:
            yield (
                f"one series read {state}: median, longest wait",
                f"{_median(waits, 'median'):.1f} ms, {max(w['longest'] for w in waits):.1f} ms",
            )


def peers(run: Run) -> Iterator[tuple[str, ...]]:
    """What each peer holds as current after each vintage, and what is."""
    for name, vintages in run["numbers"].get("peers", {}).items():
        for vintage, rows in vintages.items():
            yield name, vintage, f"{rows['rows']:,}", f"{rows['wanted']:,}"


def printed(run: Run) -> None:
    """All tables on the terminal."""
    console = Console(width=150)
    limit = limit_of(run)
    title = f"{run['options']['cells']:,} cells, limit {limit or 0:.2f} s"
    for heading, headings, rows in (
        (title, STEP_HEADINGS, steps(run)),
        ("Stages", ("step", "stage", "seconds", "spread", "of the limit"), stages(run)),
        ("Questions", ASKED_HEADINGS, questions(run)),
        ("Beside", ("what", "measured"), facts(run)),
        ("Peers", ("peer", "vintage", "rows held as current", "rows there are"), peers(run)),
    ):
        shown = Table(*headings, title=heading)
        for row in rows:
            shown.add_row(*row)
        console.print(shown)


def _answer(answer: dict[str, list[float]] | None) -> tuple[str, str]:
    if answer is None:
        return "", ""
    return f"{statistics.median(answer['run']):.2f}", spread(answer["run"], 2)


def loads_without_checks(run: Run) -> list[float]:
    """Seconds of each of many vintages; none where they were not measured."""
    many = run["numbers"].get("many vintages", {"seconds": ()})
    return [sum(s for name, s in each.items() if name != "check") for each in many["seconds"]]


def workers_speedup(run: Run) -> float | None:
    """How many times faster two workers are than one, with many datasets."""
    one, two = (
        [cost["seconds"] for name, kept in run["costs"].items() if ending in name for cost in kept]
        for ending in ("datasets, 1 workers", "datasets, 2 workers")
    )
    return statistics.median(one) / statistics.median(two) if one and two else None


def _limit_seconds(cost: dict[str, Any]) -> float:
    return float(sum(cost["stages"].get(stage, 0.0) for stage in LIMIT_STAGES))


def _median(costs: Sequence[dict[str, Any]], name: str) -> float:
    return float(statistics.median(cost[name] for cost in costs))


def _multiple(seconds: float, limit: float | None) -> str:
    return f"{seconds / limit:.2f} L" if limit else ""


def _megabytes(size: float) -> str:
    return f"{size / 1e6:.0f} MB"
