"""A message as people read it: subject, text, HTML, and JSON for machines. Nothing here sends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from jinja2 import Environment, PackageLoader, select_autoescape

from warehouse.outbox import Message

SHOWN_CELLS = 5
_templates = Environment(
    loader=PackageLoader("ingestion", "templates"),
    autoescape=select_autoescape(["html.j2"]),
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class Letter:
    """A message, rendered. ``identity`` is the same in each attempt: receivers know it again."""

    identity: str
    thread: str
    written_at: datetime
    subject: str
    text: str
    html: str
    body: Mapping[str, Any]

    def mail(self, sender: str, recipients: tuple[str, ...]) -> EmailMessage:
        """The letter as a mail; all mails about one alert make one thread."""
        mail = EmailMessage()
        mail["Subject"] = self.subject
        mail["From"] = sender
        mail["To"] = ", ".join(recipients)
        mail["Date"] = format_datetime(self.written_at)
        mail["Message-ID"] = f"<{self.identity}@vintages>"
        mail["References"] = f"<{self.thread}@vintages>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(self.text)
        mail.add_alternative(self.html, subtype="html")
        return mail


def letter(message: Message) -> Letter:
    """The letter that a message becomes."""
    facts = message.facts
    cells = facts.get("worst_cells", [])
    shown = {
        "message": message,
        "facts": facts,
        "cells": cells[:SHOWN_CELLS],
        "more_cells": max(0, len(cells) - SHOWN_CELLS),
        "subject": _subject(message),
    }
    text = _templates.get_template("alert.txt.j2").render(shown)
    return Letter(
        identity=message.identity,
        thread=f"alert-{message.alert_id}",
        written_at=message.created_at,
        subject=_subject(message),
        text=text,
        html=_templates.get_template("alert.html.j2").render(shown),
        body=_body(message, text),
    )


def _subject(message: Message) -> str:
    """One line: a line break in a title would start another header."""
    news = "resolved" if message.occasion == "resolved" else message.severity
    about = f"{message.dataset_code}: " if message.dataset_code else ""
    return " ".join(f"[Vintages {news}] {about}{message.title}".split())


def _body(message: Message, text: str) -> dict[str, Any]:
    return {
        "version": 1,
        "id": message.identity,
        "alert_id": message.alert_id,
        "occasion": message.occasion,
        "severity": message.severity,
        "dataset_code": message.dataset_code,
        "kind": message.kind,
        "key": message.key,
        "title": message.title,
        "raised_at": message.raised_at.isoformat(),
        "written_at": message.created_at.isoformat(),
        **message.facts,
        "text": text,  # what Slack and its kin show
    }
