"""A TSV table of a stand-in: which codes it has, a part of it, and the same in other formats."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from math import prod
from pathlib import Path

_FLAG = re.compile(r" ([a-z]+)")
Selection = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Table:
    """The lines of a TSV file, cut at the key and no further."""

    header: str
    rows: tuple[tuple[str, str], ...]
    end: str = "\r\n"

    @cached_property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions' ids in the order of the key, without time."""
        return tuple(self.header.partition("\t")[0].partition("\\")[0].split(","))

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """The period labels in the order of the columns."""
        return tuple(label.strip() for label in self.header.split("\t")[1:])

    @cached_property
    def codes(self) -> dict[str, tuple[str, ...]]:
        """The codes of each dimension that a series has, in the order of the file."""
        columns = list(zip(*(key.split(",") for key, _ in self.rows), strict=True))
        return {
            dimension: tuple(dict.fromkeys(column))
            for dimension, column in zip(
                self.dimensions, columns or [()] * len(self.dimensions), strict=True
            )
        }

    @cached_property
    def observation_count(self) -> int:
        """How many cells are not empty."""
        return sum(bool(cell.strip()) for _, cells in self.rows for cell in cells.split("\t"))

    @cached_property
    def flags(self) -> frozenset[str]:
        """The flags that occur, as they are written."""
        return frozenset(flag for _, cells in self.rows for flag in _FLAG.findall(cells))

    def part(self, selection: Selection) -> "Table":
        """The series whose codes are selected; a dimension that is not named is not restricted."""
        wanted = [selection.get(dimension) for dimension in self.dimensions]
        return replace(self, rows=tuple(row for row in self.rows if _is_wanted(row[0], wanted)))

    def cost(self, selection: Selection) -> int:
        """Eurostat's measure of a question: the product of positions, not the rows there are."""
        sizes = [len(selection.get(name, self.codes[name])) for name in self.dimensions]
        return prod(sizes) * len(self.periods)

    def tsv(self) -> bytes:
        """The table as Eurostat's TSV."""
        lines = [self.header, *(f"{key}\t{cells}" for key, cells in self.rows)]
        return "".join(line + self.end for line in lines).encode()


def _is_wanted(key: str, wanted: list[frozenset[str] | None]) -> bool:
    return all(
        codes is None or code in codes for code, codes in zip(key.split(","), wanted, strict=True)
    )


@lru_cache(maxsize=8)
def read_table(path: Path) -> Table:
    """The table of a TSV file."""
    text = path.read_bytes().decode()
    end = "\r\n" if "\r\n" in text else "\n"
    header, *lines = text.removesuffix(end).split(end)
    rows = (line.partition("\t") for line in lines)
    return Table(header, tuple((key, cells) for key, _, cells in rows), end)


def observations(table: Table) -> Iterator[tuple[tuple[str, ...], str, str, str, str]]:
    """Every cell that is not empty: codes, period, value (empty for missing), flag, conf status."""
    for key, cells in table.rows:
        for period, cell in zip(table.periods, cells.split("\t"), strict=False):
            value, _, flags = cell.strip().partition(" ")
            flag, _, conf_status = flags.partition("@")
            if value:
                yield tuple(key.split(",")), period, value.removeprefix(":"), flag, conf_status


def sdmx_csv(table: Table, code: str, last_update: str) -> bytes:
    """The table as SDMX-CSV 1.0; ``last_update`` is Brussels time without a zone."""
    names = ("TIME_PERIOD", "OBS_VALUE", "OBS_FLAG", "CONF_STATUS")
    lines = [",".join(("DATAFLOW", "LAST UPDATE", *table.dimensions, *names))]
    lines += [
        ",".join((f"ESTAT:{code}(1.0)", last_update, *codes, *rest))
        for codes, *rest in observations(table)
    ]
    return "".join(line + "\r\n" for line in lines).encode()


def json_stat(table: Table, head: Mapping[str, object]) -> bytes:
    """The table as JSON-stat 2.0, with what ``head`` says of the dataset."""
    categories = {**table.codes, "time": table.periods}
    indexes = [{code: at for at, code in enumerate(codes)} for codes in categories.values()]
    value: dict[str, float] = {}
    status: dict[str, str] = {}
    for codes, period, number, flag, conf_status in observations(table):
        cell = str(_cell_index(indexes, (*codes, period)))
        if number:
            value[cell] = float(number)
        if flag or conf_status or not number:
            status[cell] = "|".join(filter(None, (flag, conf_status))) or ":"
    told = {
        **head,
        "value": value,
        **({"status": status} if status else {}),
        "id": list(categories),
        "size": [len(index) for index in indexes],
        "dimension": {
            name: {"category": {"index": index}}
            for name, index in zip(categories, indexes, strict=True)
        },
    }
    return json.dumps(told).encode()


def _cell_index(indexes: list[dict[str, int]], codes: tuple[str, ...]) -> int:
    """The position in the sparse object: the last dimension runs fastest."""
    cell = 0
    for index, code in zip(indexes, codes, strict=True):
        cell = cell * len(index) + index[code]
    return cell
