# ruff: noqa: E501 - the table of faults is read line by line
"""Forty-odd ways in which a release can be broken, and the rule that should catch each."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from benchmarks.breaking import (
    COUNTRY,
    THIRD,
    Change,
    by_chance,
    cell_withdrawn,
    cells,
    doubled,
    early,
    few_below,
    flagged,
    half,
    half_missing,
    missing_to_zero,
    new_period,
    no_new_period,
    noise,
    one_cell,
    renamed,
    same,
    shifted,
    silent,
    swapped_countries,
    swapped_parts,
    times,
    uneven,
    union_off,
    with_period,
    without,
)


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


_COUNTS, _SUMS, _UNION, _MISSING, _QUIET = (
    frozenset((each,)) for each in ("counts", "sums", "union", "missing", "quiet")
)
FAULTS = (
    Fault("a country's year times 0.6", "revision.shift", cells(times(0.6), geo="DE", year="*")),
    Fault("a country's year times 1.15", "revision.shift", cells(times(1.15), geo="FR", year="*")),
    Fault("a country's year falls unevenly by 40 %", "revision.total", uneven),
    Fault("one part times 1000", "revision.power_of_ten", cells(times(1000), part="2")),
    Fault("one country times 10", "revision.power_of_ten", cells(times(10), geo="BG")),
    Fault("one country divided by 100", "revision.power_of_ten", cells(times(0.01), geo="DE")),
    Fault("two countries swapped", "code.swapped", swapped_countries),
    Fault("two parts swapped", "code.swapped", swapped_parts),
    Fault("all columns shifted by one", "period.shifted", shifted("")),
    Fault("one country shifted by one", "period.shifted", shifted("PT")),
    Fault("half of the countries missing in a year", "coverage.countries", half_missing),
    Fault("a year gone from the file", "coverage.countries", without(lambda s, _, p: p.startswith(s.year))),
    Fault("half of the series gone", "series.lost", without(lambda _, k, __: half(k))),
    Fault("half of the cells gone", "cells.lost", early(0.5, lambda _: "")),
    Fault("old numbers withdrawn", "cells.withdrawn", early(0.3, lambda _: ":")),
    Fault("a flag on everything", "flag.bulk", cells(flagged("u"))),
    Fault("a flag that no codelist knows", "flag.known", cells(flagged("q"), geo=COUNTRY, year="*")),
    Fault("confidential cells with their value", "flag.confidential", cells(flagged("@C"), geo=COUNTRY, year="*")),
    Fault("negative counts", "value.range", cells(times(-1), geo=COUNTRY, year="*"), needs=_COUNTS),
    Fault("fractions of people", "value.whole", cells(lambda c: c if c.startswith(":") else c.partition(" ")[0] + ".5", geo=COUNTRY, year="*", unit="NR"), needs=_COUNTS),
    Fault("missing became zero", "value.zero_or_missing", cells(missing_to_zero), needs=_MISSING),
    Fault("a country under an unknown code", "code.known", lambda s: renamed(s.last, s.place("geo"), {COUNTRY: "XQ"})),
    Fault("a period that has not begun", "period.future", with_period("100", "2031-W01")),
    Fault("months in a table without months", "period.frequency", with_period("100", "2020-05"), "warning"),
    Fault("a dimension more", "structure.dimensions", lambda s: {(*k, "TOTAL"): row for k, row in s.last.items()}, more=("age",)),
    Fault("a header alone", "release.empty", lambda _: {}),
    Fault("a line twice", "key.unique", same, twice=True),
    Fault("noise on a quarter of all figures", "revision.wide", by_chance(0.25, noise)),
    Fault("a part of one country 2 % too high", "additivity.parts", cells(times(1.02), part="2", geo=THIRD), needs=_SUMS),
    Fault("one number in a hundred gone", "series.gaps", by_chance(0.01, lambda *_: ":"), "warning"),
    Fault("a country that leaves", "member.gone", without(lambda _, k, __: k[-1] == COUNTRY), "warning"),
    Fault("the past of a country 3 % higher", "revision.member_share", cells(times(1.03), geo="DE"), "warning", needs=_QUIET),
    Fault("all figures 2 % higher", "revision.share", cells(times(1.02)), "warning"),
    Fault("one cell three times as high", "revision.size", one_cell, "warning"),
    Fault("the Union's total 10 % too high", "aggregate.members", union_off, "warning", needs=_UNION),
    Fault("the Union's total of an old year 3 % higher", "revision.aggregate", cells(times(1.03), geo="EU27_2020", year="*"), "warning", needs=_UNION),
    Fault("an old figure became confidential", "figure.withdrawn", cell_withdrawn, "warning"),
    Fault("a break on an old year", "flag.break", cells(lambda c: c if c.startswith(":") else flagged("b")(c), geo=COUNTRY, year="*"), "warning"),
    Fault("an old figure changed, no new period", "release.silent", no_new_period, "info"),
    Fault("an old figure changed, no new period, as never before", "release.unusual", no_new_period, "warning", needs=_UNION),
    Fault("every country a second time", "cells.gained", doubled, "warning"),
    Fault("fewer figures than announced", "count.published", same, stamps={"OBS_COUNT": "500000"}),
    Fault("old figures changed without a flag", "flag.silent", silent, "info"),
    Fault("one country alone has a new period", "coverage.new_period", new_period, "info"),
    Fault("a release without codelists", "code.unlisted", same, "info", structure=False),
    Fault("a release after ten months", "release.late", same, "info", needs=_UNION),
    Fault("a first release with a negative series", "value.range", few_below, needs=_COUNTS, first=True),
    Fault("a first release in fractions of people", "value.first", cells(lambda c: c if c.startswith(":") else c.partition(" ")[0] + ".5", unit="NR"), "warning", needs=_COUNTS, first=True),
    Fault("a first release with a period that has not begun", "period.future", lambda s: {k: {**row, "2031-W01": "100"} if i == 0 else row for i, (k, row) in enumerate(s.last.items())}, first=True),
)  # fmt: skip
