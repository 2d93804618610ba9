"""A line the size of a word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from warehouse.pages.words import share

WIDTH, HEIGHT, _MARGIN = 120, 28, 4


@dataclass(frozen=True)
class Sparkline:
    """Points of an SVG polyline, and the same in words."""

    points: str
    last: tuple[float, float]
    words: str
    share: float


def sparkline(shares: Sequence[tuple[datetime, float]]) -> Sparkline:
    """Shares by publication time, oldest first; at least one."""
    most = max(part for _, part in shares)
    step = (WIDTH - 2 * _MARGIN) / max(len(shares) - 1, 1)
    places = [
        (round(_MARGIN + number * step, 1), round(_height(part / (most or 1)), 1))
        for number, (_, part) in enumerate(shares)
    ]
    newest = shares[-1][1]
    span = f"{shares[0][0]:%Y-%m-%d} to {shares[-1][0]:%Y-%m-%d}"
    words = (
        f"Revised share of {len(shares)} vintages, {span}: "
        f"{share(newest)} last, {share(most)} at most"
    )
    return Sparkline(" ".join(f"{x},{y}" for x, y in places), places[-1], words, newest)


def _height(part: float) -> float:
    return HEIGHT - _MARGIN - part * (HEIGHT - 2 * _MARGIN)
