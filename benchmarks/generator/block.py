"""Some thousand series of a table as arrays: every cell of one vintage."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.generator.shape import ABSENT_SHARE, MISSING_SHARE, NEW_SERIES_SHARE

ABSENT, MISSING, FIGURE = 0, 1, 2
FLAGS = ("", "b", "d", "e", "p", "bp", "ep")
FLAGGED_SHARE = 0.10
PROVISIONAL = FLAGS.index("p")

Generator = np.random.Generator
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Block:
    """Cells of one vintage; arrays have a row per series and a column per period.

    ``state`` is ABSENT, MISSING (``:``) or FIGURE. ``number`` is the figure without its decimal
    point, of which ``decimals`` (a column) says the place. ``short`` marks figures that are
    written without a final zero: 12.3 for 12.30. ``flag`` is a place in FLAGS.
    """

    state: NDArray[np.uint8]
    number: NDArray[np.int32]
    decimals: NDArray[np.uint8]
    short: Mask
    flag: NDArray[np.uint8]

    def where(self, taken: Mask, other: "Block") -> "Block":
        """This block, with the taken cells from another."""
        names = ("state", "number", "short", "flag")
        chosen = {n: np.where(taken, getattr(other, n), getattr(self, n)) for n in names}
        return replace(self, **chosen)


def first_block(series: int, periods: int, chance: Generator) -> Block:
    """The cells of the first vintage; nobody has the last period, and some series have nothing."""
    shape = (series, periods)
    decimals = chance.integers(0, 3, (series, 1), dtype=np.uint8)
    block = filled(shape, decimals, chance)
    block.state[:, -1] = ABSENT
    block.state[chance.random(series) < NEW_SERIES_SHARE] = ABSENT
    return settled(block)


def filled(shape: tuple[int, int], decimals: NDArray[np.uint8], chance: Generator) -> Block:
    """Cells that are new: figures, some of them flagged, and some missing or absent."""
    dice = chance.random(shape)
    state = np.full(shape, FIGURE, np.uint8)
    state[dice < ABSENT_SHARE + MISSING_SHARE] = MISSING
    state[dice < ABSENT_SHARE] = ABSENT
    return Block(
        state, numbers(shape, chance), decimals, np.zeros(shape, bool), flags(shape, chance)
    )


def numbers(shape: tuple[int, int], chance: Generator) -> NDArray[np.int32]:
    """Figures of one to seven digits; small ones are the more frequent."""
    sizes = chance.random(shape, dtype=np.float32) * 6 + 0.5
    return np.asarray(10**sizes, dtype=np.int32)


def revised(number: NDArray[np.int32], chance: Generator) -> NDArray[np.int32]:
    """Other figures that lie near: most within 3 percent, as a routine round brings them."""
    size = np.abs(chance.standard_normal(number.shape)) * 0.015 * number
    step = np.maximum(1, size.astype(np.int32))
    return np.where(chance.random(number.shape) < 0.5, number + step, number - step)


def flags(shape: tuple[int, int], chance: Generator) -> NDArray[np.uint8]:
    """Flags for a tenth of the cells."""
    dice = chance.random(shape, dtype=np.float32) / FLAGGED_SHARE
    return np.where(dice < 1, 1 + dice * (len(FLAGS) - 1), 0).astype(np.uint8)


def settled(block: Block) -> Block:
    """The same cells in one spelling, so that equal texts are equal numbers."""
    figure = block.state == FIGURE
    return replace(
        block,
        number=np.where(figure, block.number, 0),
        short=block.short & figure & (block.decimals == 2) & (block.number % 10 == 0),
        flag=np.where(block.state == ABSENT, 0, block.flag),
    )
