"""Why a number in a sentence is a figure of statistics: one rule, one function."""

import re
from collections.abc import Callable

from ingestion.publications import statistic_words as words
from ingestion.publications.figure_place import Place

_AMOUNT = r"\d+(?:[ .,]\d{3})*(?:[.,]\d+)?"
_UNIT = r"\s?(?:%|per ?cent\b|percentage points?|pp\b)"
_AND_MORE = re.compile(rf"(?i)(?:(?:\s?(?:-|\u2013|,|to|and|or)\s?)+{_AMOUNT})+{_UNIT}")
# Words between a number and the noun that it counts: no preposition, no verb.
_NO_ADJECTIVE = (
    r"(?!(?:and|or|for|in|to|with|by|on|from|that|which|who|were|was|are|is|have|had|has|at|as|of"
    r"|than|after|but|while|between|supporting|including|compared)\b|\w+[^us]s\s|\w+s['\u2019]\s)"
)
_ADJECTIVES = rf"(?:{_NO_ADJECTIVE}[\w'\u2019/-]+\s+){{0,5}}?"
_THEN_NOUN = re.compile(
    rf"(?i)\s(?:of (?:the |these |those |all |them )?)?{_ADJECTIVES}"
    rf"(?P<noun>{words.COUNTED.pattern[4:]})"
)
_IN_A_YEAR = re.compile(r"\s?\(?(?:(?:in|for|of|during)\s)?(?:the year\s)?(?:19|20)\d\d\b")
_AFTER_A_YEAR = re.compile(r"(?:19|20)\d\d\s?(?:[-\u2013:,=]|was|were)\s$")
_OF_ALL = re.compile(rf"(?i)\s(?:of|out of)\s(?:the |all )?{_AMOUNT}\b")
_NO_COUNT = re.compile(r"(?i)\b(?:envelope|budget|co-financ\w+|funding of)\b")
_AGE = re.compile(r"(?i)\bages?\b[^.;:%]{0,20}$")
# `37 for trafficking, 121 for related crimes`; `of whom 219 were children`; `down to 118`.
_LIKE_THE_LAST = re.compile(r"\d (?P<by>for|from|in|of|to|by) [^,;.\d]{2,60}(?:,| and|;)\s$")
_OF_WHOM = re.compile(
    r"(?i)\bof (?:whom|which|them|these|those|the[^,.;\d]{1,40})[,:]?\s(?:\w+\s)?$"
)
_NO_NOUN = re.compile(
    r"(?i)\s?(?:[.,;:)\u2013]|$|(?:and|or|to|in|for|from|by|were|was|are|is|had|the (?:year|same)"
    r"|respectively|each|a year)\b)"
)
_CAME_TO = re.compile(r"(?i)\b(?:to|from|by)\s$")
# A plural that no statistic here counts.
_OTHER_THINGS = re.compile(
    r"\s(?!this|was|is|has|across|versus|plus|less)(?:[a-z]+[^us\s]s"
    r"|(?:EU |Member |other |of the )*(?:[Cc]ountries|[Ss]tates))\b"
)
_LABELLED = re.compile(
    rf"(?i)\b(?:{words.COUNTED.pattern[4:]}|total|convicted|suspected|prosecuted)\b[^.;:\d]{{0,40}}[:=]\s*$"
)
_STATED = re.compile(
    r"(?i)\b(?:numbered|totall?ed|accounted for|amounted to|came to|stood at|reached|made up"
    r"|constituted|represented|comprised|added up to)\s(?:\w+\s){0,2}$"
)
_AFTER_A_COUNTRY = re.compile(
    rf"{words.LINKED.pattern.replace('(?i)', '(?i:', 1)})"
    rf"|(?:{words.COUNTRY.pattern}|EU|average)\s*$"
)
_NEAR = 45
_LARGE = 1000
_ENOUGH_FOR_BRACKETS = 100


def reason(place: Place) -> str | None:
    """The name of the first rule that takes the number for a figure; None when none does."""
    if is_no_count(place):
        return None
    sure = next((name for name, rule in SURE.items() if rule(place)), None)
    if sure or _OTHER_THINGS.match(place.after):
        return sure
    return next((name for name, rule in LIKELY.items() if rule(place)), None)


def is_no_count(place: Place) -> bool:
    """A sum of money in a budget, or somebody's age."""
    aged = _AGE.search(place.before) and not is_percent(place)
    return bool(aged or _NO_COUNT.search(place.masked))


def is_companion(place: Place) -> bool:
    """A number that could be anything, in a sentence that has a figure: more often another one."""
    free = _NO_NOUN.match(place.after) and words.LINKED.search(place.before)
    return bool(free) and not is_no_count(place) and not words.NO_STATISTICS.search(place.masked)


def is_percent(place: Place) -> bool:
    """Per cent, points, or the first of several numbers that share the sign."""
    after = place.after
    return bool(words.PERCENT.match(after) or words.POINTS.match(after) or _AND_MORE.match(after))


def is_rate(place: Place) -> bool:
    """Per million, per hundred thousand, and what a list of such rates holds."""
    if words.RATE.search(place.read_after[:40]):
        return True
    rates = words.RATE.search(place.paragraph) or words.RATE.search(place.heading)
    linked = _AFTER_A_COUNTRY.search(place.before)
    first = words.RATE.search(place.read[: place.at]) and words.COUNTED.match(place.after.lstrip())
    return bool(rates and ((linked and _by_country(place)) or first))


def is_cell(place: Place) -> bool:
    """A cell of a table that counts something."""
    countries = len(words.COUNTRY.findall(place.paragraph))
    return place.masked.lstrip().startswith("|") and (place.is_about_figures or countries > 1)


def counts_a_noun(place: Place) -> bool:
    """`20532 registered victims`, `2 964 of the children`."""
    found = _THEN_NOUN.match(words.SCALE.sub("", place.after, count=1))
    if not found:
        return False
    elsewhere = words.ALSO_ELSEWHERE.fullmatch(found["noun"])
    return not (elsewhere and words.NO_STATISTICS.search(place.masked))


def is_number_of(place: Place) -> bool:
    """`the number of suspects rose to 8 064`."""
    about = words.COUNTED.search(place.masked) or (
        words.AVERAGE.search(place.before) and place.is_about_figures
    )
    return bool(
        about
        and words.NUMBER_OF.search(place.before)
        and words.LINKED.search(place.before)
        and not words.NO_STATISTICS.search(place.masked)
    )


def is_bracketed(place: Place) -> bool:
    """`forced labour (3 990)`, `Romania (57)`, `(3 457 of 9 595 victims)`."""
    if not re.search(r"\([^()]{0,30}$", place.before) or not place.is_about_figures:
        return False
    named = place.before[-_NEAR:]
    alone = re.search(r"\($", place.before) and re.match(r"\s?[);,]", place.after)
    known = words.COUNTRY.search(named) or words.COUNTED.search(named)
    large = place.number.value >= _ENOUGH_FOR_BRACKETS
    return bool(alone and (known or large) and not words.NO_STATISTICS.search(place.masked))


def is_large(place: Place) -> bool:
    """Thousands, in a paragraph that counts people or events."""
    scaled = words.SCALE.match(place.after)
    about = (
        words.COUNTED.search(place.paragraph)
        or words.NUMBER_OF.search(place.masked)
        or (scaled and words.CHANGE.search(place.masked))
    )
    large = scaled or abs(place.number.value) >= _LARGE
    return bool(about and large and not words.NO_STATISTICS.search(place.masked))


def is_of_a_country(place: Place) -> bool:
    """`Germany reported 112`, `41 (Estonia)`, in a paragraph that counts people or events."""
    if not place.is_about_figures or words.NO_STATISTICS.search(place.masked):
        return False
    return bool(_by_country(place) and _AFTER_A_COUNTRY.search(place.before))


def is_of_a_year(place: Place) -> bool:
    """`64 in 2023, 71 in 2024`."""
    if words.EARLIER.match(place.after.lstrip(" ,(")) or words.EARLIER.search(
        place.before[-_NEAR:]
    ):
        return place.is_about_figures and not words.NO_STATISTICS.search(place.masked)
    compared = len(re.findall(r"\d\s(?:in|for)\s(?:19|20)\d\d", place.read)) > 1
    about = words.COUNTED.search(place.masked) or words.NUMBER_OF.search(place.masked) or compared
    return bool(
        (_IN_A_YEAR.match(place.read_after) or _AFTER_A_YEAR.search(place.read[: place.at]))
        and (about or place.is_about_figures)
        and words.LINKED.search(place.before)
        and not words.NO_STATISTICS.search(place.masked)
    )


def goes_on(place: Place) -> bool:
    """What a sentence counts after its first figure: parts, the next of a list, the later value."""
    about = words.COUNTED.search(place.masked) or words.COUNTRY.search(place.masked)
    if not about or words.NO_STATISTICS.search(place.masked):
        return False
    last = _LIKE_THE_LAST.search(place.before)
    changed = words.CHANGE.search(place.before) and _CAME_TO.search(place.before)
    part = _OF_WHOM.search(place.before) and re.match(r"\s(?:were|was|are|had|have)\b", place.after)
    return bool(changed or part or (last and re.match(rf"\s{last['by']}\b", place.after)))


def is_labelled(place: Place) -> bool:
    """`Suspects: 8,471`, `convictions numbered 2 927`."""
    if words.NO_STATISTICS.search(place.masked):
        return False
    stated = _STATED.search(place.before) and words.COUNTED.search(place.masked)
    return bool(stated or _LABELLED.search(place.before))


def is_part_of(place: Place) -> bool:
    """`3 457 of 9 595 victims`: both numbers."""
    first = _OF_ALL.match(place.after)
    return bool(first and words.COUNTED.search(place.masked[place.at : place.at + 80]))


def counts_reporters(place: Place) -> bool:
    """`22 Member States provided data`: how far a figure covers."""
    return bool(
        words.REPORTERS.match(place.after) and words.REPORTING.search(place.masked)
    ) and not words.NO_STATISTICS.search(place.masked)


def _by_country(place: Place) -> bool:
    """Whether a country stands next to the number."""
    joined = re.sub(r",(?= (?:with|at)\b)", " ", place.before)
    if re.search(r"\b(?:EU|Union|euro area)(?: average)?\s$", place.before):
        return True
    before = re.split(r"[,;](?![^(]*\))|\band\b(?=[^,;]*\d)", joined)[-1][-_NEAR:]
    after = re.match(r"\s?\(?(?:in |from |for )?(?:the )?(\w[\w' ]*)", place.after)
    return bool(
        words.COUNTRY.search(before)
        or (after and words.COUNTRY.match(after[1].removeprefix("the ")))
    )


Rule = Callable[[Place], bool]
# These say what is counted; the others only make it likely.
SURE: dict[str, Rule] = {
    "percent": is_percent,
    "table": is_cell,
    "counted noun": counts_a_noun,
    "part of": is_part_of,
    "coverage": counts_reporters,
}
LIKELY: dict[str, Rule] = {
    "rate": is_rate,
    "number of": is_number_of,
    "large number": is_large,
    "brackets": is_bracketed,
    "country": is_of_a_country,
    "year": is_of_a_year,
    "label": is_labelled,
    "list": goes_on,
}
