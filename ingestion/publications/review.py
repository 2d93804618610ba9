"""Walk a person through the candidates of an edition; only what is confirmed is written."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar, get_args

from ingestion.publications.anchor import Orphaned, anchor_of, located
from ingestion.publications.document import Document
from ingestion.publications.edition import Edition
from ingestion.publications.find_statements import Proposal, proposals
from ingestion.publications.printed_number import number
from ingestion.publications.statement import (
    CHECKABLE,
    STATEMENT_ID,
    Anchor,
    Binding,
    Quantity,
    Statement,
    StatementKind,
    Unit,
)

# A question, and the answer that an empty line means; it returns the answer.
Ask = Callable[[str, str], str]
Tell = Callable[[str], None]
Choice = TypeVar("Choice", bound=str)
_ANSWERS = "y statement, n no statement, l later, q quit"


@dataclass(frozen=True)
class Moved:
    """A statement that stands elsewhere now, or among other words: ``anchor`` replaces ``lost``."""

    statement_id: str
    lost: Anchor
    anchor: Anchor


def review(
    document: Document, edition: Edition, ask: Ask, tell: Tell
) -> Iterator[Statement | Anchor | Moved]:
    """Ask about each candidate that nobody has decided about, and give each decision as it falls.

    A Statement is confirmed; an Anchor is that of a figure which is no statement; a statement that
    was lost may stand where the same number does.
    """
    lost = {each.statement_id: each for each in orphans(document, edition)}
    for each in lost.values():
        tell(f"no longer found: {each.said}")
    waiting = unreviewed(document, edition)
    known = list(document.statements)
    for place, proposal in enumerate(waiting, 1):
        tell(f"\n[{place} of {len(waiting)}] {excerpt(edition, proposal)}")
        anchor = anchor_of(edition, proposal.start, proposal.end)
        movable = [name for name, each in lost.items() if _same_number(each.anchor, anchor)]
        answers = _ANSWERS + "".join(f", {name} that statement, moved" for name in movable)
        question = f"{_said(proposal)}\n{answers}"
        answer = _one_of(ask, question, ("y", "n", "l", "q", *movable), "l")
        if answer == "q":
            return
        if answer == "n":
            yield anchor
        if answer in movable:
            yield Moved(answer, lost.pop(answer).anchor, anchor)
        if answer == "y":
            name = _new_id(ask, known, document)
            known.append(_statement(proposal, anchor, name, ask))
            yield known[-1]


def unreviewed(document: Document, edition: Edition) -> list[Proposal]:
    """The candidates that no person has decided about."""
    known = list(_known_places(document, edition))
    return [
        each
        for each in proposals(edition)
        if not any(start < each.end and each.start < end for start, end in known)
    ]


def orphans(document: Document, edition: Edition) -> list[Orphaned]:
    """The statements that an edition no longer has where they stood."""
    found = (located(each, edition) for each in document.statements)
    return [each for each in found if isinstance(each, Orphaned)]


def excerpt(edition: Edition, proposal: Proposal) -> str:
    """The sentence of a candidate, the candidate between marks."""
    start, end = proposal.sentence
    text = (
        f"{edition.text[start : proposal.start]}\u00bb{edition.text[proposal.start : proposal.end]}"
        f"\u00ab{edition.text[proposal.end : end]}"
    )
    page = f" (page {proposal.page})" if proposal.page else ""
    return " ".join(text.split()) + page


def _known_places(document: Document, edition: Edition) -> Iterator[tuple[int, int]]:
    dismissed = [_as_statement(anchor) for anchor in document.dismissed]
    for each in (*document.statements, *dismissed):
        found = located(each, edition)
        spans = found.spans if isinstance(found, Orphaned) else found
        yield from ((span.start, span.end) for span in spans)


def _same_number(one: Anchor, other: Anchor) -> bool:
    if one.printed is None or other.printed is None:
        return one.printed == other.printed
    return number(one.printed) == number(other.printed)


def _as_statement(anchor: Anchor) -> Statement:
    return Statement("dismissed", "vague", "none", Quantity("none"), (anchor,))


def _statement(proposal: Proposal, anchor: Anchor, name: str, ask: Ask) -> Statement:
    """The statement that a person makes of a candidate, field by field."""
    kind: StatementKind = _one_of(ask, "kind", get_args(StatementKind), proposal.kind)
    unit: Unit = _one_of(ask, "unit", get_args(Unit), proposal.unit)
    quantity, inferred = _quantity(proposal, unit, ask)
    binding = _binding(proposal, quantity, ask)
    wants_reason = binding is None and kind in CHECKABLE
    return Statement(
        statement_id=name,
        kind=kind,
        unit=unit,
        quantity=quantity,
        anchors=(anchor,),
        printed=proposal.printed,
        hedge=proposal.hedge,
        at_least=_rounded(proposal.low),
        below=_rounded(proposal.high),
        inferred=inferred,
        binding=binding,
        unbound_because=_required(ask, "why can it not be bound") if wants_reason else None,
    )


def _quantity(proposal: Proposal, unit: Unit, ask: Ask) -> tuple[Quantity, dict[str, str]]:
    described = proposal.description
    told = described.quantity
    years = _years(ask, "years, as the document says them", told.years)
    inferred = () if years else _years(ask, "years, as you infer them", told.years_inferred)
    change = unit in ("pct_change", "pp")
    quantity = Quantity(
        measure=_required(ask, "measure", told.measure.replace("?", "")),
        breakdown=ask("breakdown", told.breakdown) or "total",
        denominator=(ask("denominator", "total") or None) if unit == "percent" else None,
        years=years,
        years_inferred=inferred,
        base_years=_years(ask, "years before", told.base_years) if change else (),
        geo=ask("geo", told.geo or "") or None,
        coverage=ask("coverage, where it is not everybody", "") or None,
    )
    why = described.inferred.get("years", "")
    return quantity, {"years": _required(ask, "why these years", why)} if inferred else {}


def _binding(proposal: Proposal, quantity: Quantity, ask: Ask) -> Binding | None:
    """The proposed binding, where the person left what it rests on as it was, and says yes."""
    told = proposal.description.quantity
    same = replace(quantity, denominator=None, coverage=None) == replace(told, denominator=None)
    if proposal.binding is None or not same:
        return None
    cells = proposal.binding.numerator
    shown = f"{cells.dataset} {cells.series[0]} and {len(cells.series) - 1} more series"
    agreed = _one_of(ask, f"bind to {shown}, {', '.join(cells.periods)}", ("y", "n"), "n")
    return proposal.binding if agreed == "y" else None


def _said(proposal: Proposal) -> str:
    """What the rules make of a candidate, and where they are not sure."""
    told = proposal.description
    doubts = f"; unsure of {', '.join(told.ambiguous)}" if told.ambiguous else ""
    printed = proposal.printed or proposal.hedge
    return f"{printed} {proposal.unit} ({proposal.kind}): {told.quantity.identity}{doubts}"


def _new_id(ask: Ask, known: Sequence[Statement], document: Document) -> str:
    taken = {each.statement_id for each in known}
    proposed = _next_id(known, document)
    name = ask("id", proposed)
    while name in taken or not STATEMENT_ID.fullmatch(name):
        name = ask("id, a new one of lower-case words and digits joined by '-'", proposed)
    return name


def _next_id(known: Iterable[Statement], document: Document) -> str:
    numbered = [
        found for each in known if (found := re.fullmatch(r"(.+)-(\d+)", each.statement_id))
    ]
    prefix = numbered[0][1] if numbered else document.document_id
    last = max((int(each[2]) for each in numbered if each[1] == prefix), default=0)
    return f"{prefix}-{last + 1:02}"


def _years(ask: Ask, question: str, proposed: tuple[int, ...]) -> tuple[int, ...]:
    while True:
        answer = ask(question, " ".join(str(year) for year in proposed))
        if re.fullmatch(r"(\d{4}([ ,]+\d{4})*)?", answer.strip()):
            return tuple(int(year) for year in re.findall(r"\d{4}", answer))


def _required(ask: Ask, question: str, proposed: str = "") -> str:
    while not (answer := ask(question, proposed).strip()):
        continue
    return answer


def _one_of(ask: Ask, question: str, allowed: tuple[Choice, ...], proposed: Choice) -> Choice:
    by_name = {str(each): each for each in allowed}
    while (answer := ask(question, str(proposed)).strip()) not in by_name:
        question = f"one of {', '.join(by_name)}"
    return by_name[answer]


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else round(value, 2)
