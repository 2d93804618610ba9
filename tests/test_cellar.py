"""CELLAR: documents are negotiated by CELEX number, and of several files none is left out."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from examples.stand_in.bad_days import body, challenge, cut, etags, redirect, status
from ingestion.errors import (
    Challenged,
    DocumentGone,
    Malformed,
    NotThisDocument,
    QueryRefused,
    SourceUnavailable,
    TransferCut,
)
from tests.publishers import CELEX, PDF, XHTML, Bureau, bureau, followed

REPORT = followed("report", celex=CELEX)
RESOURCE = f"/resource/celex/{CELEX}"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Bureau]:
    """A stand-in for all publishers."""
    with bureau(tmp_path) as world:
        yield world


def test_a_document_is_asked_for_by_its_number_in_english_and_as_a_page_first(
    here: Bureau,
) -> None:
    here.shelve("report", {"report.xhtml": XHTML, "report.pdf": PDF}, celex=CELEX)

    release = here.fetch(REPORT)

    assert here.bytes_of(release) == [XHTML]
    [part] = release.parts
    assert part.content_type == "application/xhtml+xml"
    assert part.url == f"https://publications.europa.eu{RESOURCE}"
    assert part.etag
    first = here.stand_in.requests[0]
    assert first.headers["accept"] == "application/xhtml+xml"
    assert first.headers["accept-language"] == "eng"


def test_a_format_that_is_not_there_is_an_answer_and_the_next_one_is_asked_for(
    here: Bureau,
) -> None:
    """406, once each: asking again would give the same."""
    here.shelve("report", {"report.pdf": PDF}, celex=CELEX)

    [part] = here.fetch(REPORT).parts

    assert part.content_type == "application/pdf"
    assert here.outcomes() == ["NotServed", "NotServed", "ok"]
    assert [each.http_status for each in here.attempts] == [406, 406, 200]


def test_all_streams_of_a_list_are_fetched_in_their_order(here: Bureau) -> None:
    """300: taking one of them would lose the annexes."""
    files = {f"part{number}.pdf": PDF + b"%" * number + b"%%EOF" for number in range(1, 12)}
    here.shelve("report", files, celex=CELEX)

    release = here.fetch(REPORT)

    assert here.bytes_of(release) == list(files.values())
    assert [part.url.rpartition("/")[2] for part in release.parts] == [
        f"DOC_{number}" for number in range(1, 12)
    ]


def test_streams_that_did_not_change_are_not_sent_again(here: Bureau) -> None:
    """Also where the list itself did not: what it names is read from the archive."""
    here.shelve("report", {"1.pdf": PDF, "2.pdf": PDF + b"%%EOF"}, celex=CELEX)
    here.stand_in.bad_day(RESOURCE, etags(), times=None)
    first = here.publishers.fetch(REPORT)
    again = here.forgetting_attempts()

    assert again.publishers.fetch(REPORT) == first
    assert again.outcomes()[-3:] == ["unchanged"] * 3


def test_a_document_that_cellar_does_not_have_is_asked_for_once_in_each_format(
    here: Bureau,
) -> None:
    with pytest.raises(DocumentGone, match=r"no 52018DC9999.*id '52018DC9999'\] not found"):
        here.fetch(REPORT)

    assert here.outcomes() == ["DocumentGone"] * 3


def test_a_language_that_cellar_does_not_take_is_refused_at_once(here: Bureau) -> None:
    here.shelve("report", {"report.pdf": PDF}, celex=CELEX)

    with pytest.raises(QueryRefused, match="Invalid Accept-Language"):
        here.fetch(followed("report", celex=CELEX, language="xx"))

    assert here.outcomes() == ["QueryRefused"]


def test_every_language_of_the_union_is_asked_for_by_its_three_letters(here: Bureau) -> None:
    here.shelve("report", {"report.pdf": PDF}, celex=CELEX)

    for language in ("es", "pl", "sv", "mt"):
        with pytest.raises(DocumentGone):  # the stand-in has English only
            here.fetch(followed("report", celex=CELEX, language=language))

    asked = [each.headers["accept-language"] for each in here.stand_in.requests[::3]]
    assert asked == ["spa", "pol", "swe", "mlt"]


def test_an_unchanged_document_is_not_sent_again_and_makes_no_release(here: Bureau) -> None:
    here.shelve("report", {"report.xhtml": XHTML}, celex=CELEX)

    first, second = here.publishers.fetch(REPORT), here.publishers.fetch(REPORT)

    assert first == second
    assert here.outcomes() == ["ok", "unchanged"]
    assert here.archive.publications("report") == [first]


def test_an_etag_belongs_to_what_was_negotiated(here: Bureau) -> None:
    """The same address has a page and a PDF, each with an ETag of its own."""
    here.shelve("report", {"report.pdf": PDF}, celex=CELEX)
    here.fetch(REPORT)
    here.shelve("report", {"report.xhtml": XHTML, "report.pdf": PDF}, celex=CELEX)

    assert here.bytes_of(here.fetch(REPORT)) == [XHTML]


def test_a_corrected_file_makes_a_new_release(here: Bureau) -> None:
    here.shelve("report", {"report.pdf": PDF}, celex=CELEX)
    first = here.publishers.fetch(REPORT)
    here.shelve("report", {"report.pdf": PDF + b"corrected\n%%EOF"}, celex=CELEX)
    second = here.publishers.fetch(REPORT)

    assert here.archive.publications("report") == [first, second]
    assert here.archive.audit() == []


def test_a_file_that_is_put_back_is_a_release_again(here: Bureau) -> None:
    """What counts is what is there now, and not only what was ever there."""
    for content in (PDF, PDF + b"corrected\n%%EOF", PDF):
        here.shelve("report", {"report.pdf": content}, celex=CELEX)
        here.fetch(REPORT)

    keys = here.archive.publications("report")
    assert [here.bytes_of(here.archive.publication(key)) for key in keys] == [
        [PDF],
        [PDF + b"corrected\n%%EOF"],
        [PDF],
    ]


@pytest.mark.parametrize("http_status", [429, 500, 503])
def test_a_passing_weakness_is_asked_again(here: Bureau, http_status: int) -> None:
    here.shelve("report", {"report.xhtml": XHTML}, celex=CELEX)
    here.stand_in.bad_day(RESOURCE, status(http_status), times=2)

    assert here.bytes_of(here.fetch(REPORT)) == [XHTML]
    assert here.outcomes() == ["SourceUnavailable", "SourceUnavailable", "ok"]


def test_a_lasting_weakness_ends_and_no_other_format_is_tried(here: Bureau) -> None:
    here.shelve("report", {"report.xhtml": XHTML}, celex=CELEX)
    here.stand_in.bad_day(RESOURCE, status(503), times=None)

    with pytest.raises(SourceUnavailable, match="503"):
        here.fetch(REPORT)

    assert len(here.attempts) == 3


def test_a_pdf_without_its_end_is_asked_for_again(here: Bureau) -> None:
    """Nothing in the transfer said that it was cut."""
    here.shelve("report", {"report.pdf": PDF}, celex=CELEX)
    here.stand_in.bad_day("/DOC_1", cut(0.5), times=1)

    assert here.bytes_of(here.fetch(REPORT)) == [PDF]
    assert here.outcomes()[-2:] == ["TransferCut", "ok"]


def test_a_pdf_that_stays_cut_is_no_release(here: Bureau) -> None:
    here.shelve("report", {"report.pdf": PDF}, celex=CELEX)
    here.stand_in.bad_day("/DOC_1", cut(0.5), times=None)

    with pytest.raises(TransferCut, match="ends without %%EOF"):
        here.fetch(REPORT)

    assert here.archive.publications("report") == []


def test_one_stream_that_fails_fails_the_document(here: Bureau) -> None:
    """A report without its annex would look as if the annex were gone."""
    here.shelve("report", {"1.pdf": PDF, "2.pdf": PDF + b"%%EOF"}, celex=CELEX)
    here.stand_in.bad_day("/DOC_2", challenge(), times=None)

    with pytest.raises(Challenged):
        here.fetch(REPORT)

    assert here.archive.publications("report") == []


def test_a_redirect_to_another_document_is_refused(here: Bureau) -> None:
    here.shelve("report", {"report.xhtml": XHTML}, celex=CELEX)
    here.shelve("other", {"other.xhtml": XHTML}, celex="52018DC9998")
    elsewhere = redirect("/publications.europa.eu/portal/en.html")
    here.stand_in.bad_day(RESOURCE, elsewhere, times=None)
    here.stand_in.bad_day("/portal/", body(XHTML.decode(), "text/html"), times=None)

    with pytest.raises(NotThisDocument, match=r"leads to .*portal/en.html"):
        here.fetch(REPORT)


@pytest.mark.parametrize(
    "listing",
    [
        "<html><body>nothing</body></html>",
        '<li title="item"><a href="http://evil/DOC_1">x</a></li>',
    ],
)
def test_a_list_that_names_no_stream_of_cellar_is_refused(here: Bureau, listing: str) -> None:
    here.shelve("report", {"report.xhtml": XHTML}, celex=CELEX)
    here.stand_in.bad_day(RESOURCE, status(300, listing), times=None)

    with pytest.raises(Malformed, match="wanted a list of streams"):
        here.fetch(REPORT)
