"""Alerts: told once, told again when they change, ended once; whatever becomes of the channels."""

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError

from ingestion.alert_routes import Channel, Rule
from ingestion.alerts import ATTEMPTS_BEFORE_ALARM, Delivered, deliver
from tests.receivers import MAIL, Hook, MailBox, channels_to, mail_server, webhook
from tests.rounds import select
from warehouse.alerts import Alert, raise_alert, recent_alerts, resolve_alert
from warehouse.connection import Access, engine
from warehouse.outbox import waiting

HELD = Alert(
    kind="held",
    dataset_code="CRIM_THB_SEX",
    key="CRIM_THB_SEX@2026-01-08",
    fingerprint="shift",
    title="a release is held",
    happened="One country fell by 40 %.",
    to_do="Decide.",
)
HOOK = Channel("webhook", "TEST_HOOK")


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hook]:
    """A webhook whose address the environment holds."""
    with webhook() as started:
        monkeypatch.setenv("TEST_HOOK", started.url)
        yield started


def raised(warehouse: Engine, alert: Alert) -> bool:
    """Raise an alert in a transaction of its own."""
    with warehouse.begin() as connection:
        return raise_alert(connection, alert)


def over(warehouse: Engine, alert: Alert) -> int:
    """End it in a transaction of its own."""
    with warehouse.begin() as connection:
        return resolve_alert(connection, alert.dataset_code, alert.kind, alert.key)


def later(warehouse: Engine) -> None:
    """Make every pause end."""
    with warehouse.begin() as connection:
        connection.execute(text("UPDATE alerts.delivery SET next_try_at = clock_timestamp()"))


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


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailBox]:
    """A mail server whose address the environment holds."""
    with mail_server() as (started, port):
        monkeypatch.setenv("TEST_MAIL", f"smtp://127.0.0.1:{port}?disable_tls=true")
        yield started


def test_a_mail_that_was_taken_is_sent_whatever_the_server_says_at_the_end(
    warehouse: Engine, box: MailBox
) -> None:
    box.farewell = "421 too busy for that"
    raised(warehouse, HELD)

    assert deliver(warehouse, channels_to(office=MAIL)) == Delivered(sent=1, failed=0)
    later(warehouse)
    assert deliver(warehouse, channels_to(office=MAIL)) == Delivered(sent=0, failed=0)
    assert len(box.mails) == 1


@pytest.mark.long
def test_a_server_that_looks_for_viruses_before_it_gives_thanks_is_sent_a_mail_once(
    warehouse: Engine, box: MailBox
) -> None:
    box.reads_seconds = 25
    raised(warehouse, HELD)

    assert deliver(warehouse, channels_to(office=MAIL)) == Delivered(sent=1, failed=0)
    assert len(box.mails) == 1


def test_a_recipient_who_is_refused_is_named_beside_the_alert(
    warehouse: Engine, box: MailBox
) -> None:
    box.unknown = ("gone@example.org",)
    raised(warehouse, HELD)
    office = replace(MAIL, recipients=(*MAIL.recipients, *box.unknown))
    deliver(warehouse, channels_to(office=office))

    seen = select(warehouse, "SELECT delivered, waiting, last_error FROM figures.alerts")
    assert seen == [(1, 0, "refused for gone@example.org")]


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
