"""Revision indicators equal those of reference implementations, within 1e-9."""

import math
from collections.abc import Iterator, Mapping
from statistics import linear_regression

import pytest

from tests.example_history import reference_panel
from tests.reference_numbers import Ours, close, disagreements, numbers, panel_in
from warehouse.server import Server


@pytest.fixture(scope="module")
def ours(server: Server) -> Iterator[Ours]:
    """The panel, loaded once."""
    with panel_in(server) as loaded:
        yield loaded


RJD3 = {
    "n": "N",
    "mean_revision": "mean",
    "standard_deviation": "st.dev",
    "minimum": "min",
    "quantile_10": "q.10",
    "median_revision": "median",
    "quantile_90": "q.90",
    "maximum": "max",
    "share_up": "% positive",
    "share_zero": "% zero",
    "share_down": "% negative",
    "mean_absolute_revision": "mar",
    "root_mean_squared_revision": "rmsr",
}
REVISER = {
    "n": "N",
    "mean_revision": "Bias (mean)",
    "bias_p": "Bias (p-value)",
    "minimum": "Minimum",
    "maximum": "Maximum",
    "quantile_10": "10Q",
    "median_revision": "Median",
    "quantile_90": "90Q",
    "mean_absolute_revision": "MAR",
    "standard_deviation": "Std. Dev.",
    "noise_to_signal": "Noise/Signal",
    "theil_u1": "Theil's U1",
    "revision_on_preliminary_intercept": "News test Intercept",
    "revision_on_preliminary_slope": "News test Coefficient",
    "revision_on_later_intercept": "Noise test Intercept",
    "revision_on_later_slope": "Noise test Coefficient",
    "sign_agreement": "Fraction of correct sign",
}
JDPLUS = {
    "theil_u1": "theil_u1",
    "theil_u2": "theil_u2",
    "n": "bias_n",
    "mean_revision": "bias_mean",
    "bias_se": "bias_se",
    "bias_t": "bias_t",
    "bias_p": "bias_p",
    "autocorrelation_1": "bias_ar1",
    "bias_augmented_t": "bias_adj_t",
    "bias_augmented_p": "bias_adj_p",
    "later_on_preliminary_intercept": "slope_drift_b0",
    "later_on_preliminary_slope": "slope_drift_b1",
    "later_on_preliminary_intercept_p": "slope_drift_p_b0",
    "later_on_preliminary_slope_p": "slope_drift_p_b1",
    "revision_on_preliminary_intercept": "efficiency1_b0",
    "revision_on_preliminary_slope": "efficiency1_b1",
    "revision_on_preliminary_slope_p": "efficiency1_p_b1",
}
FORMULA = {
    "n": "n",
    "mean_revision": "MR",
    "mean_absolute_revision": "MAR",
    "relative_mean_absolute_revision": "RMAR_on_P",
    "relative_mean_absolute_revision_on_later": "RMAR_on_L",
    "median_absolute_revision": "MedAR",
    "root_mean_squared_revision": "RMSR",
    "share_up": "share_up",
    "share_zero": "share_zero",
    "share_down": "share_down",
    "revision_range": "range",
    "bias_share_of_msr": "UM",
    "slope_share_of_msr": "UR",
    "disturbance_share_of_msr": "UD",
}
SANDWICH = {
    "bias_se": "mean/(Intercept)/se/ols",
    "bias_p": "mean/joint/p/ols",
    "bias_hac_p": "mean/joint/p/NW1",
    "later_on_preliminary_joint_p": "mincer_zarnowitz/joint/p/ols",
    "later_on_preliminary_hac_joint_p": "mincer_zarnowitz/joint/p/NW1",
    "revision_on_preliminary_joint_p": "rev_on_prelim/joint/p/ols",
    "revision_on_preliminary_hac_joint_p": "rev_on_prelim/joint/p/NW1",
    "revision_on_later_joint_p": "rev_on_later/joint/p/ols",
    "revision_on_later_hac_joint_p": "rev_on_later/joint/p/NW1",
    "revision_on_later_slope": "rev_on_later/l/estimate/ols",
}


@pytest.mark.parametrize(
    ("name", "names", "of", "by"),
    [
        ("rjd3revisions_descriptive_expected.csv", RJD3, "geo", "prelim"),
        ("reviser_toy_expected.csv", REVISER, "id", "pub_date"),
        ("jdplus_toy_expected.csv", JDPLUS, "geo", "prelim"),
        ("formula_expected_python.csv", FORMULA, "geo", "prelim"),
        ("r_sandwich_hac_expected.csv", SANDWICH, "geo", "prelim"),
    ],
)
def test_indicators_equal_those_of_a_reference(
    ours: Ours, name: str, names: Mapping[str, str], of: str, by: str
) -> None:
    assert disagreements(ours.at(), numbers(name, of, by), names) == []


@pytest.mark.parametrize("lag", [0, 1, 2, 3])
def test_robust_errors_equal_those_of_sandwich_at_each_lag(ours: Ours, lag: int) -> None:
    spec = f"NeweyWest_lag{lag}_adjustTRUE"
    names = {
        "bias_hac_se": f"mean/(Intercept)/se/{spec}",
        "later_on_preliminary_slope_hac_se": f"mincer_zarnowitz/p/se/{spec}",
        "revision_on_preliminary_slope_hac_se": f"rev_on_prelim/p/se/{spec}",
        "revision_on_later_slope_hac_se": f"rev_on_later/l/se/{spec}",
    }

    assert disagreements(ours.at(lag), numbers("r_sandwich_hac_expected.csv"), names) == []


def test_the_three_shares_of_the_mean_squared_revision_are_all_of_it(ours: Ours) -> None:
    for found in ours.at().values():
        shares = (found[f"{name}_share_of_msr"] for name in ("bias", "slope", "disturbance"))
        assert math.isclose(sum(shares), 1, rel_tol=1e-12)


def test_revisions_are_regressed_on_the_revisions_before_them(ours: Ours) -> None:
    """Efficiency II has no reference at hand: the slope by another program."""
    panel = reference_panel()
    before, prelim, latest = (panel[day] for day in ("2022-01-31", "2023-01-31", "2025-01-31"))
    for geo in ("AA", "BB", "CC"):
        cells = [cell for cell in sorted(before) if cell[0] == geo]
        previous = [int(prelim[cell]) - int(before[cell]) for cell in cells]
        revised = [int(latest[cell]) - int(prelim[cell]) for cell in cells]
        line = linear_regression(previous, revised)

        found = ours.at()[geo, "2023-01-31"]
        assert close(found["revision_on_previous_slope"], line.slope)
        assert close(found["revision_on_previous_intercept"], line.intercept)
