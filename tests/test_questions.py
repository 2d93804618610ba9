"""The twenty questions of analysts: each file answers its question on the example releases."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine

from tests.example_history import load_example
from tests.fresh import fresh_access
from tests.questions import FOLDER, asked, columns
from warehouse.connection import engine
from warehouse.server import Server

FEMALE = "A.Y1.PER_VICT.FEMALE.ESTAT.PC.EU27_2020"


@pytest.fixture(scope="module")
def examples(server: Server) -> Iterator[Engine]:
    """Both examples, as an analyst sees them."""
    with fresh_access(server) as access:
        for code in ("EU_THB_PRINTED", "SYNTHETIC_WEEKLY"):
            load_example(engine(access.loader), code)
        yield engine(access.analyst)


def test_every_question_has_a_file_that_says_what_it_asks_and_on_what_it_runs() -> None:
    heads = {path.name[:2]: path.read_text().split("\nSELECT")[0] for path in FOLDER.glob("*.sql")}

    assert sorted(heads) == [f"{number:02}" for number in range(1, 21)]
    for number, head in heads.items():
        assert head.startswith(f"-- {int(number)}. ")
        assert "\n-- Runs on " in head


def test_01_a_share_was_restated_and_the_total_of_2022_was_not(examples: Engine) -> None:
    rows = asked(examples, 1)

    assert columns(rows[:1], "series_key", "time_period", "first_published", "today") == [
        (FEMALE, "2020", "64", "68")
    ]
    assert [row["restated"] for row in rows] == [True] + 7 * [False]
    assert columns(rows[-1:], "time_period", "first_published", "today") == [
        ("2022", "10093", "10093")
    ]


def test_02_the_table_of_january_2025_knows_nothing_of_2023(examples: Engine) -> None:
    rows = asked(examples, 2)

    assert len(rows) == 20
    assert max(row["time_period"] for row in rows) == "2022"
    assert (FEMALE, "2020", "68") in columns(rows, "series_key", "time_period", "as_published")


def test_03_the_largest_changes_between_two_releases_come_first(examples: Engine) -> None:
    rows = asked(examples, 3)

    assert len(rows) == 120
    assert columns(rows[:2], "series_key", "before", "after", "absolute") == [
        ("W.NR.K1.R06", "390", "473", 83),
        ("W.NR.K1.R01", "376", "455", 79),
    ]


def test_04_the_contributions_add_up_to_the_revision_of_the_total(examples: Engine) -> None:
    rows = asked(examples, 4)

    assert columns(rows[:1], "region", "contribution", "total_revision") == [("R06", 83, 470)]
    assert sum(row["contribution"] for row in rows) == 470


def test_05_a_triangle_shows_each_period_in_each_release(examples: Engine) -> None:
    rows = [row for row in asked(examples, 5) if row["time_period"] == "2025-W52"]

    assert columns(
        rows, "release_number", "as_published", "obs_status", "revision", "is_change"
    ) == [
        (1, "387", "p", None, True),
        (2, "421", "p", 34, True),
        (3, "421", None, 0, True),
        (4, "421", None, 0, False),
    ]


def test_06_first_figures_are_too_low_in_every_region(examples: Engine) -> None:
    rows = asked(examples, 6)

    assert [row["region"] for row in rows] == [f"R{number:02}" for number in range(1, 11)]
    assert all(row["mean_revision"] == row["mean_absolute_revision"] > 6 for row in rows)
    assert all((row["n"], row["n_whose_first_publication_is_held"]) == (72, 16) for row in rows)


def test_07_two_cells_were_withdrawn_and_three_filled_in(examples: Engine) -> None:
    rows = asked(examples, 7)

    assert columns(rows, "change_kind", "series_key", "time_period", "before", "after") == [
        ("backfilled", "W.NR.K1.R01", "2025-W10", ":", "484"),
        ("backfilled", "W.NR.K1.R01", "2025-W11", ":", "432"),
        ("backfilled", "W.NR.K1.R01", "2025-W12", ":", "436"),
        ("withdrawn", "W.NR.K3.R09", "2025-W31", "390", ":"),
        ("withdrawn", "W.NR.K4.R10", "2025-W30", "233", ":"),
    ]


def test_08_the_fall_is_mostly_a_region_that_no_longer_reports(examples: Engine) -> None:
    rows = asked(examples, 8)

    found = columns(rows, "growth_percent", "same_growth_percent", "only_before")
    assert [tuple(map(str, row)) for row in found] == [
        ("-6.2", "-6.2", "[]"),
        ("-6.2", "-6.2", "[]"),
        ("-18.6", "-6.2", "['R10']"),
        ("-18.1", "-6.9", "['R10']"),
    ]


def test_09_the_share_of_women_was_printed_as_64_and_then_as_68_percent(examples: Engine) -> None:
    rows = asked(examples, 9)

    assert columns(rows, "released_on", "basis", "percent") == [
        (date(2022, 12, 13), "printed", 64),
        (date(2024, 1, 24), "printed", 68),
    ]


def test_10_shares_say_how_much_is_unknown(examples: Engine) -> None:
    rows = [row for row in asked(examples, 10) if row["released_on"] == date(2024, 1, 24)]

    found = columns(rows, "category", "of_known_percent", "of_all_percent", "unknown")
    assert [tuple(map(str, row)) for row in found] == [
        ("SEXUAL", "41.4", "39.8", "390"),
        ("LABOUR", "41.1", "39.5", "390"),
        ("OTHER", "17.5", "16.8", "390"),
    ]


def test_11_the_printed_forms_leave_390_of_10093_victims_unexplained(examples: Engine) -> None:
    rows = asked(examples, 11)

    assert columns(rows, "comparison", "reporting_round", "total", "parts", "gap") == [
        ("printed: forms", "2022 data", 10093, 9703, 390),
        ("printed: forms", "2023 data", 10093, 9703, 390),
    ]


def test_12_two_releases_came_again_in_the_round_of_january(examples: Engine) -> None:
    rows = asked(examples, 12)

    assert columns(rows, "dataset_code", "reporting_round", "days_after_the_first") == [
        ("SYNTHETIC_WEEKLY", "January 2026", 14),
        ("SYNTHETIC_WEEKLY", "January 2026", 21),
    ]
    assert [row["changes"]["revised"] for row in rows] == [120, 117]


def test_14_the_figure_of_two_years_is_the_sum_of_two_single_years(examples: Engine) -> None:
    (row,) = asked(examples, 14)

    assert (row["on_the_day"], row["made_of"]) == (17248, "7155 + 10093")
    assert row["is_what_was_printed"]


def test_15_the_change_of_a_rate_is_split_exactly(examples: Engine) -> None:
    rows = {row["time_period"]: row for row in asked(examples, 15)}

    week = rows["2026-W01"]
    assert (week["count_before"], week["count_after"]) == (280, 351)
    assert (week["base_before"], week["base_after"]) == (372, 465)
    assert (week["rate_then"], week["rate_on_population_now"]) == (752688, 602151)
    assert (week["from_count"], week["from_base"]) == (171774, -169624)


def test_16_flags_are_shown_with_the_release_that_brought_them(examples: Engine) -> None:
    (none,) = asked(examples, 16)
    provisional = asked(examples, 16, **{"[bd]": "[p]"})
    rows = columns(provisional, "series_key", "time_period", "flagged_since", "is_flagged_now")

    assert none["said"] == "no figure was ever flagged [bd]; flags that occur: p"
    assert ("W.NR.K1.R01", "2025-W51", date(2026, 1, 8), False) in rows
    assert ("W.NR.K1.R01", "2026-W07", date(2026, 2, 19), True) in rows


def test_17_two_regions_reported_late_and_for_which_weeks(examples: Engine) -> None:
    late = [row for row in asked(examples, 17) if row["late_for"]]

    assert columns(late, "member", "n", "worst_days_late", "late_for") == [
        ("R01", 27, 14, ["2025-W10", "2025-W11", "2025-W12"]),
        ("R07", 24, 21, ["2026-W04"]),
    ]


def test_18_figures_settle_within_three_releases(examples: Engine) -> None:
    rows = asked(examples, 18)

    assert columns(rows, "settled_after", "figures") == [(1, 124), (2, 39), (3, 80)]


def test_19_the_ten_largest_revisions_leave_out_small_figures(examples: Engine) -> None:
    rows = asked(examples, 19)

    assert len(rows) == 10
    assert columns(rows[:1], "series_key", "before", "after", "released_on") == [
        ("W.NR.K2.R03", "44", "56", date(2026, 2, 19))
    ]
    assert all(abs(int(row["before"])) >= 30 for row in rows)


def test_20_a_citation_names_series_period_release_and_archive_key(examples: Engine) -> None:
    (row,) = asked(examples, 20)

    assert f"series {FEMALE}, 2020 = 64, as released 2022-12-13 10:00 UTC" in row["citation"]
    assert row["vintage_id"] == "EU_THB_PRINTED@2022-12-13T10:00:00Z"
    assert len(row["content_hash"]) == 64
