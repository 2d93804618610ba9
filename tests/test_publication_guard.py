"""What comes in place of a document is refused with the reason, and no edition is made of it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from examples.stand_in.bad_days import BadDay, body, challenge, cut, status, virtuoso
from ingestion.errors import (
    Challenged,
    DocumentGone,
    Misconfigured,
    NotThisDocument,
    SourceChanged,
    TransferCut,
)
from ingestion.publications.document import Document, documents
from ingestion.publications.guard import content_type, refuse_host
from ingestion.publications.publishers import document_address
from ingestion.redirect import followed as led_to
from ingestion.settings import SHIPPED_SOURCES
from tests.publishers import NEWS_URL, PAGE, Bureau, bureau, followed

NEWS = followed("news", url=NEWS_URL)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Bureau]:
    """A page, and its first release."""
    with bureau(tmp_path) as world:
        world.shelve("news", {"page.html": PAGE}, url=NEWS_URL)
        world.fetch(NEWS)
        yield world.forgetting_attempts()


@pytest.mark.parametrize(
    ("bad_day", "error", "reason"),
    [
        (challenge(), Challenged, "answered 202 with a challenge"),
        (challenge(200), Challenged, "answered 200 with a challenge"),
        (status(202, "Accepted"), Challenged, "answered 202"),
        (status(200, "<html>gokuprops</html>"), Challenged, "challenge"),
        (body("<html lang='en'><p>Moved.</p></html>", "text/html"), NotThisDocument, "a stub"),
        (body("%PDF-1.4 %%EOF", "text/html"), NotThisDocument, "got application/pdf"),
        (body('{"error": 1}'), NotThisDocument, "got something else"),
        (virtuoso(), NotThisDocument, "got something else: Virtuoso 37000 Error SP030"),
        (status(404, "no such page"), DocumentGone, "404: no such page"),
        (status(410), DocumentGone, "410"),
        (
            body(PAGE.decode().replace('lang="en"', 'lang="fr"'), "text/html"),
            NotThisDocument,
            "wanted it in 'en', got 'fr'",
        ),
    ],
)
def test_it_is_refused_at_once_and_what_was_held_stays(
    here: Bureau, bad_day: BadDay, error: type[SourceChanged], reason: str
) -> None:
    here.stand_in.bad_day(NEWS_URL[8:], bad_day, times=None)

    with pytest.raises(error, match=reason):
        here.fetch(NEWS)

    [attempt] = here.attempts
    assert attempt.outcome == error.__name__
    assert len(here.archive.publications("news")) == 1


def test_what_was_refused_is_kept_as_evidence(here: Bureau) -> None:
    here.stand_in.bad_day(NEWS_URL[8:], challenge(), times=None)
    with pytest.raises(Challenged):
        here.fetch(NEWS)

    key = here.attempts[0].archive_key
    assert key is not None
    assert b"challenge.js" in here.archive.read(key)


def test_a_page_without_its_end_is_asked_for_again(here: Bureau) -> None:
    here.stand_in.bad_day(NEWS_URL[8:], cut(0.9), times=1)

    assert here.fetch(NEWS).parts
    assert here.outcomes() == ["TransferCut", "ok"]


def test_a_page_that_stays_cut_is_an_error(here: Bureau) -> None:
    here.stand_in.bad_day(NEWS_URL[8:], cut(0.9), times=None)

    with pytest.raises(TransferCut, match="ends without </html"):
        here.fetch(NEWS)


@pytest.mark.parametrize(
    ("language", "stated"),
    [*(("en", each) for each in ("en-GB", "EN", "eng")), ("es", "spa"), ("sv", "swe")],
)
def test_every_spelling_of_the_language_will_do(here: Bureau, language: str, stated: str) -> None:
    page = PAGE.decode().replace('lang="en"', f'lang="{stated}"')
    here.stand_in.bad_day(NEWS_URL[8:], body(page, "text/html"))

    assert here.fetch(replace(NEWS, language=language)).parts


def test_a_code_that_begins_like_that_of_another_language_is_another(here: Bureau) -> None:
    """Slovak is `slk`, and Slovenian `sl`."""
    page = PAGE.decode().replace('lang="en"', 'lang="slk"')
    here.stand_in.bad_day(NEWS_URL[8:], body(page, "text/html"))

    with pytest.raises(NotThisDocument, match="wanted it in 'sl', got 'slk'"):
        here.fetch(replace(NEWS, language="sl"))


@pytest.mark.parametrize("document", documents([SHIPPED_SOURCES]), ids=lambda it: it.document_id)
def test_every_document_that_we_follow_has_an_address_that_we_may_ask(document: Document) -> None:
    address = document_address(document)

    assert address.startswith("https://")
    refuse_host(address)


@pytest.mark.parametrize("host", ["eur-lex.europa.eu", "www.europarl.europa.eu"])
def test_the_hosts_behind_a_challenge_are_never_asked(here: Bureau, host: str) -> None:
    asked = len(here.stand_in.requests)

    with pytest.raises(Misconfigured, match="never asked: follow the document by its CELEX"):
        here.fetch(followed(url=f"https://{host}/legal-content/EN/TXT/?uri=CELEX:52018DC0777"))

    assert len(here.stand_in.requests) == asked


@pytest.mark.parametrize(
    ("beginning", "kind"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\xef\xbb\xbf<!DOCTYPE html><html>", "text/html"),
        (b"<!-- a remark --><HTML>", "text/html"),
        (b'<?xml version="1.0"?><!DOCTYPE html><html xmlns="x">', "application/xhtml+xml"),
        (b'<?xml version="1.0"?><feed>', None),
        (b"Virtuoso 37000 Error SP030", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_first_bytes_say(beginning: bytes, kind: str | None) -> None:
    assert content_type(beginning) == kind


def test_a_redirect_from_tls_to_a_plain_address_is_asked_over_tls() -> None:
    """CELLAR answers with addresses of its own that begin with http."""
    asked = "https://publications.europa.eu/resource/celex/52018DC0777"

    assert led_to(asked, "http://publications.europa.eu/resource/cellar/x/DOC_1") == (
        "https://publications.europa.eu/resource/cellar/x/DOC_1"
    )
    with pytest.raises(SourceChanged, match="redirects to"):
        led_to(asked, "http://publications.europa.eu:8080/resource/cellar/x/DOC_1")
