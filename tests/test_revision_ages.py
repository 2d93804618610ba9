"""How revisions depend on the age of a figure, and from which release on it is as good as final."""

from math import nan

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from tests.example_history import load_panel
from tests.rounds import Cells, select
from warehouse.revisions import first_efficient_release

AGES: dict[str, Cells] = {
    "2021-02-01": {("BE", "2019"): "100", ("FR", "2019"): "200"},
    "2022-02-01": {("BE", "2019"): "110", ("FR", "2019"): "200", ("BE", "2020"): "50"},
    "2022-03-01": {("BE", "2019"): "110", ("FR", "2019"): "200", ("BE", "2020"): "50"},
    "2023-02-01": {("BE", "2019"): "116", ("FR", "2019"): ":", ("BE", "2020"): "60"},
}
NOTHING = "no figure is a number in both readings, the preliminary one first"
BY_AGE = """
    SELECT member, n, value
      FROM figures.revision_summary('X', later => :later, by => 'age')
     WHERE indicator = 'mean_revision' ORDER BY member::integer"""
# Around the line by one up or down, in an order that sums to 0 with and without the figures.
AROUND = (1, -1, -1, 1, 1, -1, -1, 1)


@pytest.fixture
def ages(warehouse: Engine) -> Engine:
    """Figures that were first published in two releases, and one that was withdrawn."""
    load_panel(warehouse, "X", AGES)
    return warehouse


def test_one_call_tells_the_revisions_of_every_age_with_their_number(ages: Engine) -> None:
    """Ages count releases of the figure: 2019 has four, 2020 three."""
    assert select(ages, BY_AGE, later="latest") == [
        ("1", 2, 13.0),
        ("2", 2, 8.0),
        ("3", 2, 3.0),
        ("4", 1, 0.0),
    ]


def test_each_age_can_be_compared_with_the_next_release(ages: Engine) -> None:
    assert select(ages, BY_AGE, later="next") == [
        ("1", 3, 10 / 3),
        ("2", 3, 10 / 3),
        ("3", 1, 6.0),
    ]


def test_an_age_is_the_release_of_that_number(ages: Engine) -> None:
    """The whole answer by age is that of asking for one release after the other."""
    for later in ("latest", "release 2", "T+30 months"):
        one_call = select(
            ages,
            """SELECT member, indicator, value, n, refusal
                 FROM figures.revision_summary('X', later => :later, by => 'age') ORDER BY 1, 2""",
            later=later,
        )
        calls = select(
            ages,
            """SELECT age::text, indicator, value, n, refusal
                 FROM generate_series(1, 4) AS age
                CROSS JOIN LATERAL figures.revision_summary('X', 'release ' || age, :later)
                WHERE n > 0 OR indicator = 'mean_revision' OR refusal LIKE 'n = 0:%'
                ORDER BY 1, 2""",
            later=later,
        )
        empty = {row[0] for row in calls if row[4] == NOTHING}
        assert one_call == [row for row in calls if row[0] not in empty]


def test_where_there_are_no_figures_there_is_no_age_either(ages: Engine) -> None:
    query = BY_AGE.replace("'X'", ":dataset").replace("member,", "member::integer,")

    assert select(ages, query, dataset="Y", later="latest") == [(None, 0, None)]
    assert select(ages, query, dataset="X", later="release 9") == [(None, 0, None)]


def test_an_age_beside_another_reading_is_refused(ages: Engine) -> None:
    with pytest.raises(DBAPIError, match="leave preliminary out"):
        select(ages, "SELECT * FROM figures.revision_summary('X', 'release 2', by => 'age')")


def test_several_releases_of_each_figure_do_not_follow_each_other_in_time(
    warehouse: Engine,
) -> None:
    """Two pairs of one year are no two years: their order says nothing."""
    years = [("BE", str(year)) for year in range(2001, 2011)]
    load_panel(
        warehouse,
        "X",
        {
            f"{2021 + release}-01-01": {
                cell: str(100 + 7 * place % 11 + release * (place % 3))
                for place, cell in enumerate(years)
            }
            for release in range(3)
        },
    )
    found = {
        name: (n, refusal)
        for name, n, refusal in select(
            warehouse,
            "SELECT indicator, n, refusal FROM figures.revision_summary('X', 'each release')",
        )
    }

    assert found["mean_revision"] == (30, None)
    assert found["direction_agreement"] == (27, None)  # from year to year, release by release
    assert found["autocorrelation_1"][1].startswith("several series, or releases of one")
    assert found["bias_hac_t"][1].startswith("several series, or releases of one")


def panel(shift: int, geo: str, count: int = 8) -> tuple[Cells, Cells]:
    """A first release, and the final figures: shifted, and one up or down around that."""
    first = {(geo, str(2001 + place)): str(10 * (place + 1)) for place in range(count)}
    last = {
        cell: str(int(value) + shift + AROUND[place])
        for place, (cell, value) in enumerate(first.items())
    }
    return first, last


def test_the_first_efficient_release_is_the_one_worked_out_by_hand(warehouse: Engine) -> None:
    """The line has slope 1 and the shift d as its intercept, with residuals of 1 or -1.

    With lag 0 the variance of its mean is 1/8 · 8/6 = 1/6, so F = d² · 6 / 2 with 2 and 6 degrees
    of freedom, and p = (1 + F/3)⁻³: 0.125 for a shift of 1, 0.008 for a shift of 2. The second
    release of each is the final one.
    """
    (small, small_final), (large, large_final) = panel(1, "BE"), panel(2, "FR")
    short, short_final = panel(1, "NO", 7)
    load_panel(
        warehouse,
        "X",
        {
            "2021-01-01": {**small, **large, **short},
            "2022-01-01": {**small_final, **large_final, **short_final},
        },
    )
    tested = select(
        warehouse,
        """SELECT series_key, round(joint_p::numeric, 12)
             FROM figures.efficiency_by_release('X', hac_lag => 0)
            WHERE release_number = 1 AND refusal IS NULL ORDER BY 1""",
    )
    assert [(key, float(p)) for key, p in tested] == [("BE", 0.125), ("FR", 0.008)]

    found = first_efficient_release(warehouse, "X", hac_lag=0).set_index("series_key")
    assert found["release_number"].to_dict() == pytest.approx(
        {"BE": 1, "FR": 2, "NO": nan}, nan_ok=True
    )
    assert found["releases_tested"].to_dict() == {"BE": 2, "FR": 2, "NO": 0}
    assert found.loc["NO", "refusal"] == "n = 7: it takes at least 8"
    stricter = first_efficient_release(warehouse, "X", hac_lag=0, significance=0.2)
    assert stricter["release_number"].tolist()[:2] == [2, 2]
