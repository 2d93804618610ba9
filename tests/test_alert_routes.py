"""alerts.toml: what it may say, and where a webhook may lead."""

from pathlib import Path
from typing import Any

import pytest

from ingestion.alert_routes import Channel, Routing, address_of, chosen_routing, routing
from ingestion.errors import Misconfigured
from ingestion.send import send
from ingestion.settings import settings
from tests.receivers import routing_of
from tests.test_letter import letter_of
from warehouse.outbox import Unrouted

FILE = """
[channels.team]
kind = "apprise"
address_from = "TEAM_CHAT"

[channels.office]
kind = "mail"
connection = "smtp_default"
sender = "vintages@example.org"
recipients = ["office@example.org"]

[rules.everything]
channels = ["office"]

[rules.crime]
datasets = ["crim_*"]
least_severity = "info"
channels = ["team", "office"]
"""


def told(found: Routing, code: str | None, severity: str, kind: str = "held") -> set[str]:
    """The channels for an alert."""
    return found.channels_of(Unrouted(1, 1, severity, code, kind, "team"))


def test_datasets_and_severity_choose_each_channel_once(tmp_path: Path) -> None:
    path = tmp_path / "alerts.toml"
    path.write_text(FILE)
    found = routing(path)

    assert told(found, "CRIM_THB_SEX", "info") == {"team", "office"}
    assert told(found, "NAMA_10_GDP", "critical") == {"office"}
    assert told(found, None, "warning") == {"office"}
    assert told(found, "NAMA_10_GDP", "info") == set()
    assert told(found, None, "critical", "undelivered") == {"office"}, "not on the silent one"


def test_a_home_without_the_file_tells_nobody(tmp_path: Path) -> None:
    home = {"VINTAGES_HOME": str(tmp_path)}
    assert chosen_routing(settings(home)) == Routing()

    (tmp_path / "alerts.toml").write_text(FILE)
    assert set(chosen_routing(settings(home)).channels) == {"team", "office"}


def test_a_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    for named in (tmp_path / "absent.toml", tmp_path):
        with pytest.raises(Misconfigured, match="put it there, or mend VINTAGES_ALERTS"):
            chosen_routing(settings({"VINTAGES_ALERTS": str(named)}))

    (tmp_path / "absent.toml").touch()
    assert chosen_routing(settings({"VINTAGES_ALERTS": f"{tmp_path}/absent.toml"})) == Routing()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"chanels": {}}, r"unknown key 'chanels'; did you mean 'channels'"),
        (
            {"channels": {"x": {"kind": "webhook", "adress_from": "X"}}},
            r'\[channels."x"\]: unknown key \'adress_from\'; did you mean \'address_from\'',
        ),
        ({"channels": {"x": {"kind": "fax"}}}, "key 'kind' wants one of mail, apprise, webhook"),
        ({"channels": {"x": {"kind": "webhook"}}}, "'address_from' and 'connection'"),
        ({"channels": {"x": {"kind": "mail", "address_from": "X"}}}, "'sender' and 'recipients'"),
        (
            {
                "channels": {
                    "x": {
                        "kind": "mail",
                        "address_from": "X",
                        "sender": "a@example.org\nBcc: b@example.org",
                        "recipients": ["a@example.org"],
                    }
                }
            },
            "each on one line",
        ),
        ({"channels": {"a b": {"kind": "webhook", "address_from": "X"}}}, "channel 'a b'"),
        ({"rules": {"r": {"channels": ["x"]}}}, "rule 'r' names the channel 'x'"),
    ],
)
def test_what_the_file_may_not_say_is_named(content: dict[str, Any], said: str) -> None:
    with pytest.raises(Misconfigured, match=said):
        routing_of(content)


@pytest.mark.parametrize(
    "address",
    [
        *("vintages@", "a@[", '"', "@example.org", "a b@example.org", "ops", "a@example..org"),
        *("a@example.org, b@example.org", "Ops <ops@>", "Ops, night <ops@b.eu>", "a@b.eu>"),
    ],
)
@pytest.mark.parametrize("key", ["sender", "recipients"])
def test_what_is_no_mail_address_is_refused_when_the_file_is_read(address: str, key: str) -> None:
    mail = {"kind": "mail", "address_from": "X", "sender": "a@b.eu", "recipients": ["a@b.eu"]}
    wrong = {key: address if key == "sender" else ["a@b.eu", address]}

    with pytest.raises(Misconfigured, match="want mail addresses") as refused:
        routing_of({"channels": {"x": mail | wrong}})

    assert repr(address) in str(refused.value)


@pytest.mark.parametrize(
    "address",
    [
        *("ops+night@example.org", "Ops <ops@example.org>", '"Ops, night" <ops@mail.example.org>'),
        *("ops@localhost", "o'brien.j@example.org", "Büro Ü <buero@example.org>"),
    ],
)
def test_what_is_a_mail_address_becomes_one_in_the_mail(address: str) -> None:
    channel = Channel("mail", "X", sender=address, recipients=(address, "b@example.org"))

    mail = letter_of().mail(channel.sender or "", channel.recipients)

    assert [len(mail[name].addresses) for name in ("From", "To")] == [1, 2]
    assert [mail[name].defects for name in ("From", "To")] == [(), ()]


def test_an_address_in_the_file_is_refused_and_not_repeated() -> None:
    url = "https://hooks.example.org/s3cretT0ken"
    with pytest.raises(Misconfigured, match="found an address") as refused:
        routing_of({"channels": {"x": {"kind": "webhook", "address_from": url}}})

    assert "s3cretT0ken" not in str(refused.value)


def test_an_address_comes_from_the_environment_or_from_airflow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office = Channel("webhook", connection="office")
    with pytest.raises(Misconfigured, match="set AIRFLOW_CONN_OFFICE"):
        address_of("office", office)
    monkeypatch.setenv("AIRFLOW_CONN_OFFICE", "smtp://environment")
    assert address_of("office", office) == "smtp://environment"
    assert address_of("office", office, {"office": "smtp://airflow"}.get) == "smtp://airflow"


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/hook",
        "https://localhost/hook",
        "https://[::1]/hook",
        "https://[::ffff:127.0.0.1]/hook",
        "https://[64:ff9b::7f00:1]/hook",
        "https://[::7f00:1]/hook",
        "https://[2002:7f00:1::]/hook",
        "https://127.0.0.1\\@example.org/hook",
        "https://224.0.0.1/hook",
        "https://10.0.0.1/hook",
        "https://169.254.169.254/latest/meta-data",
        "https://0/hook",
        "https://2130706433/hook",
        "http://example.org/hook",
        "file:///etc/passwd",
        "https:///hook",
    ],
)
def test_a_webhook_leads_into_no_private_network(address: str) -> None:
    with pytest.raises(Misconfigured):
        send(Channel("webhook", "X"), address, letter_of())
