"""Delivery: a channel that fails loses nothing, keeps no other back, and tells no secret."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from ingestion.alert_routes import Channel, Rule
from ingestion.alerts import ATTEMPTS_BEFORE_ALARM, Delivered, deliver
from tests.receivers import MAIL, Hook, channels_to, mail_server, webhook
from tests.rounds import select
from tests.told import HELD, HOOK, later, raised
from warehouse.outbox import waiting


def test_a_channel_that_was_down_is_told_the_newest_once(
    warehouse: Engine, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server() as (box, port):
        monkeypatch.setenv("TEST_MAIL", f"smtp://127.0.0.1:{port}?disable_tls=true")
        channels = channels_to(hook=HOOK, mail=MAIL)
        hook.status = 503
        raised(warehouse, HELD)
        assert deliver(warehouse, channels) == Delivered(sent=1, failed=1)
        assert deliver(warehouse, channels) == Delivered(sent=0, failed=0), "it waits"
        raised(warehouse, replace(HELD, fingerprint="another", title="another story"))
        later(warehouse)
        assert deliver(warehouse, channels) == Delivered(sent=1, failed=1)
        hook.status = 200
        later(warehouse)
        assert deliver(warehouse, channels) == Delivered(sent=1, failed=0)

    assert hook.titles() == [("changed", "another story")]
    assert [mail["Subject"] for mail in box.mails] == [
        "[Vintages warning] CRIM_THB_SEX: a release is held",
        "[Vintages warning] CRIM_THB_SEX: another story",
    ]


def test_pauses_grow_and_a_silent_channel_is_told_on_the_others(
    warehouse: Engine, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    with webhook() as other:
        monkeypatch.setenv("TEST_OTHER", other.url)
        rules = (Rule(("hook",)),)
        channels = channels_to(*rules, hook=HOOK, other=Channel("webhook", "TEST_OTHER"))
        hook.status = 500
        raised(warehouse, HELD)
        pauses = [30, 60, 120, 240, 480, 600, 600]
        assert len(pauses) == ATTEMPTS_BEFORE_ALARM + 2
        for pause in pauses:
            before = datetime.now(UTC)
            deliver(warehouse, channels)
            query = "SELECT next_try_at FROM alerts.delivery WHERE channel = 'hook'"
            ((next_try_at,),) = select(warehouse, query)
            assert before <= next_try_at - timedelta(seconds=pause) <= datetime.now(UTC)
            later(warehouse)
        hook.status = 200
        deliver(warehouse, channels)
        deliver(warehouse, channels)

    title = "alerts cannot be delivered to hook"
    assert other.titles() == [("raised", title), ("resolved", title)]
    assert "127.0.0.1 answered 500" in other.bodies[0]["happened"]
    assert hook.titles() == [("raised", HELD.title)]


def test_what_waits_for_a_channel_that_was_taken_out_goes_to_the_others_after_a_day(
    warehouse: Engine, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    with webhook() as dead:
        monkeypatch.setenv("TEST_DEAD", dead.url)
        dead.status = 500
        raised(warehouse, HELD)
        deliver(warehouse, channels_to(dead=Channel("webhook", "TEST_DEAD")))
    assert deliver(warehouse, channels_to(hook=HOOK)) == Delivered(sent=0, failed=0)
    with warehouse.begin() as connection:
        day = "UPDATE alerts.outbox SET created_at = created_at - interval '1 day'"
        connection.execute(text(day))
    for sent in (1, 0):
        assert deliver(warehouse, channels_to(hook=HOOK)) == Delivered(sent=sent, failed=0)

    assert hook.titles() == [("raised", HELD.title)]
    with warehouse.connect() as connection:
        assert waiting(connection) == []


def test_two_deliverers_at_once_send_each_message_once(warehouse: Engine, hook: Hook) -> None:
    for number in range(10):
        raised(warehouse, replace(HELD, key=str(number), title=str(number)))
    channels = channels_to(hook=HOOK)
    start = threading.Barrier(2)

    def pass_over() -> Delivered:
        start.wait()
        return deliver(warehouse, channels)

    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(pass_over) for _ in range(2)]
        assert sum(each.result().sent for each in both) == 10

    assert sorted(title for _, title in hook.titles()) == [str(number) for number in range(10)]


def test_a_channel_without_an_address_holds_up_no_other(warehouse: Engine, hook: Hook) -> None:
    raised(warehouse, HELD)
    channels = channels_to(hook=HOOK, lost=Channel("webhook", "TEST_NOT_SET"))

    assert deliver(warehouse, channels) == Delivered(sent=1, failed=1)
    (row,) = select(warehouse, "SELECT waiting, last_error FROM figures.alerts")
    assert row == (
        1,
        "channel 'lost' has no address: set TEST_NOT_SET where alerts are delivered",
    )


def test_a_channel_that_fails_in_any_way_is_counted_and_holds_up_no_other(
    warehouse: Engine, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_DOTS", "http://a..b/")
    raised(warehouse, HELD)
    channels = channels_to(
        dots=Channel("webhook", "TEST_DOTS"), lost=Channel("webhook", connection="x"), zulu=HOOK
    )
    secrets: dict[str, str] = {}
    channels = replace(channels, connections=secrets.__getitem__)

    assert deliver(warehouse, channels) == Delivered(sent=1, failed=2)

    query = "SELECT channel, attempts, last_error FROM alerts.delivery ORDER BY channel"
    found = select(warehouse, query)
    assert [row[:2] for row in found] == [("dots", 1), ("lost", 1), ("zulu", 1)]
    assert found[0][2] == "a..b: LocationParseError: nothing sent"
    assert found[1][2].startswith("KeyError in alert_routes.py, line ")


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("webhook", "http://127.0.0.1:1/services/s3cretT0ken"),
        ("webhook", "http://user:s3cretT0ken@127.0.0.1:1/hook"),
        ("webhook", "http://[s3cretT0ken/hook"),
        ("mail", f"smtp://user:s3cretT0ken@{'x' * 70}.example"),
        ("apprise", "json://user:s3cretT0ken@127.0.0.1:1/s3cretT0ken"),
        ("apprise", "nonsense://s3cretT0ken"),
        ("mail", "smtp://user:s3cretT0ken@127.0.0.1:1?disable_tls=true"),
        ("mail", "smtp://user:s3cretT0ken/x@127.0.0.1:1"),
    ],
)
def test_no_secret_of_an_address_is_logged_or_stored(
    warehouse: Engine,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    address: str,
) -> None:
    monkeypatch.setenv("TEST_SECRET", address)
    ours = {"mail": MAIL, "webhook": HOOK, "apprise": replace(HOOK, kind="apprise")}
    channel = replace(ours[kind], address_from="TEST_SECRET")
    raised(warehouse, HELD)
    with caplog.at_level(logging.INFO):
        assert deliver(warehouse, channels_to(it=channel)) == Delivered(sent=0, failed=1)

    (row,) = select(warehouse, "SELECT last_error FROM figures.alerts")
    assert row[0]
    assert "s3cretT0ken" not in caplog.text + row[0]
