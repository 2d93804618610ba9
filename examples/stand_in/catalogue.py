"""What a stand-in says about all its datasets: the update feed and the table of contents."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from xml.sax.saxutils import escape

from examples.stand_in.shelf import ServedRelease
from examples.stand_in.table import read_table

FEED_WINDOW = timedelta(days=7)
_LINK = "https://ec.europa.eu/eurostat/databrowser/product/view/"


@dataclass(frozen=True)
class Item:
    """One entry of the update feed: ``CODE - title``, when it was published, and what happened."""

    title: str
    published_at: datetime
    event: str = "data updated"
    code: str = ""


def feed(items: Iterable[Item], now: datetime) -> bytes:
    """The update feed as RSS: the items of the last seven days, newest first."""
    recent = [item for item in items if now - item.published_at <= FEED_WINDOW]
    entries = "".join(map(_entry, sorted(recent, key=lambda item: item.published_at, reverse=True)))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>'
        "<title>Eurostat: datasets updated</title><link>https://ec.europa.eu/eurostat</link>"
        f"<description>Updates of the last 7 days</description>{entries}</channel></rss>"
    ).encode()


def _entry(item: Item) -> str:
    published = format_datetime(item.published_at.astimezone(UTC), usegmt=True)
    link = escape(_LINK + item.title.split(" ", 1)[0])
    return (
        f"<item><title>{escape(item.title)}</title><link>{link}</link>"
        f"<description>{escape(f'{item.title}: {item.event}')}</description>"
        f'<guid isPermaLink="false">{escape(item.title)} {published}</guid>'
        f"<pubDate>{published}</pubDate></item>"
    )


def table_of_contents(releases: Iterable[ServedRelease]) -> bytes:
    """``catalogue/toc/txt``: a folder line with seven fields, then a line per dataset."""
    head = (
        "title\tcode\ttype\tlast update of data\tlast table structure change"
        "\tdata start\tdata end\tvalues"
    )
    folder = '"Stand-in"\t"standin"\t"folder"\t" "\t" "\t" "\t" "'
    return "".join(f"{line}\r\n" for line in (head, folder, *map(_toc_line, releases))).encode()


def _toc_line(release: ServedRelease) -> str:
    table = read_table(release.file)
    day = "{2}.{1}.{0}".format(*release.update_data[:10].split("-"))
    texts = (f"    {release.title}", release.code.lower(), "dataset", day, day)
    periods = (min(table.periods, default=" "), max(table.periods, default=" "))
    quoted = (f'"{text}"' for text in (*texts, *periods))
    return "\t".join((*quoted, str(table.observation_count)))
