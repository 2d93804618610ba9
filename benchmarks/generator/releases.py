"""Releases written to a folder block by block, with the truth about them in ``truth.json``.

    python -m benchmarks.generator.releases --cells 1000000 FOLDER

One pass over the series makes all vintages of a plan, so memory is that of one block.
"""

import argparse
import gzip
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from benchmarks.generator.block import ABSENT, Block, Generator, first_block
from benchmarks.generator.churn import NEXT, ROUTINE, between, next_block
from benchmarks.generator.shape import Shape, shape_of
from benchmarks.generator.text import narrow_rows, tsv_lines
from benchmarks.generator.truth import Changes, Content, Names, as_facts

SERIES_AT_ONCE = 10_000
START = datetime(2020, 1, 15, 10, tzinfo=UTC)
CODE, SEED = "MADE_UP", 6


@dataclass(frozen=True)
class Plan:
    """Names of vintages in the order of publication, and the file of each."""

    names: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]

    def released_at(self, name: str) -> datetime:
        """A month after the vintage before it."""
        return START + timedelta(days=30 * self.names.index(name))


STEPS = Plan(("first", "late", "next"), (("first", "next"), ("first", "late"), ("late", "next")))


def routine(count: int) -> Plan:
    """So many vintages, each little different from the one before it."""
    names = tuple(f"v{number:02}" for number in range(1, count + 1))
    return Plan(names, tuple(pairwise(names)))


@dataclass
class Written:
    """A vintage that is being written."""

    file: BinaryIO
    content: Content = field(default_factory=Content)


def write_releases(folder: Path, shape: Shape, plan: Plan) -> dict[str, Any]:
    """Write every vintage of a plan, and COPY rows of the first; returns the truth, also written.

    ``next`` is written twice more: ``recompressed`` is the same text in other bytes, and
    ``rewritten`` has other line ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    changes = {pair: Changes() for pair in plan.pairs}
    with ExitStack() as open_files:
        files = {name: Written(_opened(open_files, folder, name)) for name in plan.names}
        for name, written in files.items():
            written.file.write(_heading(shape, _periods(shape, plan, name)))
        narrow = open_files.enter_context((folder / "narrow.copy").open("wb"))
        for start in range(0, shape.series, SERIES_AT_ONCE):
            names = Names(shape.keys(start, SERIES_AT_ONCE), shape.periods)
            blocks = dict(_vintages(plan, names, np.random.default_rng([SEED, start])))
            _write_block(files, names, blocks, _widths(shape, plan))
            _note_changes(changes, names, blocks)
            narrow.write(narrow_rows(start + 1, blocks[plan.names[0]]))
    if "next" in plan.names:
        _write_again(folder)
    return _truth(folder, shape, plan, (files, changes))


def _vintages(plan: Plan, names: Names, chance: Generator) -> Iterator[tuple[str, Block]]:
    """A block in every vintage."""
    block = first_block(len(names.keys), len(names.periods), chance)
    yield plan.names[0], block
    if plan is STEPS:
        after = next_block(block, NEXT, chance)
        yield "late", between(block, after, chance)
        yield "next", after
        return
    for name in plan.names[1:]:
        block = next_block(block, ROUTINE, chance)
        yield name, block


def _write_block(
    files: dict[str, Written], names: Names, blocks: dict[str, Block], widths: dict[str, int]
) -> None:
    for name, written in files.items():
        shown = _first_columns(blocks[name], widths[name])
        written.file.write(tsv_lines(names.keys, shown))
        written.content.add(names.keys, names.periods[: widths[name]], shown)


def _note_changes(
    changes: dict[tuple[str, str], Changes], names: Names, blocks: dict[str, Block]
) -> None:
    """A cell reappears if it was ever there in a vintage up to the one before."""
    order = list(blocks)
    present = np.stack([block.state != ABSENT for block in blocks.values()])
    for (before, after), noted in changes.items():
        last = order.index(before) + 1
        seen = present[:last] if after == order[last] else present[[0, last - 1]]
        ever = np.logical_or.reduce(seen, axis=0)
        noted.add(names, blocks[before], blocks[after], np.asarray(ever))


def _first_columns(block: Block, count: int) -> Block:
    cut = (block.state, block.number, block.decimals, block.short, block.flag)
    return Block(*(each[:, :count] for each in cut))  # type: ignore[arg-type] # same types, cut


def _widths(shape: Shape, plan: Plan) -> dict[str, int]:
    return {name: len(_periods(shape, plan, name)) for name in plan.names}


def _periods(shape: Shape, plan: Plan, name: str) -> Sequence[str]:
    """The last period is there from the second vintage of the steps on, and in no other plan."""
    grown = plan is STEPS and name != plan.names[0]
    return shape.periods if grown else shape.periods[:-1]


def _heading(shape: Shape, periods: Sequence[str]) -> bytes:
    head = f"{','.join(shape.dimensions)}\\TIME_PERIOD"
    return ("\t".join((head, *(f"{label} " for label in periods))) + "\r\n").encode()


def _opened(open_files: ExitStack, folder: Path, name: str) -> BinaryIO:
    file = gzip.open(folder / f"{name}.tsv.gz", "wb", compresslevel=3)  # noqa: SIM115 - on the stack
    return open_files.enter_context(file)  # type: ignore[return-value] # it writes bytes


def _write_again(folder: Path) -> None:
    with ExitStack() as files:
        text = files.enter_context(gzip.open(folder / "next.tsv.gz", "rb"))
        again = files.enter_context(gzip.open(folder / "recompressed.tsv.gz", "wb", 1))
        other = files.enter_context(gzip.open(folder / "rewritten.tsv.gz", "wb", 1))
        while piece := text.readlines(1_000_000):
            joined = b"".join(piece)
            again.write(joined)
            other.write(joined.replace(b"\r\n", b"\n"))


def _truth(
    folder: Path,
    shape: Shape,
    plan: Plan,
    found: tuple[dict[str, Written], dict[tuple[str, str], Changes]],
) -> dict[str, Any]:
    files, changes = found
    truth = {
        "origin": shape.origin,
        "dimensions": shape.dimensions,
        "vintages": {
            name: {
                "released_at": plan.released_at(name).isoformat(),
                "periods": len(_periods(shape, plan, name)),
                "bytes": (folder / f"{name}.tsv.gz").stat().st_size,
                **as_facts(written.content),
            }
            for name, written in files.items()
        },
        "changes": {f"{a} > {b}": as_facts(noted) for (a, b), noted in changes.items()},
    }
    (folder / "truth.json").write_text(json.dumps(truth, indent=1))
    return truth


def main() -> None:
    """Write the three vintages of the steps."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cells", type=int, default=1_000_000)
    parser.add_argument("--dataset", default="FISH_LD_ES")
    chosen = parser.parse_args()
    write_releases(chosen.folder, shape_of(chosen.cells, chosen.dataset), STEPS)


if __name__ == "__main__":
    main()
