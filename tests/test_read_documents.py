"""PDFs and web pages become text in reading order; what cannot be read is refused by its reason."""

import io
import time
from collections.abc import Callable

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from ingestion.errors import SourceChanged, Unreadable
from ingestion.publications.edition import Edition, difference
from ingestion.publications.read_html import read_html
from ingestion.publications.read_pdf import read_pdf
from tests.printed_documents import html_page, pdf

LEFT = "The left column tells of the victims who were registered in the countries of the Union"
RIGHT = "Its neighbour has the suspects and those whom a court has convicted of the offence"
WORDS = "The authorities of the countries have registered more victims than in the year before. "


def canvas_pdf(draw: Callable[[Canvas], None], **options: object) -> bytes:
    """A PDF of one page, or more, drawn by a function."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, **options)
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


def lines(canvas: Canvas, texts: list[str], left: float, top: float) -> None:
    for number, text in enumerate(texts):
        canvas.drawString(left, top - 12 * number, text)


def in_lines(text: str, width: int) -> list[str]:
    found = [""]
    for word in text.split():
        if len(found[-1]) + len(word) > width:
            found.append("")
        found[-1] = f"{found[-1]} {word}".strip()
    return found


def test_two_columns_are_read_one_after_the_other_although_drawn_line_by_line() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 10)
        canvas.drawString(
            50, 780, "A title over both columns of the page, which is set wide and alone"
        )
        pairs = zip(in_lines(LEFT * 3, 45), in_lines(RIGHT * 3, 45), strict=False)
        for number, (left, right) in enumerate(pairs):
            canvas.drawString(50, 750 - 12 * number, left)
            canvas.drawString(310, 750 - 12 * number, right)

    text = " ".join(read_pdf(canvas_pdf(draw), "a-page").text.split())
    assert LEFT in text
    assert RIGHT in text
    assert text.index("A title") < text.index(LEFT) < text.index(RIGHT)


def test_a_raised_digit_is_a_footnote_call_and_no_part_of_its_number() -> None:
    text = WORDS + "In 2014<super>20</super> there were 15 846<super>3</super> victims. " + WORDS

    def draw(canvas: Canvas) -> None:
        style = ParagraphStyle("body", fontName="Times-Roman", fontSize=10, leading=13)
        paragraph = Paragraph(text, style)
        paragraph.wrap(480, 700)
        paragraph.drawOn(canvas, 50, 600)

    read = read_pdf(canvas_pdf(draw), "a-page").text
    assert "In 2014[^20] there were 15 846[^3] victims." in read


def test_running_heads_go_and_number_the_pages() -> None:
    edition = read_pdf(pdf((WORDS * 8 + "\n\n") * 30, head="COM(2018) 777 final"), "a-page")
    assert len(edition.pages) > 2
    assert "COM(2018) 777" not in edition.text
    assert [page.printed for page in edition.pages] == [str(p.number) for p in edition.pages]
    assert edition.page_at(edition.pages[1].start) == edition.pages[1]


def test_a_number_keeps_its_thousands_and_a_divided_word_is_whole_again() -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["In 2022 the countries regis-", "tered 10\u00a0093 victims of the"], 50, 700)
        lines(canvas, ["offence, third-", "country nationals among them. " + WORDS], 50, 676)

    text = read_pdf(canvas_pdf(draw), "a-page").text
    assert "registered 10 093 victims" in text
    assert "third-country" in text


def test_a_table_with_a_grid_is_read_row_by_row() -> None:
    rows = [["Country", "2021", "2022"], ["Austria", "112", "405"], ["Belgium", "201", "1 156"]]
    buffer = io.BytesIO()
    style = ParagraphStyle("body")
    grid = Table(rows, style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
    SimpleDocTemplate(buffer).build([Paragraph(WORDS * 2, style), grid, Paragraph(WORDS, style)])
    text = read_pdf(buffer.getvalue(), "a-page").text
    assert "| Country | 2021 | 2022 |\n| Austria | 112 | 405 |\n| Belgium | 201 | 1 156 |" in text
    assert text.index("| Belgium") < text.rindex("The authorities")


def test_a_table_without_vertical_lines_is_read_row_by_row() -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, in_lines(WORDS * 2, 80), 50, 780)
        for number, row in enumerate([("Austria", "112", "405"), ("Belgium", "201", "156")]):
            for column, cell in enumerate(row):
                canvas.drawString(50 + 150 * column, 700 - 14 * number, cell)

    text = read_pdf(canvas_pdf(draw), "a-page").text
    assert "| Austria | 112 | 405 |\n| Belgium | 201 | 156 |" in text


@pytest.mark.parametrize("label", ["", "Total"])
def test_no_row_of_a_table_over_several_pages_is_lost_as_a_running_head(label: str) -> None:
    rows = [(label or str(1960 + n), str(n * n * 37 % 9973)) for n in range(60)]

    def draw(canvas: Canvas) -> None:
        for page in range(3):
            canvas.drawString(50, 800, "COM(2018) 777 final")
            canvas.drawString(400, 800, str(page + 3))
            lines(canvas, in_lines(WORDS, 80), 50, 770)
            for number, (name, figure) in enumerate(rows[20 * page : 20 * page + 20]):
                canvas.drawString(50, 740 - 14 * number, name)
                canvas.drawString(250, 740 - 14 * number, figure)
            canvas.showPage()

    edition = read_pdf(canvas_pdf(draw), "a-page")
    table = [line for line in edition.text.splitlines() if line.startswith("| ")]
    assert table == [f"| {name} | {figure} |" for name, figure in rows]
    assert "COM(2018)" not in edition.text
    assert [page.printed for page in edition.pages] == ["3", "4", "5"]


def test_three_hundred_pages_are_read_in_less_than_a_minute() -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(300):
            lines(canvas, [f"Page {number}: {line}" for line in in_lines(WORDS * 5, 70)], 50, 780)
            canvas.showPage()

    started = time.monotonic()
    edition = read_pdf(canvas_pdf(draw), "a-page")
    assert len(edition.pages) == 300
    assert time.monotonic() - started < 60


def encrypted() -> bytes:
    lock = StandardEncryption("secret", ownerPassword="other")
    return canvas_pdf(lambda canvas: lines(canvas, [WORDS] * 5, 50, 700), encrypt=lock)


def scanned() -> bytes:
    return canvas_pdf(lambda canvas: canvas.rect(50, 50, 400, 700, fill=1))


FRENCH = (
    "Les victimes de la traite des êtres humains ont été enregistrées dans les pays de l'Union et "
    "le nombre de ces victimes est plus grand que celui de l'année qui précède. "
)


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", "is empty"),
        (encrypted(), "is encrypted"),
        (scanned(), "it is a scan"),
        (pdf(WORDS * 50)[:700], "is damaged"),
        (b"%PDF-1.7\nnothing of a PDF follows", "is damaged"),
        (html_page(WORDS * 5), "wanted a PDF, found b'<!DOCTYPE"),
        (pdf(FRENCH * 5), "wanted language 'en', the text is in 'fr'"),
    ],
)
def test_a_pdf_that_cannot_be_read_is_refused_by_its_reason(payload: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_pdf(payload, "a-page")
    assert reason in str(refused.value)
    assert str(refused.value).startswith("a-page: ")
    assert isinstance(refused.value, SourceChanged)


CHALLENGE = (
    b"<html><head><script src='https://x.awswaf.com/challenge.js'></script></head>"
    b"<body>Verifying your browser</body></html>"
)


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"  \n", "is empty"),
        (CHALLENGE, "a challenge against bots"),
        (b"<html><title>Just a moment...</title><body>Wait</body></html>", "a challenge"),
        (pdf(WORDS * 5), "wanted HTML, found b'%PDF-"),
        (b"no mark-up at all", "wanted HTML"),
        (b"<html><body><div id='app'></div></body></html>", "made by scripts"),
        (html_page(FRENCH * 5), "the text is in 'fr'"),
    ],
)
def test_a_page_that_cannot_be_read_is_refused_by_its_reason(payload: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_html(payload, "a-page")


def test_another_language_is_read_where_it_is_wanted() -> None:
    assert "victimes" in read_html(html_page(FRENCH * 5), "a-page", "fr").text


def test_a_page_keeps_headings_tables_and_calls_and_loses_its_menus() -> None:
    table = (
        "<table><tr><th>Country</th><th>2022</th></tr><tr><td>Malta</td><td>11</td></tr></table>"
    )
    text = f"# Figures\n\n{WORDS * 3}In 2014<sup>20</sup> there were 15 846 victims.\n\n{WORDS}"
    page = html_page(text).replace(b"</main>", f"{table}</main>".encode())
    read = read_html(page, "a-page").text
    assert "## Figures" in read
    assert "In 2014[^20] there were 15 846 victims." in read
    assert "| Country | 2022 |\n| Malta | 11 |" in read
    assert "Follow us" not in read
    assert "News" not in read


@pytest.mark.parametrize("site", [True, False])
def test_a_line_break_and_a_paragraph_in_a_cell_part_two_numbers(site: bool) -> None:
    rows = "<tr><td>Women<br>Men</td><td>64<br/>36</td></tr><tr><td>a</td><td><p>1</p><p>2</p></td>"
    body = f"<p>{WORDS * 5}</p><p>In 2022:<br>10 093 victims</p><table>{rows}</tr></table>"
    main = f"<nav><a href='/'>Home</a></nav><main>{body}</main>" if site else body
    text = read_html(f"<html><body>{main}</body></html>".encode(), "a-page").text

    assert "In 2022: 10 093 victims" in text
    assert "| Women Men | 64 36 |\n| a | 1 2 |" in text


def page_text(body: str, *, site: bool) -> str:
    """The text of a page: one of a site has menus, one of CELLAR is the document alone."""
    main = f"<nav><a href='/'>Home</a></nav><main>{body}</main>" if site else body
    return read_html(f"<html><body>{main}</body></html>".encode(), "a-page").text


@pytest.mark.parametrize("site", [True, False])
def test_the_figures_of_a_table_in_a_cell_are_read_once(site: bool) -> None:
    inner = "<table><tr><td>Women</td><td>641</td></tr><tr><td>Men</td><td>364</td></tr></table>"
    outer = f"<tr><td>EU</td><td>1 005{inner}in all</td></tr><tr><td>Malta</td><td>11</td></tr>"
    text = page_text(f"<p>{WORDS * 5}</p><table>{outer}</table>", site=site)

    rows = sorted(line for line in text.splitlines() if line.startswith("|"))
    assert rows == ["| EU | 1 005 in all |", "| Malta | 11 |", "| Men | 364 |", "| Women | 641 |"]


@pytest.mark.parametrize("site", [True, False])
def test_the_caption_of_a_figure_is_read(site: bool) -> None:
    caption = "Figure 1: 10 793 victims were registered in 2023."
    figure = f"<figure><img src='a.png' alt=''><figcaption>{caption}</figcaption></figure>"

    text = page_text(f"<p>{WORDS * 5}</p>{figure}", site=site)

    assert caption in text.splitlines()


@pytest.mark.parametrize("site", [True, False])
def test_the_caption_of_a_table_is_read(site: bool) -> None:
    table = "<table><caption>Of 10 793 victims, %</caption><tr><td>EU</td><td>7</td></tr></table>"

    text = page_text(f"<p>{WORDS * 5}</p>{table}", site=site)

    assert text.index("Of 10 793 victims, %") < text.index("| EU | 7 |")


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("15 846<sup>1,2</sup> victims", "15 846[^1][^2] victims"),
        ("15 846<sup>(1) (2)</sup> victims", "15 846[^1][^2] victims"),
        ("41 %<a href='#footnote6' class='see-footnote'>6</a> of them", "41 %[^6] of them"),
        ("15&nbsp;846 vic&shy;tims", "15 846 victims"),
        ("15&#8239;846 &#8203;victims", "15 846 victims"),
        ("15&#8288;846", "15846"),
    ],
)
def test_neither_calls_nor_unseen_characters_stick_to_a_number(printed: str, read: str) -> None:
    assert f"In 2014 {read}." in page_text(
        f"<p>{WORDS * 3}</p><p>In 2014 {printed}.</p>", site=True
    )


def test_a_document_that_is_the_page_is_taken_whole() -> None:
    page = (
        f"<?xml version='1.0' encoding='UTF-8'?><html xmlns='http://www.w3.org/1999/xhtml'><body>"
        f"<p class='head'>COM(2018) 777</p><div>There were <b>20 532</b> victims"
        f"<span class='super'>8</span>.<p>{WORDS * 2}</p></div></body></html>"
    )
    text = read_html(page.encode(), "a-page").text
    assert text.startswith("COM(2018) 777\n\nThere were 20 532 victims[^8].\n\nThe authorities")


FIGURES = [f"In 2022, {share} % of the victims were {who}." for share, who in
           [("63", "women"), ("37", "men"), ("15", "children")]]  # fmt: skip


def edition(*sentences: str) -> Edition:
    return read_html(html_page("\n\n".join([WORDS * 2, *sentences])), "a-page")


def test_an_edition_is_new_when_its_text_is_and_the_difference_is_readable() -> None:
    women, men, children = FIGURES
    before = edition(women, men, children)
    # One figure is changed, one is moved, one is gone.
    after = edition(men, women.replace("63", "64"))
    assert before.text_hash != after.text_hash
    told = difference(before, after)
    assert "- In 2022, 63 % of the victims were women." in told
    assert "+ In 2022, 64 % of the victims were women." in told
    assert "- In 2022, 15 % of the victims were children." in told


def test_new_menus_and_line_breaks_make_no_new_edition() -> None:
    page = html_page("\n\n".join([WORDS * 2, *FIGURES]))
    other = page.replace(b"14 networks", b"15 networks").replace(b"were women", b"were\n  women")
    assert read_html(page, "a-page").text_hash == read_html(other, "a-page").text_hash
    assert difference(read_html(page, "a-page"), read_html(other, "a-page")) == ""
