"""The sentence around a place of a text."""

import re

_LONGEST = 400
_ENDS = re.compile(
    r"(?<=[.!?])[\"\u201d\u2019)\]]?\s+(?=[\"\u201c\u2018(\[]?[A-Z0-9])|\n\s*\n|\n(?=#+ )"
)


def quote_of(text: str, start: int, end: int) -> str:
    """The sentence that holds ``text[start:end]``, on one line; cut around it where it is long."""
    first = max((each.end() for each in _ENDS.finditer(text, 0, start + 1)), default=0)
    following = _ENDS.search(text, end)
    last = following.start() if following else len(text)
    left, right = max(first, start - _LONGEST // 2), min(last, end + _LONGEST // 2)
    sentence = " ".join(text[left:right].split())
    return f"{'…' if left > first else ''}{sentence}{'…' if right < last else ''}"
