"""The pages over a warehouse of a test, asked as a browser asks; and a story to show on them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.fresh import fresh_access
from tests.press import NEWS_2022, Press, news_of_2022
from tests.rounds import Rounds, snapshot_of_cells
from warehouse.connection import Access, engine
from warehouse.decide import hold
from warehouse.load import load
from warehouse.pages.app import pages
from warehouse.pages.host import Followed, Host
from warehouse.server import Server
from warehouse.structure import Code, Codelist, Structure

CODE = "DEMO"
DIMENSIONS = ("freq", "sex", "geo")
SCRIPT = "<script>alert(1)</script>"
SERIES = f"/datasets/{CODE}/series/A.F.BE"
EVERY_PAGE = (
    "/",
    f"/datasets/{CODE}",
    f"/datasets/{CODE}?dimension=sex&find=be+a.f&vintage={CODE}@2026-01-08T00:00:00Z",
    SERIES,
    f"{SERIES}?period=2020",
    "/documents",
    "/documents/news-2022",
    "/decisions",
)
FOLLOWED = (
    Followed(CODE, "A demonstration", timedelta(days=40_000), timedelta(days=80_000)),
    Followed("NOT_YET", "Followed, and nothing came yet"),
)
FIRST = {("A,F,BE", "2020"): "100", ("A,F,BE", "2021"): "200 p", ("A,M,FR", "2021"): "50"}
SECOND = {("A,F,BE", "2020"): "100", ("A,F,BE", "2021"): "260", ("A,M,FR", "2021"): ":"}
GEO = Codelist("GEO", "1", (Code("BE", f"Belgium {SCRIPT}"), Code("FR", "France")))


def browser(access: Access, followed: Sequence[Followed] = FOLLOWED) -> TestClient:
    """The pages over this warehouse, as its analyst reads it."""
    return browser_of(engine(access.analyst), followed)


def browser_of(analyst: Engine, followed: Sequence[Followed] = FOLLOWED) -> TestClient:
    """The pages over what this engine reaches; an error that has no page fails the test."""
    return TestClient(pages(Host(lambda: analyst, lambda: followed)))


def shown(reader: TestClient, path: str) -> str:
    """A page, its words apart by single spaces."""
    answer = reader.get(path)
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.split())


@contextmanager
def told_warehouse(server: Server) -> Iterator[Access]:
    """A warehouse with something on every page."""
    with fresh_access(server) as access:
        tell_a_story(engine(access.loader))
        yield access


def tell_a_story(loader: Engine) -> None:
    """Two vintages of DEMO, a third release that waits, and a document with two statements."""
    rounds = Rounds(loader)
    rounds.load(CODE, "2026-01-08", FIRST, DIMENSIONS)
    stage_id, arrival = rounds.staged(
        CODE, "2026-02-08T11:00", snapshot_of_cells(SECOND, DIMENSIONS)
    )
    structure = Structure("1.0", DIMENSIONS, {"geo": GEO}, {"geo": f"Country {SCRIPT}"})
    named = replace(arrival, title=f"Demonstration {SCRIPT}", structure=structure)
    load(loader, stage_id, replace(named, structure_key="ab" * 32))
    third = snapshot_of_cells({("A,F,BE", "2020"): "900"}, DIMENSIONS)
    waiting, _ = rounds.staged(CODE, "2026-03-08", third)
    with loader.begin() as connection:
        hold(connection, waiting, f"too much is gone {SCRIPT}")
    press = Press(loader)
    press.release("2022-12-13", "2024-01-24")
    press.print(news_of_2022(), f"{NEWS_2022} And {SCRIPT}.", "2026-01-01")


class Outline(HTMLParser):
    """What somebody who listens to a page, or walks it by keyboard, meets."""

    def __init__(self, html: str) -> None:
        """Read a whole page."""
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag with its attributes."""
        self.tags.append((tag, dict(attrs)))

    def named(self, *tags: str) -> list[dict[str, str | None]]:
        """The attributes of all such tags."""
        return [attributes for tag, attributes in self.tags if tag in tags]
