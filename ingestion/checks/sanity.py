"""Sanity of a staged release: is it whole, and of the shape that the dataset had?

Pure decisions over the counts that staging took; the rules that know a dataset's history are more.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ingestion.source import Checks

# OBS_STATUS and CONF_STATUS as Eurostat publishes them since 27 January 2025, and the letters
# c, s, z of before, in any combination (reference: codelists OBS_FLAG and CONF_STATUS).
_FLAGS = re.compile(r"[bcdefimnprsuz]*(?:@[CNPFS])?")


def sanity_failures(
    facts: Mapping[str, Any],
    flags: Iterable[str],
    checks: Checks,
    dimensions: Sequence[str] = (),
) -> list[str]:
    """A sentence for each thing that looks wrong; none when the release may go on.

    ``dimensions`` are those that the dataset's source file names, if it does.
    """
    found = [
        _empty(facts),
        _dimensions(facts, dimensions),
        _lost("series", facts["series_before"], _lost_series(facts), checks.max_lost_series_share),
        _lost(
            "cells",
            facts["observations_before"],
            facts["changes"].get("vanished", 0),
            checks.max_lost_cells_share,
        ),
        _unknown_flags(flags),
    ]
    return [sentence for sentence in found if sentence]


def _empty(facts: Mapping[str, Any]) -> str | None:
    """A header alone is a whole file to its reader, and never a release."""
    return None if facts["observations"] else "there is not one observation in it"


def _dimensions(facts: Mapping[str, Any], named: Sequence[str]) -> str | None:
    """A dimension that comes or goes moves every key: a person looks before analysts do."""
    before, now = facts["dimensions_before"] or named, facts["dimensions"]
    if not before or set(before) == set(now):
        return None
    new, gone = sorted(set(now) - set(before)), sorted(set(before) - set(now))
    return (
        f"dimensions changed: wanted {', '.join(before)}, there are {', '.join(now)} "
        f"(new: {', '.join(new) or 'none'}; gone: {', '.join(gone) or 'none'})"
    )


def _lost_series(facts: Mapping[str, Any]) -> int:
    kept = facts["series"] - facts["new_series"]
    lost: int = (facts["series_before"] or 0) - kept
    return max(0, lost)


def _lost(what: str, before: int | None, lost: int, limit: float) -> str | None:
    """A round that loses much is more often a broken file than a real withdrawal."""
    if not before or lost / before <= limit:
        return None
    return (
        f"{lost:,} of {before:,} {what} are gone ({lost / before:.1%}): at most {limit:.0%} may go "
        f"at once (max_lost_{what}_share)"
    )


def _unknown_flags(flags: Iterable[str]) -> str | None:
    unknown = sorted(flag for flag in flags if not _FLAGS.fullmatch(flag))
    if not unknown:
        return None
    return f"flags that no codelist knows: {', '.join(map(repr, unknown[:10]))}"
