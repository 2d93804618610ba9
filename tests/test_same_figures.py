"""The same figures again: known by their bytes where that is enough, read where it is not."""

import gzip
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.desk import Desk, table_of

FIGURES = table_of(b"1", b"2 p", b"12.30")


def outcomes(desk: Desk) -> list[tuple[str, str]]:
    """The outcome of each release, and what the lines of its file end in."""
    query = text("SELECT outcome, layout::text FROM vintages.release ORDER BY released")
    with desk.line.warehouse.connect() as connection:
        return [(row.outcome, row.layout) for row in connection.execute(query)]


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(FIGURES, id="the same bytes"),
        pytest.param(gzip.compress(FIGURES, 1, mtime=0), id="packed"),
        pytest.param(FIGURES.replace(b"\r\n", b"\n"), id="other line ends"),
    ],
)
def test_the_same_figures_make_no_vintage_however_they_are_written(
    desk: Desk, tmp_path: Path, again: bytes
) -> None:
    for name, content in (("first", FIGURES), ("again", again)):
        (tmp_path / name).write_bytes(content)

    desk.load_file("DEMO_TABLE", tmp_path / "first", "2026-01-08")
    assert desk.load_file("DEMO_TABLE", tmp_path / "again", "2026-02-08") is None

    assert [outcome for outcome, _ in outcomes(desk)] == ["vintage", "republished"]


def test_bytes_that_came_before_another_writing_are_known_with_their_layout(
    desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "todays").write_bytes(FIGURES)
    (tmp_path / "rewritten").write_bytes(FIGURES.replace(b"\r\n", b"\n"))

    for day, name in (("08", "todays"), ("09", "rewritten"), ("10", "todays")):
        desk.load_file("DEMO_TABLE", tmp_path / name, f"2026-01-{day}")

    first, rewritten, again = (layout for _, layout in outcomes(desk))
    assert again == first != rewritten


def test_bytes_of_older_figures_are_a_revision_back(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(FIGURES)
    (tmp_path / "new").write_bytes(table_of(b"1", b"3 p", b"12.30"))

    for day, name in (("08", "old"), ("09", "new")):
        desk.load_file("DEMO_TABLE", tmp_path / name, f"2026-01-{day}")

    assert desk.load_file("DEMO_TABLE", tmp_path / "old", "2026-01-10") == {"revised": 1}
