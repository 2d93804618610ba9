"""Rows as COPY reads them."""

from io import BytesIO

import polars as pl


def copy_text(rows: pl.DataFrame, null: str, separator: str = "\t") -> bytes:
    """Rows in COPY's text form; a backslash in a text must stand there as COPY wants it."""
    written = BytesIO()
    rows.write_csv(
        written, separator=separator, include_header=False, quote_style="never", null_value=null
    )
    return written.getvalue()
