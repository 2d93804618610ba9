"""Bad input gets refused or held: a message for a person, figures as they were, bytes kept."""

import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from examples.stand_in.bad_days import named_bad_day
from tests.rounds import select
from tests.shell import CODE, FEBRUARY, FIRST, JANUARY, SECOND, Shell, shell_in
from warehouse.server import Server

HTML = b"<!DOCTYPE html><html><body>Sorry, this page is not available</body></html>"
NEW_DIMENSION = (
    FIRST.replace(b"freq,sex,geo", b"freq,sex,age,geo")
    .replace(b"A,F,", b"A,F,Y,")
    .replace(b"A,M,", b"A,M,Y,")
)
OTHER_DATASET = (
    b"DATAFLOW,LAST UPDATE,freq,sex,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\r\n"
    b"ESTAT:LFSA_ARGAN(1.0),08/02/26 11:00:00,A,F,BE,2020,1,,\r\n"
)
# What comes, and what the message must say beside the dataset and the file.
BAD_FILES: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "cut.tsv.gz": (gzip.compress(SECOND)[:-20], ("ends before its trailer", "fetch it again")),
    "cut.tsv": (SECOND[:-9], ("line 5", "the file ends within this line", "was cut")),
    "empty.tsv": (b"", ("wanted TSV, SDMX-CSV 1.0 or JSON-stat 2.0, got an empty file",)),
    "page.html": (HTML, ("wanted TSV, SDMX-CSV 1.0 or JSON-stat 2.0", "<!DOCTYPE html>")),
    "other.csv": (OTHER_DATASET, ("wanted the dataset DEMO_TABLE", "it is LFSA_ARGAN")),
    "double.tsv": (SECOND + b"A,F,BE\t9 \t9 \r\n", ("lines 2 and 6", "A,F,BE", "comes twice")),
    "flag.tsv": (SECOND.replace(b"2 p", b"2 q"), ("flags that no codelist knows", "'q'")),
    "dimension.tsv": (NEW_DIMENSION, ("wanted freq, sex, geo", "new: age")),
    "word.tsv": (SECOND.replace(b"40 ", b"forty "), ("line 3, 2020", "wanted a number", "forty")),
    "bomb.tsv.gz": (gzip.compress(b"0" * 3_000_000), ("wanted at most 1000000 decoded bytes",)),
}
# Files that can be read are held by a check; a person decides about them.
HELD = {"flag.tsv", "dimension.tsv"}


@pytest.fixture
def shell(tmp_path: Path, server: Server) -> Iterator[Shell]:
    """A shell over a warehouse with one vintage."""
    with shell_in(tmp_path, server) as opened:
        opened.says("load", CODE, opened.file("first.tsv", FIRST), "--released-at", JANUARY)
        yield opened


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_changes_no_figure_and_its_bytes_are_kept(shell: Shell, name: str) -> None:
    content, expected = BAD_FILES[name]
    before = shell.everything()
    file = shell.file(name, content)
    words = ("load", CODE, file, "--released-at", FEBRUARY)
    message = shell.refuses(*words, VINTAGES_MAX_BYTES="1000000")

    key = hashlib.sha256(content).hexdigest()
    assert message.startswith(f"error: {name}: {CODE}: ")
    assert all(words in message for words in expected), message
    assert f"the bytes are in the archive as {key}" in message
    assert shell.archive.read(key) == content
    assert shell.everything() == before
    assert [waiting["dataset_code"] for waiting in shell.told("status")["waiting"]] == (
        [CODE] if name in HELD else []
    )


def test_other_figures_for_a_moment_that_is_held_are_refused(shell: Shell) -> None:
    before = shell.everything()
    file = shell.file("second.tsv", SECOND)
    message = shell.refuses("load", CODE, file, "--released-at", JANUARY)

    assert "has other figures for 2026-01-08 10:00 UTC already" in message
    assert shell.everything() == before


@pytest.mark.parametrize(
    ("bad_day", "expected"),
    [
        ({"kind": "cut", "share": 0.5}, "the gzip body ends before its trailer: fetch it again"),
        ({"kind": "html"}, "answered with a page: <!DOCTYPE html>"),
        ({"kind": "bomb", "decoded_bytes": 5_000_000}, "wanted at most 1000000 decoded bytes"),
    ],
    ids=["cut", "html", "bomb"],
)
def test_a_bad_answer_of_eurostat_changes_no_figure_and_its_bytes_are_kept(
    shell: Shell, bad_day: dict[str, object], expected: str
) -> None:
    shell.publish(SECOND, FEBRUARY)
    shell.eurostat.bad_day(f"/data/{CODE}", named_bad_day(bad_day), times=None)
    before = shell.everything()
    message = shell.refuses("ingest", CODE, VINTAGES_MAX_BYTES="1000000")

    assert CODE in message
    assert expected in message
    assert shell.everything() == before
    (newest, *_) = shell.told("status")["failed_fetches"]
    assert (newest["dataset_code"], newest["purpose"]) == (CODE, "data")
    keys = "SELECT archive_key FROM vintages.fetch WHERE purpose = 'data' AND outcome <> 'ok'"
    assert {shell.archive.holds(key) for (key,) in select(shell.warehouse, keys)} == {True}
