"""The questions of docs/questions on real vintages, and on invented figures of real tables."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine

from tests.example_history import WEEKLY, load_panel, load_real_vintages
from tests.fresh import fresh_access
from tests.questions import asked, columns
from tests.rounds import Rounds
from warehouse.connection import engine
from warehouse.reporting_rounds import ReportingRound, keep_rounds
from warehouse.revisions import Comparison, revision_summary
from warehouse.server import Server

REAL = {"SYNTHETIC_WEEKLY": WEEKLY}


@pytest.fixture(scope="module")
def real(server: Server) -> Iterator[Engine]:
    """Three real vintages of weekly deaths."""
    with fresh_access(server) as access:
        load_real_vintages(engine(access.loader))
        yield engine(access.analyst)


def test_the_real_vintages_answer_what_changed_and_by_how_much(real: Engine) -> None:
    between = {"as of 2026-01-10": "as of 2021-01-05 12:00", "as of 2026-01-23": "latest"}
    rows = asked(real, 3, **REAL, **between)

    steps = asked(real, 19, **{"2026-01-01": "2021-01-01", "2026-04-01": "2021-04-01"})
    assert len(rows) > 180
    assert all(int(row["after"]) - int(row["before"]) == row["absolute"] for row in rows)
    assert {row["dataset_code"] for row in steps} == {WEEKLY}
    assert abs(steps[0]["percent"]) > abs(steps[-1]["percent"]) > 10


def test_the_real_vintages_answer_what_was_filled_in_and_how_late(real: Engine) -> None:
    filled = asked(real, 7, **REAL)
    late = asked(real, 17, **REAL, region="geo")

    kinds = [row["change_kind"] for row in filled]
    assert (kinds.count("backfilled"), kinds.count("withdrawn")) == (622, 1)
    assert late[0]["mean_days_late"] > 0 == late[-1]["mean_days_late"]


def test_the_real_vintages_answer_how_figures_move_and_settle(real: Engine) -> None:
    belgium = {"W.NR.K1.R01": "W.T.NR.BE", "2025-W50": "2020-W50"}
    triangle = asked(real, 5, **REAL, **belgium)
    by_country = asked(
        real, 6, **REAL, region="geo", **{"2025-W40": "2020-W40", "2026-W05": "2020-W52"}
    )
    settled = asked(real, 18, **REAL)

    assert {row["release_number"] for row in triangle} >= {1, 2, 3}
    assert all(row["n"] > 0 for row in by_country)
    assert sum(row["figures"] for row in settled) > 0


def test_late_registrations_raise_the_real_figures(real: Engine) -> None:
    readings = Comparison("as of 2021-01-05 12:00", "latest", {"sex": "T"})
    summary = revision_summary(real, WEEKLY, readings)
    found = {row["indicator"]: row for row in summary.to_dict("records")}

    assert found["mean_revision"]["value"] > 0
    assert found["share_up"]["value"] > 3 * found["share_down"]["value"]
    assert found["bias_clustered_t"]["n"] > 20
    assert found["mean_revision"]["n"] > 8_000
    assert found["bias_hac_t"]["refusal"].startswith("several series")


def test_of_two_series_of_one_key_the_questions_compare_none_with_the_other(
    warehouse: Engine,
) -> None:
    rounds = Rounds(warehouse)
    rounds.load("X", "2024-01-01", {("T,BE", "2020"): "100"}, ("sex", "geo"))
    rounds.load("X", "2025-01-01", {("T,BE", "2020"): "7 b"}, ("age", "geo"))
    total, both = "A.Y1.PER_VICT.TOTAL.ESTAT.NR.EU27_2020", "('2021', '2022')"
    printed = {"EU_THB_PRINTED": "X", "2025-01-20": "2024-06-01", total: "T.BE", both: "('2020')"}
    members = {'"leg_stat": "PER_VICT", "span": "Y1"': '"sex": "T"'}

    restated = asked(warehouse, 1, EU_THB_PRINTED="X", **members)
    summed = asked(warehouse, 14, **printed)
    flagged = asked(warehouse, 16, SYNTHETIC_WEEKLY="X", kind="sex", K1="T")

    assert columns(restated, "first_published", "today") == [("100", None)]
    assert columns(summed, "on_the_day", "today") == [(100, None)]
    assert [row["said"].partition(";")[0] for row in flagged] == ["no figure was ever flagged [bd]"]


@pytest.fixture(scope="module")
def invented(server: Server) -> Iterator[Engine]:
    """Invented figures under the codes of four real tables, in one round."""
    with fresh_access(server) as access:
        loader = engine(access.loader)
        for code, releases in INVENTED.items():
            dimensions = DIMENSIONS[code]
            load_panel(loader, code, releases, dimensions)
            keep_rounds(loader, code, [ReportingRound("R", date(2024, 1, 1), None, ("2020",))])
        yield engine(access.analyst)


DIMENSIONS = {
    "CRIM_THB_SEX": ("freq", "sex", "leg_stat", "unit", "geo"),
    "CRIM_THB_VEXP": ("freq", "iccs", "unit", "geo"),
    "DEMO_PJAN": ("freq", "unit", "age", "sex", "geo"),
}
INVENTED = {
    "CRIM_THB_SEX": {
        "2024-01-23": {
            ("A,F,PER_VICT,NR,BE", "2020"): "64",
            ("A,M,PER_VICT,NR,BE", "2020"): "26",
            ("A,T,PER_VICT,NR,BE", "2020"): "100",
        },
        "2024-01-31": {
            ("A,F,PER_VICT,NR,BE", "2020"): "68",
            ("A,M,PER_VICT,NR,BE", "2020"): "32 b",
            ("A,T,PER_VICT,NR,BE", "2020"): "100",
        },
    },
    "CRIM_THB_VEXP": {
        "2024-01-23": {
            ("A,ICCS02041,NR,BE", "2020"): "60",
            ("A,ICCS02042,NR,BE", "2020"): "45",
        },
    },
    "DEMO_PJAN": {
        "2024-01-25": {("A,NR,TOTAL,T,BE", "2020"): "10000000"},
        "2025-03-01": {("A,NR,TOTAL,T,BE", "2020"): "12500000"},
    },
}


def test_09_counts_give_the_share_with_and_without_unknown_sex(invented: Engine) -> None:
    rows = asked(invented, 9)

    assert [(row["basis"], str(row["percent"])) for row in rows] == [
        ("of all", "64.0"),
        ("of all", "68.0"),
        ("of known sex", "71.1"),
        ("of known sex", "68.0"),
    ]


def test_11_parts_above_the_total_are_a_negative_gap(invented: Engine) -> None:
    rows = asked(invented, 11)

    assert columns(rows, "comparison", "geo", "total", "parts", "gap") == [
        ("VEXP: forms", "BE", 100, 105, -5)
    ]


def test_16_a_break_is_found_with_the_release_that_brought_it(invented: Engine) -> None:
    rows = asked(invented, 16)

    assert columns(rows, "series_key", "as_published", "flagged_since", "is_flagged_now") == [
        ("A.M.PER_VICT.NR.BE", "32", date(2024, 1, 31), True)
    ]


def test_15_victims_per_million_with_the_population_of_then_and_of_now(invented: Engine) -> None:
    (row,) = asked(invented, 15)

    assert (row["member"], row["time_period"], row["then"]) == ("BE", "2020", date(2024, 1, 31))
    assert (row["count_before"], row["base_before"], row["base_after"]) == (
        100,
        10_000_000,
        12_500_000,
    )
    assert (row["rate_then"], row["rate_on_population_now"], row["rate_now"]) == (10, 8, 8)


def test_17_figures_whose_first_publication_nobody_held_are_not_in_time(warehouse: Engine) -> None:
    """Ten years that came together say nothing of who reports late; the eleventh does."""
    past = {(geo, str(year)): "1" for geo in ("BE", "FR") for year in range(2010, 2020)}
    early = past | {("BE", "2020"): "1"}
    load_panel(
        warehouse,
        "X",
        {"2021-01-05": past, "2022-01-05": early, "2022-02-04": early | {("FR", "2020"): "1"}},
    )
    rows = asked(warehouse, 17, SYNTHETIC_WEEKLY="X", region="geo")

    assert columns(rows, "member", "n", "mean_days_late", "worst_days_late", "late_for") == [
        ("FR", 1, 30, 30, ["2020"]),
        ("BE", 1, 0, 0, None),
    ]


def test_06_and_10_a_country_without_a_victim_ends_no_question(warehouse: Engine) -> None:
    """Nothing is a share of nothing; the other countries have theirs."""
    dimensions = ("leg_stat", "span", "unit", "category", "geo")
    cells = {
        (f"PER_VICT,Y1,NR,{category},{geo}", "2022"): number
        for category, belgium in (("SEXUAL", "3"), ("LABOUR", "1"), ("TOTAL", "5"))
        for geo, number in (("BE", belgium), ("MT", "0"))
    }
    load_panel(warehouse, "X", {"2024-01-23": cells}, dimensions)
    between = {"2025-W40": "2020", "2026-W05": "2023"}
    by_country = asked(warehouse, 6, SYNTHETIC_WEEKLY="X", region="geo", **between)
    shares = asked(warehouse, 10, EU_THB_PRINTED="X")

    assert columns(by_country, "geo", "relative_mean_absolute_revision") == [
        ("BE", 0),
        ("MT", None),
    ]
    assert columns(shares, "category", "of_known_percent", "of_all_percent", "unknown") == [
        ("SEXUAL", 75, 60, 1),
        ("LABOUR", 25, 20, 1),
        ("LABOUR", None, None, 0),
        ("SEXUAL", None, None, 0),
    ]


def test_01_and_14_a_figure_that_is_gone_today_was_published_all_the_same(
    warehouse: Engine,
) -> None:
    dimensions = ("freq", "span", "leg_stat", "category", "basis", "unit", "coverage")
    total = "A,Y1,PER_VICT,TOTAL,ESTAT,NR,EU27_2020"
    now = {(total, "2022"): "10093"}
    load_panel(
        warehouse,
        "X",
        {"2024-01-24": now | {(total, "2021"): "7155"}, "2025-04-03": now},
        dimensions,
    )
    first = asked(warehouse, 1, EU_THB_PRINTED="X")
    (pooled,) = asked(warehouse, 14, EU_THB_PRINTED="X")

    assert columns(first, "time_period", "first_published", "today", "restated") == [
        ("2021", "7155", None, True),
        ("2022", "10093", "10093", False),
    ]
    assert columns([pooled], "on_the_day", "today", "made_of") == [(17248, None, "7155 + 10093")]
