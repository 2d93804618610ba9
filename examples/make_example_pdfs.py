"""Writes the example PDFs, in our own words, with what makes documents of the EU hard to read.

They have page numbers in their running feet, thousands with a no-break space, and footnote calls
that stand right behind a number. ``python -m examples.make_example_pdfs`` after a change of the
texts; a test compares.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

FOLDER = Path(__file__).parent / "publications"
_WIDTH, _HEIGHT, _LEFT, _TOP, _LEADING = 595, 842, 72, 770, 18
_TEXT, _TITLE, _CALL = 11, 16, 7
# A line is a title (#) or text; ^ stands before a footnote call and ~ for a no-break space.
_REPORT = (
    """
    # An example report on trafficking in human beings

    This is no document of the European Union. It is an example in our own
    words, which repeats figures that the Commission printed in its report
    COM(2018) 777 of 3 December 2018, so that their verdicts can be seen.

    # 1. Victims

    In the two years 2015 and 2016 together, the 28 Member States of that
    time registered 20~532^1 victims of trafficking in human beings. Of
    these, 9~759 were victims of sexual exploitation, which was over half
    (56~%) of the victims whose form of exploitation was recorded.

    More than two thirds (68~%) of the registered victims were women and
    girls. Without the United Kingdom, it was 77~% of them.

    ^1 Figures that the report took from the statistics of the Member States.
    """,
    """
    # 2. Traffickers

    In the same two years, 7~503^2 people had formal contact with the police
    or with the criminal justice system, and the courts of the 28 Member
    States passed 2~927 convictions.

    ^2 Suspected, arrested or cautioned persons.
    """,
)


_CONCLUSIONS = (
    """
    # Example conclusions on trafficking in human beings

    This is no paper of the Council. It is an example in our own words, which
    repeats figures that the Council printed in its conclusions 9897/25 of
    12 June 2025, so that their verdicts can be seen.

    1. Between 2021 and 2022, the number of registered victims in the European
    Union increased by 20.5~%^1 compared with the two years before.

    2. In 2022, the shares of sexual exploitation and of labour exploitation
    were even (41~%) where the form of exploitation is known.

    ^1 See document 5728/25, which adds up the two years of each period.
    """,
)
PDFS: Mapping[str, tuple[str, ...]] = {
    "example-report": _REPORT,
    "example-conclusions": _CONCLUSIONS,
}


def example_pdf(document_id: str) -> bytes:
    """The PDF of a document, the same bytes at any time."""
    texts = PDFS[document_id]
    count = len(texts)
    pages = " ".join(f"{4 + 2 * number} 0 R" for number in range(count))
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en) >>",
        f"<< /Type /Pages /Kids [{pages}] /Count {count} >>".encode(),
        font.encode(),
    ]
    for number, text in enumerate(texts, start=1):
        objects += _page(text, number, len(objects) + 2)
    return _file(objects)


def _page(text: str, number: int, content: int) -> Iterator[bytes]:
    """A page and its content, which is the object of that number."""
    yield (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_WIDTH} {_HEIGHT}]"
        f" /Resources << /Font << /F1 3 0 R >> >> /Contents {content} 0 R >>"
    ).encode()
    lines = [line.strip() for line in text.strip().splitlines()]
    drawn = [_line(line, _TOP - _LEADING * row) for row, line in enumerate(lines) if line]
    drawn.append(_line(f"EN    {number}    EN", 40))
    stream = "\n".join(drawn).encode("cp1252")
    yield b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream)


def _line(line: str, height: int) -> str:
    size = _TITLE if line.startswith("# ") else _TEXT
    pieces = line.removeprefix("# ").replace("~", "\u00a0").split("^")
    shown = [f"/F1 {size} Tf {_string(pieces[0])} Tj"]
    for piece in pieces[1:]:
        call, rest = piece[:1], piece[1:]
        raised = f"/F1 {_CALL} Tf 5 Ts {_string(call)} Tj 0 Ts"
        shown += [raised, f"/F1 {size} Tf {_string(rest)} Tj"]
    return f"BT {_LEFT} {height} Td {' '.join(shown)} ET"


def _string(text: str) -> str:
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"({escaped})"


def _file(objects: list[bytes]) -> bytes:
    """The objects with the table of where each begins."""
    written, starts = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        starts.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return written + head + table + trailer % (size, len(written))


if __name__ == "__main__":
    for name in PDFS:
        (FOLDER / name / "001.pdf").write_bytes(example_pdf(name))
