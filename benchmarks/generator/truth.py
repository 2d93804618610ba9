"""What is true of the releases: cells, changes by kind, and sums of hashes that rows must have.

A hash is the first 60 bits of an md5 over one row's text, and rows are added up, so that Postgres
can do the same in one statement, whatever the order (see ``benchmarks/speed/verify.py``).
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from benchmarks.generator.block import ABSENT, FLAGS, MISSING, Block, Mask
from benchmarks.generator.text import plain_lines, published

UNCHANGED = ""
KINDS = (
    UNCHANGED,
    "first_published",
    "revised",
    "status_changed",
    "withdrawn",
    "backfilled",
    "vanished",
    "reappeared",
)


@dataclass
class Content:
    """What a vintage holds: observations, series, and the sum over its series."""

    observations: int = 0
    series: int = 0
    digest: int = 0

    def add(self, keys: Sequence[bytes], periods: Sequence[str], block: Block) -> None:
        """Count a block of it."""
        self.observations += int((block.state != ABSENT).sum())
        lines = plain_lines(keys, block)
        self.series += len(lines)
        self.digest += hash_sum(_series_text(line, periods) for line in lines)


@dataclass
class Changes:
    """What a vintage changed against the one before it: counts by kind, and the sum over cells."""

    kinds: Counter[str] = field(default_factory=Counter)
    digest: int = 0

    def add(self, names: "Names", before: Block, after: Block, ever: Mask) -> None:
        """Count a block of them; ``ever`` says which cells were there in any vintage before."""
        kind = kinds_of(before, after, ever)
        self.kinds.update({KINDS[n]: int(c) for n, c in enumerate(np.bincount(kind.ravel())) if n})
        self.kinds += Counter()
        self.digest += hash_sum("|".join(row) for row in change_rows(names, before, after, kind))


@dataclass(frozen=True)
class Names:
    """What the rows and columns of a block are called."""

    keys: Sequence[bytes]
    periods: Sequence[str]


def hash_sum(texts: Iterable[str]) -> int:
    """The sum of the texts' hashes."""
    return sum(
        int(hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()[:15], 16)
        for text in texts
    )


def kinds_of(before: Block, after: Block, ever: Mask) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """The kind of change of each cell, as a place in KINDS."""
    was, is_now = before.state != ABSENT, after.state != ABSENT
    same_text = (
        (before.state == after.state)
        & (before.number == after.number)
        & (before.short == after.short)
    )
    rules = [
        (~was & ~is_now, UNCHANGED),
        (~was & ever, "reappeared"),
        (~was, "first_published"),
        (~is_now, "vanished"),
        (same_text & (before.flag == after.flag), UNCHANGED),
        (same_text, "status_changed"),
        (after.state == MISSING, "withdrawn"),
        (before.state == MISSING, "backfilled"),
    ]
    codes = [np.uint8(KINDS.index(kind)) for _, kind in rules]
    return np.select([mask for mask, _ in rules], codes, np.uint8(KINDS.index("revised")))


def change_rows(
    names: Names, before: Block, after: Block, kind: np.ndarray[Any, np.dtype[np.uint8]]
) -> Iterator[tuple[str, ...]]:
    """Series key, period, kind, value before and after, flags before and after of each change."""
    rows, columns = np.nonzero(kind)
    texts = [_texts(block, rows, columns) for block in (before, after)]
    for row, column, code, old, new in zip(rows, columns, kind[rows, columns], *texts, strict=True):
        key = names.keys[row].decode().replace(",", ".")
        yield key, names.periods[column], KINDS[code], old[0], new[0], old[1], new[1]


def _texts(
    block: Block, rows: np.ndarray[Any, Any], columns: np.ndarray[Any, Any]
) -> list[tuple[str, str]]:
    """Value and flags of some cells."""
    chosen = Block(
        block.state[rows, columns][:, None],
        block.number[rows, columns][:, None],
        block.decimals[rows],
        block.short[rows, columns][:, None],
        block.flag[rows, columns][:, None],
    )
    flags = [FLAGS[place] for place in chosen.flag[:, 0]]
    return list(zip(published(chosen), flags, strict=True))


def _series_text(line: bytes, periods: Sequence[str]) -> str:
    """A series as Postgres spells it for the same hash: ``A.B|2001=1.5 p|2002=:``."""
    key, *cells = line.decode().split("\t")
    shown = (f"{label}={cell}" for label, cell in zip(periods, cells, strict=True) if cell)
    return "|".join((key.replace(",", "."), *shown))


def as_facts(truth: Content | Changes) -> dict[str, Any]:
    """For JSON, in which the sums are text."""
    facts = {name: value for name, value in vars(truth).items() if name != "digest"}
    return {**facts, "digest": str(truth.digest)}
