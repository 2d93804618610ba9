"""Writes a release as Eurostat's present TSV does."""

from collections.abc import Mapping, Sequence

from warehouse.period import period

Cells = Mapping[tuple[str, str], str]


def release_tsv(dimensions: Sequence[str], cells: Cells) -> bytes:
    """The table of a release.

    ``cells`` are by (codes joined by commas, period); a cell is a value, a space and flags
    (``12 p``, ``: @C``). A cell that is not given is left empty, a series without any is not in
    the file.
    """
    keys = sorted({key for key, _ in cells})
    periods = sorted({label for _, label in cells}, key=lambda label: period(label).period_id)
    header = [",".join(dimensions) + "\\TIME_PERIOD", *(f"{label} " for label in periods)]
    rows = [[key, *(cells.get((key, label), "") for label in periods)] for key in keys]
    return "".join("\t".join(row) + "\r\n" for row in [header, *rows]).encode()
