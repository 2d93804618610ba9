"""How a release is broken: functions on the last table of a story, of any dataset."""

import random
from collections.abc import Callable, Mapping
from decimal import Decimal

from benchmarks.rounds import Key, Table
from benchmarks.stories import Story, series_of

Change = Callable[[Story], Table]
Rewrite = Callable[[str], str]
COUNTRY, OTHER, THIRD = "AT", "BE", "ES"


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
    """Rewrite the cells of some members and a year (``*``: the story's); else of all."""

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


def renamed(table: Table, place: int, names: Mapping[str, str]) -> Table:
    return {
        (*key[:place], names.get(key[place], key[place]), *key[place + 1 :]): row
        for key, row in table.items()
    }


def swapped_countries(story: Story) -> Table:
    return renamed(story.last, story.place("geo"), {OTHER: "SE", "SE": OTHER})


def swapped_parts(story: Story) -> Table:
    name, _, one, other = story.split
    return renamed(story.last, story.place(name), {one: other, other: one})


def shifted(geo: str) -> Change:
    """Every cell stands under the period after its own."""

    def moved(row: dict[str, str]) -> dict[str, str]:
        return dict(zip(row, [":", *list(row.values())[:-1]], strict=True))

    return lambda story: {
        key: moved(row) if geo in ("", key[-1]) else row for key, row in story.last.items()
    }


def without(unwanted: Callable[[Story, Key, str], bool]) -> Change:
    """Cells leave the file, and series without cells with them."""

    def change(story: Story) -> Table:
        kept = {
            key: {p: c for p, c in row.items() if not unwanted(story, key, p)}
            for key, row in story.last.items()
        }
        return {key: row for key, row in kept.items() if row}

    return change


def with_period(cell: str, label: str) -> Change:
    return lambda story: {key: {**row, label: cell} for key, row in story.last.items()}


def by_chance(share: float, rewrite: Callable[[str, random.Random], str]) -> Change:
    def change(story: Story) -> Table:
        chance = random.Random(7)  # noqa: S311 - figures, not secrets
        return {
            key: {p: rewrite(c, chance) if chance.random() < share else c for p, c in row.items()}
            for key, row in story.last.items()
        }

    return change


def flagged(flag: str) -> Rewrite:
    return lambda cell: f"{cell.partition(' ')[0]} {flag}"


def uneven(story: Story) -> Table:
    """A country's year falls, each figure by another share."""
    chance = random.Random(3)  # noqa: S311 - figures, not secrets
    return cells(lambda cell: times(chance.uniform(0.4, 0.8))(cell), geo=COUNTRY, year="*")(story)


def half(key: Key) -> bool:
    return key[-1] < "HU"


def half_missing(story: Story) -> Table:
    """The first half of the countries has no number in a year."""
    missing = cells(lambda _: ":", year="*")(story)
    return {key: missing[key] if half(key) else row for key, row in story.last.items()}


def early(share: float, rewrite: Rewrite) -> Change:
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


def doubled(story: Story) -> Table:
    """Each country is there a second time, as a part of itself."""
    return {**story.last, **{(*key[:-1], f"{key[-1]}X"): row for key, row in story.last.items()}}


def new_period(story: Story) -> Table:
    """One country alone has a new period."""
    following = {"W": "2021-W04", "Q": "2027-Q1", "A": "2026"}[story.source.frequencies[0]]
    return {
        key: {**row, following: list(row.values())[-1]} if key[-1] == COUNTRY else row
        for key, row in story.last.items()
    }


def union_off(story: Story) -> Table:
    return cells(times(1.1), geo="EU27_2020")(story)


def silent(story: Story) -> Table:
    """Old figures of all countries are a little higher, and bear no flag."""
    return cells(lambda cell: times(1.03)(cell).partition(" ")[0], year="*")(story)


def one_cell(story: Story) -> Table:
    """The largest figure of a country's year, three times as high."""
    table = dict(story.last)
    key, label = _largest(story, table)
    table[key] = {**table[key], label: times(3)(table[key][label])}
    return table


def _largest(story: Story, table: Table) -> tuple[Key, str]:
    found = series_of(table, len(story.dimensions) - 1, COUNTRY)
    label = max(p for p in story.labels() if p.startswith(story.year))
    return max(found, key=lambda each: _number(found[each][label]) or Decimal(0)), label


def cell_withdrawn(story: Story) -> Table:
    """The largest figure of a country's year became confidential."""
    table = dict(story.last)
    key, label = _largest(story, table)
    table[key] = {**table[key], label: ": @C"}
    return table


def no_new_period(story: Story) -> Table:
    """The release before once more, with one old figure 2 % higher."""
    table = dict(story.tables[story.days[-2]])
    key, label = _largest(story, table)
    table[key] = {**table[key], label: times(1.02)(table[key][label])}
    return table


def few_below(story: Story) -> Table:
    """One series is negative."""
    key = next(key for key in story.last if key[-1] == COUNTRY and "NR" in key)
    row = {p: times(-1)(c) for p, c in story.last[key].items()}
    return {**story.last, key: row}


def same(story: Story) -> Table:
    return story.last


def missing_to_zero(cell: str) -> str:
    return "0" if cell.startswith(":") else cell


def noise(cell: str, chance: random.Random) -> str:
    return times(chance.uniform(0.5, 1.5))(cell)
