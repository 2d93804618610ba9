"""Eurostat's TSV: ``freq,unit,geo\\TIME_PERIOD`` and a series per line.

That of today (CRLF) and that of the bulk listing before 2023. Lines are recognised by one pattern
and only taken apart where it does not fit: a file of millions of cells is read in a second or two.
"""

import operator
import re
from dataclasses import replace
from io import BytesIO
from itertools import islice

from ingestion.errors import Malformed
from ingestion.eurostat.cell import cell_as_written
from ingestion.eurostat.tsv_layout import TsvLayout
from ingestion.normal_form import snapshot_of
from warehouse.snapshot import Snapshot

_HEADING = re.compile(r"\ufeff?[^\\\t]+\\(?:TIME_PERIOD|time) *", re.IGNORECASE)
_UNFLAGGED = re.compile(rb"\t(?:-?[0-9]++\.?[0-9]*+|:)( ?)[\t\r\n]")


def read_tsv(payload: bytes) -> Snapshot:
    """The snapshot in a TSV file (decompressed); ``write_tsv`` makes the same file of it again.

    Raises Malformed, naming the line, for whatever is outside the two grammars, and for a file
    that ends within a line.
    """
    first_line = payload[: payload.find(b"\n") + 1] or payload
    layout = _layout(first_line, payload)
    lines, verbatim = _lines(payload, layout)
    in_key_order = all(map(operator.le, lines, islice(lines, 1, None)))
    layout = replace(layout, in_key_order=in_key_order, verbatim=verbatim)
    return snapshot_of(layout.dimensions, layout.periods, lines, layout.mapping())


def _layout(first_line: bytes, payload: bytes) -> TsvLayout:
    """What line 1 and the first cells say of how this file is written."""
    line_end = "\r\n" if first_line.endswith(b"\r\n") else "\n"
    text = first_line.decode(errors="replace").removesuffix(line_end)
    heading, *periods = text.split("\t")
    if not _HEADING.fullmatch(heading):
        found = repr(text[:80]) if text else "an empty line" if payload else "an empty file"
        raise Malformed(f"line 1: wanted dimensions and \\TIME_PERIOD, got {found}")
    if not periods or not first_line.endswith(b"\n"):
        raise Malformed(
            f"line 1: the file ends after {len(periods)} time periods and without a line end: "
            "it was cut, fetch it again"
        )
    unflagged = _UNFLAGGED.search(payload, len(first_line))
    return TsvLayout(
        heading,
        tuple(periods),
        line_end,
        after_value=unflagged[1].decode() if unflagged else " ",
        blank=" " if b"\t \t" in payload else "",
        last_line_end=payload.endswith(b"\n"),
    )


def _lines(payload: bytes, layout: TsvLayout) -> tuple[list[bytes], dict[str, str]]:
    """Each series in normal form, and those that the layout's rules would not write the same."""
    stream = BytesIO(payload)
    stream.readline()
    last = payload.count(b"\n") + (not layout.last_line_end)
    regular = layout.regular_line().fullmatch
    lines, verbatim = [], {}
    for number, raw in enumerate(stream, 2):
        # the last line is where a file is cut, and the only one that may be short
        if number < last and regular(raw):
            lines.append(raw.replace(b" \t", b"\t").rstrip(b" \r\n"))
            continue
        text = _text(raw, number, layout)
        line = _line(text, number, layout)
        lines.append(line)
        if not _follows(line, text, layout):
            verbatim[line.partition(b"\t")[0].decode("latin-1")] = text.decode("latin-1")
    return lines, verbatim


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
