"""Eurostat's update feed (RSS 2.0): which datasets it says were created, updated or deleted.

No recorded copy of it exists. What is known is its rules (one item per event of the last seven
days, a code at the start of the title, a rename as a deletion and an insertion) and not its exact
XML, so everything but the code may be missing, and an item without one is counted, never guessed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from lxml.etree import _Element as Element

from ingestion.errors import Malformed
from ingestion.eurostat.clock import moment
from ingestion.parse_xml import local_name, parsed_xml

Kind = Literal["created", "updated", "deleted", "unknown"]

_ITEMS = ("item", "entry")
_ROOTS = ("rss", "rdf", "feed")
_MOMENTS = ("pubDate", "date", "published", "updated")
# every one of the 8,154 dataflow ids of 2026 is of this form and has a digit or an underscore
_CODE = r"(?=[A-Z]+(?:[0-9_]|-[0-9]))(?P<code>[A-Z][A-Z0-9_]*(?:-[0-9]+)?(?P<view>\$[A-Z0-9_]+)?)"
_IN_TITLE = re.compile(rf"\s*{_CODE}(?![\w$])")
_IN_LINK = re.compile(rf"/(?:view|data|ESTAT|browse)/{_CODE}(?![\w$])")
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("deleted", re.compile(r"\b(?:deleted|deletion|removed)\b", re.IGNORECASE)),
    ("created", re.compile(r"\b(?:created|creation|inserted|insertion)\b", re.IGNORECASE)),
    ("updated", re.compile(r"\bupdated?\b", re.IGNORECASE)),
)
_CODELIST = re.compile(r"\bcode ?-?lists?\b", re.IGNORECASE)


@dataclass(frozen=True)
class FeedItem:
    """One event of one dataset; ``category`` is the feed's own word (``data``, ``datastructure``).

    A renamed dataset is two items: the old code deleted, the new one created.
    """

    dataset_code: str
    kind: Kind
    category: str = ""
    title: str = ""
    published_at: datetime | None = None
    link: str = ""
    guid: str = ""


@dataclass(frozen=True)
class Feed:
    """The feed's events, each once, in its order.

    ``unreadable`` counts the items in which no code was found: somebody should look. ``others``
    counts those that are about no dataset: code lists, and views of datasets (``CODE$DV_1``).
    """

    items: tuple[FeedItem, ...]
    unreadable: int = 0
    others: int = 0


def read_feed(payload: bytes) -> Feed:
    """The events in an RSS feed. Raises Malformed for anything that is no feed."""
    root = parsed_xml(payload)
    if local_name(root).lower() not in _ROOTS:
        raise Malformed(f"wanted an RSS feed, got {local_name(root)}: {payload[:120]!r}")
    items: dict[tuple[object, ...], FeedItem] = {}
    unreadable = others = 0
    for fields in _fields_of_items(root):
        found = _code(fields)
        if _CODELIST.search(fields.get("category", "")) or (found and found["view"]):
            others += 1
        elif found is None:
            unreadable += 1
        else:
            item = _item(found["code"], fields)
            items.setdefault(_identity(item), item)
    return Feed(tuple(items.values()), unreadable, others)


def _fields_of_items(root: Element) -> Iterator[dict[str, str]]:
    """The texts of each item by the name of their element; a link may be an attribute."""
    for element in root.iter("{*}*"):
        if local_name(element) in _ITEMS:
            fields: dict[str, str] = {}
            for child in element:
                text = " ".join("".join(map(str, child.itertext())).split()) or child.get(
                    "href", ""
                )
                name = local_name(child)
                fields[name] = f"{fields[name]} {text}" if name in fields else text
            yield fields


def _code(fields: dict[str, str]) -> re.Match[str] | None:
    """Where the dataset's code stands: at the start of the title, else in the guid or the link."""
    return (
        _IN_TITLE.match(fields.get("title", ""))
        or _IN_TITLE.match(fields.get("guid", ""))
        or _IN_LINK.search(fields.get("guid", ""))
        or _IN_LINK.search(fields.get("link", ""))
    )


def _item(code: str, fields: dict[str, str]) -> FeedItem:
    stamp = next((fields[name] for name in _MOMENTS if fields.get(name)), "")
    return FeedItem(
        dataset_code=code,
        kind=_kind(fields),
        category=fields.get("category", ""),
        title=fields.get("title", ""),
        published_at=_moment(stamp),
        link=fields.get("link", ""),
        guid=fields.get("guid", ""),
    )


def _kind(fields: dict[str, str]) -> Kind:
    for name in ("category", "description", "summary", "title"):
        for kind, sign in _KINDS:
            if sign.search(fields.get(name, "")):
                return kind
    return "unknown"


def _moment(stamp: str) -> datetime | None:
    """When it happened, if that can be read: an item is a hint and needs no date to be one."""
    try:
        return moment(stamp)
    except ValueError:
        return None


def _identity(item: FeedItem) -> tuple[object, ...]:
    """What makes two items the same event; the feed is built anew twice a day."""
    when = item.published_at or (item.guid, item.title)
    return item.dataset_code, item.kind, item.category, when
