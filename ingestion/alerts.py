"""Deliver what the outbox holds: each message once per channel, again after a failure.

Whoever finds a fault calls ``raise_alert`` in its own transaction; nothing is sent there. Sending
is this module's, in a process of its own, so that a dead mail server never stops a load.
"""

import logging
import traceback
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine

from ingestion.alert_routes import UNDELIVERED, Addresses, Routing, address_of, chosen_routing
from ingestion.letter import letter
from ingestion.send import send
from ingestion.settings import Settings, access
from warehouse.alerts import Alert, Ended, raise_alert, resolve_because
from warehouse.connection import engine
from warehouse.errors import VintagesError
from warehouse.outbox import Message, claimed, delivered, route, undelivered, waiting

ATTEMPTS_BEFORE_ALARM = 5  # with growing pauses, a channel is then down for about eight minutes
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Channels:
    """The channels that a deliverer may use, and how it finds their addresses."""

    routing: Routing
    connections: Addresses | None = None
    internal_webhooks: bool = False

    def send(self, message: Message) -> str | None:
        """Send a message; returns the channel's remark. Raises NotDelivered, Misconfigured."""
        channel = self.routing.channels[message.channel]
        address = address_of(message.channel, channel, self.connections)
        return send(channel, address, letter(message), internal=self.internal_webhooks)


@dataclass(frozen=True)
class Delivered:
    """What one pass did."""

    sent: int
    failed: int


def deliver_all(chosen: Settings, connections: Addresses | None = None) -> Delivered:
    """One pass over the outbox of the warehouse that the settings name. Raises Misconfigured."""
    channels = Channels(chosen_routing(chosen), connections, chosen.internal_webhooks)
    return deliver(engine(access(chosen).loader), channels)


def deliver(engine: Engine, channels: Channels) -> Delivered:
    """Send whatever is due. A channel that fails is left alone until the next pass.

    Any number may run at once; each delivery is locked by the one that sends it. Without a channel
    messages wait: what is still wrong when there is one is told then.
    """
    if channels.routing.channels:
        route(engine, channels.routing.channels, channels.routing.channels_of)
    working = set(channels.routing.channels)
    tally: Counter[bool] = Counter()
    while (done := _deliver_one(engine, channels, working)) is not None:
        channel, was_sent = done
        tally[was_sent] += 1
        if not was_sent:
            working.discard(channel)
    return Delivered(sent=tally[True], failed=tally[False])


def _deliver_one(
    engine: Engine, channels: Channels, working: Collection[str]
) -> tuple[str, bool] | None:
    with claimed(engine, working) as claim:
        if claim is None:
            return None
        connection, message = claim
        try:
            remark = channels.send(message)
        except Exception as error:  # noqa: BLE001 - whatever one channel does, the others are told
            why = _reason(error)
            _log.warning("%s did not take message %s: %s", message.channel, message.identity, why)
            _note_failure(connection, message, why)
            return message.channel, False
        delivered(connection, message, remark)
        _note_success(connection, message.channel)
        return message.channel, True


def _reason(error: Exception) -> str:
    """Why a channel failed: a stranger's words may quote an address, so only its place is told."""
    if isinstance(error, VintagesError):
        return str(error)
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno}: not sent"


def _note_failure(connection: Connection, message: Message, error: str) -> None:
    undelivered(connection, message, error)
    if message.attempts + 1 >= ATTEMPTS_BEFORE_ALARM:
        raise_alert(connection, channel_is_silent(message.channel, error))


def _note_success(connection: Connection, channel: str) -> None:
    """The channel works, unless there is still a message that it refuses again and again."""
    refused = (each for each in waiting(connection) if each.attempts >= ATTEMPTS_BEFORE_ALARM)
    if channel not in {each.channel for each in refused}:
        ended = Ended(UNDELIVERED, None, channel, "the channel takes messages again")
        resolve_because(connection, ended)


def channel_is_silent(channel: str, error: str | None) -> Alert:
    """The alert that a channel does not deliver; it goes to all the others."""
    return Alert(
        kind=UNDELIVERED,
        key=channel,
        severity="critical",
        title=f"alerts cannot be delivered to {channel}",
        happened=f"The channel {channel} does not take messages: {error or 'no attempt was made'}.",
        to_do="See figures.alerts for what waits; mend the channel in alerts.toml or its address. "
        "What waits is sent by itself when the channel works again.",
    )
