"""The order in which a page is read: columns from left to right between what spans them."""

from collections.abc import Sequence
from itertools import pairwise

from ingestion.publications.pdf_glyphs import Fragment

# A column is at least so wide, as a share of the text's width, and its lines fill it so far: less
# is a table, which is read row by row.
_LEAST_WIDTH = 0.2
_FILLED = 0.55
_LEAST_LINES = 3
# Lines of one column begin within so many points.
_ALIGNED = 3.0


def in_reading_order(fragments: Sequence[Fragment]) -> list[list[Fragment]]:
    """Blocks of fragments, each of one column; a table or a plain page is one block."""
    gutter = _gutter(fragments)
    if gutter is None:
        return [list(fragments)] if fragments else []
    blocks: list[list[Fragment]] = []
    for band in _bands(fragments, gutter):
        left = [each for each in band if each.right <= gutter]
        right = [each for each in band if each.left >= gutter]
        if _are_columns(left, right):
            blocks += in_reading_order(left) + in_reading_order(right)
        else:
            blocks.append(band)
    return blocks


def _gutter(fragments: Sequence[Fragment]) -> float | None:
    """Where a column begins that has the fewest lines across it; None where there is none."""
    fitting = [
        (sum(each.left < at < each.right for each in fragments), at)
        for at in _starts(fragments)
        if any(
            _are_columns(
                [each for each in band if each.right <= at],
                [each for each in band if each.left >= at],
            )
            for band in _bands(fragments, at)
        )
    ]
    return min(fitting)[1] if fitting else None


def _starts(fragments: Sequence[Fragment]) -> list[float]:
    """Just before the places where several lines begin, one below the other."""
    lefts = sorted(each.left for each in fragments)
    groups: list[list[float]] = []
    for left in lefts:
        if not groups or left - groups[-1][0] > _ALIGNED:
            groups.append([])
        groups[-1].append(left)
    return [group[0] - 1 for group in groups if len(group) >= _LEAST_LINES]


def _bands(fragments: Sequence[Fragment], gutter: float) -> list[list[Fragment]]:
    """The page from top to bottom, cut above and below each run of lines across the gutter."""
    bands: list[list[Fragment]] = []
    across_before: bool | None = None
    for each in sorted(fragments, key=lambda each: -each.baseline):
        across = each.left < gutter < each.right
        if across != across_before:
            bands.append([])
        bands[-1].append(each)
        across_before = across
    return bands


def _are_columns(left: list[Fragment], right: list[Fragment]) -> bool:
    if min(len(left), len(right)) < _LEAST_LINES or not _side_by_side(left, right):
        return False
    whole = max(each.right for each in right) - min(each.left for each in left)
    return all(_is_column(side, whole) for side in (left, right))


def _is_column(side: list[Fragment], whole: float) -> bool:
    width = max(each.right for each in side) - min(each.left for each in side)
    rows = sorted({round(each.baseline) for each in side})
    count = 1 + sum(later - earlier > 2 for earlier, later in pairwise(rows))
    filled = sum(each.width for each in side) / count
    return width >= _LEAST_WIDTH * whole and filled >= _FILLED * width


def _side_by_side(left: list[Fragment], right: list[Fragment]) -> bool:
    """Whether the two overlap in height by at least half of the lower one."""
    top = min(max(each.baseline for each in side) for side in (left, right))
    bottom = max(min(each.baseline for each in side) for side in (left, right))
    lower = min(
        max(each.baseline for each in side) - min(each.baseline for each in side)
        for side in (left, right)
    )
    return top - bottom >= 0.5 * lower
