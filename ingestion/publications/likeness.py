"""How alike two rows of words are, each word a byte."""

# Of the words of a phrase: the rest may have been edited.
_ENOUGH_SHARE = 0.8
_SEED = 3


def alike(one: bytes, other: bytes) -> int:
    """How many words stand in both in the same order: the longest common subsequence."""
    if one == other:
        return len(one.strip(b"\0"))
    row = [0] * (len(other) + 1)
    for mine in one:
        last = row[:]
        for at, theirs in enumerate(other):
            row[at + 1] = last[at] + 1 if mine == theirs and mine else max(row[at], last[at + 1])
    return row[-1]


def runs(text: bytes, phrase: bytes) -> list[tuple[int, int]]:
    """Where a phrase stands in a text, word for word; else where most of it does."""
    exact = [(at, at + len(phrase)) for at in _all(text, phrase)]
    return exact or _nearly(text, phrase)


def _nearly(text: bytes, phrase: bytes) -> list[tuple[int, int]]:
    """Windows of the phrase's length, placed by any three of its words, that are alike enough."""
    starts = {
        max(0, at - offset)
        for offset in range(len(phrase) - _SEED + 1)
        for at in _all(text, phrase[offset : offset + _SEED])
    }
    found = [(alike(phrase, text[at : at + len(phrase)]), at) for at in starts]
    best = max(found, default=(0, 0))
    enough = best[0] >= _ENOUGH_SHARE * len(phrase)
    return [(best[1], min(best[1] + len(phrase), len(text)))] if enough else []


def _all(text: bytes, part: bytes) -> list[int]:
    """Every place where a part begins."""
    places = []
    at = text.find(part)
    while at >= 0:
        places.append(at)
        at = text.find(part, at + 1)
    return places
