"""Tables as Eurostat publishes them, made from its real code lists: any dataset, any size."""

import gzip
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path

import pyarrow.parquet as parquet

FLAGS = ("p", "e", "b", "bp")


@dataclass(frozen=True)
class Shape:
    """What a table looks like: the codes by dimension, the periods, how many series, how full."""

    dimensions: tuple[str, ...]
    codes: Mapping[str, Sequence[str]]
    periods: tuple[str, ...]
    series: int
    filled: float = 0.9
    flagged: float = 0.1


def shape_of(constraints: Path, dataset_code: str, cells: int) -> Shape:
    """The shape of a dataset with about so many cells, from the codes that Eurostat says it has."""
    filters = [("df_id", "==", dataset_code)]
    rows = parquet.read_table(constraints, filters=filters).to_pylist()
    codes: dict[str, list[str]] = {}
    for row in rows:
        codes.setdefault(row["dimension_id"], []).append(row["code_id"])
    periods = tuple(sorted(codes.pop("TIME_PERIOD")))
    dimensions = tuple(sorted(codes, key=lambda name: (name != "freq", name == "geo", name)))
    return Shape(dimensions, codes, periods, round(cells / len(periods) / Shape.filled))


def invented_shape(cells: int) -> Shape:
    """A quarterly table of five dimensions, for where the real code lists are not at hand."""
    sizes = {"freq": 1, "unit": 34, "s_adj": 4, "na_item": 39, "geo": 44}
    codes = {
        name: [f"{name[0].upper()}{code:02}" for code in range(size)]
        for name, size in sizes.items()
    }
    periods = tuple(f"{year}-Q{quarter}" for year in range(1978, 2026) for quarter in range(1, 5))
    return Shape(tuple(sizes), codes, periods, round(cells / len(periods) / Shape.filled))


def table(shape: Shape, seed: int) -> Iterator[list[str]]:
    """The table's lines: a key, then a cell for each period, sorted by key."""
    chance = random.Random(seed)  # noqa: S311 - figures, not secrets
    for key in sorted(_keys(shape, chance)):
        yield [key, *(_cell(shape, chance) for _ in shape.periods)]


def revised(lines: Iterator[list[str]], share: float, seed: int) -> Iterator[list[str]]:
    """The next vintage: a share of the cells has another value, and there is a new period."""
    chance = random.Random(seed)  # noqa: S311 - figures, not secrets
    for key, *cells in lines:
        again = [_number(chance) if cell and chance.random() < share else cell for cell in cells]
        yield [key, *again, f"{_number(chance)} p"]


def write(path: Path, shape: Shape, periods: Sequence[str], lines: Iterator[list[str]]) -> Path:
    """Write a table as Eurostat serves it: TSV, CRLF, a space after each value, gzip."""
    with gzip.open(path, "wt", newline="", compresslevel=1) as file:
        head = f"{','.join(shape.dimensions)}\\TIME_PERIOD"
        file.write("\t".join((head, *(f"{label} " for label in periods))) + "\r\n")
        for key, *cells in lines:
            served = (cell if " " in cell or not cell else f"{cell} " for cell in cells)
            file.write("\t".join((key, *served)) + "\r\n")
    return path


def _keys(shape: Shape, chance: random.Random) -> list[str]:
    """As many keys as wanted, spread over all combinations of codes."""
    lists = [list(shape.codes[name]) for name in shape.dimensions]
    for codes in lists:
        chance.shuffle(codes)
    return list(islice((",".join(codes) for codes in product(*lists)), shape.series))


def _cell(shape: Shape, chance: random.Random) -> str:
    if chance.random() > shape.filled:
        return ""
    if chance.random() > shape.flagged:
        return _number(chance)
    return f"{_number(chance)} {chance.choice(FLAGS)}"


def _number(chance: random.Random) -> str:
    return f"{chance.randrange(10_000_000) / 10:.1f}"
