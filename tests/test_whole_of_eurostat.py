"""The whole of Eurostat on paper: estimates from code lists, and what follows from a run."""

from benchmarks.whole_of_eurostat import KNOWN, LARGEST, Rhythm, Speed, lines, rhythm, sizes
from tests.shared import shared_file

SPEED = Speed(
    first_per_cell=2e-6,
    next_per_cell=1e-6,
    per_release=0.5,
    bytes_per_cell=80,
    bytes_per_change=100,
    archive_per_cell=3,
    changes_per_cell=0.02,
)


def test_hours_and_disk_follow_from_what_was_measured() -> None:
    daily = Rhythm(releases=180, cells=90e6, busiest_releases=100, busiest_cells=670e6)

    table = {line.split(" | ")[0]: line for line in lines({"A": 1e9, "B": 2e9}, daily, SPEED)}

    assert table["| first load of everything, hours"].endswith("| 1.7 | 3.3 | 6.7 |")
    assert table["| disk after it, GB"].endswith("| 240 | 480 | 960 |")
    assert table["| a mean day, hours"].endswith("| 0.05 | 0.07 | 0.12 |")
    assert table["| one machine is full at so many times this"].endswith("| 60 | 31 | 16 |")


def test_every_dataset_has_a_size_and_no_more_cells_than_are_possible() -> None:
    cells = sizes(shared_file("eurostat/codes/eurostat_constraints.parquet"))

    assert len(cells) == 7604
    assert max(cells.values()) == LARGEST
    assert cells["NRG_BAL_S"] == KNOWN["NRG_BAL_S"]


def test_most_of_what_moves_in_a_day_is_small() -> None:
    catalogue = shared_file("eurostat/catalogue/eurostat_catalogue_2025-05.csv")

    daily = rhythm({"NAMA_10_GDP": 1e6}, catalogue)

    assert 150 < daily.releases < 200
    assert daily.cells == daily.releases * 1e6
