"""Following a dataset: the file that is written, and what is never written over."""

from dataclasses import replace
from pathlib import Path

import pytest

from ingestion.errors import Misconfigured
from ingestion.follow import Announced, follow
from ingestion.source import Checks, source

QUARTERLY = Announced(
    dataset_code="UNE_RT_Q",
    title="Unemployment by sex and age - quarterly data",
    dimensions=("freq", "s_adj", "age", "unit", "sex", "geo"),
    frequencies=("Q",),
    stamps={"UPDATE_DATA": "2026-09-17T23:00:00+0200", "OBS_COUNT": "123456"},
    observation_count=123_456,
)


def test_a_followed_dataset_has_a_source_file_that_reads_back(tmp_path: Path) -> None:
    path = follow(QUARTERLY, tmp_path)

    followed = source("une_rt_q", [tmp_path])
    assert path == tmp_path / "eurostat" / "une_rt_q.toml"
    assert followed.title == QUARTERLY.title
    assert followed.dimensions == QUARTERLY.dimensions
    assert followed.frequencies == ("Q",)
    assert followed.expected_within_days == 136
    assert followed.recheck_days == 7
    assert followed.checks == Checks()


def test_each_number_in_the_file_stands_below_its_reason(tmp_path: Path) -> None:
    lines = follow(QUARTERLY, tmp_path).read_text().splitlines()

    for key in ("expected_within_days", "recheck_days", "max_lost_cells_share"):
        at = next(number for number, line in enumerate(lines) if line.startswith(key))
        assert lines[at - 1].startswith("# "), key
    assert "# UPDATE_DATA: 2026-09-17T23:00:00+0200" in lines


@pytest.mark.parametrize(
    ("frequencies", "days"),
    [(("A",), 547), (("A", "M"), 45), (("W",), 30), (("NAP",), 547), ((), None)],
)
def test_the_window_follows_the_shortest_frequency(
    frequencies: tuple[str, ...], days: int | None, tmp_path: Path
) -> None:
    follow(replace(QUARTERLY, frequencies=frequencies), tmp_path)

    assert source("une_rt_q", [tmp_path]).expected_within_days == days


@pytest.mark.parametrize(("count", "days"), [(999_999, 7), (1_000_000, 30), (None, 30)])
def test_only_a_small_dataset_is_asked_for_every_week(
    count: int | None, days: int, tmp_path: Path
) -> None:
    follow(replace(QUARTERLY, observation_count=count), tmp_path)

    assert source("une_rt_q", [tmp_path]).recheck_days == days


def test_a_file_that_exists_is_never_written_over(tmp_path: Path) -> None:
    path = follow(QUARTERLY, tmp_path)
    path.write_text("# mine", encoding="utf-8")

    with pytest.raises(Misconfigured, match=r"UNE_RT_Q is followed already by .*une_rt_q\.toml"):
        follow(QUARTERLY, tmp_path)

    assert path.read_text() == "# mine"


def test_a_title_cannot_add_keys_to_the_file(tmp_path: Path) -> None:
    hostile = replace(
        QUARTERLY,
        title='x"\nowner = "mallory@example.org',
        stamps={"UPDATE_DATA": 'today\nowner = "mallory@example.org"\x1b[2J'},
    )

    follow(hostile, tmp_path)

    followed = source("une_rt_q", [tmp_path])
    assert followed.owner is None
    assert followed.title == 'x" owner = "mallory@example.org'


def test_a_view_is_not_followed_and_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="follow CRIM_THB_SEX"):
        follow(replace(QUARTERLY, dataset_code="CRIM_THB_SEX$DV_1641"), tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_what_no_source_file_can_hold_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"'frequencies' wants .* found 'H'"):
        follow(replace(QUARTERLY, frequencies=("H",)), tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_dataset_without_a_title_is_called_by_its_code(tmp_path: Path) -> None:
    follow(replace(QUARTERLY, title=" "), tmp_path)

    assert source("une_rt_q", [tmp_path]).title == "UNE_RT_Q"
