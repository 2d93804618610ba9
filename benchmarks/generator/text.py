"""Cells as text, a whole block at a time: columns of characters, of which each cell keeps some."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.generator.block import ABSENT, FIGURE, FLAGS, MISSING, Block, Mask

Characters = NDArray[np.uint8]
_DIGITS = 7
_FLAG_LETTERS = np.array([list(flag.ljust(2).encode()) for flag in FLAGS], np.uint8)
_FLAG_LENGTHS = np.array([len(flag) for flag in FLAGS])


def tsv_lines(keys: Sequence[bytes], block: Block, line_end: bytes = b"\r\n") -> bytes:
    """The lines of a TSV file as Eurostat serves it; series without a cell have none."""
    value, keep = _values(block)
    letters, kept = _flags(block)
    present = (block.state != ABSENT)[..., None]
    parts = [_all(block, b"\t"), (value, keep), (_column(block, b" "), present), (letters, kept)]
    return _lines(keys, block, parts, line_end)


def plain_lines(keys: Sequence[bytes], block: Block) -> list[bytes]:
    """The same without anything that is only layout: key, then cells such as ``12.30 bp``."""
    value, keep = _values(block)
    letters, kept = _flags(block)
    flagged = (block.flag != 0)[..., None]
    parts = [_all(block, b"\t"), (value, keep), (_column(block, b" "), flagged), (letters, kept)]
    return _lines(keys, block, parts, b"\n").splitlines()


def narrow_rows(start: int, block: Block) -> bytes:
    """A row for COPY per cell: numbers of series, period and vintage, value, flags."""
    series, periods = block.state.shape
    numbers = np.broadcast_to(np.arange(start, start + series)[:, None], block.state.shape)
    places = np.broadcast_to(np.arange(1, periods + 1)[None, :], block.state.shape)
    value, keep = _values(block)
    null = _all(block, b"\\N")[0]
    missing, unflagged = (block.state != FIGURE)[..., None], (block.flag == 0)[..., None]
    columns = [
        _digits(numbers),
        _all(block, b"\t"),
        _digits(places),
        _all(block, b"\t1\t"),
        (value, keep & ~missing),
        (null, np.repeat(missing, 2, axis=2)),
        _all(block, b"\t"),
        _flags(block),
        (null, np.repeat(unflagged, 2, axis=2)),
        _all(block, b"\n"),
    ]
    present = (block.state != ABSENT)[..., None]
    text = np.concatenate([each for each, _ in columns], axis=2)
    chosen = np.concatenate([kept & present for _, kept in columns], axis=2)
    return bytes(text[chosen])


def published(block: Block) -> list[str]:
    """The values alone, as published, of a block of one column; absent ones are empty."""
    value, keep = _values(block)
    lines = _lines([b""] * len(block.state), block, [(value, keep)], b"\n", every=True)
    return lines.decode().split("\n")[:-1]


def _lines(
    keys: Sequence[bytes],
    block: Block,
    parts: Sequence[tuple[Characters, Mask]],
    line_end: bytes,
    *,
    every: bool = False,
) -> bytes:
    """Key, cells and an end for each series that has a cell."""
    series = len(block.state)
    heads = np.array(keys, dtype="S").reshape(series, 1)
    heads = heads.view(np.uint8).reshape(series, -1) if heads.dtype.itemsize else _nothing(series)
    ends = np.tile(np.frombuffer(line_end, np.uint8), (series, 1))
    cells = np.concatenate([each for each, _ in parts], axis=2).reshape(series, -1)
    kept = np.concatenate([keep for _, keep in parts], axis=2).reshape(series, -1)
    text = np.concatenate([heads, cells, ends], axis=1)
    keep = np.concatenate([heads != 0, kept, np.ones(ends.shape, bool)], axis=1)
    if not every:
        keep &= (block.state != ABSENT).any(axis=1)[:, None]
    return bytes(text[keep])


def _values(block: Block) -> tuple[Characters, Mask]:
    """Digits, decimal point and decimals; ``:`` where the value is missing."""
    scale = np.power(10, block.decimals.astype(np.int64))
    whole, rest = np.divmod(block.number, scale)
    digits, kept = _digits(whole)
    digits[..., -1] = np.where(block.state == MISSING, ord(":"), digits[..., -1])
    kept = kept & (block.state == FIGURE)[..., None]
    kept[..., -1] = block.state != ABSENT
    rest = rest * np.power(10, 2 - block.decimals.astype(np.int64))
    first, second = np.divmod(rest, 10)
    point = (block.state == FIGURE) & (block.decimals >= 1)
    exact = point & (block.decimals == 2) & ~block.short
    decimals = np.stack([np.full_like(first, ord(".")), first + 48, second + 48], axis=2)
    text = np.concatenate([digits, decimals.astype(np.uint8)], axis=2)
    return text, np.concatenate([kept, np.stack([point, point, exact], axis=2)], axis=2)


def _digits(number: NDArray[np.integer]) -> tuple[Characters, Mask]:
    """Decimal digits, and which of them lead to the number without zeros before it."""
    powers = np.power(10, np.arange(_DIGITS - 1, -1, -1), dtype=np.int32)
    shifted = number.astype(np.int32)[..., None] // powers
    keep = shifted > 0
    keep[..., -1] = True
    return (shifted % 10 + 48).astype(np.uint8), keep


def _flags(block: Block) -> tuple[Characters, Mask]:
    return _FLAG_LETTERS[block.flag], np.arange(2) < _FLAG_LENGTHS[block.flag][..., None]


def _column(block: Block, text: bytes) -> Characters:
    return np.broadcast_to(np.frombuffer(text, np.uint8), (*block.state.shape, len(text)))


def _all(block: Block, text: bytes) -> tuple[Characters, Mask]:
    column = _column(block, text)
    return column, np.ones(column.shape, bool)


def _nothing(series: int) -> Characters:
    return np.empty((series, 0), np.uint8)
