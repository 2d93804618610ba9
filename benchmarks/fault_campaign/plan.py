"""What happens when: releases and faults dealt into turns by a seed, before anything runs."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

BOX, WORKER = "box killed", "worker killed"
SCHEDULER, TRIGGERER = "scheduler killed", "triggerer killed"
DAG_PROCESSOR, API_SERVER = "dag-processor killed", "api-server killed"
POSTGRES, POSTGRES_STOPPED = "Postgres killed", "Postgres stopped at once"
BACKEND = "a connection of Postgres killed"
SUPERVISOR, EVERYTHING = "`vintages up` killed", "everything killed"
FROZEN = "scheduler frozen"
NETWORK, DISK = "network cut", "disk full"
CLOCK_AHEAD, CLOCK_BACK = "clock an hour ahead", "clock a minute back"
NOTHING = "nothing (to compare)"
KINDS = (
    *(SCHEDULER, FROZEN, WORKER, BOX, TRIGGERER, DAG_PROCESSOR, API_SERVER),
    *(POSTGRES, POSTGRES_STOPPED, BACKEND, SUPERVISOR, EVERYTHING),
    *(NETWORK, DISK, CLOCK_AHEAD, CLOCK_BACK),
)
_LONGEST_WAIT_SECONDS = 20.0  # what a few releases take from their first box to figures, about
_SECOND_FAULT_SHARE = 0.2


@dataclass(frozen=True)
class Blow:
    """A fault of some kind, so many seconds after the first box of its turn, or the blow before."""

    kind: str
    after_seconds: float


@dataclass(frozen=True)
class Turn:
    """Releases that are published at one moment, and the blows that fall while they are loaded.

    ``releases`` are dataset numbers with release numbers, both from 1. A second blow does not wait
    for the recovery from the first.
    """

    releases: tuple[tuple[int, int], ...]
    blows: tuple[Blow, ...]


def plan(seed: int, releases: int, datasets: int, blows: Sequence[str]) -> tuple[Turn, ...]:
    """The turns of a campaign: all ``datasets`` at once, then a few at a time with the ``blows``.

    Every dataset gets as many releases as the others, or one more, in their order. A release never
    follows another of its dataset in the same turn: Eurostat would have taken the first one away.
    """
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    first = tuple((dataset, 1) for dataset in range(1, datasets + 1))
    groups = _grouped(chance, blows)
    later = _dealt(chance, releases - datasets, datasets, len(groups))
    turns = [Turn(first, ())]
    for published, kinds in zip(later, groups, strict=True):
        waits = [round(chance.uniform(0.2, _LONGEST_WAIT_SECONDS), 1) for _ in kinds]
        turns.append(Turn(published, tuple(map(Blow, kinds, waits))))
    return tuple(turns)


def kinds_of(seed: int, count: int, kinds: Sequence[str]) -> tuple[str, ...]:
    """So many kinds of fault in a chosen order, each kind as often as the others or once more."""
    chance = random.Random(f"kinds {seed}")  # noqa: S311 - as above
    dealt: list[str] = []
    while len(dealt) < count:
        dealt += chance.sample(kinds, len(kinds))
    return tuple(dealt[:count])


def _grouped(chance: random.Random, kinds: Sequence[str]) -> list[tuple[str, ...]]:
    """Mostly one fault per turn, sometimes two that overlap."""
    groups: list[tuple[str, ...]] = []
    for kind in kinds:
        if groups and len(groups[-1]) == 1 and chance.random() < _SECOND_FAULT_SHARE:
            groups[-1] = (*groups[-1], kind)
        else:
            groups.append((kind,))
    return groups


def _dealt(
    chance: random.Random, releases: int, datasets: int, turns: int
) -> list[tuple[tuple[int, int], ...]]:
    """Second and later releases, dealt over the turns as evenly as chance allows."""
    held = dict.fromkeys(range(1, datasets + 1), 1)
    dealt = []
    for turn in range(turns):
        share = releases * (turn + 1) // turns - releases * turn // turns
        fewest_first = sorted(held, key=lambda dataset: (held[dataset], chance.random()))
        chosen = fewest_first[:share]
        if share > datasets:
            raise ValueError(
                f"{share} releases in a turn of {datasets} datasets: plan more faults or fewer "
                "releases, so that none is taken away by the next one of its dataset"
            )
        for dataset in chosen:
            held[dataset] += 1
        dealt.append(tuple((dataset, held[dataset]) for dataset in chosen))
    return dealt
