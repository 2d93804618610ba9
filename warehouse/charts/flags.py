"""Flags of figures in words and shapes: what Eurostat's letters stand for."""

from collections.abc import Sequence

import altair

NO_FLAG = "none"
_WORDS = {
    "b": "break in series",
    "d": "definition differs",
    "e": "estimated",
    "f": "forecast",
    "i": "imputed",
    "m": "cannot exist",
    "n": "not significant",
    "p": "provisional",
    "r": "revised",
    "s": "Eurostat's estimate",
    "u": "low reliability",
    "z": "not applicable",
}
_INK = "#222222"
# A break has a form of its own; the others share theirs only beyond seven kinds.
_BREAK = "b"
_SHAPES = (
    "circle", "square", "triangle-up", "cross", "triangle-down", "triangle-right", "triangle-left",
)  # fmt: skip


def flag_words(flags: str) -> str:
    """Flags with what they stand for: ``bp: break in series, provisional``."""
    return f"{flags}: {', '.join(_WORDS.get(each, each) for each in flags)}"


def shape_of(named: Sequence[str]) -> altair.Shape:
    """A shape for each flag or combination of flags, with its words in the legend."""
    others = [each for each in named if each != flag_words(_BREAK)]
    forms = {each: _SHAPES[place % len(_SHAPES)] for place, each in enumerate(others)}
    shapes = [forms.get(each, "diamond") for each in named]
    return altair.Shape(
        "flags:N",
        scale=altair.Scale(domain=list(named), range=shapes),
        legend=altair.Legend(
            title="Flag", symbolFillColor="transparent", symbolStrokeColor=_INK, symbolSize=70
        ),
    )
