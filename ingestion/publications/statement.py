"""A statement: a figure that a document prints, with all that says what it is about.

It is written by a person into the document's file and holds no word of the document: an anchor is
the printed number and fingerprints of the words around it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Literal

from ingestion.publications.printed_number import half_a_digit, number

StatementKind = Literal["exact", "change", "bound", "approx", "rank", "trend", "vague", "method"]
Unit = Literal[
    "persons",
    "percent",
    "pct_change",
    "pp",
    "rank",
    "countries",
    "prosecutions",
    "convictions",
    "cases",
    "messages",
    "per_100000",
    "per_million",
    "none",
]
CHECKABLE: tuple[StatementKind, ...] = ("exact", "change")
STATEMENT_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Cells:
    """Cells of one dataset, summed: every series in every period."""

    dataset: Annotated[str, "the code of the dataset"]
    series: Annotated[tuple[str, ...], "series keys, in the order of the dataset's dimensions"]
    periods: Annotated[tuple[str, ...], "time periods, as the dataset prints them"]

    def __post_init__(self) -> None:
        """Raises ValueError when there is nothing to sum."""
        if not self.series or not self.periods:
            raise ValueError("wants at least one series and one period")


@dataclass(frozen=True)
class Alternative:
    """Another way to reach the printed figure; what it leaves out is as in the binding."""

    name: Annotated[str, "what is different, in words: it stands in the verdict"]
    numerator: Annotated[Cells | None, "other cells above the line"] = None
    denominator: Annotated[Cells | None, "other cells below the line"] = None
    base: Annotated[Cells | None, "other cells that a change starts from"] = None

    def __post_init__(self) -> None:
        """Raises ValueError when nothing is different."""
        if not (self.numerator or self.denominator or self.base):
            raise ValueError("an alternative wants a numerator, a denominator or a base")


@dataclass(frozen=True)
class Binding:
    """What the data must say for the statement to hold.

    The value compared is sum(numerator); with a denominator 100 * sum(numerator) /
    sum(denominator); with a base 100 * (sum(numerator) / sum(base) - 1).
    """

    numerator: Annotated[Cells, "the cells that are counted"]
    denominator: Annotated[Cells | None, "the cells that a share is of"] = None
    base: Annotated[Cells | None, "the cells that a change starts from"] = None
    alternatives: Annotated[
        tuple[Alternative, ...], "other readings, tried and named in the verdict"
    ] = ()

    def __post_init__(self) -> None:
        """Raises ValueError for a share that is also a change."""
        if self.denominator and self.base:
            raise ValueError("a binding has a denominator or a base, not both")


@dataclass(frozen=True)
class Quantity:
    """The identity of what a figure counts: only a change under one identity is a revision."""

    measure: Annotated[str, "what is counted, e.g. `victims registered`"]
    breakdown: Annotated[str, "which part of it, e.g. `form: sexual`, or `total`"] = "total"
    denominator: Annotated[str | None, "what a share is a share of, e.g. `known form`"] = None
    years: Annotated[
        tuple[int, ...], "the years, taken together; empty when the document does not say"
    ] = ()
    years_inferred: Annotated[
        tuple[int, ...], "the years that a person infers where the document says none"
    ] = ()
    base_years: Annotated[tuple[int, ...], "the years that a change starts from"] = ()
    geo: Annotated[str | None, "a code or a composition, e.g. `EU28 - UK`; absent: not said"] = None
    coverage: Annotated[str | None, "who reported, where it is not everybody"] = None

    def __post_init__(self) -> None:
        """Raises ValueError for years that are both said and inferred."""
        if self.years and self.years_inferred:
            raise ValueError("has both 'years' and 'years_inferred': keep what the document says")

    @property
    def identity(self) -> str:
        """The same text for the same quantity, in every document.

        `?` stands for what nobody knows: two unknowns are not the same, so that an identity with
        `?` is no ground to call anything a restatement.
        """
        parts = (
            self.measure,
            self.breakdown,
            self.denominator or "-",
            _years(self.years or self.years_inferred) or "?",
            _years(self.base_years) or "-",
            self.geo or "?",
            self.coverage or "-",
        )
        return " | ".join(" ".join(part.casefold().split()) for part in parts)


@dataclass(frozen=True)
class Anchor:
    """Where a statement stands, without its words.

    A fingerprint has two hexadecimal digits for each word: enough to find the place again when
    some of the words change, too few to read them. ``before`` and ``after`` are those of the eight
    words next to the figure.
    """

    printed: Annotated[str | None, "the number as printed; absent for a statement in words"] = None
    before: Annotated[str, "the fingerprint of the eight words before"] = ""
    after: Annotated[str, "the fingerprint of the eight words after"] = ""
    phrase: Annotated[str | None, "the fingerprint of a statement in words, all of them"] = None
    page: Annotated[
        str | None, "the page's printed number, or the fingerprint of the heading above"
    ] = None

    def __post_init__(self) -> None:
        """Raises ValueError when the anchor could hold nowhere."""
        if (self.printed is None) == (self.phrase is None):
            raise ValueError("an anchor wants either `printed` or `phrase`")
        if self.phrase is not None and not re.fullmatch(r"([0-9a-f]{2})+", self.phrase):
            raise ValueError("key 'phrase' wants two hexadecimal digits for each word")
        for name in ("before", "after"):
            if not _FINGERPRINT.fullmatch(getattr(self, name)):
                raise ValueError(f"key {name!r} wants 16 hexadecimal digits")


@dataclass(frozen=True)
class Statement:
    """A figure printed in a document, as a person reviewed it."""

    statement_id: Annotated[str, "lower-case words and digits joined by `-`; never used again"]
    kind: Annotated[
        StatementKind,
        "exact and change want a binding or `unbound_because`, the others may have one",
    ]
    unit: Annotated[Unit, "what the number counts; `pp` are points, `pct_change` a percentage"]
    quantity: Annotated[Quantity, "the identity of what is counted"]
    anchors: Annotated[tuple[Anchor, ...], "every place where it stands"]
    printed: Annotated[
        str,
        "the number as printed, e.g. `9 759` or `1.2 million`, with a minus for a fall; absent for "
        "one in words",
    ] = ""
    hedge: Annotated[str | None, "the printed hedge, e.g. `almost one-fifth`"] = None
    at_least: Annotated[
        Decimal | None,
        "the least value that may print so; absent: half a last digit below, or with `below` none",
    ] = None
    below: Annotated[
        Decimal | None,
        "the first value that may no longer; absent: half a last digit above, or with `at_least` "
        "none",
    ] = None
    inferred: Annotated[
        Mapping[str, str], "why, for each field that a person inferred and the document leaves out"
    ] = field(default_factory=dict)
    derived_from: Annotated[str | None, "the id of the document that it repeats"] = None
    related_to: Annotated[
        Mapping[str, str], "other statements that it must not be taken for, and why"
    ] = field(default_factory=dict)
    binding: Annotated[Binding | None, "the cells that it is compared with"] = None
    unbound_because: Annotated[str | None, "why there are none"] = None
    note: Annotated[str | None, "what a reader of the verdict should know"] = None

    def __post_init__(self) -> None:
        """Raises ValueError when keys contradict each other."""
        if not STATEMENT_ID.fullmatch(self.statement_id):
            raise ValueError(f"{self.statement_id!r} is no id: wanted something like '002-07'")
        if not self.anchors:
            raise ValueError(f"{self.statement_id} has no anchor: nobody would find it")
        if self.binding and self.unbound_because:
            raise ValueError(f"{self.statement_id} has both a binding and `unbound_because`")
        if self.kind in CHECKABLE and not (self.binding or self.unbound_because):
            raise ValueError(f"{self.statement_id} wants a binding or `unbound_because`")
        if self.printed:
            number(self.printed)

    @property
    def period_inferred(self) -> tuple[int, ...]:
        """The years that a person inferred; empty where the document says them."""
        return self.quantity.years_inferred

    @property
    def value(self) -> Decimal | None:
        """The number that is printed; None for a statement in words."""
        return number(self.printed) if self.printed else None

    @property
    def low(self) -> Decimal | None:
        """The least value that prints so, included; None: no bound below."""
        if self.at_least is not None or not self.printed or self.below is not None:
            return self.at_least
        return number(self.printed) - half_a_digit(self.printed)

    @property
    def high(self) -> Decimal | None:
        """The first value above that prints otherwise; None: no bound above."""
        if self.below is not None or not self.printed or self.at_least is not None:
            return self.below
        return number(self.printed) + half_a_digit(self.printed)


@dataclass(frozen=True)
class ContextFigure:
    """A figure of another document that the checks of this one may calculate with."""

    quantity: Annotated[Quantity, "the identity of what is counted"]
    printed: Annotated[str, "the number as printed there"]
    source: Annotated[str, "where it was printed"]

    @property
    def value(self) -> Decimal:
        """The number that is printed."""
        return number(self.printed)


def _years(years: tuple[int, ...]) -> str:
    return "+".join(str(year) for year in sorted(years))
