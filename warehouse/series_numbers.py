"""The numbers of series: those that are known, and new ones drawn for a stage."""

import tempfile
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import BinaryIO, Self

import polars as pl
from psycopg import sql
from sqlalchemy import Connection

from warehouse.copy_text import copy_text
from warehouse.lines import KEY
from warehouse.statement import copy_in, one, stream

_SERIES = {KEY: pl.String, "series_id": pl.Int32}
_PIECE = 1 << 20


class NewSeries:
    """Series that a stage brings: numbers drawn as they come, kept in a file until written.

    ``beside`` is a connection of its own, since that of the stage is busy with its COPY.
    """

    def __init__(self, beside: Connection, stage_id: int) -> None:
        self.count = 0
        self.stage_id = stage_id
        self.beside = beside
        self._kept: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 - closed by __exit__

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._kept.close()

    def numbered(self, keys: pl.Series) -> pl.DataFrame:
        """Keys that have no number yet, each with one: ``key``, ``series_id``."""
        drawn = one(self.beside, "draw_series_numbers", wanted=len(keys)).numbers
        numbered = pl.DataFrame({KEY: keys, "series_id": drawn}, schema=_SERIES)
        self.count += len(keys)
        dotted = pl.col(KEY).str.replace_all(",", ".", literal=True)
        dotted = dotted.str.replace_all("\\", "\\\\", literal=True)
        rows = numbered.select(pl.lit(self.stage_id), "series_id", dotted)
        self._kept.write(copy_text(rows, ""))
        return numbered

    def write(self, connection: Connection) -> None:
        """Put them beside the stage."""
        self._kept.seek(0)
        columns = sql.SQL("COPY stage.series (stage_id, series_id, series_key) FROM STDIN").format()
        copy_in(connection, columns, iter(partial(self._kept.read, _PIECE), b""))


@dataclass(frozen=True)
class _Piece:
    """Some series with their numbers, packed to a tenth, and between which keys they lie."""

    packed: bytes
    first: str
    last: str

    @classmethod
    def of(cls, series: pl.DataFrame) -> Self:
        packed = BytesIO()
        series.write_ipc_stream(packed, compression="zstd")
        return cls(packed.getvalue(), *_ends(series[KEY]))

    def series(self) -> pl.DataFrame:
        return pl.read_ipc_stream(BytesIO(self.packed))

    def may_hold(self, first: str, last: str) -> bool:
        """Whether any of the keys between these two may be among them."""
        return self.first <= last and first <= self.last


class SeriesNumbers:
    """The numbers of a dataset's series, by dimensions and key; those that lack one get one.

    Known series stay in the pieces that they came in, which are those of a file, or nearly: changes
    of neighbours are joined with few of them.
    """

    def __init__(self, new: NewSeries, dataset_id: int) -> None:
        self._new = new
        self._dataset_id = dataset_id
        self._pieces: dict[tuple[str, ...], list[_Piece]] = {}

    def expect(self, dimensions: tuple[str, ...]) -> None:
        """Read what is known of these dimensions now, not when it is first asked for."""
        self._pieces_of(dimensions)

    def put(self, dimensions: tuple[str, ...], changes: pl.DataFrame) -> pl.DataFrame:
        """Changes with ``series_id`` beside ``key``.

        A series that is new has the same number in both legs of a late release.
        """
        pieces = self._pieces_of(dimensions)
        ends = _ends(changes[KEY])
        near = [piece.series() for piece in pieces if piece.may_hold(*ends)]
        put = _joined(changes, near)
        added = put.filter(put["series_id"].is_null())[KEY].unique().sort()
        if added.is_empty():
            return put
        numbered = self._new.numbered(added)
        pieces.append(_Piece.of(numbered))
        return _joined(changes, [*near, numbered])

    def _pieces_of(self, dimensions: tuple[str, ...]) -> list[_Piece]:
        if dimensions not in self._pieces:
            values = {"dataset_id": self._dataset_id, "dimensions": list(dimensions)}
            rows = stream(self._new.beside, "series_of", **values)
            self._pieces[dimensions] = [_Piece.of(_read(row.lines)) for row in rows]
        return self._pieces[dimensions]


def _joined(changes: pl.DataFrame, pieces: list[pl.DataFrame]) -> pl.DataFrame:
    series = pl.concat([pl.DataFrame(schema=_SERIES), *pieces])
    return changes.join(series, on=KEY, how="left", maintain_order="left")


def _ends(keys: pl.Series) -> tuple[str, str]:
    return str(keys.min()), str(keys.max())


def _read(lines: str) -> pl.DataFrame:
    """Known series, in any order."""
    return pl.read_csv(
        lines.encode(), separator="\t", has_header=False, quote_char=None, schema=_SERIES
    )
