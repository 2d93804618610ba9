"""The site that Sphinx makes of docs/: whole, and nothing of it comes from elsewhere."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
# What a browser loads by itself; a link that a person follows is not among it.
LOADED = r"<(?:script|img|iframe|source)\b[^>]*\bsrc=\"([^\"]+)\"|<link\b[^>]*\bhref=\"([^\"]+)\""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as `make docs` builds it: a link or image that leads nowhere ends the build."""
    built = tmp_path_factory.mktemp("site")
    words = ["--quiet", "--fail-on-warning", "--keep-going", "docs", str(built)]
    command = [sys.executable, "-m", "sphinx", *words]
    ran = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return built


def test_a_page_of_the_site_loads_nothing_from_another_server(site: Path) -> None:
    for page in site.rglob("*.html"):
        found = re.findall(LOADED, page.read_text(encoding="utf-8"))
        elsewhere = [one or two for one, two in found if "//" in (one or two)]
        assert elsewhere == [], page.name
    for sheet in site.rglob("*.css"):
        assert not re.search(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", sheet.read_text()), sheet


def test_every_page_is_in_the_site_and_reached_from_the_first(site: Path) -> None:
    pages = {path.relative_to(PROJECT / "docs") for path in (PROJECT / "docs").rglob("*.md")}
    first = (site / "index.html").read_text(encoding="utf-8")

    for page in pages - {Path("index.md")}:
        assert f'href="{page.with_suffix(".html")}"' in first, page


def test_addresses_outside_are_listed_with_the_page_that_names_them(site: Path) -> None:
    listed = (site / "external-links.txt").read_text(encoding="utf-8").splitlines()

    assert any(line.endswith(" explanation/beside-other-tools") for line in listed)
    assert all(re.fullmatch(r"https?://\S+ \S+", line) for line in listed)
