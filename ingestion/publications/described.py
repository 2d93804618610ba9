"""What the words around a figure say that it is about: years, geography, measure, breakdown.

Words propose; where they say two things, both are kept and a person decides.
"""

import re
from dataclasses import dataclass

from ingestion.publications.no_figures import without_references, years_in
from ingestion.publications.statement import Quantity
from ingestion.publications.statistic_words import COUNTRY

_MEASURES = {
    "suspects": r"suspect\w*|(?:alleged|presumed) traffickers?",
    "convicted": r"convict(?:ed|ions?)",
    "prosecutions": r"prosecut\w+",
    "victims registered": r"victims?",
    "applicants": r"applicants?|applications?",
    "traffickers": r"traffickers?|perpetrators?|offenders?",
}
_BREAKDOWNS = {
    "form: sexual": r"sexual(?:ly)?",
    "form: labour": r"labour|forced work|domestic servitude",
    "form: other": r"other (?:forms|purposes|aims)|organ removal|begging|criminal activities",
    "sex: female": r"women|female\w*|girls?",
    "sex: male": r"(?<!fe)males?|\bmen|boys?",
    "age: child": r"child(?:ren)?|minors?",
    "age: adult": r"adults?",
    "citizenship: non-EU": r"non-EU|third[- ]countr\w+|outside (?:of )?the (?:EU|Union)",
    "citizenship: EU": r"(?<!non-)EU (?:citizens|nationals)|citizens of the EU",
    "citizenship: own country": r"own country|reporting country|domestic victims",
}
_UK_OUT = re.compile(
    r"(?i)without (?:the )?UK|UK data (?:were|are) not included|excluding (?:the )?UK"
)
_UNION = re.compile(r"\bEU\b|\bUnion\b|\bEuropean Union\b")
_BASE = re.compile(
    r"(?i)\b(?:compared (?:with|to)|than(?: in)?|against|from|after|up on|down on|since)\b[^.;]*$"
)
_NEAR = 60


@dataclass(frozen=True)
class Description:
    """A proposed identity, and the fields of it for which the words say more than one thing."""

    quantity: Quantity
    ambiguous: tuple[str, ...]
    inferred: dict[str, str]


def described(sentence: str, at: int, earlier: str) -> Description:
    """What a figure at a place of its sentence is about; ``earlier`` is the paragraph before it."""
    text = without_references(sentence)
    ambiguous: list[str] = []
    years, base, inferred = _years(text, at, earlier, ambiguous)
    measures = _named(_MEASURES, text, at)
    parts = _named(_BREAKDOWNS, text, at)
    ambiguous += [
        name for name, found in (("measure", measures), ("breakdown", parts)) if found[1:]
    ]
    quantity = Quantity(
        measure=measures[0] if measures else "?",
        breakdown=parts[0] if parts else "total",
        years=() if inferred else years,
        years_inferred=years if inferred else (),
        base_years=base,
        geo=_geography(text, at, ambiguous),
    )
    return Description(quantity, tuple(ambiguous), inferred)


def _years(
    text: str, at: int, earlier: str, ambiguous: list[str]
) -> tuple[tuple[int, ...], tuple[int, ...], dict[str, str]]:
    """Years, base years and why they are inferred."""
    here = [(each, _place(text, each)) for each in years_in(text)]
    if not here:
        before = years_in(without_references(earlier))
        why = {"years": "the sentence has none: those named last before it"} if before else {}
        return (before[-1] if before else ()), (), why
    base = [years for years, place in here if _BASE.search(text[:place]) and place > at]
    own = [each for each in here if each[0] not in base] or here
    if len({years for years, _ in own}) > 1:
        ambiguous.append("years")
    years, _ = min(own, key=lambda each: abs(each[1] - at))
    return years, (base[0] if base else ()), {}


def _place(text: str, years: tuple[int, ...]) -> int:
    return text.index(str(years[0]))


def _named(kinds: dict[str, str], text: str, at: int) -> list[str]:
    """The kind whose word stands nearest, and the others whose words are near as well."""
    found = sorted(
        (abs(each.start() - at), kind)
        for kind, pattern in kinds.items()
        for each in re.finditer(rf"(?i)\b(?:{pattern})\b", text)
    )
    near = [kind for distance, kind in found[1:] if distance < _NEAR]
    return list(dict.fromkeys([kind for _, kind in found[:1]] + near))


def _geography(text: str, at: int, ambiguous: list[str]) -> str | None:
    countries = [(abs(each.start() - at), each.group()) for each in COUNTRY.finditer(text)]
    near = min(countries, default=None)
    if _UK_OUT.search(text):
        ambiguous.append("geo")
        return "EU28 - UK"
    if near and near[0] < _NEAR:
        if _UNION.search(text):
            ambiguous.append("geo")
        return near[1].removeprefix("the ")
    return "EU" if _UNION.search(text) else None
