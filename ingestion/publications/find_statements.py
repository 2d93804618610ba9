"""Propose the statements of an edition, by rules; a person confirms each of them, or none."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ingestion.publications import statistic_words as words
from ingestion.publications.described import Description, described
from ingestion.publications.edition import Edition
from ingestion.publications.figure_place import Place
from ingestion.publications.figure_rules import is_companion, reason
from ingestion.publications.in_words import HEDGE, InWords, interval, shares_in_words
from ingestion.publications.no_figures import without_other_numbers
from ingestion.publications.printed_number import number as value_of
from ingestion.publications.printed_number import numbers_in
from ingestion.publications.sentences import Sentence, Sentences, sentences_of
from ingestion.publications.statement import Binding, StatementKind, Unit
from ingestion.publications.suggest_binding import suggested

_HEADING = re.compile(r"^#+ .*$", re.MULTILINE)
# `increased by 20.5 %`, `20 % more`, `(+5 %)`, `a 6 % decrease`.
_CHANGED_BY = re.compile(
    r"(?i)(?:(?!(?:more|less|fewer)\sthan\b)"
    rf"{words.CHANGE.pattern[4:]}\s(?:(?!to\b|from\b|in\b|at\b)\w+\s){{0,3}}|\(?[+\u2212-])$"
)
_THEN_CHANGE = re.compile(rf"(?i)[\s%]+(?:\w+\s){{0,2}}?{words.CHANGE.pattern[4:]}")
_FELL = re.compile(
    r"(?i)\b(?:decreas\w*|fell|fall\w*|drop\w*|declin\w*|down|reduc\w+|lower|less|fewer)\b"
    r"(?! than|.*\b(?:increas\w*|ris\w+|rose|grew|grow\w*|up|higher|surge\w*|jump\w*)\b)"
)
_HEDGED_BEFORE = 60
# A sentence with more is a table that lost its lines; each number costs as much as the sentence.
_MOST_NUMBERS = 100
_COUNT_UNITS: tuple[tuple[Unit, str], ...] = (
    ("prosecutions", r"prosecutions"),
    ("convictions", r"convictions"),
    ("messages", r"messages"),
    ("cases", r"cases|investigations|arrests|offences|crimes|incidents|applications"),
    ("countries", r"Member States|countries|NCPs|states"),
)


@dataclass(frozen=True)
class Proposal:
    """A figure, or a share in words, that looks like a statement.

    ``printed`` is empty for words; a number has a minus where the words say that it is a fall, and
    the `million` after it. ``low`` and ``high`` are given for words and for hedged numbers (None is
    no bound). ``rule`` is the rule that found it, ``sentence`` its place in the text, and
    ``binding`` the cells that would fit if the description does.
    """

    printed: str
    start: int
    end: int
    page: int | None
    kind: StatementKind
    unit: Unit
    hedge: str | None
    low: Decimal | None
    high: Decimal | None
    description: Description
    binding: Binding | None
    rule: str
    sentence: tuple[int, int]


def proposals(edition: Edition) -> tuple[Proposal, ...]:
    """What an edition seems to state, in the order of its text; nothing of it is confirmed."""
    masked = without_other_numbers(edition.text)
    sentences = sentences_of(edition.text)
    numbers = list(_numbers(edition, masked, sentences))
    in_words = _in_words(edition, sentences, numbers)
    return tuple(sorted((*numbers, *in_words), key=lambda each: each.start))


def _numbers(edition: Edition, masked: str, sentences: Sentences) -> Iterator[Proposal]:
    places = list(_places(edition, masked, sentences))
    rules = [reason(place) for _, place in places]
    with_figures = {
        sentence.start
        for (sentence, _), rule in zip(places, rules, strict=True)
        if rule not in (None, "coverage")
    }
    for (sentence, place), rule in zip(places, rules, strict=True):
        if rule is not None:
            yield _proposal(edition, sentence, place, rule)
        elif sentence.start in with_figures and is_companion(place):
            yield _proposal(edition, sentence, place, "companion")


def _places(
    edition: Edition, masked: str, sentences: Sentences
) -> Iterator[tuple[Sentence, Place]]:
    headings = [(each.start(), each.group()) for each in _HEADING.finditer(edition.text)]
    starts = [start for start, _ in headings]
    seen: Counter[int] = Counter()
    for number in numbers_in(masked):
        sentence = sentences.at(number.start)
        seen[sentence.start] += 1
        if seen[sentence.start] > _MOST_NUMBERS:
            continue
        above = bisect_right(starts, number.start) - 1
        yield (
            sentence,
            Place(
                number=number,
                masked=masked[sentence.start : sentence.end],
                read=sentence.text,
                at=number.start - sentence.start,
                paragraph=sentence.paragraph,
                heading=headings[above][1] if above >= 0 else "",
            ),
        )


def _proposal(edition: Edition, sentence: Sentence, place: Place, rule: str) -> Proposal:
    number = place.number
    unit = _unit(place, rule)
    description = described(sentence.text, place.at, _earlier(edition, sentence))
    printed = _printed(place, unit)
    hedge, low, high = _hedge(place, value_of(printed))
    kind: StatementKind = "exact"
    if unit in ("pct_change", "pp"):
        kind = "change"
    elif rule == "coverage":
        kind = "method"
    elif low is not None or high is not None:
        kind = "bound" if low is None or high is None else "approx"
    return Proposal(
        printed=printed,
        start=number.start,
        end=number.end,
        page=_page(edition, number.start),
        kind=kind,
        unit=unit,
        hedge=hedge,
        low=low,
        high=high,
        description=description,
        binding=suggested(description.quantity, unit) if kind in ("exact", "change") else None,
        rule=rule,
        sentence=(sentence.start, sentence.end),
    )


def _unit(place: Place, rule: str) -> Unit:
    after = place.after
    if words.POINTS.match(after):
        return "pp"
    if rule == "percent":
        signed = place.number.printed[0] in "-\u2212\u2013"
        return "pct_change" if _change(place) or signed else "percent"
    if rule == "rate":
        million = "million" in place.paragraph or "million" in place.heading
        return "per_million" if million else "per_100000"
    counted = (
        unit for unit, noun in _COUNT_UNITS if re.match(rf"\s(?:\w+\s){{0,4}}?(?:{noun})\b", after)
    )
    return next(counted, "persons")


def _printed(place: Place, unit: Unit) -> str:
    """The number with what the words around make of it: `fell by 6 %` is -6, `1.2 million` more."""
    scale = words.SCALE.match(place.after)
    printed = place.number.printed + (scale.group() if scale else "")
    fell = unit == "pct_change" and place.number.value > 0 and _FELL.search(_change(place) or "")
    return f"-{printed}" if fell else printed


def _change(place: Place) -> str | None:
    """The words that make a percentage a change; None where it is a share."""
    sign = words.PERCENT.match(place.after)
    rest = place.after[sign.end() - 1 :] if sign else place.after
    found = _CHANGED_BY.search(place.before) or _THEN_CHANGE.match(rest)
    return found.group() if found else None


def _hedge(place: Place, value: Decimal) -> tuple[str | None, Decimal | None, Decimal | None]:
    """The words that hedge a number, and the bound that they make of it."""
    direct = HEDGE.search(place.before)
    if direct:
        low, high = interval(abs(value), direct["hedge"])
        return direct["hedge"], *((low, high) if value >= 0 else (high and -high, low and -low))
    bracketed = re.sub(r"\s?\(\s?$", "", place.before)
    if bracketed == place.before:
        return None, None, None
    shares = shares_in_words(bracketed[-_HEDGED_BEFORE:] + " of victims")
    return (shares[-1].words if shares else None), None, None


def _in_words(
    edition: Edition, sentences: Sentences, numbers: list[Proposal]
) -> Iterator[Proposal]:
    """The shares in words that do not hedge a number."""
    for sentence in sentences.items:
        for share in shares_in_words(sentence.text):
            end = sentence.start + share.end
            if not any(0 <= each.start - end < _HEDGED_BEFORE and each.hedge for each in numbers):
                yield _share(edition, sentence, share)


def _share(edition: Edition, sentence: Sentence, share: InWords) -> Proposal:
    return Proposal(
        printed="",
        start=sentence.start + share.start,
        end=sentence.start + share.end,
        page=_page(edition, sentence.start + share.start),
        kind="bound" if share.is_bound else "approx",
        unit="percent",
        hedge=share.words,
        low=share.low,
        high=share.high,
        description=described(sentence.text, share.start, _earlier(edition, sentence)),
        binding=None,
        rule="in words",
        sentence=(sentence.start, sentence.end),
    )


def _earlier(edition: Edition, sentence: Sentence) -> str:
    """The paragraph before a sentence, and the two before that."""
    start = edition.text.rfind("\n\n", 0, max(0, sentence.start - 800))
    return edition.text[max(0, start) : sentence.start]


def _page(edition: Edition, start: int) -> int | None:
    page = edition.page_at(start)
    return page.number if page else None
