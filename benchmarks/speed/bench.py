"""What one run of the benchmark has at hand, and where its measurements go."""

import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks.generator.releases import STEPS, Plan, routine, write_releases
from benchmarks.generator.shape import shape_of
from benchmarks.speed.cluster import Cluster
from benchmarks.speed.meter import Cost, measured

Truth = dict[str, Any]


@dataclass(frozen=True)
class Options:
    """What was asked for; ``churn_cells`` is the size of the table with many vintages.

    ``datasets`` are loaded at once. ``peers`` are names of their programs, each of which has
    ``patience`` times as long as we took.
    """

    cells: int
    repeat: int
    dataset: str
    churn_cells: int
    vintages: int
    datasets: int
    patience: float
    peers: tuple[str, ...]


@dataclass
class Bench:
    """Folders, the server, and all that was measured: costs by step, numbers by question."""

    cluster: Cluster
    folder: Path
    options: Options
    costs: dict[str, list[Cost]] = field(default_factory=dict)
    numbers: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def steps(self) -> tuple[Path, Truth]:
        """The files of first, late and next vintage, and the truth about them."""
        return self.made("steps", self.options.cells, STEPS)

    @cached_property
    def churn(self) -> tuple[Path, Truth]:
        """The files of many vintages."""
        plan = routine(self.options.vintages)
        return self.made("churn", self.options.churn_cells, plan)

    def made(self, name: str, cells: int, plan: Plan) -> tuple[Path, Truth]:
        """The files of a plan, which are made once for a folder."""
        folder = self.folder / f"{name}-{self.options.dataset}-{cells}-{len(plan.names)}"
        truth = folder / "truth.json"
        if not truth.exists():
            say(f"making {len(plan.names)} vintages of {cells:,} cells")
            write_releases(folder, shape_of(cells, self.options.dataset), plan)
        return folder, json.loads(truth.read_text())

    def measure(self, name: str, database: str, words: Sequence[object]) -> Cost:
        """Run a module of this folder as a step and keep its cost under a name."""
        module, *arguments = (str(word) for word in words)
        command = [sys.executable, "-m", f"benchmarks.speed.{module}", *arguments]
        return self.keep(name, measured(self.cluster, database, command))

    def keep(self, name: str, cost: Cost) -> Cost:
        """Keep a cost, and say it."""
        self.costs.setdefault(name, []).append(cost)
        say(f"{name}: {'more than ' if cost.stopped else ''}{cost.seconds:.2f} s")
        return cost

    def line(self, name: str, database: str, release: tuple[str, Path, str], home: Path) -> Cost:
        """Take a release through our line, and keep its cost under a name."""
        code, file, at = release
        words = ("line_step", self.cluster.url(database), home, code, file, at)
        return self.measure(name, database, words)

    def empty_home(self, name: str) -> Path:
        """An empty folder, for an archive or for what a peer keeps."""
        home = self.folder / "homes" / name
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        return home

    def as_json(self) -> dict[str, Any]:
        """All that was measured."""
        costs = {name: [asdict(cost) for cost in kept] for name, kept in self.costs.items()}
        return {"options": asdict(self.options), "costs": costs, "numbers": self.numbers}


def say(line: str) -> None:
    """Tell how far the run is."""
    Console(stderr=True, highlight=False).print(line)
