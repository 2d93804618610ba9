"""Which alert goes where: ``alerts.toml``, read into channels and rules.

Addresses carry passwords and tokens, so the file only says where an address is kept: in an
environment variable, or in a connection of Airflow.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal

from ingestion.errors import Misconfigured
from ingestion.settings import Settings
from ingestion.toml_table import parsed_toml, table_as
from warehouse.outbox import Unrouted

UNDELIVERED = "undelivered"
Addresses = Callable[[str], str | None]
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_WORD = r"[\w!#$%&'*+/=?^`{|}~-]+"
_MAILBOX = rf"{_WORD}(?:\.{_WORD})*@[\w-]+(?:\.[\w-]+)*"
_NAMED_MAILBOX = rf'(?:"[^"\\]*"|\w[^"\\<>()\[\]:;@,]*)? *<{_MAILBOX}>'
_SEVERITIES = ("info", "warning", "critical")


@dataclass(frozen=True)
class Channel:
    """A way to reach people. Exactly one of `address_from` and `connection` says where."""

    kind: Annotated[Literal["mail", "apprise", "webhook"], "how messages are sent"]
    address_from: Annotated[
        str | None, "the environment variable that holds the address, never the address itself"
    ] = None
    connection: Annotated[str | None, "the id of the Airflow connection that is the address"] = None
    sender: Annotated[str | None, "who the mail is from; mail only, required there"] = None
    recipients: Annotated[tuple[str, ...], "who the mail is to; mail only, required there"] = ()

    def __post_init__(self) -> None:
        """Raises ValueError when the channel cannot work as it is written."""
        if (self.address_from is None) == (self.connection is None):
            raise ValueError("wants one of the keys 'address_from' and 'connection'")
        if "://" in (self.address_from or self.connection or ""):
            raise ValueError(
                "key 'address_from' wants the name of an environment variable, found an address: "
                "put the address into a variable, and its name here"
            )
        if (self.kind == "mail") != (self.sender is not None and bool(self.recipients)):
            raise ValueError("keys 'sender' and 'recipients': a mail needs both, nothing else does")
        for each in (self.sender, *self.recipients):
            if each is not None and not _is_mail_address(each):
                raise ValueError(
                    "keys 'sender' and 'recipients' want mail addresses, each on one line, such as "
                    f"ops@example.org or Ops <ops@example.org>; found {each!r}"
                )

    @property
    def variable(self) -> str:
        """The environment variable that holds the address; Airflow's own name for a connection."""
        return self.address_from or f"AIRFLOW_CONN_{(self.connection or '').upper()}"


def _is_mail_address(text: str) -> bool:
    """Narrower than the grammar of mail: what it allows, every library reads alike."""
    return text.isprintable() and bool(re.fullmatch(f"{_MAILBOX}|{_NAMED_MAILBOX}", text))


@dataclass(frozen=True)
class Rule:
    """Who is told of what: every channel of every rule that fits, each channel once."""

    channels: Annotated[tuple[str, ...], "names of channels"]
    datasets: Annotated[
        tuple[str, ...], "codes, with `*` for any letters: `crim_*`; alerts about no dataset: `*`"
    ] = ("*",)
    least_severity: Annotated[
        Literal["info", "warning", "critical"], "milder alerts are not told"
    ] = "warning"

    def fits(self, message: Unrouted) -> bool:
        """Whether the alert is one that this rule is about."""
        code = (message.dataset_code or "").upper()
        is_severe = _SEVERITIES.index(message.severity) >= _SEVERITIES.index(self.least_severity)
        return is_severe and any(fnmatchcase(code, each.upper()) for each in self.datasets)


@dataclass(frozen=True)
class Routing:
    """The whole file."""

    channels: Annotated[Mapping[str, Channel], "channels, by name"] = field(default_factory=dict)
    rules: Annotated[Mapping[str, Rule], "rules, by a name of your choice"] = field(
        default_factory=dict
    )

    def __post_init__(self) -> None:
        """Raises ValueError when a name cannot be used, or a rule names no channel."""
        for name in self.channels:
            if not _NAME.fullmatch(name):
                raise ValueError(f"channel {name!r}: a name wants letters, digits, _ and -")
        for label, rule in self.rules.items():
            for name in set(rule.channels) - set(self.channels):
                raise ValueError(
                    f"rule {label!r} names the channel {name!r}, which is not one of "
                    f"{', '.join(self.channels) or 'none'}: mend the name, or add the channel"
                )

    def channels_of(self, message: Unrouted) -> set[str]:
        """The channels for a message; that one is silent is told on all the others."""
        if message.kind == UNDELIVERED:
            return set(self.channels) - {message.key}
        fitting = (rule for rule in self.rules.values() if rule.fits(message))
        return {name for rule in fitting for name in rule.channels}


def chosen_routing(chosen: Settings) -> Routing:
    """The routing that the settings choose; nobody is told where none was named and none is there.

    Raises Misconfigured, also for a file that was named and cannot be read: it may be on its way.
    """
    usual = chosen.home / "alerts.toml"
    if chosen.alerts is None and not usual.exists():
        return Routing()
    return routing(chosen.alerts or usual)


def routing(path: Path) -> Routing:
    """The routing that a file describes. Raises Misconfigured, naming the key."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Misconfigured(f"{path}: no valid TOML: {error}") from error
    except OSError as error:
        raise Misconfigured(
            f"{path} cannot be read ({error.strerror}), and says who is told of alerts: put it "
            "there, or mend VINTAGES_ALERTS; an empty file tells nobody"
        ) from error
    return table_as(Routing, parsed_toml(text, str(path)), str(path))


def address_of(name: str, channel: Channel, connections: Addresses | None = None) -> str:
    """The address of a channel: from Airflow's connections, else from the environment.

    ``connections`` gives the address in a connection by its id. Raises Misconfigured when neither
    has it, naming the variable and never its value.
    """
    found = None
    if channel.connection is not None and connections is not None:
        found = connections(channel.connection)
    found = found or os.environ.get(channel.variable)
    if not found:
        raise Misconfigured(
            f"channel {name!r} has no address: set {channel.variable} where alerts are delivered"
        )
    return found
