"""What no source would send: a reader takes it or refuses it by one of our errors, quickly."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzzing.readers import READERS, Reader
from fuzzing.seeds import ruled_report
from ingestion.answer import Answer, refuse_errors
from ingestion.errors import Malformed, SourceUnavailable, TooLarge, Unreadable
from ingestion.eurostat.slices import parts_wanted
from ingestion.parse_xml import MAX_TAGS, parsed_xml
from ingestion.publications.read_html import read_html
from ingestion.publications.read_pdf import read_pdf
from ingestion.publications.statistics_explained import printed_revision
from tests.hostile_pdf import one_page

# Pieces that have broken readers elsewhere: numbers too large, halves of characters, depth, NUL.
PIECES = st.sampled_from(
    [
        *(b"", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\r", b"\n", b"\t", b" "),
        *(b"\\ud800", b"\\u0000", b"&#0;", b"&#xD800;", b"<!--", b"]]>", b"<?x?>", b"<!DOCTYPE x>"),
        *(b"9" * 5_000, b"1e999999", b"-0", b"NaN", b":", b",", b".", b"/", b"'", b'"', b"{", b"}"),
        *(b"[" * 3_000, b'{"a":' * 3_000, b"<a>" * 300, b"<div>" * 900, b"a=" * 50),
        *(b"9999", b"0000", b"2020-W54", b"2020-02-30", b"\\TIME_PERIOD", b"@C", b"null", b"[]"),
    ]
)
READ_IN = 3_000_000_000


@st.composite
def mangled(draw: st.DrawFn, reader: Reader) -> bytes:
    """What the reader reads well, with up to four pieces of it replaced."""
    found = draw(st.sampled_from([seed[:20_000] for seed in reader.seeds()]))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(found)))
        gone = draw(st.integers(0, 40))
        piece = draw(PIECES | st.binary(max_size=20))
        found = found[:start] + piece + found[start + gone :]
    return found


@pytest.mark.parametrize("reader", READERS.values(), ids=lambda reader: reader.name)
@settings(max_examples=12, deadline=5_000, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_reader_takes_its_bytes_or_refuses_them_by_an_error_of_ours(
    reader: Reader, data: st.DataObject
) -> None:
    reader.try_on(data.draw(mangled(reader)))


@pytest.mark.parametrize("reader", READERS.values(), ids=lambda reader: reader.name)
def test_a_reader_takes_what_sources_really_send(reader: Reader) -> None:
    assert {reader.try_on(seed) for seed in reader.seeds()} == {True}


BILLION = (
    b'<!DOCTYPE lolz [<!ENTITY l0 "lol">'
    + b"".join(b'<!ENTITY l%d "%s">' % (n + 1, b"&l%d;" % n * 10) for n in range(9))
    + b"]><rss>&l9;</rss>"
)
EXTERNAL = b'<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd"><rss/>'
FILE = b'<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/hostname">]><rss>&f;</rss>'
XML = ("structure", "constraint", "update feed", "notifications", "news feed")


@pytest.mark.parametrize("hostile", [BILLION, EXTERNAL, FILE], ids=["laughs", "external", "file"])
@pytest.mark.parametrize("name", XML)
def test_no_feed_and_no_structure_may_declare_entities(name: str, hostile: bytes) -> None:
    with pytest.raises(Malformed, match="without a document type"):
        READERS[name].read(hostile)


def test_xml_of_millions_of_tags_is_refused_unread() -> None:
    with pytest.raises(TooLarge, match="refused unread"):
        parsed_xml(b"<a>" * (MAX_TAGS + 1))


DEEP = {
    "dataflow": "b'[' * 5_000_000",
    "json-stat": "b'{\"a\":' * 200_000",
    "html": "b'<html><table>' + b'<tr><td>x' * 3_000 + b'<div>' * 20_000",
    "structure": "b'<a>' * 1_000_000",
    "tsv": "b'geo\\\\TIME_PERIOD' + b'\\t2020 ' * 100_000",
    "document file": "b'a=' + b'[' * 100_000",
    "source file": "b'a=' + b'[' * 100_000",
    "alerts file": "b'a=' + b'[' * 100_000",
    "statements": "b'1 ' * 400",
}


def test_what_is_deep_or_wide_ends_soon_and_in_little_memory() -> None:
    """In a process that may use no more than three gigabytes of addresses, and thirty seconds."""
    tries = "; ".join(f"READERS[{name!r}].try_on({payload})" for name, payload in DEEP.items())

    def confined() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (READ_IN, READ_IN))
        resource.setrlimit(resource.RLIMIT_CPU, (30, 30))

    done = subprocess.run(
        [sys.executable, "-c", f"from fuzzing.readers import READERS; {tries}"],
        cwd=Path(__file__).parents[1],
        preexec_fn=confined,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]


ITEM = "<rss><channel><item><link>https://x.org/</link><pubDate>{}</pubDate></item></channel></rss>"
COUNT = '{{"extension": {{"id": "A", "annotation": [{}, {}]}}}}'
UPDATED = '{"type": "UPDATE_DATA", "date": "2026-01-07T11:00:00+0100"}'
CELLS = '{"type": "OBS_COUNT", "title": "' + "9" * 5_000 + '"}'
FAULT = "<S:Fault xmlns:S='s'><faultcode>413</faultcode><faultstring>{}</faultstring></S:Fault>"
TOO_BIG = f"EXTRACTION_TOO_BIG: estimated {'9' * 5_000} rows, max authorised is 1"


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("news feed", ITEM.format("Thu, 11 Jun 99999999999999999999 23:00:00 +0200")),
        ("html", "<html><head></head><frameset><frame></frameset></html>"),
        ("statements", "The share was high: one in 0 victims, and two out of 000 women."),
        ("dataflow", COUNT.format(UPDATED, CELLS)),
        ("source file", 'title = "a\\u0000b"\nfrequencies = ["A"]'),
        ("answers", '{"a":' * 3_000),
        ("answers", FAULT.format(TOO_BIG)),
    ],
)
def test_what_once_was_a_crash_is_none(name: str, payload: str) -> None:
    READERS[name].try_on(payload.encode())


def test_a_number_of_parts_or_of_a_revision_is_never_more_than_can_be_read() -> None:
    assert parts_wanted(TOO_BIG) == 2
    assert printed_revision(b'"wgRevisionId":' + b"9" * 5_000) is None


@pytest.mark.parametrize("said", ["²", "9" * 400, "Thu, 11 Jun 99999999999999999999 23:00:00"])
def test_a_date_to_come_back_at_that_is_none_is_no_date(said: str) -> None:
    with pytest.raises(SourceUnavailable):
        refuse_errors(Answer("https://x.org/", 503, {"retry-after": said}))


def test_a_page_of_more_than_any_report_is_refused_unread() -> None:
    with pytest.raises(Unreadable, match="more than 15000000"):
        read_html(b"<p>" * 6_000_000, "hostile")


@pytest.mark.parametrize(
    ("letter", "read"), [("D83DDE00", "😀"), ("D800", ""), ("DC00", "\ufffd"), ("0000", "")]
)
def test_letters_of_a_pdf_that_are_halves_or_nothing_are_no_letters(letter: str, read: str) -> None:
    text = read_pdf(one_page(letter), "hostile").text

    assert text.encode()
    assert f"report was {read}".strip() in text


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (b"trailer\n<<", b"trailer\n<< 0"),
        (b"/MediaBox [ 0 0", b"/MediaBox [ /a"),
    ],
)
def test_a_pdf_whose_tables_cannot_be_read_is_refused(good: bytes, bad: bytes) -> None:
    """PDFium mends what pdfminer, which finds the lines of tables, stumbles over."""
    report = ruled_report()
    assert good in report

    with pytest.raises(Unreadable, match="damaged"):
        read_pdf(report.replace(good, bad, 1), "hostile")


def test_letters_squeezed_to_nothing_are_not_seen() -> None:
    text = read_pdf(one_page("0041", squeezed=True), "hostile").text

    assert "squeezed" not in text
    assert "report was A" in text
