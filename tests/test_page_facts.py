"""What pages written by hand list is what the code has, and what they ask can be asked."""

import ast
import importlib
import re
import textwrap
from pathlib import Path

from sqlalchemy import Engine

from benchmarks.confusion import rules
from benchmarks.page import PAGE as PAGE_OF_CHECKS
from ingestion.alert_routes import routing
from ingestion.publications.document import document
from ingestion.settings import _NUMBERS, Settings
from ingestion.source import sources
from tests.example_history import load_panel
from warehouse.api.app import ADDRESSES
from warehouse.connection import Access, engine
from warehouse.query import Question, rows_of

PROJECT = Path(__file__).parents[1]
DOCS = PROJECT / "docs"
REFERENCE = DOCS / "reference"
VIEWS = PROJECT / "warehouse" / "figures"
# A question in a block, and one between the quotes of a command.
ASKED = re.compile(r"^ *```sql\n(.*?)^ *```|vintages sql \"([^\"]+)\"", re.MULTILINE | re.DOTALL)
DUCKDB = "read_parquet"
TOML = re.compile(r"^ *```toml\n(.*?)^ *```", re.MULTILINE | re.DOTALL)


def first_column(page: Path, heading: str) -> set[str]:
    """The words in the first column of the table under a heading of a page."""
    table = page.read_text(encoding="utf-8").split(heading, 1)[1].split("\n\n", 1)[0]
    return set(re.findall(r"^ *\| `([\w.]+)`", table, flags=re.MULTILINE))


def kinds_raised(module: Path) -> set[str]:
    """The kinds of the alerts that a module makes."""
    calls = [
        node
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Alert"
    ]
    name = ".".join(module.relative_to(PROJECT).with_suffix("").parts)
    names = vars(importlib.import_module(name)) if calls else {}
    kinds = [word.value for call in calls for word in call.keywords if word.arg == "kind"]
    return {str(eval(ast.unparse(kind), names)) for kind in kinds}  # noqa: S307 - our own code


def test_every_kind_of_alert_is_on_the_page_of_alerts() -> None:
    modules = [*(PROJECT / "ingestion").rglob("*.py"), *(PROJECT / "warehouse").rglob("*.py")]
    raised = {kind for module in modules for kind in kinds_raised(module)}

    assert first_column(REFERENCE / "alerts.md", "| kind | key ") == raised


def test_the_page_of_settings_has_the_defaults_of_the_numbers() -> None:
    page = (REFERENCE / "settings.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `(VINTAGES_\w+)` \| `([\d.]+)` \|", page, flags=re.MULTILINE))

    defaults = {variable: getattr(Settings, name) for name, (variable, *_) in _NUMBERS.items()}
    assert {variable: float(value) for variable, value in told.items()} == defaults


def test_the_table_of_the_rules_is_what_the_file_of_rules_says() -> None:
    table = PAGE_OF_CHECKS.read_text(encoding="utf-8").split("<!-- table: the rules -->")[1]

    assert table.split("<!--")[0].split() == "\n".join(rules()).split()


def test_every_state_of_a_missing_release_is_on_its_page() -> None:
    view = (VIEWS / "19_missing_releases.sql").read_text(encoding="utf-8")
    states = set(re.findall(r"THEN '(\w+)'$", view, flags=re.MULTILINE))

    told = first_column(DOCS / "how-to" / "watch-it.md", "| state ")
    assert told == states | {"not_fetched"}


def test_what_answers_an_unknown_address_names_those_of_the_page() -> None:
    page = (REFERENCE / "http-api.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^    /(\w+/\w+)/", page, flags=re.MULTILINE))

    assert {"/".join(address.split("/")[1:3]) for address in ADDRESSES} == told


def test_every_piece_of_a_file_on_a_page_is_read_as_it_stands_there(tmp_path: Path) -> None:
    found = {
        page.name: [textwrap.dedent(piece) for piece in TOML.findall(page.read_text("utf-8"))]
        for page in DOCS.rglob("*.md")
    }
    pieces = {name: piece for name, piece in found.items() if piece}
    for wing in ("eurostat", "publications"):
        (tmp_path / wing).mkdir()
    (tmp_path / "publications" / "a.toml").write_text(*pieces.pop("follow-a-document.md"))
    (tmp_path / "alerts.toml").write_text("".join(pieces.pop("route-alerts.md")))
    for number, piece in enumerate(pieces):
        text = "".join(['title = "A"\nfrequencies = ["A"]\n', *pieces[piece]])
        (tmp_path / "eurostat" / f"table_{number}.toml").write_text(text)

    assert document("a", [tmp_path]).celex
    assert set(routing(tmp_path / "alerts.toml").rules) == {"everything_bad", "crime"}
    rules = [rule for each in sources([tmp_path]) for rule in each.checks.rules.values()]
    assert {rule.severity for rule in rules} == {None, "warning"}


def test_every_question_on_a_page_is_one_that_the_warehouse_answers(
    warehouse: Engine, access: Access
) -> None:
    weeks = ({("R1", "2026-W01"): "1"}, {("R1", "2026-W01"): "2"})
    load_panel(
        warehouse, "SYNTHETIC_WEEKLY", dict(zip(("2026-01-08", "2026-01-15"), weeks, strict=True))
    )
    analyst = engine(access.analyst)
    pages = [PROJECT / "README.md", *DOCS.rglob("*.md")]
    found = [
        (page.name, block or quoted)
        for page in pages
        for block, quoted in ASKED.findall(page.read_text(encoding="utf-8"))
        if DUCKDB not in block
    ]
    for page, question in found:
        assert not question.lstrip().startswith("--"), f"{page}: the shell takes it for an option"
        rows_of(analyst, Question(question))
    assert len(found) >= 19


def test_every_migration_that_the_changelog_names_is_there() -> None:
    changelog = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\b(00\d\d)\b", changelog))

    there = {path.stem[1:5] for path in (PROJECT / "warehouse").glob("migrations/versions/m*.py")}
    assert named
    assert named <= there
