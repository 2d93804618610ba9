"""Reads a download in whatever format it is, and refuses that of another dataset."""

import re
from collections.abc import Callable
from io import BytesIO

from ingestion.decompress import Text
from ingestion.errors import Malformed, NotThisDataset
from ingestion.eurostat.read_json_stat import json_stat_snapshot
from ingestion.eurostat.read_sdmx_csv import sdmx_csv_snapshot
from ingestion.eurostat.read_tsv import tsv_snapshot
from ingestion.release import SourceFormat
from ingestion.sorted_lines import IN_MEMORY, Room
from warehouse.snapshot import Snapshot

_READERS: dict[SourceFormat, Callable[[Text, Room], Snapshot]] = {
    "tsv": tsv_snapshot,
    "sdmx-csv": sdmx_csv_snapshot,
    "json-stat": json_stat_snapshot,
}
_SIGNS: tuple[tuple[SourceFormat, re.Pattern[bytes]], ...] = (
    ("json-stat", re.compile(rb"\s*\{")),
    ("tsv", re.compile(rb"[^\t\n<{]*\\[^\t\n]*\t")),
    ("sdmx-csv", re.compile(rb"(?=[^\n<]*\bTIME_PERIOD\b)[^\t\n]*,")),
)
_BEGINNING = 1 << 20
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read(payload: bytes, source_format: SourceFormat | None, dataset_code: str) -> Snapshot:
    """The snapshot in a file (decompressed) of a dataset; its format is found out where not given.

    Raises NotThisDataset where the file names another dataset (TSV names none), Malformed where it
    is in no format that we read, or breaks the rules of the one it is in.
    """
    return read_text(lambda: BytesIO(payload), source_format, dataset_code, IN_MEMORY)


def read_text(
    text: Text, source_format: SourceFormat | None, dataset_code: str, room: Room
) -> Snapshot:
    """The same of a file that is read on, kept on disk where ``room`` is too small."""
    try:
        snapshot = _READERS[source_format or _format_of(text)](text, room)
    except Malformed as error:
        raise Malformed(f"{dataset_code}: {error}") from error
    named = snapshot.layout.get("dataset_code")
    if named is not None and named.upper() != dataset_code.upper():
        raise NotThisDataset(
            f"wanted the dataset {dataset_code.upper()}, the file says it is {named}: "
            "give the code that it names, or the right file"
        )
    return snapshot


def _format_of(text: Text) -> SourceFormat:
    with text() as stream:
        return format_of(stream.read(_BEGINNING))


def format_of(payload: bytes) -> SourceFormat:
    """The format that the beginning of a file shows; raises Malformed where it shows none."""
    start = payload.removeprefix(_BYTE_ORDER_MARK)
    for source_format, sign in _SIGNS:
        if sign.match(start):
            return source_format
    found = repr(start[:80]) if start.strip() else "an empty file"
    raise Malformed(f"wanted TSV, SDMX-CSV 1.0 or JSON-stat 2.0, got {found}")
