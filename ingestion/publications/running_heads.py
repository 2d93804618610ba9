"""What stands on top or at the foot of nearly every page: it is no text, but numbers the pages."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from ingestion.publications.pdf_lines import Line

# On a page of a few lines, all of them are near an edge.
_NEAR_THE_EDGE = 3
_ON_SHARE_OF_PAGES = 0.6


def without_running_heads(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pages without the lines that return, but for their digits, on most of them."""
    heads = _heads(pages)
    return [
        [line for line in page if not (_pattern(line) in heads and line in _edges(page))]
        for page in pages
    ]


def printed_pages(pages: Sequence[Sequence[Line]]) -> list[str | None]:
    """The number printed on each page; None where a page, or the document, has none.

    It is a number in a running head that grows by one from page to page.
    """
    heads = _heads(pages)
    numbers = [_numbers(page, heads) for page in pages]
    steps = Counter(
        (place, number - index)
        for index, page in enumerate(numbers)
        for place, number in page.items()
    )
    if not steps:
        return [None] * len(pages)
    (place, step), count = steps.most_common(1)[0]
    enough = count >= max(2, _ON_SHARE_OF_PAGES * len(pages))
    return [
        str(index + step) if enough and page.get(place) == index + step else None
        for index, page in enumerate(numbers)
    ]


def _numbers(page: Sequence[Line], heads: set[str]) -> dict[tuple[str, int], int]:
    """The numbers of the lines at the edges, by the running head or by being first or last."""
    found: dict[tuple[str, int], int] = {}
    for line in _edges(page):
        digits = [int(each) for each in re.findall(r"(?<![\w.])\d{1,4}(?![\w.])", line.text)]
        if _pattern(line) in heads:
            found.update({(_pattern(line), place): each for place, each in enumerate(digits)})
        found.update({("at an end", place): digits[place] for place in (0, -1) if digits})
    return found


def _heads(pages: Sequence[Sequence[Line]]) -> set[str]:
    least = max(2, _ON_SHARE_OF_PAGES * len(pages))
    seen: dict[str, set[tuple[int, str]]] = defaultdict(set)
    for number, page in enumerate(pages):
        for line in _edges(page):
            seen[_pattern(line)].add((number, line.text))
    return {
        pattern
        for pattern, lines in seen.items()
        if len({number for number, _ in lines}) >= least
        and (not pattern.startswith("| ") or _only_counts_pages(lines, least))
    }


def _only_counts_pages(lines: Collection[tuple[int, str]], least: float) -> bool:
    """Whether each number of a returning row stays, or grows by one from page to page.

    A wide running head looks like a row of a table, and the rows of a table over several pages look
    alike but for their figures.
    """
    pages = [page for page, _ in lines]
    # Nine digits are more than any page number has, and Python reads no number of thousands.
    rows = [[int(each[-9:]) for each in re.findall(r"\d+", text)] for _, text in lines]
    return all(
        max(
            _most_pages(zip(pages, column, strict=True)),
            _most_pages((page, each - page) for page, each in zip(pages, column, strict=True)),
        )
        >= least
        for column in zip(*rows, strict=True)
    )


def _most_pages(numbers: Iterable[tuple[int, int]]) -> int:
    """On how many pages the most frequent number stands."""
    return Counter(each for _, each in set(numbers)).most_common(1)[0][1]


def _edges(page: Sequence[Line]) -> list[Line]:
    """The lines nearest to the top and to the foot."""
    by_height = sorted(page, key=lambda line: -line.baseline)
    return by_height[:_NEAR_THE_EDGE] + by_height[-_NEAR_THE_EDGE:]


def _pattern(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text)
