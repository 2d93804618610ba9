"""`vintages history`: which revisions an article has."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.publishers import NEWS_URL, PAGE, Bureau, bureau
from tests.shell import Shell, shell_in
from warehouse.server import Server

ARTICLE_URL = (
    "https://ec.europa.eu/eurostat/statistics-explained/index.php?title=Example_statistics"
)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Bureau]:
    """An article of two revisions."""
    (tmp_path / "world").mkdir()
    with bureau(tmp_path / "world") as world:
        for oldid in (574939, 625325):
            world.shelve("wiki", {"page.html": PAGE}, url=ARTICLE_URL, oldid=oldid)
        yield world


@pytest.fixture
def shell(tmp_path: Path, server: Server) -> Iterator[Shell]:
    """A shell that follows an article and a news page."""
    (tmp_path / "shell").mkdir()
    with shell_in(tmp_path / "shell", server) as opened:
        folder = opened.home.parent / "sources" / "publications"
        folder.mkdir()
        told = 'title = "Example"\npublisher = "Nobody"\nkind = "article"\n'
        (folder / "wiki.toml").write_text(f'{told}url = "{ARTICLE_URL}"\noldid = 574939')
        (folder / "news.toml").write_text(f'{told}url = "{NEWS_URL}"')
        yield opened


def test_the_revisions_of_an_article_are_listed_newest_first(shell: Shell, here: Bureau) -> None:
    told = shell.told("history", "wiki", VINTAGES_PUBLISHERS_URL=here.stand_in.url)

    assert [each["oldid"] for each in told] == [625325, 574939]


def test_what_is_no_article_has_no_history(shell: Shell, here: Bureau) -> None:
    said = shell.refuses("history", "news", VINTAGES_PUBLISHERS_URL=here.stand_in.url)

    assert "news is no article of Statistics Explained" in said
