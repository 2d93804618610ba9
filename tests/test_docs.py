"""The documentation: pages made from code are current, settings are all there, links lead on."""

import re
from pathlib import Path

from sqlalchemy import Engine

from ingestion import error_reference
from ingestion.source_reference import DOCUMENTS_PAGE, PAGE, documents_reference, reference
from warehouse import figures_reference

PROJECT = Path(__file__).parents[1]
PAGES = [
    *PROJECT.glob("*.md"),
    *(PROJECT / "docs").rglob("*.md"),
    *(PROJECT / "examples").rglob("*.md"),
]


def test_the_reference_of_source_files_is_what_the_classes_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference()


def test_the_reference_of_documents_is_what_the_classes_say() -> None:
    assert DOCUMENTS_PAGE.read_text(encoding="utf-8") == documents_reference()


def test_the_reference_of_errors_is_what_the_classes_say() -> None:
    assert error_reference.PAGE.read_text(encoding="utf-8") == error_reference.reference()


def test_the_reference_of_figures_is_what_the_comments_say(warehouse: Engine) -> None:
    with warehouse.connect() as connection:
        page = figures_reference.reference(connection)

    assert figures_reference.PAGE.read_text(encoding="utf-8") == page
    assert "|  |" not in page, "a column of figures without a COMMENT"


def test_every_setting_is_on_the_page_of_settings() -> None:
    code = (PROJECT / "ingestion" / "settings.py").read_text()
    page = (PROJECT / "docs" / "reference" / "settings.md").read_text()

    read = set(re.findall(r'"(VINTAGES_[A-Z_]+|WAREHOUSE_URL)"', code))
    described = set(re.findall(r"^\| `([A-Z_]+)`", page, flags=re.MULTILINE))
    assert described == read


def test_every_link_to_a_file_of_the_project_leads_to_one() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if not target.startswith(("https://", "http://")):
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_link_to_a_heading_leads_to_one() -> None:
    for page in PAGES:
        for target, anchor in re.findall(r"\]\(([^)#\s]*)#([^)\s]+)\)", page.read_text("utf-8")):
            if not target.startswith(("https://", "http://")):
                there = page.parent / target if target else page
                assert anchor in anchors(there), f"{page.name}: {target}#{anchor}"


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub and the site make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_page_on_revisions_has_every_indicator_as_the_warehouse_defines_it() -> None:
    page = (PROJECT / "docs" / "reference" / "revisions.md").read_text(encoding="utf-8")
    view = (PROJECT / "warehouse" / "figures" / "36_indicators.sql").read_text(encoding="utf-8")

    defined = re.findall(r"^  \(\d+, '(\w+)', '((?:[^']|'')*)',$", view, flags=re.MULTILINE)
    told = [(name, text.replace("''", "'").replace("|", "\\|")) for name, text in defined]
    assert [each for each in told if "| `{}` | {} |".format(*each) not in page] == []
    assert len(told) == view.count("\n  (")
