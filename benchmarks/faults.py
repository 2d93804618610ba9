# ruff: noqa: E501 - the table of faults is read line by line
"""Thirty ways in which a release can be broken, as functions on its table."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from warehouse.snapshot import Snapshot

Key = tuple[str, ...]
Table = dict[Key, dict[str, str]]  # cells by series and period
Change = Callable[[Table], Table]
YEAR = "2019"


@dataclass(frozen=True)
class Fault:
    """A broken release: the rule that should catch it, and what is done to the table."""

    name: str
    check_id: str
    change: Change
    severity: str = "critical"
    dimensions: tuple[str, ...] = ("freq", "sex", "unit", "geo")
    stamps: Mapping[str, str] = field(default_factory=dict)


def table_of(snapshot: Snapshot) -> Table:
    """The cells of a snapshot by series and period."""
    table: Table = {}
    for line in snapshot.lines:
        key, *cells = line.decode().split("\t")
        named = zip(snapshot.periods, cells, strict=True)
        table[tuple(key.split(","))] = {period: cell for period, cell in named if cell}
    return table


def with_sexes(table: Table) -> Table:
    """The same table of totals with women and men beside them, so that there are sums to break."""
    full = dict(table)
    for (freq, _, unit, geo), cells in table.items():
        women = {period: _times(cell, 0.485) for period, cell in cells.items()}
        full[freq, "F", unit, geo] = women
        full[freq, "M", unit, geo] = {
            period: _less(cell, women[period]) for period, cell in cells.items()
        }
    return full


def _number(cell: str) -> int | None:
    value = cell.partition(" ")[0]
    return None if value.startswith(":") else int(value)


def _times(cell: str, factor: float) -> str:
    number = _number(cell)
    return cell if number is None else str(round(number * factor))


def _less(cell: str, part: str) -> str:
    number, less = _number(cell), _number(part)
    return cell if number is None or less is None else str(number - less)


def _cells(
    rewrite: Callable[[str], str], *, sex: str = "", geo: str = "", year: str = ""
) -> Change:
    """Rewrite the cells of one sex, country or year; of all where none is named."""

    def change(table: Table) -> Table:
        return {
            key: {
                period: rewrite(cell) if period.startswith(year) else cell
                for period, cell in cells.items()
            }
            if sex in ("", key[1]) and geo in ("", key[3])
            else cells
            for key, cells in table.items()
        }

    return change


def _swapped(place: int, one: str, other: str) -> Change:
    names = {one: other, other: one}

    def change(table: Table) -> Table:
        return {
            (*key[:place], names.get(key[place], key[place]), *key[place + 1 :]): cells
            for key, cells in table.items()
        }

    return change


def _shifted(geo: str) -> Change:
    """Every cell stands under the period after its own."""

    def moved(cells: dict[str, str]) -> dict[str, str]:
        return dict(zip(cells, [":", *list(cells.values())[:-1]], strict=True))

    return lambda table: {
        key: moved(cells) if geo in ("", key[3]) else cells for key, cells in table.items()
    }


def _without(unwanted: Callable[[Key, str], bool]) -> Change:
    """Cells leave the file, and series without cells with them."""

    def change(table: Table) -> Table:
        kept = {
            key: {period: cell for period, cell in cells.items() if not unwanted(key, period)}
            for key, cells in table.items()
        }
        return {key: cells for key, cells in kept.items() if cells}

    return change


def _with(cell: str, period: str) -> Change:
    return lambda table: {key: {**cells, period: cell} for key, cells in table.items()}


def _renamed(place: int, code: str, other: str) -> Change:
    return lambda table: {
        tuple(other if at == place and each == code else each for at, each in enumerate(key)): cells
        for key, cells in table.items()
    }


def _by_chance(share: float, rewrite: Callable[[str, random.Random], str]) -> Change:
    def change(table: Table) -> Table:
        chance = random.Random(7)  # noqa: S311 - figures, not secrets
        return {
            key: {
                period: rewrite(cell, chance) if chance.random() < share else cell
                for period, cell in cells.items()
            }
            for key, cells in table.items()
        }

    return change


def _flagged(flag: str) -> Callable[[str], str]:
    return lambda cell: f"{cell.partition(' ')[0]} {flag}"


def _if_missing(cell: str) -> str:
    return "0" if cell.startswith(":") else cell


def _if_number(suffix: str) -> Callable[[str], str]:
    return lambda cell: cell if cell.startswith(":") else f"{cell.partition(' ')[0]}{suffix}"


def _half(key: Key, _: str = "") -> bool:
    return key[3] < "HU"


def _noise(cell: str, chance: random.Random) -> str:
    return _times(cell, chance.uniform(0.5, 1.5))


FAULTS = (
    Fault("a country's year times 0.6", "revision.shift", _cells(lambda c: _times(c, 0.6), geo="AT", year=YEAR)),
    Fault("a country's year falls unevenly by 40 %", "revision.total", lambda t: _uneven(t)),
    Fault("one sex times 1000", "revision.power_of_ten", _cells(lambda c: _times(c, 1000), sex="F")),
    Fault("one country times 10", "revision.power_of_ten", _cells(lambda c: _times(c, 10), geo="BG")),
    Fault("one country divided by 100", "revision.power_of_ten", _cells(lambda c: _times(c, 0.01), geo="ES")),
    Fault("two countries swapped", "code.swapped", _swapped(3, "BE", "SE")),
    Fault("two sexes swapped", "code.swapped", _swapped(1, "F", "M")),
    Fault("all columns shifted by one", "period.shifted", _shifted("")),
    Fault("one country shifted by one", "period.shifted", _shifted("PT")),
    Fault("half of the countries missing in a year", "coverage.countries", lambda t: _half_missing(t)),
    Fault("a year gone from the file", "coverage.countries", _without(lambda _, p: p.startswith(YEAR))),
    Fault("half of the series gone", "series.lost", _without(_half)),
    Fault("half of the cells gone", "cells.lost", _without(lambda _, p: p < "2010")),
    Fault("old numbers withdrawn", "cells.withdrawn", _cells(lambda c: ":", year="200")),
    Fault("a flag on everything", "flag.bulk", _cells(_flagged("p"))),
    Fault("a flag that no codelist knows", "flag.known", _cells(_flagged("q"), geo="AT", year=YEAR)),
    Fault("confidential cells with their value", "flag.confidential", _cells(_flagged("@C"), geo="AT", year=YEAR)),
    Fault("negative counts", "value.range", _cells(lambda c: _times(c, -1), geo="AT", year=YEAR)),
    Fault("fractions of people", "value.whole", _cells(_if_number(".5"), geo="AT", year=YEAR)),
    Fault("missing became zero", "value.zero_or_missing", _cells(_if_missing)),
    Fault("a country under an unknown code", "code.known", _renamed(3, "AT", "XQ")),
    Fault("a period that has not begun", "period.future", _with("100", "2031-W01")),
    Fault("months in a weekly table", "period.frequency", _with("100", "2020-05"), "warning"),
    Fault("a dimension more", "structure.dimensions", lambda t: {(*k, "TOTAL"): c for k, c in t.items()},
          dimensions=("freq", "sex", "unit", "geo", "age")),
    Fault("a header alone", "release.empty", lambda _: {}),
    Fault("noise on a tenth of all figures", "revision.wide", _by_chance(0.1, _noise)),
    Fault("women of one country 2 % too high", "additivity.parts", _cells(lambda c: _times(c, 1.02), sex="F", geo="AT")),
    Fault("one number in a hundred gone", "series.gaps", _by_chance(0.01, lambda *_: ":"), "warning"),
    Fault("a country that leaves", "member.gone", _without(lambda k, _: k[3] == "AT"), "warning"),
    Fault("the past of a country 3 % higher", "revision.member_share", _cells(lambda c: _times(c, 1.03), geo="AT"), "warning"),
    Fault("one cell three times as high", "revision.size", _cells(lambda c: _times(c, 3), sex="T", geo="AT", year="2019-W40"), "warning"),
    Fault("fewer figures than announced", "count.published", lambda t: t, "warning", stamps={"OBS_COUNT": "500000"}),
)  # fmt: skip


def _uneven(table: Table) -> Table:
    """Austria's year falls, each week by another share."""
    chance = random.Random(3)  # noqa: S311 - figures, not secrets
    return _cells(lambda cell: _times(cell, chance.uniform(0.4, 0.8)), geo="AT", year=YEAR)(table)


def _half_missing(table: Table) -> Table:
    """The first half of the countries has no number in the newest full year."""
    missing = _cells(lambda _: ":", year="2020")(table)
    return {key: missing[key] if _half(key) else cells for key, cells in table.items()}
