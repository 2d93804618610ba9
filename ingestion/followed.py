"""What the pages know of the source files: which datasets are followed, and when they are late."""

from datetime import timedelta

from ingestion.settings import Settings
from ingestion.source import Source, sources
from ingestion.upkeep import FROZEN_AFTER
from warehouse.pages.host import Followed


def followed(chosen: Settings) -> list[Followed]:
    """All datasets that are followed. Raises Misconfigured for a source file that is wrong."""
    return [_followed(each) for each in sources(chosen.sources)]


def _followed(source: Source) -> Followed:
    if source.expected_within_days is None:
        return Followed(source.dataset_code, source.title)
    late_after = timedelta(days=source.expected_within_days)
    return Followed(source.dataset_code, source.title, late_after, FROZEN_AFTER * late_after)
