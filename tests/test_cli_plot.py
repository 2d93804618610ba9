"""`vintages plot`: from a shell to a file that can be read alone."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from tests.chromium import chromium_page
from tests.pictures import Picture, picture
from tests.shell import Shell, shell_in
from warehouse.server import Server

EXAMPLES = Path(__file__).parents[1] / "examples"
CODE, KEY = "SYNTHETIC_WEEKLY", "W.NR.K1.R02"
RELEASES = ("2026-01-08", "2026-01-22", "2026-01-29", "2026-02-19")
TITLE = "SYNTHETIC: invented weekly counts by kind and region (SYNTHETIC_WEEKLY)"
MEMBERS = "Weekly · Number (synthetic) · Synthetic kind 1 · Synthetic region 2"


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Iterator[Shell]:
    """A shell that ingested the weekly example with its labels, but for the faulty release."""
    with shell_in(tmp_path_factory.mktemp("shell"), server) as opened:
        shutil.copytree(EXAMPLES / "sources", opened.home.parent / "sources", dirs_exist_ok=True)
        for number in (1, 2, 3, 5):
            opened.eurostat.add(EXAMPLES / "releases" / CODE / f"{number:03}.toml")
            opened.eurostat.publish(CODE, number)
            opened.says("ingest", CODE)
        yield opened


def drawn(shell: Shell, *words: str) -> Picture:
    """The picture of the series that the command draws as SVG."""
    file = shell.home / "drawn.svg"
    shell.says("plot", CODE, KEY, "--to", str(file), *words)
    return picture(file)


def test_lines_say_what_they_are_of_and_where_they_are_from(shell: Shell) -> None:
    made = drawn(shell)

    assert len(made.lines) == len(RELEASES)
    assert {TITLE, MEMBERS, "Number (synthetic)", *RELEASES} < set(made.texts)
    assert "Newest vintage: SYNTHETIC_WEEKLY@2026-02-19T22:00:00Z" in made.texts
    assert any(text.startswith(f"Source: Eurostat, {CODE}, series {KEY};") for text in made.texts)


def test_a_picture_is_told_in_words_to_those_who_do_not_see_it(shell: Shell) -> None:
    made = drawn(shell)

    assert made.root.get("role") == "img"
    assert made.said == {
        "title": TITLE,
        "desc": "Line chart of Weekly, Number (synthetic), Synthetic kind 1, Synthetic region 2. "
        "63 periods, 2024-W49 to 2026-W07. 4 releases of 2026-01-08 to 2026-02-19, 4 with news of "
        "them. The newest figure is 286 for 2026-W07. Numbers that differ from the first held: 6, "
        "most of all that of 2026-W03, 294 then and 368 now.",
    }


def test_a_triangle_has_the_newest_periods_and_their_figures(shell: Shell) -> None:
    made = drawn(shell, "--kind", "triangle")
    short = drawn(shell, "--kind", "triangle", "--last", "3")

    periods = [text for text in made.texts if re.fullmatch(r"20\d\d-W\d\d", text)]
    assert (len(periods), periods[0], periods[-1]) == (40, "2025-W20", "2026-W07")
    assert {"280", "340", "351"} < set(made.texts)
    assert "2026-W04" not in short.texts
    assert len(short.fills("rect")) == 3


def test_a_histogram_counts_up_down_and_unchanged(shell: Shell) -> None:
    made = drawn(shell, "--kind", "histogram")

    assert {"down (0)", "unchanged (54)", "up (6)", "mean"} < set(made.texts)
    assert any("Mean revision +4.65." in text for text in made.texts)


@pytest.mark.parametrize("kind", ["lines", "triangle", "histogram"])
def test_a_page_has_all_it_needs_and_asks_no_host(shell: Shell, kind: str) -> None:
    file = shell.home / f"{kind}.html"
    shell.says("plot", CODE, KEY, "--kind", kind, "--to", str(file))
    page = html.document_fromstring(file.read_bytes().decode())

    assert page.xpath("//@src | //@href | //link | //iframe") == []
    assert page.findtext("head/title") == TITLE
    with chromium_page() as opened:
        opened.page.goto(file.as_uri())
        opened.page.wait_for_selector("#chart svg")
        shown = opened.page.text_content("#chart svg") or ""
        opened.page.click("figcaption summary")
        words = opened.page.inner_text("figcaption p")
    assert opened.requests == [file.as_uri()]
    assert opened.complaints == []
    assert MEMBERS in shown
    assert "63 periods" in words or "40 periods" in words


def test_the_answer_in_json_names_the_file_and_the_vintage(shell: Shell) -> None:
    file = shell.home / "told.svg"

    assert shell.told("plot", CODE.lower(), KEY, "--to", str(file), "--last", "10") == {
        "file": str(file),
        "kind": "lines",
        "series_key": KEY,
        "newest_vintage": "SYNTHETIC_WEEKLY@2026-02-19T22:00:00Z",
        "periods": 10,
        "releases": 4,
    }


def test_an_unknown_dataset_or_series_is_answered_with_what_there_is(shell: Shell) -> None:
    file = shell.home / "none.svg"
    other = shell.refuses("plot", "OTHER", KEY, "--to", str(file))
    near = shell.refuses("plot", CODE, "W.NR.K1.R99", "--to", str(file))

    assert "no release of OTHER is held; there are: SYNTHETIC_WEEKLY" in other
    assert "SYNTHETIC_WEEKLY has no series W.NR.K1.R99; the nearest are W.NR.K1.R0" in near
    assert not file.exists()


@pytest.mark.parametrize("name", ["drawn.png", "drawn", "nowhere/drawn.svg"])
def test_a_file_that_cannot_be_written_is_a_wrong_use(shell: Shell, name: str) -> None:
    result = shell.run("plot", CODE, KEY, "--to", str(shell.home / name))

    assert (result.exit_code, result.stdout) == (2, "")
    said = " ".join(result.stderr.replace("│", " ").split())
    wrong = ("wanted --to FILE.svg or --to FILE.html, got drawn", "No such file or directory")
    assert any(each in said for each in wrong)
