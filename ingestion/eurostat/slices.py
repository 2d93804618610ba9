"""Cuts a dataset that is too large for one answer into parts that together are the whole."""

import math
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from urllib.parse import quote

from ingestion.errors import Misconfigured, TooLarge

Codes = Mapping[str, Sequence[str]]
_ESTIMATE = re.compile(r"estimated (\d{1,15}) rows, max authorised is (\d{1,15})\b")
# Longer URLs get a bare 400 from an appliance before Eurostat; the documented ones are below 2,000.
_LONGEST_POSITION = 1000


def filter_key(dimensions: Sequence[str], selection: Codes) -> str:
    """The key of a SDMX 2.1 query: a position per dimension, empty for all, + for or."""
    return ".".join(
        "+".join(quote(code, safe="") for code in selection.get(name, ())) for name in dimensions
    )


def parts_wanted(refusal: str) -> int:
    """Into how many parts a refused question must be cut at least, by Eurostat's own estimate."""
    estimate = _ESTIMATE.search(refusal)
    if estimate is None:
        return 2
    return max(2, math.ceil(int(estimate[1]) / max(1, int(estimate[2]))))


def each_code(codes: Codes, dimension: str) -> list[Codes]:
    """A part per code of one dimension. Raises Misconfigured when there is no such dimension."""
    if dimension not in codes:
        raise Misconfigured(f"slice_by = {dimension!r}: the dataset has {', '.join(codes)}")
    return [{dimension: [code]} for code in dict.fromkeys(codes[dimension])]


def cut(codes: Codes, selection: Codes, parts: int) -> list[Codes]:
    """The selection in about so many parts, disjoint and complete, along its longest dimension.

    ``codes`` are those of each dimension that the dataset has; a dimension that the selection does
    not name is whole. Raises TooLarge when a single series is left.
    """
    sizes = {name: len(selection.get(name, all_codes)) for name, all_codes in codes.items()}
    longest = max(sizes, key=lambda name: sizes[name])
    members = list(dict.fromkeys(selection.get(longest, codes[longest])))
    if len(members) < 2:
        raise TooLarge(
            f"Eurostat refuses even the single series {dict(selection)}: it cannot be cut further; "
            "ask Eurostat how it is to be fetched"
        )
    by_length = math.ceil(len("+".join(members)) / _LONGEST_POSITION)
    count = min(len(members), max(2, parts, by_length))
    bounds = [len(members) * position // count for position in range(count + 1)]
    return [{**selection, longest: members[start:end]} for start, end in pairwise(bounds)]
