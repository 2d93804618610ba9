"""The Council, the Commission's pages and downloads, and the wiki with its old revisions."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from examples.stand_in.bad_days import redirect, status
from ingestion.errors import DocumentGone, Malformed, Misconfigured, NotThisDocument
from ingestion.publications.document import document_from
from ingestion.publications.publishers import document_address
from ingestion.publications.statistics_explained import Revision, article_history
from tests.publishers import NEWS_URL, PAGE, PDF, Bureau, bureau, followed

NUMBER = "ST-9897-2025-INIT"
LANDING_URL = "https://home-affairs.ec.europa.eu/example-inform_en"
OFFER = PAGE.replace(b"<p>", b'<a href="{{ download }}">Download</a><p>')
ARTICLE_URL = (
    "https://ec.europa.eu/eurostat/statistics-explained/index.php?title=Example_statistics"
)
ARTICLE = PAGE.replace(
    b"</main>",
    b'</main><div class="printfooter">Retrieved from "<a dir="ltr" href="https://ec.europa.eu/'
    b'eurostat/statistics-explained/index.php?title=Example_statistics&amp;oldid={{ oldid }}">'
    b"</a></div>",
)
INFORM = followed("inform", url=LANDING_URL, download="2025_example.pdf")
NEWS = followed("news", url=NEWS_URL)
WIKI = followed("wiki", url=ARTICLE_URL)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Bureau]:
    """A stand-in for all publishers."""
    with bureau(tmp_path) as world:
        yield world


def test_a_council_paper_is_its_pdf(here: Bureau) -> None:
    here.shelve("paper", {"paper.pdf": PDF}, council=NUMBER)

    release = here.fetch(followed("paper", council=NUMBER))

    assert here.bytes_of(release) == [PDF]
    assert release.parts[0].url == (
        "https://data.consilium.europa.eu/doc/document/ST-9897-2025-INIT/en/pdf"
    )


def test_a_page_in_place_of_a_council_paper_is_refused(here: Bureau) -> None:
    here.shelve("paper", {"paper.html": PAGE}, council=NUMBER)

    with pytest.raises(NotThisDocument, match="wanted application/pdf, got text/html"):
        here.fetch(followed("paper", council=NUMBER))


def test_a_page_is_kept_as_it_came_each_time(here: Bureau) -> None:
    """A cache buster makes new bytes: whether they make an edition, the text decides."""
    here.shelve("news", {"page.html": PAGE}, url=NEWS_URL)

    first, second = here.fetch(NEWS), here.fetch(NEWS)

    assert first.parts[0].content_type == "text/html"
    assert first.parts[0].url == NEWS_URL
    assert here.bytes_of(first) != here.bytes_of(second)
    assert len(here.archive.publications("news")) == 2


def test_the_bytes_are_asked_for_unpacked(here: Bureau) -> None:
    """So that the archive key is the sha256 that anybody gets from the document."""
    here.shelve("news", {"page.html": PAGE}, url=NEWS_URL)
    here.fetch(NEWS)

    assert here.stand_in.requests[0].headers["accept-encoding"] == "identity"


def test_a_page_that_leads_somewhere_else_is_not_the_document(here: Bureau) -> None:
    here.shelve("news", {"page.html": PAGE}, url=NEWS_URL)
    here.shelve("other", {"page.html": PAGE}, url="https://home-affairs.ec.europa.eu/news_en")
    here.stand_in.bad_day(NEWS_URL[8:], redirect("/home-affairs.ec.europa.eu/news_en"), times=None)

    with pytest.raises(NotThisDocument, match=r"leads to .*/news_en: if the document moved"):
        here.fetch(NEWS)


def test_a_slash_at_the_end_is_no_other_place(here: Bureau) -> None:
    here.shelve("news", {"page.html": PAGE}, url=f"{NEWS_URL}/")
    here.stand_in.bad_day(NEWS_URL[8:], redirect(f"/{NEWS_URL[8:]}/"), times=1)

    assert here.fetch(NEWS).parts


def test_a_download_is_looked_up_on_its_page_each_time(here: Bureau) -> None:
    """Its address changes with each upload; the page and the file's name are its identity."""
    told = {"url": LANDING_URL, "download": "2025_example.pdf"}
    here.shelve("inform", {"page.html": OFFER, "file.pdf": PDF}, **told)
    first = here.fetch(INFORM)
    here.shelve("inform", {"page.html": OFFER, "file.pdf": PDF + b"%%EOF"}, **told)
    second = here.fetch(INFORM)

    assert (here.bytes_of(first), here.bytes_of(second)) == ([PDF], [PDF + b"%%EOF"])
    assert first.parts[0].url != second.parts[0].url
    assert "/document/download/" in second.parts[0].url
    assert [each.purpose for each in here.attempts[:2]] == ["landing page", "document"]


def test_a_file_uploaded_again_unchanged_is_no_new_release(here: Bureau) -> None:
    told = {"url": LANDING_URL, "download": "2025_example.pdf"}
    for _ in range(2):
        here.shelve("inform", {"page.html": OFFER, "file.pdf": PDF}, **told)
        here.fetch(INFORM)

    assert len(here.archive.publications("inform")) == 1


def test_a_page_that_offers_the_file_no_longer_is_an_answer(here: Bureau) -> None:
    here.shelve("inform", {"page.html": PAGE}, url=LANDING_URL)

    with pytest.raises(DocumentGone, match=r"offers no file '2025_example\.pdf'"):
        here.fetch(INFORM)


def test_a_link_that_is_no_address_does_not_hide_the_others(here: Bureau) -> None:
    offer = OFFER.replace(b"<a ", b'<a href="http://[::1">x</a><a ', 1)
    here.shelve(
        "inform",
        {"page.html": offer, "file.pdf": PDF},
        url=LANDING_URL,
        download="2025_example.pdf",
    )

    assert here.bytes_of(here.fetch(INFORM)) == [PDF]


@pytest.mark.parametrize(
    "links",
    [
        b'<a href="/a/2025_example.pdf">A</a><a href="/b/2025_example.pdf">B</a>',
        b'<a href="https://elsewhere.example/2025_example.pdf">A</a>',
        b'<a href="http://127.0.0.1\\@home-affairs.ec.europa.eu/2025_example.pdf">A</a>',
    ],
    ids=["two of them", "on another host", "on a host that two libraries read differently"],
)
def test_a_file_that_is_not_certainly_the_one_is_refused(here: Bureau, links: bytes) -> None:
    here.shelve("inform", {"page.html": PAGE.replace(b"<p>", links + b"<p>")}, url=LANDING_URL)

    with pytest.raises(NotThisDocument, match="wanted one file"):
        here.fetch(INFORM)


def test_a_revision_of_an_article_is_asked_for_by_its_number(here: Bureau) -> None:
    for oldid in (574939, 625325):
        here.shelve("wiki", {"page.html": ARTICLE}, url=ARTICLE_URL, oldid=oldid)

    old = here.fetch(followed("wiki", url=ARTICLE_URL, oldid=574939))

    assert old.parts[0].url == f"{ARTICLE_URL}&oldid=574939"
    assert b"oldid=574939" in here.bytes_of(old)[0]


def test_an_article_as_it_is_says_which_revision_it_is(here: Bureau) -> None:
    for oldid in (574939, 625325):
        here.shelve("wiki", {"page.html": ARTICLE}, url=ARTICLE_URL, oldid=oldid)

    assert here.fetch(WIKI).parts[0].url == f"{ARTICLE_URL}&oldid=625325"


def test_another_revision_than_the_one_asked_for_is_refused(here: Bureau) -> None:
    """A wiki that lost a revision may serve the current one under its address."""
    here.shelve("wiki", {"page.html": ARTICLE}, url=ARTICLE_URL, oldid=625325)
    wrong = ARTICLE.replace(b"{{ oldid }}", b"625325").decode()
    here.stand_in.bad_day("oldid=574939", status(200, wrong), times=None)

    with pytest.raises(
        NotThisDocument, match="wanted revision 574939, the page is revision 625325"
    ):
        here.fetch(followed("wiki", url=ARTICLE_URL, oldid=574939))


def test_the_history_of_an_article_lists_its_revisions_newest_first(here: Bureau) -> None:
    for oldid in (574939, 625325):
        here.shelve("wiki", {"page.html": ARTICLE}, url=ARTICLE_URL, oldid=oldid)

    revisions = article_history(here.enquiry, ARTICLE_URL)

    assert [each.oldid for each in revisions] == [625325, 574939]
    assert revisions[0] == Revision(625325, "15:22, 15 November 2024")


def test_a_history_without_revisions_is_refused(here: Bureau) -> None:
    here.stand_in.bad_day("action=history", status(200, PAGE.decode()), times=None)

    with pytest.raises(Malformed, match="wanted a list of revisions"):
        article_history(here.enquiry, ARTICLE_URL)


def test_an_address_that_is_none_is_refused_where_the_file_is_read() -> None:
    text = 'title = "T"\npublisher = "P"\nkind = "news"\nurl = "www.example"\n'
    with pytest.raises(Misconfigured, match=r"'www\.example' does not begin with https://"):
        document_from(text, Path("example.toml"))


def test_the_address_asked_first_is_known_without_asking() -> None:
    assert document_address(followed(celex="52018DC0777")).endswith("/resource/celex/52018DC0777")
    assert document_address(followed(council=NUMBER)).endswith(f"/{NUMBER}/en/pdf")
    assert document_address(NEWS) == NEWS_URL
    assert document_address(followed(url=ARTICLE_URL, oldid=7)) == f"{ARTICLE_URL}&oldid=7"
