"""The reporting rounds of source files, brought into the warehouse."""

from collections.abc import Iterable

from sqlalchemy import Engine

from ingestion.source import Source
from warehouse.reporting_rounds import ReportingRound, keep_rounds


def rounds_of(followed: Source) -> tuple[ReportingRound, ...]:
    """The rounds that a source file names, as the warehouse keeps them."""
    return tuple(
        ReportingRound(label, each.released_from, each.released_to, each.reference_periods)
        for label, each in followed.rounds.items()
    )


def label_rounds(warehouse: Engine, followed: Iterable[Source]) -> dict[str, int]:
    """Keep the rounds of all source files; returns the rows that changed, by dataset code."""
    return {
        source.dataset_code: keep_rounds(warehouse, source.dataset_code, rounds_of(source))
        for source in followed
    }
