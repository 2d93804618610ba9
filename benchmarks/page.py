"""Tables that benchmarks measured, written into pages of the docs between their marks."""

from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"
PAGE = DOCS / "explanation" / "checks.md"
SPEED_PAGE = DOCS / "performance.md"
_END = "<!-- end of table -->"


def write_table(command: str, lines: list[str], page: Path = PAGE) -> None:
    """Replace the table that ``command`` made by new lines of Markdown.

    Raises ValueError when the page has no place for it.
    """
    mark = f"<!-- table: {command} -->"
    head, marked, rest = page.read_text(encoding="utf-8").partition(mark)
    _, ended, tail = rest.partition(_END)
    if not marked or not ended:
        raise ValueError(f"{page.name} has no {mark} followed by {_END}: write them where it goes")
    table = "\n".join(lines)
    page.write_text(f"{head}{mark}\n\n{table}\n\n{_END}{tail}", encoding="utf-8")


def row(*cells: object) -> str:
    """A line of a Markdown table."""
    return f"| {' | '.join(str(cell) for cell in cells)} |"
