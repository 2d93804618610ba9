"""What people and machines read: all that they need, nothing that a label smuggles in."""

import json
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

from ingestion.alert_routes import Channel
from ingestion.letter import Letter, letter
from ingestion.send import send
from tests.receivers import MAIL, mail_server, webhook
from warehouse.outbox import Message

FACTS: dict[str, Any] = {
    "happened": "Belgium's whole year fell by 40 %; such a year usually moves by 2 %.",
    "to_do": "Compare with the national report, then: "
    "vintages decide 7 accept --name YOU --reason WHY (or reject)",
    "findings": ["shift.geo: BE moved by the factor 0.6"],
    "worst_cells": [
        {
            "series_key": f"A.NR.T.BE{number}",
            "time_period": "2023",
            "before": "120",
            "after": None if number == 1 else "72",
            "usual": "2 %",
        }
        for number in range(8)
    ],
    "depends": ["3 statements of the report of 2025", "figures.crim_thb_sex"],
    "link": "https://vintages.example.org/stage/7",
}


def letter_of(occasion: str = "raised", **facts: Any) -> Letter:
    """A letter about a held release."""
    at = datetime(2026, 1, 8, 11, tzinfo=UTC)
    return letter(
        Message(
            message_id=3,
            channel="hook",
            attempts=0,
            mail_id="11111111-2222-3333-4444-555555555555",
            occasion=occasion,
            severity="critical",
            title=facts.pop("title", "a release is held"),
            facts=FACTS | facts,
            created_at=at,
            alert_id=12,
            dataset_code="CRIM_THB_SEX",
            kind="held",
            key="CRIM_THB_SEX@2026-01-08T10:00:00Z",
            raised_at=at,
        )
    )


class Tags(HTMLParser):
    """The tags of a page, and its words."""

    def __init__(self, page: str) -> None:
        """Read the page."""
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the tag, and where it leads."""
        self.tags += [tag, *(f"{name}={value}" for name, value in attrs if name == "href")]

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        self.words.append(data.strip())


def test_the_text_says_all_that_its_reader_needs_in_that_order() -> None:
    text = letter_of().text
    wanted = (
        "[Vintages critical] CRIM_THB_SEX: a release is held",
        FACTS["happened"],
        "- shift.geo: BE moved by the factor 0.6",
        "A.NR.T.BE0, 2023: 120 -> 72 (usual: 2 %)",
        "A.NR.T.BE1, 2023: 120 -> no figure (usual: 2 %)",
        "and 3 more",
        "- figures.crim_thb_sex",
        FACTS["to_do"],
        FACTS["link"],
        "Vintages alert 12, first seen 2026-01-08 11:00 UTC",
    )

    places = [text.find(each) for each in wanted]
    assert -1 not in places
    assert places == sorted(places)
    assert "BE5" not in text
    assert "\n\n\n" not in text


def test_the_page_says_the_same_and_escapes_what_labels_contain() -> None:
    evil = "<script>alert(1)</script>"
    page = Tags(letter_of(title=evil, findings=[evil], depends=[evil], happened=evil).html)

    assert "script" not in page.tags
    assert page.words.count(evil) == 4
    assert f"href={FACTS['link']}" in page.tags
    assert "120 → 72" in page.words


def test_a_link_that_is_no_link_is_not_made_one() -> None:
    assert "a" not in Tags(letter_of(link="javascript:alert(1)").html).tags


def test_the_end_of_an_alert_says_why_and_asks_for_nothing() -> None:
    over = letter_of("resolved", resolved_because="a later release passed")

    assert over.subject == "[Vintages resolved] CRIM_THB_SEX: a release is held"
    assert "OVER: a later release passed." in over.text
    assert FACTS["to_do"] not in over.text + over.html


def test_a_line_break_in_a_title_starts_no_other_header() -> None:
    with mail_server() as (box, port):
        address = f"smtp://127.0.0.1:{port}?disable_tls=true"
        send(MAIL, address, letter_of(title="held\r\nBcc: all@example.org"))

    (mail,) = box.mails
    assert mail["Bcc"] is None
    assert mail["Subject"] == "[Vintages critical] CRIM_THB_SEX: held Bcc: all@example.org"


def test_a_mail_has_both_forms_one_identity_and_the_thread_of_its_alert() -> None:
    with mail_server() as (box, port):
        send(MAIL, f"smtp://127.0.0.1:{port}?disable_tls=true", letter_of())

    (mail,) = box.mails
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert mail["Message-ID"] == "<11111111-2222-3333-4444-555555555555.hook@vintages>"
    assert mail["References"] == "<alert-12@vintages>"
    assert mail["To"] == "a@example.org"


def test_a_webhook_is_sent_facts_that_a_machine_can_use() -> None:
    with webhook() as hook:
        send(Channel("webhook", "X"), hook.url, letter_of(), internal=True)

    (body,) = hook.bodies
    assert body["worst_cells"][0]["after"] == "72"
    assert (body["kind"], body["severity"], body["version"]) == ("held", "critical", 1)
    assert hook.keys == [body["id"]]
    assert json.dumps(body)


def test_apprise_delivers_title_and_text() -> None:
    with webhook() as hook:
        send(Channel("apprise", "X"), hook.url.replace("http:", "json:"), letter_of())

    (body,) = hook.bodies
    assert body["title"] == "[Vintages critical] CRIM_THB_SEX: a release is held"
    assert FACTS["happened"] in body["message"]
