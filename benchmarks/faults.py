# ruff: noqa: E501 - the table of faults is read line by line
"""Forty-odd ways in which a release can be broken, as functions on the table of any dataset."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from benchmarks.rounds import Key, Table
from benchmarks.stories import Story, series_of

Change = Callable[[Story], Table]
Rewrite = Callable[[str], str]
COUNTRY, OTHER, THIRD = "AT", "BE", "ES"


@dataclass(frozen=True)
class Fault:
    """A broken release: the rule that should catch it, and what is done to the last table.

    ``needs`` is what a dataset must have for it. ``first``: nothing was loaded before. ``twice``:
    a line stands twice in what the reader gives. ``structure``: whether codelists came with it.
    """

    name: str
    check_id: str
    change: Change
    severity: str = "critical"
    needs: frozenset[str] = frozenset()
    more: tuple[str, ...] = ()  # dimensions that it adds
    stamps: Mapping[str, str] = field(default_factory=dict)
    first: bool = False
    twice: bool = False
    structure: bool = True


def _number(cell: str) -> Decimal | None:
    value = cell.partition(" ")[0]
    return None if value.startswith(":") else Decimal(value)


def _printed(number: Decimal | None, like: str) -> str:
    """A number with as many decimals as the cell had."""
    digits = len(like.partition(" ")[0].partition(".")[2])
    return like if number is None else f"{number:.{digits}f}"


def times(factor: float) -> Rewrite:
    """Each number times a factor."""
    return lambda cell: _printed(
        n * Decimal(str(factor)) if (n := _number(cell)) is not None else None, cell
    )


def cells(rewrite: Rewrite, *, year: str = "", **codes: str) -> Change:
    """Rewrite the cells of some members and a year (``*``: the story's); of all where none is named."""

    def change(story: Story) -> Table:
        wanted = {story.place(name): code for name, code in codes.items() if name != "part"}
        if "part" in codes:
            wanted[story.place(story.split[0])] = story.split[int(codes["part"])]
        begins = story.year if year == "*" else year
        return {
            key: {p: rewrite(c) if p.startswith(begins) else c for p, c in row.items()}
            if all(key[at] == code for at, code in wanted.items())
            else row
            for key, row in story.last.items()
        }

    return change


def _renamed(table: Table, place: int, names: Mapping[str, str]) -> Table:
    return {
        (*key[:place], names.get(key[place], key[place]), *key[place + 1 :]): row
        for key, row in table.items()
    }


def _swapped_countries(story: Story) -> Table:
    return _renamed(story.last, story.place("geo"), {OTHER: "SE", "SE": OTHER})


def _swapped_parts(story: Story) -> Table:
    name, _, one, other = story.split
    return _renamed(story.last, story.place(name), {one: other, other: one})


def _shifted(geo: str) -> Change:
    """Every cell stands under the period after its own."""

    def moved(row: dict[str, str]) -> dict[str, str]:
        return dict(zip(row, [":", *list(row.values())[:-1]], strict=True))

    return lambda story: {
        key: moved(row) if geo in ("", key[-1]) else row for key, row in story.last.items()
    }


def _without(unwanted: Callable[[Story, Key, str], bool]) -> Change:
    """Cells leave the file, and series without cells with them."""

    def change(story: Story) -> Table:
        kept = {
            key: {p: c for p, c in row.items() if not unwanted(story, key, p)}
            for key, row in story.last.items()
        }
        return {key: row for key, row in kept.items() if row}

    return change


def _with(cell: str, label: str) -> Change:
    return lambda story: {key: {**row, label: cell} for key, row in story.last.items()}


def _by_chance(share: float, rewrite: Callable[[str, random.Random], str]) -> Change:
    def change(story: Story) -> Table:
        chance = random.Random(7)  # noqa: S311 - figures, not secrets
        return {
            key: {p: rewrite(c, chance) if chance.random() < share else c for p, c in row.items()}
            for key, row in story.last.items()
        }

    return change


def _flagged(flag: str) -> Rewrite:
    return lambda cell: f"{cell.partition(' ')[0]} {flag}"


def _uneven(story: Story) -> Table:
    """A country's year falls, each figure by another share."""
    chance = random.Random(3)  # noqa: S311 - figures, not secrets
    return cells(lambda cell: times(chance.uniform(0.4, 0.8))(cell), geo=COUNTRY, year="*")(story)


def _half(key: Key) -> bool:
    return key[-1] < "HU"


def _half_missing(story: Story) -> Table:
    """The first half of the countries has no number in a year."""
    missing = cells(lambda _: ":", year="*")(story)
    return {key: missing[key] if _half(key) else row for key, row in story.last.items()}


def _early(share: float, rewrite: Rewrite) -> Change:
    """Rewrite the oldest periods; cells that become empty leave the file."""

    def change(story: Story) -> Table:
        labels = story.labels()
        early = set(labels[: round(len(labels) * share)])
        table = {
            key: {p: rewrite(c) if p in early else c for p, c in row.items()}
            for key, row in story.last.items()
        }
        return {key: {p: c for p, c in row.items() if c} for key, row in table.items()}

    return change


def _doubled(story: Story) -> Table:
    """Each country is there a second time, as a part of itself."""
    return {**story.last, **{(*key[:-1], f"{key[-1]}X"): row for key, row in story.last.items()}}


def _new_period(story: Story) -> Table:
    """One country alone has a new period."""
    following = {"W": "2021-W04", "Q": "2027-Q1", "A": "2026"}[story.source.frequencies[0]]
    return {
        key: {**row, following: list(row.values())[-1]} if key[-1] == COUNTRY else row
        for key, row in story.last.items()
    }


def _union_off(story: Story) -> Table:
    return cells(times(1.1), geo="EU27_2020")(story)


def _silent(story: Story) -> Table:
    """Old figures of all countries are a little higher, and bear no flag."""
    return cells(lambda cell: times(1.03)(cell).partition(" ")[0], year="*")(story)


def _one_cell(story: Story) -> Table:
    """The largest figure of a country's year, three times as high."""
    table = dict(story.last)
    key, label = _largest(story, table)
    table[key] = {**table[key], label: times(3)(table[key][label])}
    return table


def _largest(story: Story, table: Table) -> tuple[Key, str]:
    found = series_of(table, len(story.dimensions) - 1, COUNTRY)
    label = max(p for p in story.labels() if p.startswith(story.year))
    return max(found, key=lambda each: _number(found[each][label]) or Decimal(0)), label


def _cell_withdrawn(story: Story) -> Table:
    """The largest figure of a country's year became confidential."""
    table = dict(story.last)
    key, label = _largest(story, table)
    table[key] = {**table[key], label: ": @C"}
    return table


def _no_new_period(story: Story) -> Table:
    """The release before once more, with one old figure 2 % higher."""
    table = dict(story.tables[story.days[-2]])
    key, label = _largest(story, table)
    table[key] = {**table[key], label: times(1.02)(table[key][label])}
    return table


def _few_below(story: Story) -> Table:
    """One series is negative."""
    key = next(key for key in story.last if key[-1] == COUNTRY and "NR" in key)
    row = {p: times(-1)(c) for p, c in story.last[key].items()}
    return {**story.last, key: row}


def _same(story: Story) -> Table:
    return story.last


def _missing_to_zero(cell: str) -> str:
    return "0" if cell.startswith(":") else cell


def _noise(cell: str, chance: random.Random) -> str:
    return times(chance.uniform(0.5, 1.5))(cell)


_COUNTS, _SUMS, _UNION, _MISSING, _QUIET = (
    frozenset((each,)) for each in ("counts", "sums", "union", "missing", "quiet")
)
FAULTS = (
    Fault("a country's year times 0.6", "revision.shift", cells(times(0.6), geo="DE", year="*")),
    Fault("a country's year times 1.15", "revision.shift", cells(times(1.15), geo="FR", year="*")),
    Fault("a country's year falls unevenly by 40 %", "revision.total", _uneven),
    Fault("one part times 1000", "revision.power_of_ten", cells(times(1000), part="2")),
    Fault("one country times 10", "revision.power_of_ten", cells(times(10), geo="BG")),
    Fault("one country divided by 100", "revision.power_of_ten", cells(times(0.01), geo="DE")),
    Fault("two countries swapped", "code.swapped", _swapped_countries),
    Fault("two parts swapped", "code.swapped", _swapped_parts),
    Fault("all columns shifted by one", "period.shifted", _shifted("")),
    Fault("one country shifted by one", "period.shifted", _shifted("PT")),
    Fault("half of the countries missing in a year", "coverage.countries", _half_missing),
    Fault("a year gone from the file", "coverage.countries", _without(lambda s, _, p: p.startswith(s.year))),
    Fault("half of the series gone", "series.lost", _without(lambda _, k, __: _half(k))),
    Fault("half of the cells gone", "cells.lost", _early(0.5, lambda _: "")),
    Fault("old numbers withdrawn", "cells.withdrawn", _early(0.3, lambda _: ":")),
    Fault("a flag on everything", "flag.bulk", cells(_flagged("u"))),
    Fault("a flag that no codelist knows", "flag.known", cells(_flagged("q"), geo=COUNTRY, year="*")),
    Fault("confidential cells with their value", "flag.confidential", cells(_flagged("@C"), geo=COUNTRY, year="*")),
    Fault("negative counts", "value.range", cells(times(-1), geo=COUNTRY, year="*"), needs=_COUNTS),
    Fault("fractions of people", "value.whole", cells(lambda c: c if c.startswith(":") else c.partition(" ")[0] + ".5", geo=COUNTRY, year="*", unit="NR"), needs=_COUNTS),
    Fault("missing became zero", "value.zero_or_missing", cells(_missing_to_zero), needs=_MISSING),
    Fault("a country under an unknown code", "code.known", lambda s: _renamed(s.last, s.place("geo"), {COUNTRY: "XQ"})),
    Fault("a period that has not begun", "period.future", _with("100", "2031-W01")),
    Fault("months in a table without months", "period.frequency", _with("100", "2020-05"), "warning"),
    Fault("a dimension more", "structure.dimensions", lambda s: {(*k, "TOTAL"): row for k, row in s.last.items()}, more=("age",)),
    Fault("a header alone", "release.empty", lambda _: {}),
    Fault("a line twice", "key.unique", _same, twice=True),
    Fault("noise on a quarter of all figures", "revision.wide", _by_chance(0.25, _noise)),
    Fault("a part of one country 2 % too high", "additivity.parts", cells(times(1.02), part="2", geo=THIRD), needs=_SUMS),
    Fault("one number in a hundred gone", "series.gaps", _by_chance(0.01, lambda *_: ":"), "warning"),
    Fault("a country that leaves", "member.gone", _without(lambda _, k, __: k[-1] == COUNTRY), "warning"),
    Fault("the past of a country 3 % higher", "revision.member_share", cells(times(1.03), geo="DE"), "warning", needs=_QUIET),
    Fault("all figures 2 % higher", "revision.share", cells(times(1.02)), "warning"),
    Fault("one cell three times as high", "revision.size", _one_cell, "warning"),
    Fault("the Union's total 10 % too high", "aggregate.members", _union_off, "warning", needs=_UNION),
    Fault("the Union's total of an old year 3 % higher", "revision.aggregate", cells(times(1.03), geo="EU27_2020", year="*"), "warning", needs=_UNION),
    Fault("an old figure became confidential", "figure.withdrawn", _cell_withdrawn, "warning"),
    Fault("a break on an old year", "flag.break", cells(lambda c: c if c.startswith(":") else _flagged("b")(c), geo=COUNTRY, year="*"), "warning"),
    Fault("an old figure changed, no new period", "release.silent", _no_new_period, "info"),
    Fault("an old figure changed, no new period, as never before", "release.unusual", _no_new_period, "warning", needs=_UNION),
    Fault("every country a second time", "cells.gained", _doubled, "warning"),
    Fault("fewer figures than announced", "count.published", _same, stamps={"OBS_COUNT": "500000"}),
    Fault("old figures changed without a flag", "flag.silent", _silent, "info"),
    Fault("one country alone has a new period", "coverage.new_period", _new_period, "info"),
    Fault("a release without codelists", "code.unlisted", _same, "info", structure=False),
    Fault("a release after ten months", "release.late", _same, "info", needs=_UNION),
    Fault("a first release with a negative series", "value.range", _few_below, needs=_COUNTS, first=True),
    Fault("a first release in fractions of people", "value.first", cells(lambda c: c if c.startswith(":") else c.partition(" ")[0] + ".5", unit="NR"), "warning", needs=_COUNTS, first=True),
    Fault("a first release with a period that has not begun", "period.future", lambda s: {k: {**row, "2031-W01": "100"} if i == 0 else row for i, (k, row) in enumerate(s.last.items())}, first=True),
)  # fmt: skip
