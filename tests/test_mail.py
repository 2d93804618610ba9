"""Mail: what a server took is sent, and whom it refused is named."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from ingestion.alerts import Delivered, deliver
from tests.receivers import MAIL, MailBox, channels_to
from tests.rounds import select
from tests.told import HELD, later, raised


def test_a_mail_that_was_taken_is_sent_whatever_the_server_says_at_the_end(
    warehouse: Engine, box: MailBox
) -> None:
    box.farewell = "421 too busy for that"
    raised(warehouse, HELD)

    assert deliver(warehouse, channels_to(office=MAIL)) == Delivered(sent=1, failed=0)
    later(warehouse)
    assert deliver(warehouse, channels_to(office=MAIL)) == Delivered(sent=0, failed=0)
    assert len(box.mails) == 1


@pytest.mark.long
def test_a_server_that_looks_for_viruses_before_it_gives_thanks_is_sent_a_mail_once(
    warehouse: Engine, box: MailBox
) -> None:
    box.reads_seconds = 25
    raised(warehouse, HELD)

    assert deliver(warehouse, channels_to(office=MAIL)) == Delivered(sent=1, failed=0)
    assert len(box.mails) == 1


def test_a_recipient_who_is_refused_is_named_beside_the_alert(
    warehouse: Engine, box: MailBox
) -> None:
    box.unknown = ("gone@example.org",)
    raised(warehouse, HELD)
    office = replace(MAIL, recipients=(*MAIL.recipients, *box.unknown))
    deliver(warehouse, channels_to(office=office))

    seen = select(warehouse, "SELECT delivered, waiting, last_error FROM figures.alerts")
    assert seen == [(1, 0, "refused for gone@example.org")]
