"""CELLAR's notification feed: which documents were created or changed, and when.

It is Atom in form only: title, link and id of an entry are template variables that nobody filled
in (``$item.title``). What is real stands in elements of their own, and in ``updated``.
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote

from lxml.etree import _Element as Element

from ingestion.errors import Malformed
from ingestion.parse_xml import local_name, parsed_xml

_CELEX = "celex:"


@dataclass(frozen=True)
class Notification:
    """One event of one document; the same work is notified again and again."""

    cellar_id: str
    updated_at: datetime
    celex: tuple[str, ...] = ()

    @property
    def identity(self) -> str:
        """What makes two entries the same event."""
        return f"{self.cellar_id}@{self.updated_at.isoformat()}"


@dataclass(frozen=True)
class NotificationPage:
    """One page of the feed; ``unreadable`` counts entries without an id or a moment."""

    notifications: tuple[Notification, ...]
    has_more: bool
    unreadable: int = 0


def read_notifications(payload: bytes) -> NotificationPage:
    """A page of the feed. Raises Malformed for anything else."""
    root = parsed_xml(payload)
    if local_name(root) != "feed":
        raise Malformed(f"wanted an Atom feed, got {local_name(root)}: {payload[:120]!r}")
    more = "".join(_texts(root, "moreEntries")).lower()
    if more not in ("true", "false"):
        raise Malformed(f"wanted moreEntries true or false, got {more!r}: {payload[:300]!r}")
    entries = [_notification(entry) for entry in root.iter("{*}entry")]
    found = tuple(entry for entry in entries if entry is not None)
    return NotificationPage(found, more == "true", len(entries) - len(found))


def _notification(entry: Element) -> Notification | None:
    """An entry, or None for one that says nothing: of a thousand it must not lose the others."""
    ids, stamps = _texts(entry, "cellarId"), _texts(entry, "updated")
    try:
        moment = datetime.fromisoformat("".join(stamps[:1]))
    except ValueError:
        return None
    if not ids or moment.tzinfo is None:
        return None
    named = [unquote(text) for text in _texts(entry, "identifier")]
    celex = tuple(name.removeprefix(_CELEX) for name in named if name.startswith(_CELEX))
    return Notification(ids[0], moment, celex)


def _texts(element: Element, name: str) -> list[str]:
    texts = ((found.text or "").strip() for found in element.iter(f"{{*}}{name}"))
    return [text for text in texts if text]
