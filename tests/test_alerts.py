"""Alerts: told once, told again when they change, ended once, to those whom the rules name."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError

from ingestion.alert_routes import Rule
from ingestion.alerts import Delivered, deliver
from tests.receivers import MAIL, Hook, channels_to, mail_server
from tests.rounds import select
from tests.told import HELD, HOOK, over, raised
from warehouse.alerts import raise_alert, recent_alerts
from warehouse.connection import Access, engine


def test_an_alert_is_told_once_however_often_it_is_seen(warehouse: Engine, hook: Hook) -> None:
    channels = channels_to(hook=HOOK)

    assert raised(warehouse, HELD)
    assert not raised(warehouse, HELD)
    assert deliver(warehouse, channels) == Delivered(sent=1, failed=0)
    assert not raised(warehouse, HELD)
    assert deliver(warehouse, channels) == Delivered(sent=0, failed=0)

    assert hook.titles() == [("raised", HELD.title)]
    seen = select(warehouse, "SELECT times_seen, messages, delivered, waiting FROM figures.alerts")
    assert seen == [(3, 1, 1, 0)]


def test_it_is_told_again_when_it_changes_or_becomes_worse(warehouse: Engine, hook: Hook) -> None:
    channels = channels_to(hook=HOOK)
    for alert in (
        HELD,
        replace(HELD, fingerprint="shift, keys"),
        replace(HELD, fingerprint="shift, keys", severity="critical"),
        replace(HELD, fingerprint="shift, keys", severity="info"),
    ):
        raised(warehouse, alert)
        deliver(warehouse, channels)

    assert [occasion for occasion, _ in hook.titles()] == ["raised", "changed", "worsened"]
    assert select(warehouse, "SELECT severity FROM figures.alerts") == [("critical",)]


def test_its_end_is_told_once_to_those_who_were_told(warehouse: Engine, hook: Hook) -> None:
    channels = channels_to(Rule(("hook",), least_severity="critical"), hook=HOOK)
    raised(warehouse, replace(HELD, severity="critical"))
    raised(warehouse, replace(HELD, key="another release"))
    deliver(warehouse, channels)

    assert over(warehouse, HELD) == 1
    assert over(warehouse, HELD) == 0
    over(warehouse, replace(HELD, key="another release"))
    deliver(warehouse, channels)

    assert [occasion for occasion, _ in hook.titles()] == ["raised", "resolved"]
    assert raised(warehouse, HELD), "what comes again after its end is news"


def test_an_alert_of_a_transaction_that_fails_was_never_raised(
    warehouse: Engine, hook: Hook
) -> None:
    with warehouse.connect() as connection:
        raise_alert(connection, HELD)
        connection.rollback()

    assert deliver(warehouse, channels_to(hook=HOOK)) == Delivered(sent=0, failed=0)
    assert hook.bodies == []


def test_without_a_channel_messages_wait_and_the_first_one_hears_what_is_still_open(
    warehouse: Engine, hook: Hook
) -> None:
    long_over, just_over = replace(HELD, key="long over"), replace(HELD, key="just over", title="2")
    for alert in (long_over, HELD, replace(HELD, fingerprint="keys", title="worse"), just_over):
        raised(warehouse, alert)
    over(warehouse, long_over)
    over(warehouse, just_over)
    with warehouse.begin() as connection:
        earlier = "UPDATE alerts.alert SET resolved_at = resolved_at - interval '2 days'"
        connection.execute(text(f"{earlier} WHERE key = 'long over'"))

    assert deliver(warehouse, channels_to()) == Delivered(sent=0, failed=0)
    for sent in (2, 0):
        assert deliver(warehouse, channels_to(hook=HOOK)) == Delivered(sent=sent, failed=0)

    assert hook.titles() == [("changed", "worse"), ("resolved", "2")]


def test_the_end_is_told_to_who_was_told_however_long_there_was_no_channel(
    warehouse: Engine, hook: Hook
) -> None:
    raised(warehouse, HELD)
    deliver(warehouse, channels_to(hook=HOOK))
    over(warehouse, HELD)
    with warehouse.begin() as connection:
        earlier = "UPDATE alerts.alert SET resolved_at = resolved_at - interval '2 days'"
        connection.execute(text(earlier))

    deliver(warehouse, channels_to(hook=HOOK))

    assert [occasion for occasion, _ in hook.titles()] == ["raised", "resolved"]


def test_datasets_and_severity_choose_the_channels(
    warehouse: Engine, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server() as (box, port):
        monkeypatch.setenv("TEST_MAIL", f"smtp://127.0.0.1:{port}?disable_tls=true")
        rules = (Rule(("hook",), ("crim_*",)), Rule(("hook", "mail"), least_severity="critical"))
        channels = channels_to(*rules, hook=HOOK, mail=MAIL)
        raised(warehouse, HELD)
        raised(warehouse, replace(HELD, dataset_code="NAMA_10_GDP", title="mild"))
        raised(warehouse, replace(HELD, dataset_code=None, severity="critical", title="all"))
        deliver(warehouse, channels)

    assert sorted(hook.titles()) == [("raised", HELD.title), ("raised", "all")]
    assert [mail["Subject"] for mail in box.mails] == ["[Vintages critical] all"]
    untold = "SELECT title FROM figures.alerts WHERE messages > 0 AND delivered = 0"
    assert select(warehouse, untold) == [("mild",)]


def test_one_release_is_one_message_whatever_was_found(warehouse: Engine, hook: Hook) -> None:
    findings = tuple(f"check {number} failed" for number in range(300))
    raised(warehouse, replace(HELD, findings=findings))
    deliver(warehouse, channels_to(hook=HOOK))

    assert [len(body["findings"]) for body in hook.bodies] == [300]


def test_two_who_see_the_same_at_once_write_one_message(warehouse: Engine) -> None:
    start = threading.Barrier(4)

    def see() -> bool:
        start.wait()
        return raised(warehouse, HELD)

    with ThreadPoolExecutor(4) as pool:
        seen = [pool.submit(see) for _ in range(4)]
        assert sorted(each.result() for each in seen) == [False, False, False, True]

    assert select(warehouse, "SELECT times_seen, messages FROM figures.alerts") == [(4, 1)]


def test_analysts_see_alerts_and_not_the_outbox(access: Access, warehouse: Engine) -> None:
    raised(warehouse, HELD)
    analyst = engine(access.analyst)

    assert select(analyst, "SELECT title, waiting FROM figures.alerts") == [(HELD.title, 0)]
    with pytest.raises(ProgrammingError, match="permission denied for schema alerts"):
        select(analyst, "SELECT * FROM alerts.outbox")


def test_open_alerts_are_listed_before_those_that_are_over(warehouse: Engine) -> None:
    raised(warehouse, replace(HELD, key="over"))
    over(warehouse, replace(HELD, key="over"))
    raised(warehouse, replace(HELD, key="mild"))
    raised(warehouse, replace(HELD, key="bad", severity="critical"))

    with warehouse.connect() as connection:
        assert [row.key for row in recent_alerts(connection)] == ["bad", "mild"]
        everything = recent_alerts(connection, "CRIM_THB_SEX", resolved=True)
    assert [row.key for row in everything] == ["bad", "mild", "over"]
