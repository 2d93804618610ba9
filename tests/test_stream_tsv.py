"""TSV as a stream: what is streamed is what would be read whole, and whatever is odd is refused."""

import gzip
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.errors import Malformed
from ingestion.eurostat.read_tsv import read_tsv
from ingestion.eurostat.stream_tsv import StreamedTsv, stream_tsv
from ingestion.eurostat.write_tsv import write_tsv
from tests.shared import shared_file
from warehouse.lines import regular_lines
from warehouse.snapshot import NotRegular, Tally

HEAD = "freq,geo\\TIME_PERIOD\t2020 \t2021 "
LINES = ("A,AT\t1 \t2.50 p", "A,BE\t\t: c", "A,CY\t3 e@C\t")


def text(*lines: str, head: str = HEAD) -> bytes:
    """A file of these lines."""
    return "\r\n".join((head, *lines, "")).encode()


def streamed(payload: bytes, content_hash: str | None = None) -> StreamedTsv:
    """The payload as it would come from the archive."""

    @contextmanager
    def opened() -> Iterator[BinaryIO]:
        yield BytesIO(payload)

    return stream_tsv(opened, 100_000_000, content_hash)


def passed(figures: StreamedTsv) -> tuple[str, list[bytes]]:
    """The hash and the lines, each made sure of."""
    tally = Tally(figures)
    lines = [
        f"{key}\t{cells}".encode()
        for _, some in regular_lines(tally)
        for key, cells in some.select("key", "cells").iter_rows()
    ]
    return tally.content_hash, lines


def read_whole(payload: bytes) -> tuple[str, list[bytes]]:
    """The same, read by the other reader."""
    tally = Tally(read_tsv(payload))
    lines = b"".join(tally.blocks()).splitlines()
    return tally.content_hash, lines


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_a_file_of_today_is_streamed_as_it_would_be_read(packed: bool) -> None:
    payload = text(*LINES)
    figures = streamed(gzip.compress(payload) if packed else payload)

    assert passed(figures) == read_whole(payload)
    assert figures.layout == read_tsv(payload).layout
    assert passed(figures) == passed(figures), "it can be read again"


@pytest.mark.parametrize("day", ["2021-01-05", "2021-01-06", "2021-01-26"])
def test_the_real_vintages_are_streamed(day: str) -> None:
    payload = shared_file(f"eurostat/vintages/demo_r_mwk_ts/{day}.tsv").read_bytes()

    assert passed(streamed(payload)) == read_whole(payload)


@given(st.data())
def test_what_is_streamed_is_what_would_be_read_whatever_the_file(data: st.DataObject) -> None:
    """A byte of a good file is lost, changed or put in: it is refused, or read alike by both."""
    good = text(*LINES, "B,AT\t5.0 \t1E3 ", "B,BE\t-0 \t")
    place = data.draw(st.integers(0, len(good) - 1))
    put = data.draw(
        st.sampled_from([b"", b" ", b"\t", b"\r", b"\n", b"p", b"A", b"@", b":", b"7", b"."])
    )
    payload = good[:place] + put + good[place + data.draw(st.integers(0, 1)) :]

    try:
        figures = streamed(payload)
        found = passed(figures)
    except NotRegular:
        return
    assert found == read_whole(payload)
    assert figures.layout == read_tsv(payload).layout
    assert write_tsv(read_tsv(payload)) == payload


@pytest.mark.parametrize(
    "payload",
    [
        text("A,AT\t1\t2 ", "A,BE\t3 \t4 "),
        text("A,AT\t1 \t2p", "A,BE\t3 \t4 "),
        text("A,AT\t1  p\t2 ", "A,BE\t3 \t4 "),
        text("A,AT\t1 p \t2", "A,BE\t3 \t4 "),
        text("A,BE\t1 \t2 ", "A,AT\t3 \t4 "),
        text("A,AT\t1 \t2 ", "A,AT\t3 \t4 "),
        text("A,AT\t1 \t", "A,BE\t3 \t"),
        text("A,AT\t\t", "A,BE\t3 \t4 "),
        text("A,AT\t1 \t2 \t3 ", "A,BE\t3 \t4 "),
        text("A,AT\t1 ", "A,BE\t2 \t3 \t4 "),
        text("A,AT,B\t1 \t2 ", "A,BE\t3 \t4 "),
        text("A,AT\t1 \t2 ")[:-2],
        text("A,AT\t1 \t2 ").replace(b"\r", b""),
        text("AT\t1 \t2 ", head="geo\\TIME_PERIOD\t2020 \t2021 "),
        text("A,AT\t1 \t2 ", head="freq,geo\\TIME_PERIOD\t2021 \t2020 "),
        text("A,AT\t1 \t2 ", head="freq,geo\\time\t2020 \t2021 "),
    ],
    ids=[
        *("a blank lacks", "a flag is glued", "two blanks", "a blank after a flag"),
        *("not in order", "a series twice", "a period without a cell", "a series without a cell"),
        *("a cell too many", "a cell in another line", "a code too many", "no last line end"),
        *("other line ends", "no frequency", "periods descend", "the old heading"),
    ],
)
def test_what_is_not_written_as_today_is_left_to_the_reader_of_whole_files(payload: bytes) -> None:
    with pytest.raises(NotRegular):
        passed(streamed(payload))


@pytest.mark.parametrize("periods", ["2020 \t2021 ", "2018 \t2019 "])
def test_a_second_heading_is_no_series_wherever_it_stands(periods: str) -> None:
    """Two files put together; blocks are of half a megabyte, and the second may begin one."""
    head = HEAD.partition("\t")[0] + "\t" + periods
    rows = [f"A,{n:06}\t1 \t2 " for n in range(27_000)]
    width = (1 << 19) - len(text(*rows))
    rows.append("A,B".ljust(width - len("\t3 \t4 \r\n"), "B") + "\t3 \t4 ")
    assert len(text(*rows)) == 1 << 19

    for payload in (text(*rows, head), text(*rows, head, "B,AT\t5 \t6 "), text(*LINES, head)):
        with pytest.raises(NotRegular, match="line 1 comes again"):
            passed(streamed(payload))
        with pytest.raises(Malformed, match="got the heading of line 1 again: several files"):
            read_tsv(payload)


def test_what_was_read_otherwise_on_another_day_is_not_taken_for_the_same() -> None:
    payload = text(*LINES)
    held = passed(streamed(payload))[0]

    assert passed(streamed(payload, held))[0] == held
    with pytest.raises(NotRegular, match="read before"):
        passed(streamed(payload, "0" * 64))


def test_no_more_than_a_few_blocks_are_in_memory() -> None:
    """A file of 40 MB passes in a tenth of that."""
    line = "\t".join(f"{number} " for number in range(100_000, 100_400))
    head = "freq,geo\\TIME_PERIOD\t" + "\t".join(f"{1600 + year} " for year in range(400))
    payload = gzip.compress(text(*(f"A,{n:07}\t{line}" for n in range(12_000)), head=head), 1)
    figures = streamed(payload)

    tracemalloc.start()
    for _ in Tally(figures).blocks():
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 12_000_000
