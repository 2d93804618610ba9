"""A PDF of one page, written by hand: some letters of it are what the font says they are."""

_SENTENCE = "(The number of the victims in the report was A for the women and the men.) Tj T* "
_PAGE = (
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 800 800] /Contents 4 0 R"
    " /Resources << /Font << /F1 5 0 R >> >> >>"
)
_MAP = (
    "begincmap 1 begincodespacerange <00> <FF> endcodespacerange "
    "1 beginbfchar <41> <{}> endbfchar endcmap"
)


def one_page(letter: str, *, squeezed: bool = False) -> bytes:
    """Some sentences whose letter A is said to be ``letter`` (UTF-16 in hex).

    ``squeezed`` adds a sentence whose letters have no height.
    """
    flat = "1 0 0 0 72 300 Tm (These words are squeezed.) Tj" if squeezed else ""
    content = f"BT /F1 12 Tf 14 TL 1 0 0 1 72 700 Tm {_SENTENCE * 4} {flat} ET"
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        _PAGE,
        _stream(content),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>",
        _stream(_MAP.format(letter)),
    ]
    body = "%PDF-1.4\n"
    places = []
    for number, part in enumerate(parts, 1):
        places.append(f"{len(body):010} 00000 n \n")
        body += f"{number} 0 obj\n{part}\nendobj\n"
    table = f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{''.join(places)}"
    end = f"trailer << /Size {len(parts) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return (body + table + end).encode()


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"
