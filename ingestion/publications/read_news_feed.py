"""The news feed (RSS) of a Commission site: which pages it announces."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from lxml.etree import _Element as Element

from ingestion.errors import Malformed
from ingestion.parse_xml import local_name, parsed_xml


@dataclass(frozen=True)
class Announcement:
    """One item of the feed; None where its day cannot be read."""

    url: str
    title: str
    published_at: datetime | None = None

    @property
    def identity(self) -> str:
        """What makes two items the same: a page that is dated anew is announced anew."""
        return f"{self.url}@{self.published_at}"


def read_news_feed(payload: bytes) -> tuple[Announcement, ...]:
    """The items of an RSS feed that have a link. Raises Malformed for anything else."""
    root = parsed_xml(payload)
    if local_name(root).lower() not in ("rss", "rdf"):
        raise Malformed(f"wanted an RSS feed, got {local_name(root)}: {payload[:120]!r}")
    items = (_announcement(item) for item in root.iter("{*}item"))
    return tuple(item for item in items if item.url)


def _announcement(item: Element) -> Announcement:
    texts = {local_name(child): " ".join((child.text or "").split()) for child in item}
    moment = _moment(texts.get("pubDate", ""))
    return Announcement(texts.get("link", ""), texts.get("title", ""), moment)


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
