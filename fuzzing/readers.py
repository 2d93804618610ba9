"""Every reader of what comes from outside, as one call with bytes, and what it may do with them.

It may return, or raise one of our own errors. What it returns must fit into the warehouse, and a
table that can be read as a stream must give the same figures when it is read whole.
"""

import struct
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from io import BytesIO
from math import isfinite
from pathlib import Path

from fuzzing import seeds
from ingestion.alert_routes import routing
from ingestion.answer import Answer
from ingestion.decompress import decompressed
from ingestion.eurostat.answers import judge_filled_table, judge_job
from ingestion.eurostat.read import read
from ingestion.eurostat.read_constraint import read_constraint
from ingestion.eurostat.read_dataflow import read_dataflow
from ingestion.eurostat.read_feed import read_feed
from ingestion.eurostat.read_json_stat import read_json_stat
from ingestion.eurostat.read_sdmx_csv import read_sdmx_csv
from ingestion.eurostat.read_structure import read_structure
from ingestion.eurostat.read_tsv import read_tsv
from ingestion.eurostat.stream_tsv import stream_tsv
from ingestion.fetch import Judge
from ingestion.publications.document import document
from ingestion.publications.edition import Edition, normal_text
from ingestion.publications.find_statements import proposals
from ingestion.publications.guard import Wanted
from ingestion.publications.pdf_glyphs import Fragment, Glyph
from ingestion.publications.pdf_lines import lines_of, paragraphs
from ingestion.publications.read_html import read_html
from ingestion.publications.read_news_feed import read_news_feed
from ingestion.publications.read_notifications import read_notifications
from ingestion.publications.read_pdf import read_pdf
from ingestion.source import source
from warehouse.errors import VintagesError
from warehouse.lines import regular_lines
from warehouse.snapshot import NotRegular, Tally, observation_hash

MOST_BYTES = 1_000_000
_STATUSES = (200, 202, 300, 404, 413, 500)
_GLYPH = struct.Struct("<ffffH")


class Crash(Exception):
    """What a reader made of its bytes is not what a reader may make."""


@dataclass(frozen=True)
class Reader:
    """One reader, and bytes that it reads well."""

    name: str
    read: Callable[[bytes], object]
    seeds: Callable[[], list[bytes]]

    def try_on(self, payload: bytes) -> bool:
        """Whether the reader takes the bytes; any error but our own passes through.

        Raises Crash for a value that no warehouse can hold.
        """
        try:
            found = self.read(payload)
        except VintagesError as error:
            require_storable(str(error))
            return False
        require_storable(found)
        return True


def require_storable(found: object) -> None:
    """Raises Crash where a text inside could be neither stored nor printed."""
    if isinstance(found, str):
        _require_text(found)
    elif isinstance(found, Mapping):
        for pair in found.items():
            require_storable(pair)
    elif isinstance(found, tuple | list | frozenset | set):
        for each in found:
            require_storable(each)
    elif is_dataclass(found) and not isinstance(found, type):
        for each in fields(found):
            require_storable(getattr(found, each.name))


def _require_text(text: str) -> None:
    try:
        encoded = text.encode()
    except UnicodeEncodeError as error:
        raise Crash(f"a text that is no UTF-8: {text[:80]!r}") from error
    if b"\0" in encoded:
        raise Crash(f"a text with NUL: {text[:80]!r}")


def _streamed(payload: bytes) -> object:
    """The hash of the figures, read in both ways where the file can be streamed."""
    try:
        tally = Tally(stream_tsv(lambda: BytesIO(payload), MOST_BYTES))
        for _ in regular_lines(tally):  # as the first load of a dataset does
            pass
    except NotRegular:
        return None
    found, whole = tally.content_hash, observation_hash(read_tsv(payload))
    if found != whole:
        raise Crash(f"as a stream the figures are {found}, as a whole {whole}")
    return found


def _answered(payload: bytes) -> object:
    """What the judges say of an answer with these bytes, under each status."""
    refusals = []
    judges: tuple[Judge, ...] = (judge_job, judge_filled_table, Wanted().judge)
    for status in _STATUSES:
        answer = Answer("https://x.org/a", status, {}, payload, "ab" * 32, landed="https://x.org/a")
        for judge in judges:
            try:
                judge(answer)
            except VintagesError as error:
                refusals.append(str(error))
    return refusals


def _lines(payload: bytes) -> object:
    """The lines and paragraphs of a page whose glyphs are as the bytes say."""
    whole = len(payload) // _GLYPH.size * _GLYPH.size
    glyphs = [glyph for found in _GLYPH.iter_unpack(payload[:whole]) if (glyph := _glyph(*found))]
    runs = (tuple(glyphs[start : start + 3]) for start in range(0, min(len(glyphs), 300), 3))
    lines = lines_of([Fragment(run) for run in runs])
    return [line.text for line in lines], paragraphs(lines)


def _glyph(left: float, width: float, baseline: float, size: float, code: int) -> Glyph | None:
    """A glyph as a page could have it, rounded to a point."""
    if not all(map(isfinite, (left, width, baseline, size))) or size <= 0 or code < ord("!"):
        return None
    letter = chr(code) if chr(code).isprintable() else "?"
    left, size = round(left % 600), size % 30 + 0.1
    return Glyph(letter, bool(code % 3), left, left + width % 30, round(baseline % 800), size)


def _stated(payload: bytes) -> object:
    """What rules find in a text of a document."""
    text = normal_text(payload.decode(errors="replace").replace("\0", " "))
    return proposals(Edition("fuzzed", text, (), "none"))


def _source_file(payload: bytes) -> object:
    with tempfile.TemporaryDirectory() as folder:
        _written(Path(folder) / "eurostat" / "fuzzed.toml", payload)
        return source("fuzzed", [Path(folder)])


def _document_file(payload: bytes) -> object:
    with tempfile.TemporaryDirectory() as folder:
        _written(Path(folder) / "publications" / "fuzzed.toml", payload)
        return document("fuzzed", [Path(folder)])


def _alerts_file(payload: bytes) -> object:
    with tempfile.TemporaryDirectory() as folder:
        return routing(_written(Path(folder) / "alerts.toml", payload))


def _written(path: Path, payload: bytes) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(payload)
    return path


READERS = {
    reader.name: reader
    for reader in (
        Reader("gzip", lambda payload: decompressed(payload, MOST_BYTES), seeds.packed),
        Reader("tsv", read_tsv, seeds.tsv),
        Reader("tsv as a stream", _streamed, seeds.tsv),
        Reader("sdmx-csv", read_sdmx_csv, seeds.sdmx_csv_files),
        Reader("json-stat", read_json_stat, seeds.json_stat_files),
        Reader("any table", lambda payload: read(payload, None, "EU_THB_PRINTED"), seeds.tables),
        Reader("dataflow", read_dataflow, seeds.dataflows),
        Reader("structure", read_structure, seeds.structures),
        Reader("constraint", read_constraint, seeds.constraints),
        Reader("answers", _answered, seeds.answers),
        Reader("update feed", read_feed, seeds.update_feeds),
        Reader("notifications", read_notifications, seeds.notifications),
        Reader("news feed", read_news_feed, seeds.news_feeds),
        Reader("html", lambda payload: read_html(payload, "fuzzed"), seeds.pages),
        Reader("pdf", lambda payload: read_pdf(payload, "fuzzed"), seeds.reports),
        Reader("pdf lines", _lines, seeds.glyphs),
        Reader("statements", _stated, seeds.texts),
        Reader("source file", _source_file, seeds.source_files),
        Reader("document file", _document_file, seeds.document_files),
        Reader("alerts file", _alerts_file, seeds.alert_files),
    )
}
