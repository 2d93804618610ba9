"""What the functions of revision analysis answer, on stories small enough to check by hand."""

from collections.abc import Iterator
from itertools import islice, permutations
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from tests.example_history import load_example, load_panel
from tests.rounds import Cells, Rounds, select

STORY: dict[str, Cells] = {
    "2021-02-01": {("BE", "2019"): "100", ("FR", "2019"): "200", ("BE", "2020"): ":"},
    "2022-02-01": {("BE", "2019"): "110", ("FR", "2019"): "200", ("BE", "2020"): "50 p"},
    "2022-03-01": {("BE", "2019"): "110", ("FR", "2019"): "200", ("BE", "2020"): "50 p"},
    "2023-02-01": {("BE", "2019"): "110", ("FR", "2019"): ": @C", ("BE", "2020"): "60"},
}
NOTHING = "no figure is a number in both readings, the preliminary one first"
NTH = """
    SELECT series_key, time_period, as_published, released_at::date::text
      FROM figures.nth_release('X', :n) ORDER BY 1, 2"""


@pytest.fixture
def story(warehouse: Engine) -> Engine:
    """Four releases, the third of which republished the figures of the second."""
    load_panel(warehouse, "X", STORY)
    return warehouse


def refusals(warehouse: Engine, call: str) -> dict[str, str]:
    """What a call of revision_summary refuses, and why."""
    rows = select(warehouse, f"SELECT indicator, value, refusal FROM figures.{call}")  # noqa: S608 - our own words
    assert all((value is None) == (refusal is not None) for _, value, refusal in rows)
    return {indicator: refusal for indicator, _, refusal in rows if refusal}


def test_the_nth_release_counts_releases_that_changed_nothing(story: Engine) -> None:
    assert select(story, NTH, n=1) == [
        ("BE", "2019", "100", "2021-02-01"),
        ("BE", "2020", "50", "2022-02-01"),
        ("FR", "2019", "200", "2021-02-01"),
    ]
    assert select(story, NTH, n=3) == [
        ("BE", "2019", "110", "2022-03-01"),
        ("BE", "2020", "60", "2023-02-01"),
        ("FR", "2019", "200", "2022-03-01"),
    ]
    assert select(story, NTH, n=4)[1] == ("FR", "2019", ":", "2023-02-01")
    assert select(story, NTH, n=5) == []


def test_every_release_is_the_nth_of_what_a_scan_of_all_vintages_finds(warehouse: Engine) -> None:
    load_example(warehouse, "SYNTHETIC_WEEKLY")
    releases = [row[0] for row in select(warehouse, "SELECT released_at FROM figures.releases")]
    scan: dict[tuple[str, str], list[str | None]] = {}
    for number, at in enumerate(sorted(releases)):
        for key, period, value in select(
            warehouse,
            """SELECT series_key, time_period, as_published
                 FROM figures.as_of('SYNTHETIC_WEEKLY', :at)""",
            at=at,
        ):
            known = scan.setdefault((key, period), [])
            known += [None] * (number - len(known)) + [value]

    for n in range(1, 5):
        found = {
            tuple(row[:2]): row[2]
            for row in select(warehouse, NTH.replace("'X'", "'SYNTHETIC_WEEKLY'"), n=n)
        }
        expected = {cell: nth(values, n) for cell, values in scan.items()}
        assert found == {cell: value for cell, value in expected.items() if value is not None}


def nth(values: list[str | None], n: int) -> str | None:
    """The n-th value from the first number on."""
    numbers = [value is not None and not value.startswith(":") for value in values]
    start = numbers.index(True) if True in numbers else len(values)
    return dict(enumerate(values[start:], 1)).get(n)


def test_a_horizon_counts_from_the_end_of_the_period_and_never_looks_ahead(story: Engine) -> None:
    at = "SELECT series_key, time_period, obs_value FROM figures.at_horizon('X', :h) ORDER BY 1, 2"

    assert select(story, at, h="14 months") == [
        ("BE", "2019", 100),
        ("BE", "2020", 50),
        ("FR", "2019", 200),
    ]
    assert select(story, at, h="30 months") == [("BE", "2019", 110), ("FR", "2019", 200)]
    assert select(story, at, h="60 months") == []


@pytest.mark.parametrize("odd", ["2100", "1900"])
def test_a_period_whose_horizon_no_release_can_have_takes_no_answer_from_the_others(
    warehouse: Engine, odd: str
) -> None:
    """A number of seconds has no room after 2068, where projections end, and before 1931."""
    load_panel(
        warehouse,
        "X",
        {
            "2021-02-01": {("BE", "2019"): "100", ("BE", odd): "7"},
            "2022-03-01": {("BE", "2019"): "110", ("BE", odd): "8"},
        },
    )
    at = "SELECT time_period, as_published FROM figures.at_horizon('X', '14 months')"
    pairs = "SELECT time_period FROM figures.revision_pairs('X', 'T+14 months', 'latest')"
    n = "SELECT n FROM figures.revision_summary('X', 'T+14 months') WHERE indicator = 'maximum'"

    assert select(warehouse, at) == [("2019", "100")]
    assert select(warehouse, pairs) == [("2019",)]
    assert select(warehouse, n) == [(1,)]


@pytest.mark.parametrize(("at", "found"), [("infinity", 3), ("2100-01-01", 3), ("-infinity", 0)])
def test_any_moment_can_be_asked_for(story: Engine, at: str, found: int) -> None:
    count = "SELECT count(*) FROM figures."

    assert select(story, count + "as_of('X', :at)", at=at) == [(found,)]
    assert select(story, count + "known_at('X', :at)", at=at) == [(found,)]
    assert select(story, count + "reading('X', 'as of ' || :at)", at=at) == [(found,)]


@pytest.mark.parametrize("n", [0, -1])
def test_there_is_no_release_before_the_first(story: Engine, n: int) -> None:
    with pytest.raises(DBAPIError, match=rf"unknown reading .release {n}.: use first, release N"):
        select(story, NTH, n=n)


def test_a_reading_that_is_none_is_refused_and_the_readings_are_named(story: Engine) -> None:
    with pytest.raises(DBAPIError, match=r"unknown reading .firts.: use first, release N"):
        select(story, "SELECT * FROM figures.revision_pairs('X', 'firts')")
    with pytest.raises(DBAPIError, match=r"release 2. is another moment for each figure"):
        select(story, "SELECT * FROM figures.changes_between('X', 'release 2', 'latest')")
    with pytest.raises(DBAPIError, match="ask the other way round"):
        select(story, "SELECT * FROM figures.changes_between('X', 'latest', 'as of 2021-03-01')")


def test_a_figure_that_comes_again_is_no_revision_of_the_one_that_went(warehouse: Engine) -> None:
    load_panel(
        warehouse,
        "X",
        {
            "2021-02-01": {("BE", "2019"): "1", ("FR", "2019"): "1"},
            "2021-03-01": {("FR", "2019"): "1"},
            "2021-04-01": {("BE", "2019"): "5", ("FR", "2019"): "1"},
        },
    )
    triangle = """
        SELECT as_published, revision, release_number, is_change
          FROM figures.revision_triangle('X', 'BE')"""
    absolute = "SELECT absolute FROM figures.revisions WHERE change_kind = 'reappeared'"

    assert select(warehouse, triangle) == [("1", None, 1, True), ("5", None, 3, True)]
    assert select(warehouse, absolute) == [(None,)]


def test_pairs_say_how_old_the_figure_was_and_what_it_was_before(story: Engine) -> None:
    assert select(
        story,
        """SELECT series_key, time_period, preliminary_number, later_number, previous_number,
                  release_number, first_seen
             FROM figures.revision_pairs('X', 'as of 2022-02-15', 'latest') ORDER BY 1, 2""",
    ) == [("BE", "2019", 110, 110, 100, 2, False), ("BE", "2020", 50, 60, None, 1, True)]


def test_too_few_pairs_are_refused_with_the_number_it_takes(story: Engine) -> None:
    refused = refusals(
        story, "revision_summary('X', 'first', 'latest', members => '{\"geo\": \"BE\"}')"
    )

    assert refused["bias_t"] == "n = 2: it takes at least 8"
    assert refused["quantile_90"] == "n = 2: it takes at least 10"
    assert refused["theil_u2"] == "n = 1: it takes at least 3"
    assert "mean_revision" not in refused


def test_figures_that_do_not_follow_each_other_in_time_have_no_robust_error(
    warehouse: Engine,
) -> None:
    releases = {
        f"{2021 + step}-01-01": {
            (f"G{place}", "2020"): str(100 + place + step * (1 + place % 3)) for place in range(12)
        }
        for step in range(2)
    }
    load_panel(warehouse, "X", releases)
    refused = refusals(warehouse, "revision_summary('X')")

    assert refused["bias_hac_t"].startswith("several series")
    assert "bias_clustered_t" not in refused
    assert "sign_test_p" not in refused


def test_clusters_of_one_figure_each_are_no_clusters(warehouse: Engine) -> None:
    """With several figures each, they move together, and less is sure."""
    indicators = """
        SELECT indicator, value
          FROM figures.indicators_of(ARRAY[10, 20, 30, 40, 50, 60, 70, 80],
                                     ARRAY[12, 23, 31, 40, 55, 61, 70, 84],
                                     series => ARRAY['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'],
                                     clusters => CAST(:clusters AS text[]))
         WHERE indicator IN ('bias_t', 'bias_clustered_t')"""
    alone = dict(select(warehouse, indicators, clusters=list("abcdefgh")))
    together = dict(select(warehouse, indicators, clusters=list("aabbcdef")))

    assert alone["bias_clustered_t"] == pytest.approx(alone["bias_t"], rel=1e-12)
    assert together["bias_clustered_t"] != pytest.approx(alone["bias_t"], rel=1e-3)


def test_several_units_are_not_averaged(warehouse: Engine) -> None:
    first = {("NR,BE", "2020"): "100", ("P_HTHAB,BE", "2020"): "1.0"}
    load_panel(
        warehouse,
        "X",
        {"2021-01-01": first, "2022-01-01": first | {("NR,BE", "2020"): "90"}},
        ("unit", "geo"),
    )
    refused = refusals(warehouse, "revision_summary('X')")

    assert refused["mean_revision"] == "several units (NR, P_HTHAB): name one in members"
    assert "share_down" not in refused


def test_a_question_about_nothing_is_answered_with_n_0(story: Engine) -> None:
    refused = refusals(story, "revision_summary('X', members => '{\"geo\": \"NO\"}')")

    assert set(refused.values()) == {NOTHING}


def test_the_latest_figure_as_the_preliminary_one_is_told_that_it_comes_first(
    story: Engine,
) -> None:
    refused = refusals(story, "revision_summary('X', 'latest', 'first')")

    assert set(refused.values()) == {NOTHING}


@pytest.mark.parametrize(
    "question",
    [
        "SELECT * FROM figures.revision_summary('X', by => 'region')",
        "SELECT * FROM figures.revision_pairs('X', members => '{\"region\": \"BE\"}')",
        "SELECT * FROM figures.contributions('X', 'as of 2021-06-01', 'latest', 'region')",
        "SELECT * FROM figures.like_for_like('X', '2019', '2020', over => 'region')",
    ],
)
def test_a_dimension_that_is_not_there_is_no_answer_about_all_or_nothing(
    story: Engine, question: str
) -> None:
    with pytest.raises(DBAPIError, match='X has no dimension "region": it has geo'):
        select(story, question)


def test_what_is_not_held_has_no_rows(story: Engine) -> None:
    nothing = "SELECT * FROM figures."

    assert select(story, nothing + "as_of('NONE', 'infinity')") == []
    assert select(story, nothing + "changes_between('NONE', 'as of 2021-03-01', 'latest')") == []
    assert select(story, nothing + "contributions('NONE', 'latest', 'latest')") == []
    assert select(story, nothing + "revision_triangle('X', 'NONE')") == []
    assert select(story, nothing + "series_asked('X', '{\"geo\": \"NONE\"}')") == []


def test_moved_dimensions_are_not_compared(warehouse: Engine) -> None:
    rounds = Rounds(warehouse)
    rounds.load("X", "2024-01-01", {("BE", "2020"): "1"})
    rounds.load("X", "2025-01-01", {("A,BE", "2020"): "1"}, ("freq", "geo"))

    with pytest.raises(DBAPIError, match="X changed its dimensions between"):
        select(
            warehouse, "SELECT * FROM figures.changes_between('X', 'as of 2024-06-01', 'latest')"
        )


def test_every_order_of_loading_answers_the_same(warehouse: Engine) -> None:
    questions = (
        "SELECT * FROM figures.revision_triangle(:code, 'BE')",
        "SELECT * FROM figures.nth_release(:code, 2) ORDER BY series_key, time_period",
        "SELECT * FROM figures.settling_time(:code)",
        "SELECT * FROM figures.changes_between(:code, 'as of 2021-03-01', 'latest') ORDER BY 1,3",
        "SELECT * FROM figures.revision_summary(:code)",
    )
    answers = []
    for number, order in enumerate(islice(permutations(STORY), 0, None, 4)):
        rounds, code = Rounds(warehouse), f"X{number}"
        for released_at in order:
            rounds.load(code, released_at, STORY[released_at])
        answers.append([told(warehouse, question, code) for question in questions])

    assert all(answer == answers[0] for answer in answers)


def told(warehouse: Engine, question: str, code: str) -> list[tuple[Any, ...]]:
    """An answer without the dataset's name in it."""
    return [
        tuple(str(value).replace(code, "X") for value in row)
        for row in select(warehouse, question, code=code)
    ]


def test_the_surest_test_has_a_tiny_probability_and_no_error(warehouse: Engine) -> None:
    ((t, f, sign, both),) = select(
        warehouse,
        """SELECT figures.t_test_p(1e9, 500), figures.f_test_p(1e12, 2, 900),
                  figures.sign_test_p(5000, 0), figures.t_test_p(0, 5)""",
    )

    assert max(t, f, sign) < 1e-100
    assert both == 1


def test_indicators_by_age_are_asked_one_step_after_the_other(story: Engine) -> None:
    assert select(
        story,
        """SELECT age, n, value
             FROM generate_series(1, 4) AS age
            CROSS JOIN LATERAL
                  figures.revision_summary('X', 'release ' || age, 'release ' || age + 1)
            WHERE indicator = 'mean_revision'""",
    ) == [(1, 3, 10 / 3), (2, 3, 10 / 3), (3, 1, 0.0), (4, 0, None)]


@pytest.mark.parametrize(
    "question",
    [
        "EXPLAIN (VERBOSE, FORMAT JSON) SELECT * FROM figures.nth_release('X', 2)",
        "EXPLAIN (VERBOSE, FORMAT JSON) SELECT * FROM figures.revision_pairs('X')",
        "EXPLAIN (VERBOSE, FORMAT JSON) SELECT * FROM figures.settling_time('X')",
    ],
)
def test_a_cell_is_sorted_without_its_strip_and_its_moment_is_worked_out_in_the_query(
    story: Engine, question: str
) -> None:
    """A strip has hundreds of cells: carried with each of them it fills the disk."""
    (((plan,),),) = select(story, question)
    nodes = list(nodes_of(plan["Plan"]))

    sorted_ones = [node for node in nodes if node["Node Type"] == "Sort"]
    assert sorted_ones
    assert not [node for node in sorted_ones if ".cells" in " ".join(node["Output"])]
    assert "moment_of_cell" not in str(plan)


def nodes_of(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A plan's nodes, from the top."""
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes_of(part)
