"""COPY of a pandas frame, as its documentation shows it for ``to_sql(method=...)``."""

import csv
import io
from collections.abc import Iterable
from typing import Any


def by_copy(table: Any, connection: Any, columns: list[str], rows: Iterable[Any]) -> None:
    """Insert rows with COPY instead of INSERT."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    names = ", ".join(f'"{column}"' for column in columns)
    cursor = connection.connection.cursor()
    with cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN WITH (FORMAT csv)') as writer:
        writer.write(buffer.getvalue())
