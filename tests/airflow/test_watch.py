"""The watcher of the update feed, against a stand-in for Eurostat and a real warehouse."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from airflow.triggers.base import TriggerEvent
from sqlalchemy import Engine, text

from examples.eurostat_stand_in import StandIn
from examples.stand_in.bad_days import BadDay, body, html
from examples.stand_in.catalogue import Item
from ingestion.eurostat import watch
from ingestion.eurostat.watch import UpdateFeedTrigger, dataset_codes
from ingestion.feed_trigger import MOST_HINTS
from ingestion.pace import longer_pause
from ingestion.stack.environment import DAGS
from warehouse.connection import Access

pytestmark = pytest.mark.airflow
RELEASES = DAGS.parent / "examples" / "releases"
FEED = "statistics-update.rss"
PATIENCE_SECONDS = 20.0


@pytest.fixture
def eurostat(
    access: Access, warehouse: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[StandIn]:
    """A Eurostat that the settings point at, polled twenty times a second."""
    with StandIn(RELEASES) as stand_in:
        for name, value in (
            ("VINTAGES_HOME", str(tmp_path)),
            ("VINTAGES_EUROSTAT_URL", stand_in.url),
            ("VINTAGES_POLL_SECONDS", "0.05"),
            ("VINTAGES_PACE_SECONDS", "0"),
            ("WAREHOUSE_URL", access.owner),
        ):
            monkeypatch.setenv(name, value)
        yield stand_in


def test_the_first_good_poll_wakes_the_router_for_what_was_missed(eurostat: StandIn) -> None:
    assert _events(eurostat) == [["EU_THB_PRINTED", "SYNTHETIC_WEEKLY"]]


def test_a_feed_that_says_nothing_new_wakes_nobody(eurostat: StandIn, warehouse: Engine) -> None:
    assert len(_events(eurostat)) == 1
    assert _polls(warehouse) == [(None, True)]


def test_a_publication_is_one_event_however_often_the_feed_names_it(eurostat: StandIn) -> None:
    async def scenario() -> list[str]:
        events = UpdateFeedTrigger().run()
        await anext(events)
        item = Item("UNE_RT_M - Unemployment", datetime.now(UTC))
        eurostat.announce(item)
        eurostat.announce(item)
        return _codes(await asyncio.wait_for(anext(events), PATIENCE_SECONDS))

    assert asyncio.run(scenario()) == ["UNE_RT_M"]


@pytest.mark.parametrize(
    ("bad_day", "complaint"),
    [(html(), "Maintenance"), (body("<catalogue/>", "text/xml"), "Malformed")],
    ids=["maintenance", "not a feed"],
)
def test_a_feed_that_fails_raises_nothing_and_is_polled_again(
    eurostat: StandIn, warehouse: Engine, bad_day: BadDay, complaint: str
) -> None:
    eurostat.bad_day(FEED, bad_day, times=None)
    assert _events(eurostat) == []
    ((error, succeeded),) = _polls(warehouse)
    assert (str(error).startswith(complaint), succeeded) == (True, False)


def test_a_feed_that_recovers_wakes_the_router(eurostat: StandIn, warehouse: Engine) -> None:
    eurostat.bad_day(FEED, html(), times=1)

    assert len(_events(eurostat)) == 1
    assert _polls(warehouse) == [(None, True)]


def test_a_feed_in_which_no_dataset_can_be_read_is_an_error_in_the_warehouse(
    eurostat: StandIn, warehouse: Engine
) -> None:
    feed = "<rss><channel><item><title>something else</title></item></channel></rss>"
    eurostat.bad_day(FEED, body(feed, "application/rss+xml"), times=None)
    _events(eurostat)

    ((error, succeeded),) = _polls(warehouse)
    assert str(error).startswith("none of its 1 items names a dataset")
    assert not succeeded


def test_a_warehouse_that_is_away_does_not_end_the_watch(
    eurostat: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAREHOUSE_URL", "postgresql://nobody@127.0.0.1:1/none")

    assert _events(eurostat) == []


def test_a_setting_that_cannot_be_read_is_named_in_the_log_and_does_not_end_the_watch(
    eurostat: StandIn, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VINTAGES_POLL_SECONDS", "often")

    with pytest.raises(TimeoutError):
        asyncio.run(asyncio.wait_for(anext(UpdateFeedTrigger().run()), 0.5))

    assert "VINTAGES_POLL_SECONDS wants a number, found 'often'" in capsys.readouterr().out
    assert eurostat.asked(FEED) == []


def test_the_longer_a_feed_fails_the_longer_is_the_pause() -> None:
    assert longer_pause(300, usual=300) == 600
    assert longer_pause(600, usual=300) == 900
    assert longer_pause(900, usual=300) == 900
    assert longer_pause(3600, usual=3600) == 3600


def test_hints_are_capped() -> None:
    event = UpdateFeedTrigger().event({number: f"{number}" for number in range(MOST_HINTS + 1)})

    assert event is not None
    assert len(_codes(event)) == MOST_HINTS


def test_an_event_made_by_hand_names_no_dataset() -> None:
    by_hand = SimpleNamespace(extra={"from_rest_api": True})
    by_the_watcher = SimpleNamespace(extra={"payload": {"dataset_codes": ["B", "A"]}})

    assert dataset_codes([by_hand, by_the_watcher]) == ["A", "B"]


def test_the_triggerer_can_make_the_watcher_again() -> None:
    path, arguments = UpdateFeedTrigger().serialize()
    module, _, name = path.rpartition(".")

    assert isinstance(getattr(import_module(module), name)(**arguments), UpdateFeedTrigger)


def _events(eurostat: StandIn, polls: int = 4) -> list[list[str]]:
    """What the watcher says during its first polls."""

    async def watch_for_a_while() -> list[list[str]]:
        told: list[list[str]] = []

        async def listen() -> None:
            async for event in UpdateFeedTrigger().run():
                told.append(_codes(event))  # noqa: PERF401 - it is read while it grows

        listening = asyncio.create_task(listen())
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(eurostat.asked(FEED)) < polls:
                await asyncio.sleep(0.02)
        listening.cancel()
        return told

    return asyncio.run(watch_for_a_while())


def _codes(event: TriggerEvent) -> list[str]:
    codes: list[str] = event.payload["dataset_codes"]
    return codes


def _polls(warehouse: Engine) -> list[tuple[str | None, bool]]:
    query = (
        "SELECT last_error, last_success_at IS NOT NULL FROM vintages.watcher WHERE feed = :feed"
    )
    with warehouse.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query), {"feed": watch.FEED})]
