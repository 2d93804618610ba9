"""One cell: a value as published and its flags, in the one spelling that snapshots compare.

The grammar is Eurostat's (value, space, OBS_FLAG, ``@`` and CONF_STATUS) and its older one, which
also glued flags to the value. Characters are never changed: 12.30 is not 12.3, and ``-0``, ``1E3``
and ``.5`` stay as they are. Flags are not looked up here; an unknown one is kept for the checks.
"""

import re

# No group repeats possessively: before Python 3.11.5, one that failed midway kept what it had
# taken, and `12e` was read as a text without a flag.
# A number that a double or Postgres' numeric does not take would end every question that passes by
# it: with 200 digits at most and two in the exponent, both take all.
NUMBER = r"-?+(?:[0-9]{1,100}+\.?+[0-9]{0,100}+|\.[0-9]{1,100}+)(?:[eE][+-]?+0?[0-9]{1,2})?"
# Prodcom publishes text (KG, :C); the words excluded are how programs write that they have nothing
TEXT = r":?(?!(?:NAN?|NULL|INF)(?![A-Z0-9_/-]))[A-Z][A-Z0-9_/-]*+"
# the longest of Eurostat's 46 composite flags has four letters; whatever is longer is no flag
_STATUS, _CONFIDENTIALITY = "[A-Za-z]{1,6}", "[A-Za-z]{1,3}"

_NORMAL = re.compile(
    rf"(?:{NUMBER}|:|{TEXT})"
    rf"(?: (?:{_STATUS}(?:@{_CONFIDENTIALITY})?|@{_CONFIDENTIALITY}))?"
).fullmatch
_AS_WRITTEN = re.compile(
    rf" *+(?:(?P<value>{NUMBER}|:)(?P<glued>[a-z]*+)|(?P<text>{TEXT}))"
    r"(?P<spaced>(?: ++[A-Za-z]++)*) *+(?:@(?P<confidentiality>[A-Za-z]++))? *+"
).fullmatch
WANTED = (
    "a number (100 digits before and behind the point, two in the exponent, at most), "
    "':' or a text code, and its flags after one space"
)


def cell_of(value: str, status: str, confidentiality: str) -> str:
    """The cell of an observation: ``120``, ``12.30 bp``, ``: m``, ``: @C``.

    An observation without a value is published as missing (``:``). Raises ValueError when one of
    the three is outside the grammar.
    """
    value = value or ":"
    flags = f"{status}@{confidentiality}" if confidentiality else status
    cell = f"{value} {flags}" if flags else value
    if _NORMAL(cell) is None:
        raise ValueError(f"wanted {WANTED}, got {cell[:80]!r}")
    return cell


def cell_as_written(cell: str) -> str:
    """The cell that a TSV file writes, today or formerly; empty where there is no observation.

    ``12 ``, ``12 p``, ``12b``, ``: c``, ``0n``, ``5 p@C``. Raises ValueError for anything else.
    """
    if not cell.strip(" "):
        return ""
    match = _AS_WRITTEN(cell)
    if match is None:
        raise ValueError(f"wanted {WANTED}, got {cell[:80]!r}")
    status = (match["glued"] or "") + match["spaced"].replace(" ", "")
    return cell_of(match["value"] or match["text"], status, match["confidentiality"] or "")
