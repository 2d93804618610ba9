"""After how long figures stop moving, against epiprocess' own snapshot."""

import csv
import math
from collections import defaultdict
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from tests.example_history import load_panel
from tests.fresh import fresh_access
from tests.rounds import Cells, select
from tests.shared import shared_file
from warehouse.connection import engine
from warehouse.server import Server

# As the package's revision_summary has it: near is within 20 % of the latest.
SETTLING = """
    SELECT series_key, time_period, revisions, changes, first_lag_days, last_change_lag_days,
           near_latest_lag_days, spread, round(relative_spread, 3), lowest, highest, median
      FROM figures.settling_time('ARCHIVE', near_share => 0.2)"""
THEIRS = (
    "n_revisions",
    "min_lag_days",
    "max_lag_days",
    "lag_near_latest_days",
    "spread",
    "rel_spread",
    "min_value",
    "max_value",
    "median_value",
)


def archive_releases() -> dict[str, Cells]:
    """The package's version archive as whole releases: each version changes the cells it names."""
    changes: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)
    path = shared_file("revision_reference/epiprocess_dummy_ex_input.csv")
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            cell = (row["geo_value"], row["time_value"])
            changes[row["version"]][cell] = row["value"] or ":"
    releases: dict[str, Cells] = {}
    current: dict[tuple[str, str], str] = {}
    for version in sorted(changes):
        current = current | changes[version]
        releases[version] = current
    return releases


def expected(drop_missing: str) -> dict[tuple[str, str], dict[str, float]]:
    """The package's snapshot, with missing values dropped or not."""
    path = shared_file("revision_reference/epiprocess_dummy_ex_expected.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (row["geo_value"], row["time_value"]): {name: float(row[name]) for name in THEIRS}
            for row in csv.DictReader(file)
            if row["drop_nas"] == drop_missing
        }


@pytest.fixture(scope="module")
def archive(server: Server) -> Iterator[Engine]:
    """The archive as a dataset."""
    with fresh_access(server) as access:
        load_panel(engine(access.loader), "ARCHIVE", archive_releases())
        yield engine(access.analyst)


def test_settling_equals_the_snapshot_of_epiprocess(archive: Engine) -> None:
    """The snapshot prints the relative spread with three digits, and NaN where we have NULL."""
    theirs = expected("TRUE")
    ours = {(key, period): row for key, period, *row in select(archive, SETTLING)}

    assert ours.keys() == theirs.keys()
    for cell, (revisions, _, *rest) in ours.items():
        found = [math.nan if value is None else float(value) for value in (revisions, *rest)]
        assert found == pytest.approx(list(theirs[cell].values()), abs=1e-9, nan_ok=True), cell


def test_changes_count_missing_values_as_epiprocess_does_when_it_keeps_them(
    archive: Engine,
) -> None:
    theirs = expected("FALSE")
    ours = {(key, period): changes for key, period, _, changes, *_ in select(archive, SETTLING)}

    assert ours == {cell: row["n_revisions"] for cell, row in theirs.items()}
