"""Numbers that are no figures of statistics: dates, laws, documents, sections, ages, money."""

import re

_MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
)
_NUMBERS = r"\d+(?:[.,]\d+)*(?:\(\d+\))*(?:(?:,| and| or| to|-|\u2013) ?\d+(?:\.\d+)*(?:\(\d+\))*)*"
_PARTS = (
    "articles?|art|paragraphs?|points?|annex(?:es)?|chapters?|sections?|figures?|figs?|tables?|box"
    "|footnotes?|fn|pages?|pp?|recitals?|nos?|n\u00b0|cases? c|resolutions?|protocols?|volumes?|vol"
    "|parts?|steps?|rooms?|objectives?|pillars?|priority|priorities|actions?|questions?"
    "|agenda|horizon|europe|chart|graph|map|note|item|line|title|code|tel|fax|issue|version"
)
_MONEY = r"(?:EUR|USD|GBP|euros?|dollars?|pounds?|\u20ac|\$|\u00a3)"
_SCALE = r"(?: ?(?:thousand|million|billion|bn|m)\b)?"
_AMOUNT = r"\d+(?:[ .,]\d{3})*(?:[.,]\d+)?"
_YEAR = r"(?:19[5-9]|20[0-4])\d"

_DAYS = r"\d{1,2}(?:st|nd|rd|th)?(?:\s?(?:-|\u2013|to|and)\s?\d{1,2})?"
_AGE = r"(?:\s?(?:-|\u2013|to|and|or)\s?\d+)?"
_TIME = (
    r"(?:years?|months?|weeks?|days?|hours?|minutes?|min|seconds?)\b(?:[ -](?:old|olds|of age))?"
)

_YOUNG = "(?:persons|people|children|girls|boys|adults|those|youth|minors|women|men)"

_ALWAYS = [
    r"\[\^\w+\]|<sup>.*?</sup>|</?\w[^>]*>",
    r"(?:https?://|www\.)\S+|\S+@\S+",
    r"\b(?:ISBN|ISSN|doi:?|cat\. no\.?|CELEX:?)[\s:]*[\w./-]+(?:[ -]\d+)*",
    # Acts and documents.
    r"\b(?:COM|SWD|SEC|JOIN|C|P\d_TA)\s?\(\d{4}\)\s?\d+(?:[/ ]\d+)?",
    r"\b\(?(?:EU|EC|EEC|JHA|CFSP|Euratom)\)?,?\s(?:No\s)?\d+/\d+",
    r"\b\d{1,6}(?:/\d+){1,3}(?:/(?:EU|EC|EEC|JHA|CFSP))?\b(?!\s?%)",
    r"\bOJ\s[LC]\s?\d*[\w ,/.]*",
    r"\b(?:ST|PE|T-|C-|A\d-)[ -]?\d[\w/-]*|\bCETS\s(?:No\.?\s)?\d+",
    rf"(?i)\b(?:{_PARTS})\.?\s*\(?(?:{_NUMBERS}|[ivx]+\b)\)?[a-z]?\b",
    r"(?m)^#+ (?:\d+(?:\.\d+)*\.?)",
    r"(?m)^\s*(?:- )?\(?\d{1,3}(?:\.\d+)*[.)](?=\s)",
    r"(?m)^\s*\d+(?:\.\d+)+ (?=[A-Z])",
    r"\b(?:EU|EA|G|BE|OECD)[ -]?\(?-?\d{1,2}(?:_\d{4})?\)?(?![ .,]?\d)(?!\s?%)",
    # Dates, times, years.
    rf"\b{_DAYS} (?:of )?{_MONTH}(?:,? {_YEAR}\b)?",
    rf"\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:[-\u2013]\d{{1,2}})?,? {_YEAR}\b",
    r"\b\d{1,2}\.\d{1,2}\.\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b",
    r"\b\d{1,2}[:h]\d{2}\b|\b\d{1,2} ?(?:a\.m\.|p\.m\.|o'clock)",
    r"(?<=\d to )1\b(?!\s?%)|\b24/7\b|\b\d+(?:st|nd|rd|th)\b|\bCOVID-19\b",
    # Ages and times.
    rf"(?i)\bage[ds]?(?: of| between| from)? (?:under |over |below |above )?\d+{_AGE}",
    rf"(?i)\b\d+{_AGE}(?: |-){_TIME}",
    rf"(?i)(?:\b{_YOUNG}\s|\()(?:under|over|below|above)[- ]\d{{1,2}}s?\b(?=[,.;)]| and| or| were)",
    r"(?i)\bthe age of \d+",
    r"(?i)(?<=\bper )(?:100|10|1)[ .,]?000(?:[ .,]000)?\b",
    # Addresses and telephones.
    r"\+\d{1,3}(?:[ -]?\d{2,4}){2,5}|\b116 ?\d{3}\b|\b(?:hot|help)line,?(?: number)? \d[\d ]*",
]
_MONEY_PATTERNS = [
    rf"(?i){_MONEY}\s?{_AMOUNT}{_SCALE}",
    rf"(?i)\b{_AMOUNT}{_SCALE}\s?{_MONEY}(?!\w)",
]
# In a sentence about such, money is what is measured.
_MONEY_MEASURED = re.compile(
    r"(?i)\b(?:GDP|gross domestic|per capita|per inhabitant|income|earnings|wages?|expenditure"
    r"|turnover|prices?|cost of living|debt|deficit|exports?|imports?)\b"
)
_RANGE = rf"\b({_YEAR})(?:\s?[-\u2013/]\s?({_YEAR})|[-\u2013/](\d{{2}}))\b(?!\s?%)"
_RANGE_RE = re.compile(_RANGE)
_ALWAYS_RE = [re.compile(each) for each in _ALWAYS]
_MONEY_RE = [re.compile(each) for each in _MONEY_PATTERNS]
_YEAR_RE = re.compile(rf"\b{_YEAR}\b(?![ .,]\d{{3}}\b)(?!\s?%)")
_BEFORE_A_YEAR = re.compile(
    r"(?i)(?:\b(?:in|of|since|until|till|by|from|to|for|and|or|the|between|during|than|with|after"
    r"|before|year|years|end|early|late|mid|through|reference|round|both|versus|vs\.?|also|against"
    r"|on|around|at|compared to)|[(,;:|\-\u2013/#])\s*$"
)
_COUNTED = re.compile(
    r"\s(?:registered |identified |presumed )?(?:victims|persons|people|suspects)"
)


def without_other_numbers(text: str) -> str:
    """The text with all that is no figure blanked out, each character by a space.

    Line breaks stay, so that lines are still lines.
    """
    text = _RANGE_RE.sub(_blank, without_references(text))
    text = _YEAR_RE.sub(lambda found: found.group() if _is_count(found) else _blank(found), text)
    for pattern in _MONEY_RE:
        text = pattern.sub(lambda found: _money(found), text)
    return text


def without_references(text: str) -> str:
    """The text without laws, documents, sections, days, ages and addresses; years stay."""
    # A range of years looks like the number of an act.
    kept = [(each.start(), each.group()) for each in _RANGE_RE.finditer(text)]
    for pattern in _ALWAYS_RE:
        text = pattern.sub(_blank, text)
    for start, years in kept:
        if not text[start : start + len(years)].strip():
            text = text[:start] + years + text[start + len(years) :]
    return text


def years_in(text: str) -> list[tuple[int, ...]]:
    """The years that a text names, in their order; a range is one item, and has all its years."""
    found = re.finditer(rf"{_RANGE}|{_YEAR_RE.pattern}", text)
    return [
        _range(each[1], each[2] or each[3]) if each[1] else (int(each.group()),) for each in found
    ]


def _range(first: str, last: str) -> tuple[int, ...]:
    end = int(first[: -len(last)] + last)
    return tuple(range(int(first), max(end, int(first)) + 1))


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found.group())


def _is_count(found: re.Match[str]) -> bool:
    """Whether four digits that could be a year count people: `recorded 2016 victims`."""
    before = found.string[max(0, found.start() - 20) : found.start()]
    after = found.string[found.end() : found.end() + 30]
    return bool(_COUNTED.match(after)) and not _BEFORE_A_YEAR.search(before)


def _money(found: re.Match[str]) -> str:
    text, at = found.string, found.start()
    start = max(text.rfind(". ", 0, at), text.rfind("\n\n", 0, at), 0)
    end = text.find(". ", found.end())
    measured = _MONEY_MEASURED.search(text[start : end if end >= 0 else None])
    return found.group() if measured else _blank(found)
