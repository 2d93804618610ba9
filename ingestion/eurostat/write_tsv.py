"""Writes a snapshot as Eurostat's TSV: the very bytes that were served, or today's form."""

from ingestion.eurostat.tsv_layout import FORMAT, TsvLayout, todays_layout, tsv_layout
from warehouse.period import period
from warehouse.snapshot import Snapshot

# the place of the empty cell that is put after the others
_NONE = -1


def write_tsv(snapshot: Snapshot) -> bytes:
    """The TSV file that a snapshot was read from, to the byte; today's form for other formats.

    Only the order of lines that were not sorted is not kept (``in_key_order`` in the layout).
    """
    if snapshot.layout.get("format") == FORMAT:
        layout = tsv_layout(snapshot.layout)
    else:
        layout = todays_layout(snapshot.dimensions, snapshot.periods)
    rows = {key.encode("latin-1"): text.encode("latin-1") for key, text in layout.verbatim.items()}
    for key, cells in _rows(snapshot, layout).items():
        if key not in rows:
            rows[key] = layout.written(b"\t".join((key, *cells)))
    head = "\t".join((layout.heading, *layout.periods)).encode()
    line_end = layout.line_end.encode()
    body = line_end.join((head, *(rows[key] for key in sorted(rows))))
    return body + line_end if layout.last_line_end else body


def _rows(snapshot: Snapshot, layout: TsvLayout) -> dict[bytes, list[bytes]]:
    """The file's cells by its keys: its dimensions and its periods, in its order.

    Where the file has no frequency, the lines of several frequencies are one line of the file.
    """
    codes = [snapshot.dimensions.index(name) for name in layout.dimensions]
    places = _places(snapshot, layout)
    rows: dict[bytes, list[bytes]] = {}
    for line in snapshot.lines:
        key, *cells = line.split(b"\t")
        cells.append(b"")
        own = cells[:-1] if places is None else [cells[place] for place in places]
        parts = key.split(b",")
        file_key = b",".join([parts[code] for code in codes])
        other = rows.get(file_key)
        rows[file_key] = [a or b for a, b in zip(own, other, strict=True)] if other else own
    return rows


def _places(snapshot: Snapshot, layout: TsvLayout) -> list[int] | None:
    """For each period of the file its place in the snapshot; None where they are the same ones."""
    labels = [period(label).time_period for label in layout.periods]
    if labels == list(snapshot.periods):
        return None
    place = {label: place for place, label in enumerate(snapshot.periods)}
    return [place.get(label, _NONE) for label in labels]
