"""The gate on small stories: what passes, what waits, what is remembered, and the guards."""

import os
import signal
import time
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from benchmarks.rounds import Desk, Table
from ingestion.checks.engine import outcomes
from ingestion.checks.gate import Verdict
from ingestion.checks.rule import Rule, default_rules, profile, rules_of
from ingestion.errors import CheckNotMade, Misconfigured
from ingestion.source import Checks, RuleOverride, Source
from tests.fresh import fresh_server
from tests.rounds import moment, select
from warehouse.connection import Access, engine
from warehouse.decide import hold
from warehouse.load import Arrival, load
from warehouse.quality import close_run, open_run, remember
from warehouse.stage import stage_of

DIMENSIONS = ("freq", "unit", "geo")
COUNTRIES = ("AT", "BE", "BG", "CY", "CZ")
FIRST: Table = {
    ("A", "NR", geo): {str(year): str(100 * place + year % 7) for year in range(2015, 2024)}
    for place, geo in enumerate(COUNTRIES, 3)
}


def source(**checks: Any) -> Source:
    """A dataset with these checks."""
    return Source("DEMO", "Demo", ("A",), checks=Checks(**checks))


@pytest.fixture
def desk(warehouse: Engine) -> Desk:
    """A yearly dataset of five countries with one vintage."""
    desk = Desk(warehouse, "DEMO", profile(source(), None, {}))
    desk.load("2024-12-01", DIMENSIONS, FIRST)
    return desk


def scaled(geo: str, factor: float) -> Table:
    """The first vintage with one country times a factor."""
    return {
        key: {label: str(round(int(cell) * factor)) for label, cell in cells.items()}
        if key[2] == geo
        else cells
        for key, cells in FIRST.items()
    }


def failed(verdict: Verdict) -> set[str]:
    """The rules that did not pass."""
    return {each.rule.check_id for each in verdict.outcomes if each.outcome != "pass"}


def test_a_small_revision_passes_and_every_rule_keeps_what_it_saw(desk: Desk) -> None:
    verdict = desk.judged("2025-12-01", DIMENSIONS, scaled("AT", 1.01))

    assert verdict.verdict != "quarantine"
    kept = select(desk.warehouse, "SELECT check_id, outcome FROM figures.checks")
    assert {check_id for check_id, _ in kept} == set(default_rules())
    (share,) = select(
        desk.warehouse, "SELECT observed FROM figures.checks WHERE check_id = 'revision.share'"
    )
    assert share[0] > 0


def test_a_country_that_falls_by_40_percent_waits_and_says_where(desk: Desk) -> None:
    verdict = desk.judged("2025-12-01", DIMENSIONS, scaled("BE", 0.6))

    assert verdict.verdict == "quarantine"
    assert any("geo=BE" in reason for reason in verdict.reasons)


def test_a_remembered_member_passes_until_its_day_and_others_do_not(desk: Desk) -> None:
    stage_id = desk.staged("2025-12-01", DIMENSIONS, scaled("BE", 10))
    assert desk.judge(stage_id).verdict == "quarantine"
    tomorrow = date.today() + timedelta(days=1)  # noqa: DTZ011 - a day, not a moment

    with desk.warehouse.begin() as connection:
        remember(connection, stage_id, ("Ada", "they recounted"), tomorrow)

    again = desk.judge(stage_id)
    assert any(outcome.remembered_id for outcome in again.outcomes)
    other = desk.judged("2026-01-01", DIMENSIONS, scaled("CZ", 0.1))
    assert other.verdict == "quarantine"


def test_what_is_remembered_holds_on_its_last_day_and_for_no_one_beside_its_member(
    desk: Desk,
) -> None:
    stage_id = desk.staged("2025-12-01", DIMENSIONS, scaled("BE", 10))
    desk.judge(stage_id)
    (today,) = select(desk.warehouse, "SELECT current_date")
    with desk.warehouse.begin() as connection:
        remember(connection, stage_id, ("Ada", "they recounted"), today[0])
    both = scaled("BE", 10) | {key: row for key, row in scaled("CZ", 10).items() if key[2] == "CZ"}

    assert desk.judge(stage_id).verdict == "accept_with_warnings"
    assert desk.judged("2026-01-01", DIMENSIONS, both).verdict == "quarantine"


def test_a_remembered_member_is_let_in_as_far_as_it_moved_and_no_further(desk: Desk) -> None:
    stage_id = desk.staged("2025-12-01", DIMENSIONS, scaled("BE", 10))
    desk.judge(stage_id)
    tomorrow = date.today() + timedelta(days=1)  # noqa: DTZ011 - a day, not a moment
    with desk.warehouse.begin() as connection:
        remember(connection, stage_id, ("Ada", "they recounted"), tomorrow)

    less = desk.judged("2026-01-01", DIMENSIONS, scaled("BE", 9))
    more = desk.judged("2026-02-01", DIMENSIONS, scaled("BE", 1000))

    assert less.verdict == "accept_with_warnings"
    assert more.verdict == "quarantine"
    said = f"more of geo=BE than Ada let in until {tomorrow}: 1 then, 3 now"
    assert any(reason.endswith(said) for reason in more.reasons)


def test_what_would_change_is_seen_while_it_waits(desk: Desk) -> None:
    stage_id = desk.staged("2025-12-01", DIMENSIONS, scaled("BE", 10))
    with desk.warehouse.begin() as connection:
        hold(connection, stage_id, "ten times")

    cells = select(desk.warehouse, "SELECT series_key, before, after FROM figures.quarantine")

    assert len(cells) == len(FIRST["A", "NR", "BE"])
    assert {key for key, _, _ in cells} == {"A.NR.BE"}


def test_a_rule_that_cannot_be_asked_is_critical(desk: Desk, access: Access) -> None:
    stage_id = desk.staged("2025-12-01", DIMENSIONS, scaled("BE", 1.01))
    with desk.warehouse.connect() as connection:
        run_id, bench = open_run(desk.warehouse, stage_of(connection, stage_id), desk.profile)
    with engine(access.owner).begin() as connection:
        connection.exec_driver_sql(f'ALTER TABLE "{bench}".summed RENAME TO elsewhere')

    asked = [Rule("aggregate.members", "rows", "info", "a broken rule")]
    (found,) = outcomes(asked, bench, desk.warehouse.url)

    close_run(desk.warehouse, run_id)
    assert (found.outcome, found.severity) == ("error", "critical")
    assert "could not be checked" in found.reason


def test_an_empty_bench_is_no_pass(desk: Desk, access: Access) -> None:
    with engine(access.owner).begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA check_0")
        connection.exec_driver_sql("CREATE TABLE check_0.facts (observations integer)")
        connection.exec_driver_sql("GRANT USAGE ON SCHEMA check_0 TO vintages_loader")
        connection.exec_driver_sql("GRANT SELECT ON check_0.facts TO vintages_loader")

    with pytest.raises(CheckNotMade, match="nothing on check_0"):
        outcomes([default_rules()["release.empty"]], "check_0", desk.warehouse.url)


def test_a_bench_that_a_crash_emptied_is_no_pass() -> None:
    with fresh_server("vintages-crash-") as server:
        warehouse = engine(server.url("warehouse", "vintages_loader"))
        desk = Desk(warehouse, "DEMO", profile(source(), None, {}))
        stage_id = desk.staged("2025-12-01", DIMENSIONS, FIRST)
        with warehouse.connect() as connection:
            _, bench = open_run(warehouse, stage_of(connection, stage_id), desk.profile)
        time.sleep(1)  # a commit of a server for tests is written that much later
        os.kill(int((server.data / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)
        while server.running():
            time.sleep(0.1)
        server.start()

        with pytest.raises(CheckNotMade, match=f"nothing on {bench}"):
            outcomes(list(default_rules().values()), bench, warehouse.url)


def test_a_gate_without_rules_is_no_gate(desk: Desk) -> None:
    with pytest.raises(CheckNotMade, match="no rule is left"):
        outcomes([], "check_1", desk.warehouse.url)


def test_a_file_changes_limit_and_severity_and_turns_rules_off() -> None:
    changed = source(
        rules={
            "revision.shift": RuleOverride(limit=0.2, severity="warning"),
            "release.late": RuleOverride(off=True),
        }
    )

    rules = {rule.check_id: rule for rule in rules_of(changed)}

    assert (rules["revision.shift"].limit, rules["revision.shift"].severity) == (0.2, "warning")
    assert "release.late" not in rules


def test_a_rule_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(Misconfigured, match=r"revision\.shape"):
        rules_of(source(rules={"revision.shape": RuleOverride(off=True)}))


def test_every_rule_has_its_text() -> None:
    assert all("SELECT" in rule.sql for rule in default_rules().values())


@pytest.mark.parametrize("factor", [1.01, 10])
def test_figures_below_zero_are_judged_as_those_above(warehouse: Engine, factor: float) -> None:
    found = []
    for code, side in (("ABOVE", 1), ("BELOW", -1)):
        desk = Desk(warehouse, code, profile(source(), None, {}))
        desk.load("2024-12-01", DIMENSIONS, balances(side))
        found.append(failed(desk.judged("2025-12-01", DIMENSIONS, balances(side * factor))))

    assert found[0] == found[1]
    assert ("revision.power_of_ten" in found[1]) == (factor == 10)
    assert ("revision.wide" in found[1]) == (factor == 10)


def balances(factor: float) -> Table:
    """Figures of five countries that may be negative, as a balance of trade."""
    return {
        ("A", "MIO_EUR", geo): {
            str(year): f"{(1000 * place + year % 7) * factor:.1f}" for year in range(2012, 2024)
        }
        for place, geo in enumerate(COUNTRIES, 3)
    }


def announced(count: int) -> dict[str, Any]:
    """What a release is held to whose dataflow announces so many observations."""
    return profile(source(), None, {"OBS_COUNT": str(count)})


def test_a_release_that_brings_fewer_figures_than_announced_waits(desk: Desk) -> None:
    desk.profile = announced(50)
    verdict = desk.judged("2025-12-01", DIMENSIONS, scaled("AT", 1.01))

    said = "45 observations were read, Eurostat announces 50"
    assert verdict.reasons == [f"fewer observations came than Eurostat announces: {said}"]


def test_what_a_first_release_lacks_is_kept_only(desk: Desk) -> None:
    first = replace(desk, dataset_code="OTHER", profile=announced(50))

    assert "count.published" not in failed(first.judged("2025-12-01", DIMENSIONS, FIRST))
    seen = "SELECT observed FROM figures.checks WHERE check_id = 'count.published'"
    assert select(desk.warehouse, seen) == [(pytest.approx(0.1),)]


def test_more_cells_than_announced_are_the_gaps_of_a_file(desk: Desk) -> None:
    desk.profile = announced(30)
    verdict = desk.judged("2025-12-01", DIMENSIONS, scaled("AT", 1.01))

    assert "count.published" not in failed(verdict)


def test_what_the_release_before_lacked_may_lack_again_and_no_more(desk: Desk) -> None:
    stage_id = desk.staged("2025-01-01", DIMENSIONS, scaled("AT", 1.01))
    load(desk.warehouse, stage_id, Arrival("2025-01-01", moment("2025-01-01"), {"OBS_COUNT": "50"}))

    found = []
    for count in (50, 60):
        desk.profile = announced(count)
        found.append(failed(desk.judged("2025-12-01", DIMENSIONS, scaled("AT", 1.02))))
    assert ["count.published" in each for each in found] == [False, True]


def test_a_first_release_without_a_number_waits(desk: Desk) -> None:
    empty = {key: dict.fromkeys(cells, ":") for key, cells in FIRST.items()}
    other = replace(desk, dataset_code="OTHER")

    verdict = other.judged("2025-12-01", DIMENSIONS, empty)

    assert verdict.reasons == ["nothing was read: of its 45 observations not one is a number"]
