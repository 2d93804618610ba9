"""Releases with one fault each, loaded as a person does, and the alert that came of each.

    python -m benchmarks.ten_alerts

prints a table; docs/explanation/what-was-seen.md says what was wanted.
"""

import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner, Result

from benchmarks.page import row
from benchmarks.rounds import own_warehouse
from ingestion.cli import app
from warehouse.connection import engine
from warehouse.query import Question, rows_of

MEMBERS = tuple(
    "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905 - read in one line
)
EU, YEARS, DAYS = "EU27_2020", tuple(map(str, range(2014, 2024))), ("01-15", "04-15", "07-15")
SOURCE = """\
title = "Invented persons by sex"
frequencies = ["A"]
dimensions = ["freq", "sex", "unit", "geo"]
unit_note = "Nothing: invented."
[checks.additivity.sex]
dimension = "sex"
total = "T"
parts = ["F", "M"]
[checks.units.NR]
least = 0
whole = true
"""
OWN_LIMITS = (
    '[checks.rules."revision.size"]\nlimit = 2\n[checks.rules."revision.total"]\nlimit = 0.02\n'
)
Cells = dict[tuple[str, str, str], str]  # sex, country, year


@dataclass(frozen=True)
class Case:
    """A fault: what it does to the cells, and whether sums follow it."""

    fault: str
    change: Callable[[Cells], Mapping[tuple[str, str, str], str | None]]
    summed: bool = False
    limits: str = ""
    head: str = "freq,sex,unit,geo"
    key: str = "A,{sex},NR,{geo}"


def _scaled(cells: Cells, factor: float, year: str) -> Cells:
    """All figures of a year but the sums."""
    own = [key for key in cells if key[2] == year and key[0] != "T" and key[1] != EU]
    return {key: str(round(int(cells[key]) * factor)) for key in own}


def _moved(cells: Cells, key: tuple[str, str, str], factor: float) -> Cells:
    return {key: str(round(int(cells[key]) * factor))}


CASES = (
    Case("174 women in Romania become 226", lambda c: {("F", "RO", "2019"): "226"}, summed=True),
    Case("a year 3 % higher, the EU too", lambda c: _scaled(c, 1.03, "2020"), summed=True),
    Case("174 become 226, own limits", lambda c: {("F", "RO", "2019"): "226"}, True, OWN_LIMITS),
    Case("a year 3 % higher, own limits", lambda c: _scaled(c, 1.03, "2020"), True, OWN_LIMITS),
    Case("a year of Slovakia missing", lambda c: {(s, "SK", "2018"): ":" for s in "FMT"}),
    Case("a confidential cell", lambda c: {("F", "SE", "2021"): ": @C"}),
    Case(
        "an old figure, no new period", lambda c: _moved(c, ("F", "PL", "2022"), 1.01), summed=True
    ),
    Case("the EU 10 % above its members", lambda c: _moved(c, ("T", EU, "2021"), 1.1)),
    Case("a total below its parts", lambda c: _moved(c, ("T", "FR", "2021"), 0.96)),
    Case("a negative count", lambda c: {("M", "MT", "2022"): "-4"}),
    Case("half a person", lambda c: {("F", "IT", "2022"): "463.5"}),
    Case("a country times ten", lambda c: {k: f"{v}0" for k, v in c.items() if k[1] == "NL"}),
    Case("a country gone", lambda c: {k: None for k in c if k[1] == "FI"}),
    Case("a dimension more", lambda c: {}, head="freq,age,sex,unit,geo", key="A,X,{sex},NR,{geo}"),
    Case("another unit", lambda c: {}, key="A,{sex},P_HTHAB,{geo}"),
    Case("a break on a past year", lambda c: {("F", "IE", "2019"): c["F", "IE", "2019"] + " b"}),
    Case("a flag on everything", lambda c: {k: f"{v} d" for k, v in c.items()}),
)


def main() -> None:
    """Load every case into a warehouse of its own, and print what came."""
    with tempfile.TemporaryDirectory() as folder, own_warehouse() as access:
        place = Path(folder)
        environment = {
            "VINTAGES_HOME": folder,
            "VINTAGES_SOURCES": folder,
            "WAREHOUSE_URL": access.owner,
        }
        sys.stdout.write(f"{row('the fault', 'outcome', 'alerts')}\n|---|---|---|\n")
        for number, case in enumerate(CASES, start=1):
            outcome = _loaded(place, f"CASE_{number}", case, environment)
            query = (
                f"SELECT severity, title FROM figures.alerts WHERE dataset_code = 'CASE_{number}'"  # noqa: S608 - a number of ours
            )
            alerts = rows_of(engine(access.owner), Question(query))
            said = "; ".join(f"{severity}: {title}" for severity, title in alerts)
            sys.stdout.write(f"{row(case.fault, outcome, said or 'none')}\n")


def _loaded(place: Path, code: str, case: Case, environment: Mapping[str, str]) -> str:
    """Load the history of a dataset and then its fault; how that ended."""
    (place / "eurostat").mkdir(exist_ok=True)
    source = place / "eurostat" / f"{code.lower()}.toml"
    source.write_text(SOURCE + case.limits, encoding="utf-8")
    ended = ""
    for day, cells in _releases(case):
        file = place / f"{code}.tsv"
        plain = day.endswith(DAYS)
        file.write_text(_tsv(Case("", lambda c: c) if plain else case, cells), encoding="utf-8")
        words = ["load", code, str(file), "--released-at", f"{day}T11:00"]
        ended = _ended(CliRunner().invoke(app, words, env=dict(environment)))
    return ended


def _ended(last: Result) -> str:
    """What became of a release; a command that failed for another reason held nothing."""
    if last.exit_code == 0:
        return "loaded"
    return "held" if "vintages decide" in last.output else f"failed: {last.exception!r}"


def _releases(case: Case) -> Iterator[tuple[str, Cells]]:
    """Three with routine changes of the newest year, then the one with the fault."""
    chance = random.Random(7)  # noqa: S311 - invented figures
    cells: Cells = {}
    for geo in MEMBERS:
        size = chance.randint(80, 900)
        for year in YEARS:
            women = 174 if (geo, year) == ("RO", "2019") else round(size * chance.uniform(0.9, 1.1))
            cells["F", geo, year], cells["M", geo, year] = str(women), str(women // 2)
    for day in DAYS:
        moved = {("F", geo, YEARS[-1]) for geo in chance.sample(MEMBERS, 6)}
        cells |= {key: str(round(int(cells[key]) * chance.uniform(0.985, 1.02))) for key in moved}
        yield f"2025-{day}", _summed(cells)
    whole = _summed(cells)
    changed = {key: value for key, value in (whole | dict(case.change(whole))).items() if value}
    yield "2025-10-15", _summed(changed) if case.summed else changed


def _summed(cells: Cells) -> Cells:
    """The same with totals over sexes and over the Union."""
    parts = {key: int(value) for key, value in cells.items() if key[0] != "T" and key[1] != EU}
    sums = dict.fromkeys(((s, g, y) for s in "FMT" for g in (*MEMBERS, EU) for y in YEARS), 0)
    for (sex, geo, year), value in parts.items():
        for key in ((sex, geo, year), ("T", geo, year), (sex, EU, year), ("T", EU, year)):
            sums[key] += value
    return {key: str(value) for key, value in sums.items()}


def _tsv(case: Case, cells: Cells) -> str:
    lines = [f"{case.head}\\TIME_PERIOD\t" + "\t".join(YEARS)]
    for sex in "FMT":
        for geo in (*MEMBERS, EU):
            found = [cells.get((sex, geo, year)) for year in YEARS]
            if any(found):
                figures = "\t".join(value or ":" for value in found)
                lines.append(f"{case.key.format(sex=sex, geo=geo)}\t{figures}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
