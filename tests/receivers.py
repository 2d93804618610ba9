"""Those who are told: a mail server and a webhook on loopback, and the channels that lead there."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from ingestion.alert_routes import Channel, Routing, Rule
from ingestion.alerts import Channels
from ingestion.toml_table import table_as


@dataclass
class MailBox:
    """Takes mail from anyone on loopback, but for those who are ``unknown``.

    It reads a mail for so many seconds before it gives thanks, and ends with its ``farewell``.
    """

    mails: list[EmailMessage] = field(default_factory=list)
    unknown: tuple[str, ...] = ()
    reads_seconds: float = 0.0
    farewell: str = "221 Bye"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        """Let a recipient pass who is known."""
        if address in self.unknown:
            return "550 no such recipient"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep the mail."""
        content = envelope.content
        assert isinstance(content, bytes)
        self.mails.append(message_from_bytes(content, _class=EmailMessage, policy=policy.default))
        await asyncio.sleep(self.reads_seconds)
        return "250 OK"

    async def handle_QUIT(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Say the farewell."""
        return self.farewell


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


@contextmanager
def mail_server(port: int = 0) -> Iterator[tuple[MailBox, int]]:
    """A mail server, and its port."""
    box, chosen = MailBox(), port or free_port()
    controller = Controller(box, hostname="127.0.0.1", port=chosen)
    controller.start()
    try:
        yield box, chosen
    finally:
        controller.stop()


@dataclass
class Hook:
    """What a webhook was sent; ``status`` is what it answers as soon as ``gate`` is open."""

    url: str = ""
    status: int = 200
    bodies: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    asked: threading.Event = field(default_factory=threading.Event)

    def titles(self) -> list[tuple[str, str]]:
        """Occasion and title of each message taken."""
        return [(each["occasion"], each["title"]) for each in self.bodies]


@contextmanager
def webhook() -> Iterator[Hook]:
    """A webhook on loopback that takes everything, at once."""
    hook = Hook()
    hook.gate.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status = hook.status
            hook.asked.set()
            hook.gate.wait(10)
            if 200 <= status < 300:
                hook.bodies.append(body)
                hook.keys.append(self.headers["Idempotency-Key"])
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        hook.url = f"http://127.0.0.1:{server.server_port}/hook"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield hook
        finally:
            hook.gate.set()
            server.shutdown()
            thread.join()


MAIL = Channel("mail", "TEST_MAIL", None, "vintages@example.org", ("a@example.org",))


def channels_to(*rules: Rule, **channels: Channel) -> Channels:
    """Channels that may lead to loopback; without rules, all is told to all of them."""
    chosen = rules or (Rule(tuple(channels), least_severity="info"),)
    return Channels(
        Routing(channels, {str(number): rule for number, rule in enumerate(chosen)}),
        internal_webhooks=True,
    )


def routing_of(content: dict[str, Any]) -> Routing:
    """The routing that a file with this content means."""
    return table_as(Routing, content, "alerts.toml")
