"""Reading with hardly any memory: what is sorted on disk is what is read whole, word for word."""

import gzip
import tracemalloc
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.archive import Archive
from ingestion.errors import Malformed
from ingestion.eurostat.parts import Part, Reader
from ingestion.eurostat.read import read, read_text
from ingestion.eurostat.read_release import joined
from ingestion.release import SourceFormat
from ingestion.sorted_lines import IN_MEMORY, LinesOnDisk, Room, SnapshotOnDisk, sorted_lines
from tests.formats import Download, downloads
from tests.shared import shared_file
from warehouse.snapshot import Snapshot, observation_hash

FORMATS: list[SourceFormat] = ["tsv", "sdmx-csv", "json-stat"]
LITTLE = st.sampled_from([1, 200, 1_000])
NOISE = [b"", b" ", b"\t", b"\r", b"\n", b"p", b"A", b"@", b":", b"7", b".", b",", b'"', b"\xff"]


def told(made: Callable[[], Snapshot]) -> object:
    """All that a snapshot says, or what is complained of."""
    try:
        found = made()
    except Malformed as error:
        return str(error)
    lines = list(found.lines)
    assert b"".join(found.blocks()) == b"".join(line + b"\n" for line in lines)
    return found.dimensions, found.periods, lines, found.layout, observation_hash(found)


def by_disk(payload: bytes, source_format: SourceFormat | None, memory: int) -> Snapshot:
    return read_text(lambda: BytesIO(payload), source_format, "TEST_CODE", Room(memory))


@settings(max_examples=60)
@given(st.data(), st.sampled_from(FORMATS), LITTLE)
def test_whatever_the_file_its_lines_or_the_complaint_are_the_same(
    data: st.DataObject, source_format: SourceFormat, memory: int
) -> None:
    """Lines come in any order and twice, bytes are lost, changed or put in."""
    download = data.draw(downloads())
    written = {
        "tsv": download.tsv,
        "sdmx-csv": download.sdmx_csv,
        "json-stat": download.json_stat,
    }
    head, *lines = written[source_format]().splitlines(keepends=True)
    again = data.draw(st.lists(st.sampled_from(lines or [b""]), max_size=2))
    payload = b"".join((head, *data.draw(st.permutations([*lines, *again]))))
    for place in data.draw(st.lists(st.integers(0, len(payload)), max_size=2)):
        put = data.draw(st.sampled_from(NOISE))
        payload = payload[:place] + put + payload[place + data.draw(st.integers(0, 1)) :]

    assert told(lambda: by_disk(payload, source_format, memory)) == told(
        lambda: read(payload, source_format, "TEST_CODE")
    )


@settings(max_examples=40)
@given(st.lists(downloads(), min_size=1, max_size=4), LITTLE)
def test_slices_are_joined_alike_whatever_their_columns(
    all_of: list[Download], memory: int
) -> None:
    dimensions = all_of[0].dimensions
    slices = [one.tsv() for one in all_of if one.dimensions == dimensions]

    whole = told(lambda: joined([read(one, "tsv", "TEST_CODE") for one in slices]))

    assert (
        told(lambda: joined([by_disk(one, "tsv", memory) for one in slices], Room(memory))) == whole
    )


@pytest.mark.parametrize("day", ["2021-01-05", "2021-01-06", "2021-01-26"])
def test_the_real_vintages_are_the_same_by_disk(day: str) -> None:
    payload = shared_file(f"eurostat/vintages/demo_r_mwk_ts/{day}.tsv").read_bytes()

    assert told(lambda: by_disk(payload, "tsv", 5_000)) == told(lambda: read(payload, "tsv", "T"))


def table(series: range, years: range) -> bytes:
    """A TSV file of a few megabytes, in which every figure is another."""
    head = "freq,unit,geo\\TIME_PERIOD\t" + "\t".join(f"{year} " for year in years)
    lines = (f"A,NR,{one:06}\t" + "\t".join(f"{one}{year} " for year in years) for one in series)
    return "\n".join((head, *lines, "")).encode()


def as_sdmx_csv(payload: bytes) -> bytes:
    """The same with a line per figure."""
    heading, *lines = payload.decode().splitlines()
    _, *years = heading.split("\t")
    rows = ["freq,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG"]
    for line in lines:
        key, *cells = line.split("\t")
        pairs = zip(years, cells, strict=True)
        rows += [f"{key},{year.strip()},{cell.strip()}," for year, cell in pairs]
    return "\r\n".join((*rows, "")).encode()


def peak(payload: bytes, source_format: SourceFormat, memory: int) -> int:
    """The most bytes that were held beside the packed file until the figures had passed by.

    The least of three times: what other threads make meanwhile is counted too.
    """
    return min(_peak(payload, source_format, memory) for _ in range(3))


def _peak(payload: bytes, source_format: SourceFormat, memory: int) -> int:
    tracemalloc.start()
    found = by_disk(payload, source_format, memory)
    for _ in found.blocks():
        pass
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(found, SnapshotOnDisk)
    return most


def test_memory_does_not_grow_with_a_tsv_file() -> None:
    small, large = (table(range(count), range(1990, 2020)) for count in (6_000, 24_000))

    assert peak(large, "tsv", 200_000) < 1.1 * peak(small, "tsv", 200_000) < len(large) / 2


def test_memory_does_not_grow_with_an_sdmx_csv_file() -> None:
    small, large = (
        as_sdmx_csv(table(range(count), range(1990, 2000)).replace(b",NR,", b",%b," % (b"N" * 300)))
        for count in (1_000, 2_000)
    )

    assert peak(large, "sdmx-csv", 100_000) < 1.1 * peak(small, "sdmx-csv", 100_000)
    assert len(large) > 6_000_000


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(f"file://{tmp_path}")


SLICES = (table(range(0, 90, 2), range(2000, 2010)), table(range(1, 90, 2), range(1998, 2009)))


def put(archive: Archive, *slices: bytes) -> list[Part]:
    return [Part(archive.put(gzip.compress(one)), "tsv", "TEST_CODE") for one in slices]


def test_slices_that_processes_read_are_those_that_are_read_here(archive: Archive) -> None:
    parts = put(archive, *SLICES, table(range(100, 103), range(2000, 2010)))
    reader = Reader(archive, 10_000_000, Room())

    beside = joined(reader.at_once(parts))

    assert told(lambda: beside) == told(lambda: joined(reader.one_by_one(parts)))
    assert beside.periods == tuple(str(year) for year in range(1998, 2010))
    assert len(beside.lines) == 93


def test_what_a_process_cannot_read_is_complained_of_here(archive: Archive) -> None:
    parts = put(archive, SLICES[0], SLICES[1][:-3])

    with pytest.raises(Malformed, match="TEST_CODE: line 46: the file ends within this line"):
        Reader(archive, 10_000_000, Room()).at_once(parts)


def test_a_series_in_two_slices_of_many_is_malformed(archive: Archive) -> None:
    parts = put(archive, *SLICES, table(range(7, 8), range(2000, 2001)))

    with pytest.raises(Malformed, match="the series 'A,NR,000007' comes twice; neither is kept"):
        joined(Reader(archive, 10_000_000, Room(1_000)).one_by_one(parts), Room(1_000))


def test_an_archive_that_no_other_process_sees_is_read_here() -> None:
    here = Archive("memory://nobody-else")
    parts = put(here, *SLICES)

    assert len(joined(Reader(here, 10_000_000, Room()).at_once(parts)).lines) == 90


def test_lines_are_in_the_order_of_their_bytes_wherever_they_are() -> None:
    """One or two lines to a file: so many files that some are merged before all are there."""
    lines = [f"{number * 7919 % 5000}".encode() for number in range(5000)]

    ordered = sorted_lines(lines, Room(70))

    assert isinstance(ordered, LinesOnDisk)
    assert list(ordered) == sorted(lines) == sorted_lines(lines, IN_MEMORY)
    assert (len(ordered), ordered[-1], ordered[:2]) == (5000, b"999", [b"0", b"1"])


def test_files_are_closed_when_nobody_has_their_lines_any_more() -> None:
    descriptors = Path("/dev/fd")
    before = len(list(descriptors.iterdir()))

    found = by_disk(SLICES[0], "tsv", 1)

    assert isinstance(found, SnapshotOnDisk)
    assert len(list(descriptors.iterdir())) == before + 1
    del found
    with pytest.raises(Malformed):
        by_disk(SLICES[0] + b"A,NR\t1 \n", "tsv", 1)
    assert len(list(descriptors.iterdir())) == before
