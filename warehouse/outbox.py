"""The outbox: messages on their way to channels. A lock on a delivery is held while it is sent.

Killed at any moment, a sender leaves its delivery as it was, for the next one to send. Killed
between the channel's thanks and ours, the message goes out again with the same identity.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine

from warehouse.statement import one, run

_FIRST_PAUSE = 30.0
_LONGEST_PAUSE = 600.0


@dataclass(frozen=True)
class Unrouted:
    """A message that no channel was chosen for yet."""

    message_id: int
    alert_id: int
    severity: str
    dataset_code: str | None
    kind: str
    key: str


@dataclass(frozen=True)
class Message:
    """A message as it goes out on one channel; ``facts`` is what Alert holds beside its columns."""

    message_id: int
    channel: str
    attempts: int
    mail_id: str
    occasion: str
    severity: str
    title: str
    facts: dict[str, Any]
    created_at: datetime
    alert_id: int
    dataset_code: str | None
    kind: str
    key: str
    raised_at: datetime

    @property
    def identity(self) -> str:
        """The same in every attempt on this channel, and in no other message."""
        return f"{self.mail_id}.{self.channel}"


def route(
    engine: Engine, channels: Collection[str], channels_of: Callable[[Unrouted], Collection[str]]
) -> None:
    """Queue new messages on their channels; what still waits there gives way to newer news.

    What was over for a day before there was anybody to tell is told to nobody. What waits for a
    channel that is none of these any more goes to those of today, a day after it was written.
    """
    with engine.begin() as connection:
        run(connection, "set_aside_messages")
        run(connection, "reroute_messages", channels=sorted(channels))
        for row in run(connection, "unrouted_messages").fetchall():
            message = Unrouted(*row)
            names = sorted(channels_of(message))
            run(connection, "route_message", message_id=message.message_id, channels=names)
    with engine.begin() as connection:
        run(connection, "supersede_messages")


@contextmanager
def claimed(
    engine: Engine, channels: Collection[str]
) -> Iterator[tuple[Connection, Message] | None]:
    """The oldest message due on these channels, ours until the block ends; None: nothing is due."""
    with engine.begin() as connection:
        row = one(connection, "claim_delivery", channels=sorted(channels))
        if row is None:
            yield None
        else:
            values = row._asdict() | {"mail_id": str(row.mail_id)}
            yield connection, Message(**values)


def delivered(connection: Connection, message: Message, remark: str | None) -> None:
    """The channel took it; ``remark`` is kept where not all of its receivers did."""
    values = {"message_id": message.message_id, "channel": message.channel}
    run(connection, "record_delivered", remark=remark, **values)


def undelivered(connection: Connection, message: Message, error: str) -> None:
    """The channel did not take it: again later, after 30 s, then twice as long, up to 10 min."""
    pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(message.attempts, 10))
    values = {"message_id": message.message_id, "channel": message.channel}
    run(connection, "record_undelivered", error=error, pause_seconds=pause, **values)


def waiting(connection: Connection) -> list[Any]:
    """What waits on each channel: ``channel, waiting, attempts, oldest_at, last_error``."""
    return run(connection, "undelivered_messages").fetchall()
