"""The same observations as each of Eurostat's formats writes them, and strategies to draw some."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any, NamedTuple

from hypothesis import strategies as st


class Cell(NamedTuple):
    """A value as published (none: published as missing) and its flags."""

    value: str = ""
    status: str = ""
    confidentiality: str = ""

    @property
    def flags(self) -> str:
        """As TSV writes them."""
        return f"{self.status}@{self.confidentiality}" if self.confidentiality else self.status


@dataclass(frozen=True)
class Download:
    """Observations by codes and period, in the order in which they are to be written."""

    dimensions: tuple[str, ...]
    periods: tuple[str, ...]
    series: Mapping[tuple[str, ...], Mapping[str, Cell]]
    line_end: str = "\r\n"

    def tsv(self) -> bytes:
        """As TSV writes it today; series in the order given."""
        heading = ",".join(self.dimensions) + "\\TIME_PERIOD"
        lines = ["\t".join((heading, *(f"{label} " for label in self.periods)))]
        for codes, cells in self.series.items():
            lines.append(
                "\t".join((",".join(codes), *(self._tsv_cell(cells.get(p)) for p in self.periods)))
            )
        return "".join(line + self.line_end for line in lines).encode()

    def sdmx_csv(self, columns: Sequence[str] | None = None, code: str = "TEST_CODE") -> bytes:
        """As SDMX-CSV 1.0 writes it, an observation per line, with these columns."""
        usual = ("DATAFLOW", "LAST UPDATE", *self.dimensions)
        columns = columns or (*usual, "TIME_PERIOD", "OBS_VALUE", "OBS_FLAG", "CONF_STATUS")
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator=self.line_end)
        writer.writeheader()
        for codes, cells in self.series.items():
            for label, cell in cells.items():
                row = dict(zip(self.dimensions, codes, strict=True))
                fields = {"DATAFLOW": f"ESTAT:{code}(1.0)", "LAST UPDATE": "11/06/26 23:00:00"}
                measured = {"TIME_PERIOD": label, "OBS_VALUE": cell.value, "OBS_FLAG": cell.status}
                writer.writerow({**fields, **row, **measured, "CONF_STATUS": cell.confidentiality})
        return text.getvalue().encode()

    def json_stat(self, order: Sequence[str] | None = None, code: str = "TEST_CODE") -> bytes:
        """As the statistics API writes it, numbers as they are spelled."""
        order = order or (*self.dimensions, "time")
        members = {
            name: sorted({codes[place] for codes in self.series}, reverse=True)
            for place, name in enumerate(self.dimensions)
        }
        members["time"] = list(self.periods)
        value, status = {}, {}
        for codes, cells in self.series.items():
            for label, cell in cells.items():
                place = dict(zip((*self.dimensions, "time"), (*codes, label), strict=True))
                number = str(_cell_number([(members[name], place[name]) for name in order]))
                if cell.value:
                    value[number] = cell.value
                if cell.flags:
                    status[number] = cell.flags.replace("@", "|")
        message = _message(order, members, code) | ({"status": status} if status else {})
        numbers = ",".join(f'"{place}":{spelled}' for place, spelled in value.items())
        return json.dumps(message).replace('"VALUES"', f"{{{numbers}}}").encode()

    def reordered(self, dimensions: Sequence[str]) -> "Download":
        """The same with the dimensions in another order."""
        places = [self.dimensions.index(name) for name in dimensions]
        series = {tuple(codes[p] for p in places): cells for codes, cells in self.series.items()}
        return replace(self, dimensions=tuple(dimensions), series=series)

    def _tsv_cell(self, cell: Cell | None) -> str:
        return "" if cell is None else f"{cell.value or ':'} {cell.flags}"


def _cell_number(places: Sequence[tuple[list[str], str]]) -> int:
    """The number of a cell: the last dimension runs fastest."""
    sizes = [len(members) for members, _ in places]
    steps = [prod(sizes[place + 1 :]) for place in range(len(sizes))]
    return sum(m.index(code) * step for (m, code), step in zip(places, steps, strict=True))


def _message(order: Sequence[str], members: Mapping[str, list[str]], code: str) -> dict[str, Any]:
    return {
        "version": "2.0",
        "class": "dataset",
        "source": "ESTAT",
        "updated": "2026-07-21T11:00:00+0200",
        "value": "VALUES",
        "id": list(order),
        "size": [len(members[name]) for name in order],
        "dimension": {
            name: {
                "label": name,
                "category": {"index": {c: i for i, c in enumerate(members[name])}},
            }
            for name in order
        },
        "extension": {"id": code, "datastructure": {"id": code, "version": "52.0"}},
    }


_CODES = st.text("ABCXYZ019_-", min_size=1, max_size=5) | st.sampled_from(
    ["NA", "T", "F", "EU27_2020"]
)
_NUMBERS = st.from_regex(r"-?(0|[1-9][0-9]{0,6})(\.[0-9]{1,3})?", fullmatch=True)
_STATUS = st.sampled_from(["", "", "", "p", "be", "bdep", "x"])
_CONFIDENTIALITY = st.sampled_from(["", "", "C", "N"])
_PERIODS = st.sampled_from(
    [
        ("2019", "2020", "2021"),
        ("2020-Q3", "2020-Q4", "2021-Q1"),
        ("2019-12", "2020-01"),
        ("2020-W53", "2021-W01"),
        ("2019", "2019-S1", "2019-01"),
        ("2020-01-05",),
    ]
)


@st.composite
def downloads(draw: st.DrawFn, values: st.SearchStrategy[str] = _NUMBERS) -> Download:
    """Any observations: every series and every period has at least one."""
    names = draw(st.lists(st.sampled_from(["sex", "unit", "geo", "age"]), unique=True, max_size=3))
    dimensions = ("freq", *names)
    periods = draw(_PERIODS)
    keys = draw(
        st.lists(st.tuples(*[_CODES] * len(dimensions)), unique=True, min_size=1, max_size=6)
    )
    observed = st.builds(Cell, values, _STATUS, _CONFIDENTIALITY)
    missing = st.builds(Cell, st.just(""), st.just("m"), _CONFIDENTIALITY)
    rows = st.dictionaries(st.sampled_from(periods), observed | missing, min_size=1)
    series = {key: draw(rows) for key in keys}
    seen = tuple(label for label in periods if any(label in cells for cells in series.values()))
    return Download(dimensions, seen, series, draw(st.sampled_from(["\r\n", "\n"])))
