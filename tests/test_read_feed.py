"""The update feed: its exact XML is not known, so whatever has a code is an event, once."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.errors import Malformed
from ingestion.eurostat.read_feed import Feed, FeedItem, read_feed
from warehouse.errors import VintagesError

PUBLISHED = "Thu, 11 Jun 2026 23:00:00 +0200"
AT = datetime(2026, 6, 11, 21, tzinfo=UTC)


def feed(*items: str) -> bytes:
    body = "".join(f"<item>{item}</item>" for item in items)
    channel = f"<channel><title>Eurostat updates</title>{body}</channel>"
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0">{channel}</rss>'.encode()


def item(title: str, description: str = "Dataset updated", category: str = "data") -> str:
    return (
        f"<title>{title}</title><description>{description}</description>"
        f"<category>{category}</category><pubDate>{PUBLISHED}</pubDate>"
    )


def codes(payload: bytes) -> list[str]:
    return [found.dataset_code for found in read_feed(payload).items]


def test_an_item_says_which_dataset_what_and_when() -> None:
    title = "CRIM_THB_SEX - Victims of trafficking"

    assert read_feed(feed(item(title))) == Feed(
        (FeedItem("CRIM_THB_SEX", "updated", "data", title, AT),)
    )


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("CRIM_THB_SEX - Victims", "CRIM_THB_SEX"),
        ("CRIM_THB_SEX Victims", "CRIM_THB_SEX"),
        ("  TEC00114", "TEC00114"),
        ("DS-045409: EU trade since 1988", "DS-045409"),
        ("<![CDATA[SDG_16_70 - Victims]]>", "SDG_16_70"),
        ("BD_9N - Births", "BD_9N"),
    ],
)
def test_the_code_begins_the_title_however_it_goes_on(title: str, code: str) -> None:
    assert codes(feed(item(title))) == [code]


@pytest.mark.parametrize(
    "xml",
    [
        "<title>Victims</title><link>https://ec.europa.eu/eurostat/databrowser/view/UNE_RT_M/default/table</link>",
        "<title>Victims</title><guid>UNE_RT_M</guid>",
        "<guid isPermaLink='false'>https://ec.europa.eu/x/dataflow/ESTAT/UNE_RT_M</guid>",
        "<a:title xmlns:a='urn:a'>UNE_RT_M - Unemployment</a:title>",
    ],
)
def test_a_code_is_also_found_in_guid_and_link(xml: str) -> None:
    assert codes(feed(xml)) == ["UNE_RT_M"]


def test_an_item_that_comes_again_is_one_event() -> None:
    """C5"""
    once, later = (
        item("UNE_RT_M - Unemployment"),
        item("UNE_RT_M - Unemployment").replace("11 Jun", "12 Jun"),
    )

    assert codes(feed(once, once, later)) == ["UNE_RT_M", "UNE_RT_M"]


def test_an_item_without_a_code_is_counted_so_that_somebody_looks() -> None:
    """C5"""
    found = read_feed(feed(item("Population on 1 January"), item("UNE_RT_M - Unemployment"), ""))

    assert (len(found.items), found.unreadable) == (1, 2)


def test_a_rename_is_a_deletion_and_a_creation() -> None:
    """C5"""
    found = read_feed(
        feed(
            item("PRC_HICP_MANR - HICP", "Deletion of the dataset"),
            item("PRC_HICP_MINR - HICP", "Dataset created"),
        )
    )

    assert [(event.dataset_code, event.kind) for event in found.items] == [
        ("PRC_HICP_MANR", "deleted"),
        ("PRC_HICP_MINR", "created"),
    ]


def test_views_and_code_lists_are_no_datasets() -> None:
    """C3"""
    found = read_feed(
        feed(
            item("CRIM_THB_SEX$DV_1641 - A view"),
            item("GEO_2 - a code was added", category="code list"),
            item("UNE_RT_M - its structure changed", category="datastructure"),
        )
    )

    assert ([event.dataset_code for event in found.items], found.others) == (["UNE_RT_M"], 2)


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        ("<pubDate>Thu, 11 Jun 2026 21:00:00 GMT</pubDate>", AT),
        ("<pubDate>2026-06-11T23:00:00+0200</pubDate>", AT),
        ("<pubDate>Thu, 11 Jun 2026 23:00:00</pubDate>", AT),
        ("<dc:date xmlns:dc='urn:dc'>2026-06-11T21:00:00Z</dc:date>", AT),
        ("<pubDate>11 June, at night</pubDate>", None),
        ("<pubDate>Thu, 11 Jun 99999999999999999999 21:00:00 GMT</pubDate>", None),
        ("", None),
    ],
)
def test_a_moment_is_read_in_any_usual_spelling_or_left_out(
    stamp: str, expected: datetime | None
) -> None:
    (found,) = read_feed(feed(f"<title>UNE_RT_M - x</title>{stamp}")).items

    assert found.published_at == expected


def test_an_empty_feed_is_a_feed() -> None:
    assert read_feed(feed()) == Feed(())


@pytest.mark.parametrize(
    "payload",
    [b"", b"not XML", b"<html><body>maintenance</body></html>", b'<!DOCTYPE html><html/>',
     b'<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss>&b;</rss>', feed()[:-9]],
)  # fmt: skip
def test_what_is_no_feed_is_refused(payload: bytes) -> None:
    with pytest.raises(Malformed):
        read_feed(payload)


@given(st.binary(max_size=40), st.integers(0, 400), st.integers(0, 40))
def test_a_damaged_feed_is_read_or_refused_and_nothing_else(
    damage: bytes, place: int, lost: int
) -> None:
    payload = feed(item("UNE_RT_M - Unemployment"), item("TEC00114"))

    try:
        read_feed(payload[:place] + damage + payload[place + lost :])
    except VintagesError:
        return


@given(st.text())
def test_no_text_in_an_item_stops_the_feed(text: str) -> None:
    safe = text.encode("ascii", "xmlcharrefreplace").decode().replace("&", "").replace("<", "")
    printable = "".join(c for c in safe if c.isprintable())

    found = read_feed(feed(f"<title>{printable}</title><pubDate>{printable}</pubDate>"))

    assert len(found.items) + found.unreadable + found.others == 1
