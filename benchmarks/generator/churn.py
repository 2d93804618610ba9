"""How a vintage follows from the one before it."""

from dataclasses import dataclass, replace

import numpy as np

from benchmarks.generator.block import (
    ABSENT,
    FIGURE,
    FLAGS,
    MISSING,
    PROVISIONAL,
    Block,
    Generator,
    filled,
    numbers,
    revised,
    settled,
)


@dataclass(frozen=True)
class Churn:
    """Shares of all published figures that change, and of all series that go.

    ``reformatted`` is of the figures that end with a zero, ``backfilled`` of the missing ones.
    """

    revised: float
    withdrawn: float
    status: float
    reformatted: float = 0.0
    backfilled: float = 0.0
    vanished_series: float = 0.0
    new_period: bool = False


NEXT = Churn(0.01, 0.001, 0.005, 0.06, 0.001, 0.001, new_period=True)
ROUTINE = Churn(0.0100, 0.0005, 0.0045)
PROVISIONAL_SHARE = 0.003


def next_block(block: Block, churn: Churn, chance: Generator) -> Block:
    """The same series one vintage later."""
    made = _restated(block, churn, chance)
    if churn.new_period:
        made = _grown(made, chance)
    gone = chance.random(len(block.state)) < churn.vanished_series
    made.state[gone] = ABSENT
    return settled(made)


def between(before: Block, after: Block, chance: Generator) -> Block:
    """A vintage on the way: half of what changes has changed, and some figures are its own."""
    half = before.where(chance.random(before.state.shape) < 0.5, after)
    dice = chance.random(half.state.shape)
    own = (dice < PROVISIONAL_SHARE) & (half.state == FIGURE)
    gone = (dice > 1 - PROVISIONAL_SHARE / 10) & (half.state != ABSENT)
    state = np.where(gone, np.uint8(ABSENT), half.state)
    number = np.where(own, revised(half.number, chance), half.number)
    return settled(replace(half, state=state, number=number))


def _restated(block: Block, churn: Churn, chance: Generator) -> Block:
    """Cells revised, withdrawn, flagged otherwise or written otherwise; missing ones filled."""
    shape = block.state.shape
    edges = np.cumsum([churn.revised, churn.withdrawn, churn.status])
    dice = chance.random(shape)
    kind = np.where(block.state == FIGURE, np.searchsorted(edges, dice, side="right"), len(edges))
    backfilled = (block.state == MISSING) & (dice < churn.backfilled)
    state = np.where(kind == 1, np.uint8(MISSING), block.state)
    state[backfilled] = FIGURE
    number = np.where(kind == 0, revised(block.number, chance), block.number)
    return Block(
        state=state,
        number=np.where(backfilled, numbers(shape, chance), number),
        decimals=block.decimals,
        short=(block.short & (kind != 0)) ^ (dice > 1 - churn.reformatted),
        flag=np.where(kind == 2, (block.flag + 1) % len(FLAGS), block.flag).astype(np.uint8),
    )


def _grown(block: Block, chance: Generator) -> Block:
    """With the last period, and with the series that had nothing yet."""
    fresh = filled(block.state.shape, block.decimals, chance)
    new_series = ~(block.state != ABSENT).any(axis=1)
    taken = np.zeros(block.state.shape, bool)
    taken[new_series] = True
    taken[:, -1] = True
    grown = block.where(taken, fresh)
    grown.flag[:, -1] = PROVISIONAL
    return grown
