"""How a TSV file was written beyond its figures, so that it can be written again to the byte."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from ingestion.eurostat.cell import NUMBER, TEXT

FORMAT = "tsv"
# a cell can be read in one way only, so that a line that does not fit is soon refused
_VALUE = f"(?:{NUMBER}|:|{TEXT})".encode()
_FLAGS = rb"[a-z]{0,6}+(?:@[A-Z])?"
_FLAGS_AFTER_BLANK = rb"(?: (?=[a-z@])" + _FLAGS + rb")?"
NORMAL_CELL = _VALUE + _FLAGS_AFTER_BLANK  # as nearly all are; never one that is not normal


@dataclass(frozen=True)
class TsvLayout:
    """The marks of one TSV file.

    ``heading`` is the first field of line 1 (``freq,geo\\TIME_PERIOD``), ``periods`` are the others
    with their spaces. ``after_value`` stands after a value without flags, ``blank`` where there is
    no cell. ``verbatim`` keeps, by key, the few lines that do not follow the file's own rules.
    ``in_key_order`` is false where the file's lines were not sorted: they are written sorted.
    """

    heading: str
    periods: tuple[str, ...]
    line_end: str = "\r\n"
    after_value: str = " "
    blank: str = ""
    last_line_end: bool = True
    in_key_order: bool = True
    verbatim: Mapping[str, str] = field(default_factory=dict)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions in the order of the file's keys."""
        names = self.heading.removeprefix("\ufeff").partition("\\")[0]
        return tuple(name.strip(" ") for name in names.split(","))

    def mapping(self) -> dict[str, Any]:
        """As ``Snapshot.layout`` carries it: what JSON can hold."""
        lists = {"dimensions": list(self.dimensions), "periods": list(self.periods)}
        return {"format": FORMAT, **asdict(self), **lists}

    def written(self, line: bytes) -> bytes:
        """A line in normal form as this file writes it, cell by cell."""
        key, *cells = line.split(b"\t")
        after, blank = self.after_value.encode(), self.blank.encode()
        styled = [cell if b" " in cell else cell + after if cell else blank for cell in cells]
        return b"\t".join((key, *styled))

    def regular_line(self) -> re.Pattern[bytes]:
        """What a line of this file looks like when it needs no care.

        One pass of this pattern is what makes reading fast. It may refuse good lines, which are
        then read cell by cell; it never takes a bad one.
        """
        flags = rb" " + _FLAGS if self.after_value else _FLAGS_AFTER_BLANK
        gap, rest = (rb"(?:\t )*\t", rb"(?:\t )*") if self.blank else (rb"\t++", rb"\t*+")
        line_end = re.escape(self.line_end.encode())
        return re.compile(rb"[^\t\r\n ]++(?:" + gap + _VALUE + flags + rb")+" + rest + line_end)


def tsv_layout(mapping: Mapping[str, Any]) -> TsvLayout:
    """The layout that a snapshot read from TSV carries."""
    fields = {
        name: value for name, value in mapping.items() if name not in ("format", "dimensions")
    }
    return TsvLayout(**{**fields, "periods": tuple(fields["periods"])})


def todays_layout(dimensions: Sequence[str], periods: Sequence[str]) -> TsvLayout:
    """How Eurostat's API writes TSV today."""
    return TsvLayout(
        f"{','.join(dimensions)}\\TIME_PERIOD", tuple(f"{label} " for label in periods)
    )
