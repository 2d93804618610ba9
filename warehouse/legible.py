"""What a stranger wrote, as a database, a log and a terminal can hold it."""

_KEPT = "\n\t"


def legible(text: str) -> str:
    """The text with whatever cannot be shown written as an escape: NUL, ESC, lone surrogates.

    Lines and tabs stay.
    """
    if text.isprintable():
        return text
    return "".join(
        letter if letter in _KEPT or letter.isprintable() else _escaped(letter) for letter in text
    )


def one_line(text: str) -> str:
    """The same on one line, so that nobody outside can begin a line of a log."""
    return legible(" ".join(text.split()))


def _escaped(letter: str) -> str:
    return letter.encode("unicode_escape").decode()
