"""Which rule catches which fault: the newest real vintage, broken in every way that we know.

``python -m benchmarks.confusion SHARED`` writes the table into docs/explanation/checks.md.
"""

import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from benchmarks.faults import FAULTS, Fault, Table, table_of, with_sexes
from benchmarks.rounds import Desk
from ingestion.checks.gate import Verdict
from ingestion.checks.rule import default_rules, profile
from ingestion.eurostat.read_tsv import read_tsv
from ingestion.source import Checks, Source, Sum
from warehouse.connection import engine
from warehouse.migrate import migrate
from warehouse.server import Server
from warehouse.structure import Code, Codelist, Structure

PAGE = Path(__file__).parents[1] / "docs" / "explanation" / "checks.md"
BEGIN, END = "<!-- table: python -m benchmarks.confusion -->", "<!-- end of table -->"
DIMENSIONS = ("freq", "sex", "unit", "geo")
DAYS = ("2021-01-05", "2021-01-06", "2021-01-26")
CODE = "DEMO_R_MWK_TS"


@dataclass(frozen=True)
class Caught:
    """A fault and what the gate said of it."""

    fault: Fault
    verdict: Verdict

    @property
    def failed(self) -> dict[str, str]:
        """The rules that failed, with their severity."""
        return {
            outcome.rule.check_id: outcome.severity
            for outcome in self.verdict.outcomes
            if outcome.outcome != "pass"
        }


def caught(warehouse: Engine, folder: Path) -> Iterator[Caught]:
    """Every fault on the newest vintage of a folder, after the real ones before it were loaded."""
    tables = [with_sexes(table_of(read_tsv((folder / f"{day}.tsv").read_bytes()))) for day in DAYS]
    desk = Desk(warehouse, CODE, asked(tables[-1]))
    for day, table in zip(DAYS[:-1], tables, strict=False):
        desk.load(day, DIMENSIONS, table)
    for fault in FAULTS:
        desk.profile = asked(tables[-1], fault.stamps)
        yield Caught(fault, desk.judged(DAYS[-1], fault.dimensions, fault.change(tables[-1])))


def asked(table: Table, stamps: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The default rules, with the sum that the dataset declares and the codes of its structure."""
    sexes = Sum("sex", "T", ("F", "M"))
    source = Source(CODE, "Weekly deaths", ("W",), checks=Checks(additivity={"sex": sexes}))
    lists = {
        name: Codelist(name, None, tuple(Code(code) for code in sorted({k[at] for k in table})))
        for at, name in enumerate(DIMENSIONS)
    }
    return profile(source, Structure(None, DIMENSIONS, lists), stamps or {})


def page(found: list[Caught]) -> str:
    """The table as Markdown: a row per fault, the rule that should catch it, and the others."""
    lines = [
        "| fault | should be caught by | verdict | also failed |",
        "|---|---|---|---|",
    ]
    for each in found:
        expected = each.fault.check_id
        mark = f"`{expected}`" if expected in each.failed else f"**missed** `{expected}`"
        others = ", ".join(f"`{name}`" for name in each.failed if name != expected)
        lines.append(f"| {each.fault.name} | {mark} | {each.verdict.verdict} | {others} |")
    return "\n".join(lines)


def rules_page() -> str:
    """The rules as Markdown."""
    lines = ["| rule | severity | limit | fails when |", "|---|---|---|---|"]
    for rule in default_rules().values():
        limit = "" if rule.limit is None else f"{rule.limit:g}"
        lines.append(f"| `{rule.check_id}` | {rule.severity} | {limit} | {rule.description} |")
    return "\n".join(lines)


def written(text: str, table: str) -> str:
    """The page with a new table between its marks."""
    head, rest = text.split(BEGIN)
    return f"{head}{BEGIN}\n\n{table}\n\n{END}{rest.split(END)[1]}"


def main() -> None:
    """Break the newest vintage in every way and write the page."""
    folder = Path(sys.argv[1]) / "data/eurostat/vintages/demo_r_mwk_ts"
    with tempfile.TemporaryDirectory(prefix="vintages-confusion-") as home:
        Path(home).chmod(0o755)
        server = Server(Path(home)).start()
        try:
            migrate(engine(server.url("warehouse", "vintages_owner")))
            found = list(caught(engine(server.url("warehouse", "vintages_loader")), folder))
        finally:
            server.stop()
    table = f"{page(found)}\n\n## The rules\n\n{rules_page()}"
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), table), encoding="utf-8")


if __name__ == "__main__":
    main()
