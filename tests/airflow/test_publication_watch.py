"""The watcher of the feeds of documents, against a stand-in for the publishers and a warehouse."""

import asyncio
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest

from examples.publications_stand_in import PublicationsStandIn
from examples.stand_in.bad_days import html
from ingestion.publications.watch import PublicationFeedsTrigger, document_ids
from tests.publishers import CELEX, NEWS_URL, PAGE, XHTML, Bureau, bureau
from warehouse.connection import Access

pytestmark = pytest.mark.airflow
PATIENCE_SECONDS = 20.0


@pytest.fixture
def here(access: Access, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bureau]:
    """Publishers that the settings point at, polled twenty times a second."""
    folder = tmp_path / "sources" / "publications"
    folder.mkdir(parents=True)
    told = 'title = "Example"\npublisher = "Nobody"\nkind = "report"\n'
    (folder / "report.toml").write_text(f'{told}celex = "{CELEX}"')
    (folder / "news.toml").write_text(f'{told}url = "{NEWS_URL}"')
    with bureau(tmp_path) as world:
        for name, value in (
            ("VINTAGES_HOME", str(tmp_path / "home")),
            ("VINTAGES_SOURCES", str(folder.parent)),
            ("VINTAGES_PUBLISHERS_URL", world.stand_in.url),
            ("VINTAGES_POLL_SECONDS", "0.02"),
            ("VINTAGES_PACE_SECONDS", "0"),
            ("WAREHOUSE_URL", access.loader),
        ):
            monkeypatch.setenv(name, value)
        world.shelve("report", {"report.xhtml": XHTML}, celex=CELEX)
        yield world


def test_the_first_good_poll_wakes_the_router_and_a_later_edition_does_again(
    here: Bureau,
) -> None:
    async def scenario() -> list[list[str]]:
        events = PublicationFeedsTrigger().run()
        first = await asyncio.wait_for(anext(events), PATIENCE_SECONDS)
        here.shelve("news", {"page.html": PAGE}, url=NEWS_URL)
        second = await asyncio.wait_for(anext(events), PATIENCE_SECONDS)
        return [event.payload["document_ids"] for event in (first, second)]

    assert asyncio.run(scenario()) == [["report"], ["news"]]


def test_feeds_that_fail_raise_nothing_and_are_polled_again(here: Bureau) -> None:
    here.stand_in.bad_day("/", html(), times=4)

    async def scenario() -> list[str]:
        events = PublicationFeedsTrigger().run()
        event = await asyncio.wait_for(anext(events), PATIENCE_SECONDS)
        ids: list[str] = event.payload["document_ids"]
        return ids

    assert asyncio.run(scenario()) == ["report"]
    assert len(_polls(here.stand_in)) > 2


def test_a_setting_that_cannot_be_read_is_named_in_the_log_and_does_not_end_the_watch(
    here: Bureau, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VINTAGES_POLL_SECONDS", "often")

    with pytest.raises(TimeoutError):
        asyncio.run(asyncio.wait_for(anext(PublicationFeedsTrigger().run()), 0.5))

    assert "VINTAGES_POLL_SECONDS wants a number, found 'often'" in capsys.readouterr().out
    assert _polls(here.stand_in) == []


def test_what_was_told_once_is_not_told_again() -> None:
    trigger = PublicationFeedsTrigger()
    first = trigger.event({("a", "1"): "a", ("a", "2"): "a"})

    assert first is not None
    assert first.payload == {"document_ids": ["a"]}
    assert trigger.event({("a", "2"): "a"}) is None


def test_an_event_made_by_hand_names_no_document() -> None:
    by_hand = SimpleNamespace(extra={"from_rest_api": True})
    by_the_watcher = SimpleNamespace(extra={"payload": {"document_ids": ["b", "a"]}})

    assert document_ids([by_hand, by_the_watcher]) == ["a", "b"]


def test_the_triggerer_can_make_the_watcher_again() -> None:
    path, arguments = PublicationFeedsTrigger().serialize()
    module, _, name = path.rpartition(".")

    assert isinstance(getattr(import_module(module), name)(**arguments), PublicationFeedsTrigger)


def _polls(stand_in: PublicationsStandIn) -> list[object]:
    return [*stand_in.asked("/webapi/notification/")]
