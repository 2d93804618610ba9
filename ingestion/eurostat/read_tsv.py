"""Eurostat's TSV: ``freq,unit,geo\\TIME_PERIOD`` and a series per line.

That of today (CRLF) and that of the bulk listing before 2023. Lines are recognised by one pattern
and only taken apart where it does not fit: a file of millions of cells is read in a second or two.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any

from ingestion.decompress import Text
from ingestion.errors import Malformed
from ingestion.eurostat.cell import cell_as_written
from ingestion.eurostat.tsv_layout import TsvLayout
from ingestion.normal_form import normal_form
from ingestion.sorted_lines import IN_MEMORY, Room
from ingestion.table import Table
from warehouse.snapshot import Snapshot

_MARK = "\ufeff"
_HEADING = re.compile(rf"{_MARK}?[^\\\t]+\\(?:TIME_PERIOD|time) *", re.IGNORECASE)
_UNFLAGGED = re.compile(rb"\t(?:-?[0-9]++\.?[0-9]*+|:)( ?)[\t\r\n]")


def read_tsv(payload: bytes) -> Snapshot:
    """The snapshot in a TSV file (decompressed); ``write_tsv`` makes the same file of it again.

    Raises Malformed, naming the line, for whatever is outside the two grammars, and for a file
    that ends within a line.
    """
    return tsv_snapshot(lambda: BytesIO(payload), IN_MEMORY)


def tsv_snapshot(text: Text, room: Room) -> Snapshot:
    """The same of a file that is read line by line, kept on disk where ``room`` is too small."""
    lines = _Lines(text)
    layout = lines.layout
    return normal_form(Table(layout.dimensions, layout.periods, lines, lines.found), room)


class _Lines:
    """Each series in normal form, and what is learnt of the file's spelling meanwhile."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self.layout, self._last = _layout(text)
        self._in_key_order = True
        self._verbatim: dict[str, str] = {}  # lines that the layout would not write the same

    def found(self) -> Mapping[str, Any]:
        """The layout, when all lines have passed."""
        found = replace(self.layout, in_key_order=self._in_key_order, verbatim=self._verbatim)
        return found.mapping()

    def __iter__(self) -> Iterator[bytes]:
        last = b""
        for line in self._read():
            self._in_key_order = self._in_key_order and last <= line
            last = line
            yield line

    def _read(self) -> Iterator[bytes]:
        regular = self.layout.regular_line().fullmatch
        heading = f"{self.layout.heading.removeprefix(_MARK)}\t".encode()
        with self._text() as stream:
            stream.readline()
            for number, raw in enumerate(stream, 2):
                if raw.startswith(heading):
                    raise Malformed(
                        f"line {number}: wanted a series, got the heading of line 1 again: several "
                        "files were put together, load each by itself"
                    )
                # the last line is where a file is cut, and the only one that may be short
                if number < self._last and regular(raw):
                    yield raw.replace(b" \t", b"\t").rstrip(b" \r\n")
                else:
                    yield self._irregular(raw, number)

    def _irregular(self, raw: bytes, number: int) -> bytes:
        text = _text(raw, number, self.layout)
        line = _line(text, number, self.layout)
        if not _follows(line, text, self.layout):
            self._verbatim[line.partition(b"\t")[0].decode("latin-1")] = text.decode("latin-1")
        return line


def _layout(text: Text) -> tuple[TsvLayout, int]:
    """What line 1 and the cells say of how a file is written, and how many lines it has."""
    unflagged, lines = None, 1
    with text() as stream:
        raw = first_line = stream.readline()
        has_blank = b"\t \t" in first_line
        for raw in stream:
            lines += 1
            unflagged = unflagged or _UNFLAGGED.search(raw)
            has_blank = has_blank or b"\t \t" in raw
    found = replace(
        _headed(first_line),
        after_value=unflagged[1].decode() if unflagged else " ",
        blank=" " if has_blank else "",
        last_line_end=raw.endswith(b"\n"),
    )
    if not found.periods and lines > 1:  # alone it is a table in which nothing was found
        raise Malformed("line 1: wanted a time period for the series below, got none")
    return found, lines


def _headed(first_line: bytes) -> TsvLayout:
    """What line 1 says."""
    line_end = "\r\n" if first_line.endswith(b"\r\n") else "\n"
    text = first_line.decode(errors="replace").removesuffix(line_end)
    heading, *periods = text.split("\t")
    if not _HEADING.fullmatch(heading):
        found = repr(text[:80]) if text else "an empty line" if first_line else "an empty file"
        raise Malformed(f"line 1: wanted dimensions and \\TIME_PERIOD, got {found}")
    if not first_line.endswith(b"\n"):
        raise Malformed(
            f"line 1: the file ends after {len(periods)} time periods and without a line end: "
            "it was cut, fetch it again"
        )
    return TsvLayout(heading, tuple(periods), line_end)


def _text(raw: bytes, number: int, layout: TsvLayout) -> bytes:
    """The line without its end."""
    line_end = layout.line_end.encode()
    text = raw.removesuffix(line_end)
    if text.endswith((b"\r", b"\n")):
        raise Malformed(f"line {number}: wanted it to end as line 1 does, in {line_end!r}")
    if not text:
        raise Malformed(f"line {number}: wanted a series, got an empty line")
    if not raw.endswith(b"\n") and _cut(text, layout):
        raise Malformed(
            f"line {number}: the file ends within this line ({text[-30:]!r}): "
            "it was cut, fetch it again"
        )
    return text


def _cut(text: bytes, layout: TsvLayout) -> bool:
    """Whether a last line without a line end misses cells, or the space that closes the last."""
    _, *cells = text.split(b"\t")
    open_ended = bool(layout.after_value and cells and cells[-1]) and b" " not in cells[-1]
    return open_ended or len(cells) < len(layout.periods)


def _line(text: bytes, number: int, layout: TsvLayout) -> bytes:
    """The line in normal form, read cell by cell."""
    key, *cells = text.split(b"\t")
    return b"\t".join(
        (key, *(_cell(cell, number, place, layout) for place, cell in enumerate(cells)))
    )


def _cell(cell: bytes, number: int, place: int, layout: TsvLayout) -> bytes:
    try:
        return cell_as_written(cell.decode("latin-1")).encode()
    except ValueError as error:
        period = (
            layout.periods[place].strip() if place < len(layout.periods) else f"cell {place + 1}"
        )
        raise Malformed(f"line {number}, {period}: {error}") from error


def _follows(line: bytes, text: bytes, layout: TsvLayout) -> bool:
    """Whether the layout writes this line as the file did, given that it has cells at all."""
    width = line.count(b"\t")
    whole = width == len(layout.periods) and not line.endswith(b"\t" * width)
    return whole and layout.written(line) == text
