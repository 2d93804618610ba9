"""What is wrong in the packages of the field, so that nobody mends ours to agree with them.

Each test computes the package's number in the package's way, and shows that ours is another.
"""

import math
from collections.abc import Iterator
from statistics import correlation, linear_regression, mean

import pytest

from tests.reference_numbers import Ours, close, numbers, panel_in
from tests.rounds import select
from warehouse.server import Server


@pytest.fixture(scope="module")
def ours(server: Server) -> Iterator[Ours]:
    """The panel, loaded once."""
    with panel_in(server) as loaded:
        yield loaded


def test_reviser_has_a_misplaced_parenthesis_in_theil_u2(ours: Ours) -> None:
    theirs = numbers("reviser_toy_expected.csv", "id", "pub_date")
    for case, (p, later) in ours.pairs().items():
        steps = range(1, len(later))
        missed = abs(sum((p[t] - later[t]) / later[t - 1] for t in steps))
        naive = abs(sum((later[t] - later[t - 1]) / later[t - 1] for t in steps))

        assert close(
            theirs[case]["Theil's U2"],
            missed / naive,
        )
        assert not math.isclose(ours.at()[case]["theil_u2"], missed / naive, rel_tol=1e-3)


def test_reviser_divides_the_n_minus_1_directions_by_n(ours: Ours) -> None:
    theirs = numbers("reviser_toy_expected.csv", "id", "pub_date")
    for case, found in ours.at().items():
        agreed = found["direction_agreement"] * (found["n"] - 1)

        assert close(
            theirs[case]["Fraction of correct growth rate change"],
            agreed / found["n"],
        )


def test_reviser_takes_later_from_earlier_between_neighbouring_vintages(ours: Ours) -> None:
    (change,) = select(
        ours.warehouse,
        """SELECT absolute FROM figures.revisions
            WHERE dataset_code = 'PANEL' AND series_key = 'AA' AND time_period = '2019'
              AND before = '1023' AND after = '1058'""",
    )

    assert change == (35,)  # get_revisions(interval = 1) says -35


def test_reviser_prints_plain_p_values_beside_robust_errors(ours: Ours) -> None:
    theirs = numbers("reviser_toy_expected.csv", "id", "pub_date")
    for case, found in ours.at().items():
        expected = theirs[case]
        plain = found["revision_on_preliminary_slope_p"]
        robust_t = expected["News test Coefficient"] / expected["News test Coefficient (std.err)"]

        assert close(
            expected["News test Coefficient (p-value)"],
            plain,
        )
        assert not math.isclose(plain, t_test_p(ours, robust_t, found["n"] - 2), rel_tol=1e-3)


def test_reviser_chooses_the_lag_of_its_robust_bias_itself(ours: Ours) -> None:
    theirs = numbers("reviser_toy_expected.csv", "id", "pub_date")
    differences = [
        abs(found["bias_hac_p"] - theirs[case]["Bias (robust p-value)"])
        for case, found in ours.at().items()
    ]

    assert min(differences) > 1e-6
    assert 0.79 < max(differences) < 0.8


def test_jdplus_compares_n_times_r_squared_with_f(ours: Ours) -> None:
    theirs = numbers("jdplus_toy_expected.csv")
    for case, found in ours.at().items():
        expected = theirs[case]
        n, r_squared = found["n"], expected["signalnoise_noise_r2"]
        (p,) = select(
            ours.warehouse, "SELECT figures.f_test_p(:f, 2, :df)", f=n * r_squared, df=n - 2
        )

        assert close(
            expected["signalnoise_noise_p"],
            p[0],
        )
        assert not math.isclose(
            found["revision_on_preliminary_joint_p"], expected["signalnoise_noise_p"], rel_tol=1e-6
        )


def test_news_and_noise_are_swapped_between_packages(ours: Ours) -> None:
    """The regression on the preliminary figure is reviser's News and JD+'s noise."""
    reviser = numbers("reviser_toy_expected.csv", "id", "pub_date")
    jdplus = numbers("jdplus_toy_expected.csv")
    for case, (p, later) in ours.pairs().items():
        slope, r_squared = line([b - a for a, b in zip(p, later, strict=True)], p)

        assert close(
            reviser[case]["News test Coefficient"],
            slope,
        )
        assert close(
            jdplus[case]["signalnoise_noise_r2"],
            r_squared,
        )


def test_the_jd_2_plugin_decomposes_with_the_wrong_variance(ours: Ours) -> None:
    theirs = numbers("formula_expected_python.csv")
    for case, found in ours.at().items():
        plugin = theirs[case]["UD_eurostat_plugin_formula"]
        shares = found["bias_share_of_msr"] + found["slope_share_of_msr"] + plugin

        assert not math.isclose(shares, 1, rel_tol=1e-6)


def test_the_jd_2_plugin_weighs_the_first_lag_with_3_4_for_4_3(ours: Ours) -> None:
    theirs = numbers("formula_expected_python.csv")
    for case, (p, later) in ours.pairs().items():
        printed, mended = (plugin_error(p, later, weight) for weight in (3 / 4, 4 / 3))

        assert close(
            ours.at(lag=2)[case]["bias_hac_se"],
            mended,
        )
        assert close(
            theirs[case]["se_mean_OECD_HAC"],
            printed,
        )


def test_reviser_has_another_autocorrelation_than_the_sample_one(ours: Ours) -> None:
    theirs = numbers("reviser_toy_expected.csv", "id", "pub_date")
    differences = [
        abs(found["autocorrelation_1"] - theirs[case]["Autocorrelation (1st)"])
        for case, found in ours.at().items()
    ]

    assert 0.48 < max(differences) < 0.49


def t_test_p(ours: Ours, t: float, df: float) -> float:
    """The probability that the warehouse gives a t."""
    ((p,),) = select(ours.warehouse, "SELECT figures.t_test_p(:t, :df)", t=t, df=df)
    return float(p)


def line(y: list[float], x: list[float]) -> tuple[float, float]:
    """Slope and R squared of y on x."""
    found = linear_regression(x, y)
    return found.slope, correlation(x, y) ** 2


def plugin_error(p: list[float], later: list[float], weight: float) -> float:
    """The robust error of the mean revision with a weight on lag 1, as the plugin has it."""
    r = [b - a for a, b in zip(p, later, strict=True)]
    e = [each - mean(r) for each in r]
    s0, s1, s2 = (sum(a * b for a, b in zip(e[k:], e, strict=False)) for k in (0, 1, 2))
    return math.sqrt((s0 + weight * s1 + 2 / 3 * s2) / (len(r) * (len(r) - 1)))
