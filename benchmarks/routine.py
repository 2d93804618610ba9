"""Routine rounds of invented datasets: what releases do to figures when nothing is wrong.

How much a figure moves depends on its age: the newest ones are incomplete and mostly rise, those of
the years before are recounted, old ones hardly move. Countries come late, fill their past, withdraw
a year, restate their whole past at times, or start a new breakdown. Flags come and go.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product

from benchmarks.kinds import EU, GEOS, PEOPLE, Kind
from benchmarks.rounds import Table
from warehouse.period import period

Key = tuple[str, ...]
Cells = dict[Key, dict[str, float]]


@dataclass
class History:
    """One dataset as it goes from round to round; the same seed tells the same story."""

    kind: Kind
    seed: int
    chance: random.Random = field(init=False)
    truth: Cells = field(default_factory=dict)
    held: Cells = field(default_factory=dict)
    flows: dict[Key, float] = field(default_factory=dict)  # how much there is to count
    missing: set[tuple[str, str]] = field(default_factory=set)  # geo and period, without a number
    broken: set[tuple[str, str]] = field(default_factory=set)  # geo and period, flagged b

    def __post_init__(self) -> None:
        """Countries differ: in what they report, how late, and how they count."""
        self.chance = random.Random(f"{self.kind.code}{self.seed}")  # noqa: S311 - figures
        codes = [parts[1:] for parts in self.kind.sums.values()]
        for key in product(*self.kind.plain.values(), *codes, GEOS):
            if self.chance.random() > 0.04:
                self.flows[key] = self._level(key)
                self.truth[key] = dict(
                    zip(self._labels(date(2030, 1, 1)), self._path(key), strict=False)
                )
                self.held[key] = {}
        self.late = {geo: self.chance.choice((0, 0, 0, 0, 1)) for geo in GEOS}
        for geo in self.chance.sample(GEOS, 3):  # they never sent their first years
            self.missing |= {(geo, each) for each in self._labels(date(2016, 1, 1))}

    def rounds(self, number: int) -> Iterator[tuple[str, Table]]:
        """So many releases, the first with all the past: the day, and the table."""
        day = date(2023, 1, 10)
        for place in range(number):
            self._publish(day, first=place == 0)
            yield day.isoformat(), self._table(day)
            day += timedelta(self.kind.every_days + self.chance.randrange(-2, 3))

    def _path(self, key: Key) -> Iterator[float]:
        """What is true of one period after the other."""
        level = self.flows[key]
        if self.kind.signed:  # around a mean, from which it strays for a while
            mean, astray = level * self.chance.uniform(-0.1, 0.15), 0.0
            while True:
                astray = 0.8 * astray + self.chance.gauss(0, level * 0.05)
                yield mean + astray
        while True:
            level *= math.exp(self.chance.gauss(0, 0.02))
            yield max(0.0, self._drawn(level))

    def _level(self, key: Key) -> float:
        if self.kind.units == ("PC",):
            return self.chance.uniform(3, 70)
        if self.kind.units == ("RCH_A",):
            return self.chance.uniform(10, 30)
        return PEOPLE[key[-1]] * self.kind.level * math.exp(self.chance.gauss(0, 0.7))

    def _drawn(self, level: float) -> float:
        """A year's figure of a level: counts scatter by chance."""
        spread = math.sqrt(max(level, 0.3)) if self.kind.decimals == 0 else level * 0.01
        return self.chance.gauss(level, spread)

    def _labels(self, until: date) -> list[str]:
        """The periods that had ended on a day."""
        first = 2023 - self.kind.years
        parts = {"A": 1, "Q": 4, "M": 12, "W": 52}[self.kind.freq]
        names = {"A": "{0}", "Q": "{0}-Q{1}", "M": "{0}-{1:02}", "W": "{0}-W{1:02}"}[self.kind.freq]
        every = [names.format(year, at + 1) for year in range(first, 2029) for at in range(parts)]
        return [label for label in every if (period(label).last_day or until) < until]

    def _publish(self, day: date, *, first: bool) -> None:
        """New periods come, countries revise, the past is filled or restated."""
        for geo in GEOS:
            late = self.kind.every_days * self.late[geo] * (self.chance.random() < 0.5)
            for label in self._labels(day - timedelta(self.kind.lag_days + late)):
                self._block(geo, label, day, first=first)
        if first:
            return
        if self.chance.random() < 0.2 and self.missing:
            self._fill(self.chance.choice(sorted(self.missing))[0])
        if self.chance.random() < 0.05:
            self._withdraw(day)
        if self.chance.random() < self.kind.restated:
            self._restate(day)

    def _block(self, geo: str, label: str, day: date, *, first: bool) -> None:
        """One country and period: published, or revised by the age of its figures."""
        age = (day - (period(label).last_day or day)).days
        keys = [key for key in self.truth if key[-1] == geo]
        new = any(label not in self.held[key] for key in keys)
        years = age / self.kind.year_days
        moved = self.kind.moved * math.exp(-years) + 0.005
        if new:
            lack = 0.0 if years > 2 else self.chance.random() * self.kind.incomplete
            for key in keys:
                true = self.truth[key][label]
                self.held[key].setdefault(label, self._moved(key, true, math.log1p(-lack)))
        elif self.kind.all_move or self.chance.random() < moved:
            self._revise(keys, label, self.kind.size * math.exp(-years / 2))

    def _revise(self, keys: list[Key], label: str, size: float) -> None:
        """Late figures come in; a recount moves a whole year, and each figure."""
        size *= 2.5 if self.chance.random() < 0.02 else 1  # some countries find much
        recount = self.chance.gauss(0, size)
        for key in keys:
            if self.chance.random() < 0.7:
                old, true = self.held[key][label], self.truth[key][label]
                come = old + (true - old) * self.chance.uniform(0.4, 1)
                self.held[key][label] = self._moved(key, come, recount + self.chance.gauss(0, size))

    def _moved(self, key: Key, value: float, share: float) -> float:
        """A figure moved by a share of itself; a balance by a share of what it is the rest of."""
        return value + share * self.flows[key] if self.kind.signed else value * math.exp(share)

    def _fill(self, geo: str) -> None:
        """A country sends what it never sent."""
        self.missing -= {each for each in self.missing if each[0] == geo}

    def _withdraw(self, day: date) -> None:
        """A country takes a doubtful period back."""
        labels = self._labels(day - timedelta(self.kind.lag_days))
        self.missing.add((self.chance.choice(GEOS), self.chance.choice(labels)))

    def _restate(self, day: date) -> None:
        """A country counts in a new way, back to some year: more for the newest years."""
        geo = self.chance.choice(GEOS)
        labels = self._labels(day)
        start = self.chance.randrange(len(labels))
        size = self.chance.uniform(-0.03, 0.08)
        self.broken.add((geo, labels[start]))
        for key in (key for key in self.held if key[-1] == geo):
            own = size * math.exp(self.chance.gauss(0, 0.3))
            for place, label in enumerate(labels[start:], 1):
                if label in self.held[key]:
                    share = math.log1p(own * place / (len(labels) - start))
                    for cells in (self.held[key], self.truth[key]):
                        cells[label] = self._moved(key, cells[label], share)

    def _table(self, day: date) -> Table:
        """All figures as they stand, with totals, rates, the Union and flags."""
        counts = self._sums({key: dict(cells) for key, cells in self._rounded().items()})
        if self.kind.union:
            counts |= self._union(counts)
        table: Table = {}
        for (*codes, geo), cells in counts.items():
            for unit in self.kind.units:
                key = (self.kind.freq, *codes, unit, geo)
                table[key] = {
                    label: self._cell((geo, label, unit), value, day)
                    for label, value in cells.items()
                }
        return table

    def _rounded(self) -> Cells:
        return {
            key: {label: round(value, self.kind.decimals) + 0.0 for label, value in cells.items()}
            for key, cells in self.held.items()
        }

    def _sums(self, leaves: Cells) -> Cells:
        """The leaves, and their totals where all parts are there."""
        place = len(self.kind.plain)
        for total, *parts in self.kind.sums.values():
            for key in [key for key in leaves if key[place] == parts[0]]:
                siblings = [(*key[:place], part, *key[place + 1 :]) for part in parts]
                if all(each in leaves for each in siblings):
                    cells = [leaves[each] for each in siblings]
                    leaves[(*key[:place], total, *key[place + 1 :])] = {
                        label: sum(each[label] for each in cells) for label in cells[0]
                    }
            place += 1
        return leaves

    def _union(self, counts: Cells) -> Cells:
        """The Union's total where every member has a number."""
        union: Cells = {}
        for codes in sorted({key[:-1] for key in counts}):
            members = [counts.get((*codes, geo), {}) for geo in EU]
            labels = [
                label
                for label in members[0]
                if all(label in each for each in members)
                and not any((geo, label) in self.missing for geo in EU)
            ]
            union[(*codes, "EU27_2020")] = {
                label: sum(each[label] for each in members) for label in labels
            }
        return {key: cells for key, cells in union.items() if cells}

    def _cell(self, place: tuple[str, str, str], value: float, day: date) -> str:
        """The figure as printed, with its flags."""
        geo, label, unit = place
        if (geo, label) in self.missing:
            return ":"
        age = (day - (period(label).last_day or day)).days
        flags = "b" * ((geo, label) in self.broken) + "p" * (age < self.kind.year_days / 2)
        flags = flags or "e" * (hash_of(geo, label) % 29 == 0)
        return f"{self._printed(geo, unit, value)} {flags}".strip()

    def _printed(self, geo: str, unit: str, value: float) -> str:
        people = sum(PEOPLE[each] for each in EU) if geo.startswith("EU") else PEOPLE[geo]
        if unit == "P_HTHAB":
            return f"{value / people * 100:.2f}"
        if unit == "CLV_I15":
            return f"{value / people * 40:.3f}"
        if unit == "PC":
            return f"{min(value, 100):.1f}"
        return f"{round(value, self.kind.decimals) + 0.0:.{self.kind.decimals}f}"


def hash_of(*words: str) -> int:
    """A number that is the same in every process."""
    return sum(ord(letter) * place for place, letter in enumerate("".join(words), 1))
