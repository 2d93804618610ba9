"""A held release: its owner is told once, a person decides, and the decision is kept."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from ingestion.checks.decision import Decision, decision_of, facts_of
from ingestion.errors import CheckFailed, Misconfigured
from tests.desk import Desk, publish, table, table_of
from tests.rounds import select
from warehouse.decide import standing
from warehouse.errors import NotStaged
from warehouse.quality import open_run
from warehouse.stage import stage_of
from warehouse.statement import run

OPEN = "SELECT kind FROM figures.alerts WHERE resolved_at IS NULL"
OPEN_HELD = "FROM figures.alerts WHERE kind = 'held' AND resolved_at IS NULL"
TOLD = "SELECT occasion FROM alerts.outbox ORDER BY message_id"
LINK = "http://127.0.0.1:8080/decide"
WHOLE, HALF, THIRD = (b"100", b"200"), (b"100",), (b"101", b"200")
TOMORROW = date.today() + timedelta(days=1)  # noqa: DTZ011 - a day, not a moment


def held(desk: Desk, folder: Path) -> int:
    """Load a release, then have the next one, which lost half of it, held; returns its stage."""
    desk.load_file("DEMO", table(folder, *WHOLE), "2026-01-01")
    with pytest.raises(CheckFailed):
        desk.load_file("DEMO", table(folder, *HALF), "2026-02-01")
    return waiting(desk)


def waiting(desk: Desk) -> int:
    """The number of the one stage that waits."""
    ((stage_id,),) = select(desk.line.warehouse, "SELECT stage_id FROM figures.waiting")
    return int(stage_id)


def released(desk: Desk, month: int, count: int) -> None:
    """Eurostat publishes a release of so many countries."""
    values = [b"%d" % number for number in range(100, 100 + count)]
    publish(desk, f"2026-0{month}-08T11:00:00+01:00", *values)


def let_in_until_tomorrow(desk: Desk, month: int, count: int) -> None:
    """Have a release held, and let the same in until tomorrow."""
    released(desk, month, count)
    with pytest.raises(CheckFailed):
        desk.ingest("DEMO_TABLE")
    desk.line.decide(waiting(desk), Decision("Ada", "they left", TOMORROW), accept=True)


def told(desk: Desk) -> list[str]:
    """What was told of all alerts, in order."""
    return [occasion for (occasion,) in select(desk.line.warehouse, TOLD)]


def test_the_owner_of_a_held_release_is_told_all_that_is_needed(desk: Desk, tmp_path: Path) -> None:
    stage_id = held(desk, tmp_path)

    ((facts, key),) = select(desk.line.warehouse, "SELECT facts, key FROM figures.alerts")
    assert key == "2026-02-01T00:00:00Z"
    assert "cells are gone from the file: 1 of 2" in facts["findings"][0]
    assert facts["worst_cells"][0] == {
        "series_key": "A.G1",
        "time_period": "2024",
        "before": "200",
        "after": None,
        "usual": None,
    }
    assert facts["depends"] == ["figures.demo, of 2 series and one vintage"]
    assert f"vintages decide {stage_id} accept --name YOU" in facts["to_do"]


def test_a_check_that_is_made_again_tells_nothing_new(desk: Desk, tmp_path: Path) -> None:
    stage_id = held(desk, tmp_path)

    verdict = desk.line.check(stage_id, LINK)

    assert verdict is not None
    assert verdict.holds
    assert told(desk) == ["raised"]


def test_accepting_loads_the_release_and_ends_the_alert(desk: Desk, tmp_path: Path) -> None:
    stage_id = held(desk, tmp_path)

    desk.line.decide(stage_id, Decision("Ada", "they asked for it"), accept=True)

    assert told(desk) == ["raised", "resolved"]
    query = "SELECT decision, decided_by, decided_because FROM figures.decisions"
    assert select(desk.line.warehouse, query) == [("accepted", "Ada", "they asked for it")]
    because = select(desk.line.warehouse, "SELECT resolved_because FROM figures.alerts")
    assert because == [("Ada let it in: they asked for it",)]


def test_rejecting_keeps_the_figures_and_ends_the_alert(desk: Desk, tmp_path: Path) -> None:
    stage_id = held(desk, tmp_path)

    desk.line.decide(stage_id, Decision("Ada", "a cut file"), accept=False)

    assert told(desk) == ["raised", "resolved"]
    assert select(desk.line.warehouse, "SELECT count(*) FROM figures.vintages") == [(1,)]
    with pytest.raises(NotStaged, match=r"was rejected by Ada \(a cut file\)"):
        desk.line.decide(stage_id, Decision("Bob", "no"), accept=True)


def test_what_was_let_in_can_no_longer_be_kept_out(desk: Desk, tmp_path: Path) -> None:
    stage_id = held(desk, tmp_path)
    desk.line.decide(stage_id, Decision("Ada", "true"), accept=True)

    with pytest.raises(NotStaged, match="is loaded already"):
        desk.line.decide(stage_id, Decision("Bob", "no"), accept=False)


def test_a_later_release_that_passes_leaves_the_question_open(desk: Desk, tmp_path: Path) -> None:
    held(desk, tmp_path)

    desk.load_file("DEMO", table(tmp_path, *THIRD), "2026-03-01")

    assert "held" in {kind for (kind,) in select(desk.line.warehouse, OPEN)}


def test_a_decision_that_is_remembered_lets_the_same_in_until_its_day(
    desk: Desk, tmp_path: Path
) -> None:
    stage_id = held(desk, tmp_path)
    desk.line.decide(stage_id, Decision("Ada", "they go", TOMORROW), accept=True)
    desk.load_file("DEMO", table(tmp_path, *WHOLE), "2026-03-01")

    again = table(tmp_path, b"102")
    changes = desk.load_file("DEMO", again, "2026-04-01")

    assert changes == {"revised": 1, "vanished": 1}
    remembered = "SELECT DISTINCT released_at::date::text FROM figures.checks WHERE remembered"
    assert select(desk.line.warehouse, remembered) == [("2026-04-01",)]
    warned = "SELECT facts->'findings' FROM figures.alerts WHERE kind = 'checks' ORDER BY alert_id"
    *_, (findings,) = select(desk.line.warehouse, warned)
    assert sum(f"let in by Ada until {TOMORROW}" in each for each in findings) == 2


def test_an_older_release_neither_ends_nor_replaces_the_warning_of_the_newest(
    desk: Desk, tmp_path: Path
) -> None:
    stage_id = held(desk, tmp_path)
    desk.line.decide(stage_id, Decision("Ada", "they go", TOMORROW), accept=True)
    desk.load_file("DEMO", table(tmp_path, *WHOLE), "2026-03-01")
    desk.load_file("DEMO", table(tmp_path, b"102"), "2026-04-01")
    warned = "SELECT title, key FROM figures.alerts WHERE kind = 'checks' AND resolved_at IS NULL"
    open_of_the_newest = select(desk.line.warehouse, warned)

    desk.load_file("DEMO", table(tmp_path, b"100", b"201"), "2025-12-01")
    desk.load_file("DEMO", table(tmp_path, *HALF), "2026-03-15")

    (newest, old) = select(desk.line.warehouse, f"{warned} ORDER BY key")
    assert [newest] == open_of_the_newest
    assert "2026-04-01" in newest[0]
    assert ("2026-03-15" in old[0], old[1]) == (True, "2026-03-15T00:00:00Z")
    desk.load_file("DEMO", table(tmp_path, b"103"), "2026-05-01")
    assert select(desk.line.warehouse, warned) == []


def test_a_decision_that_is_remembered_lets_no_more_in_than_was_accepted(desk: Desk) -> None:
    released(desk, 1, 40)
    desk.ingest("DEMO_TABLE")
    let_in_until_tomorrow(desk, 2, 35)
    released(desk, 3, 31)
    assert desk.ingest("DEMO_TABLE") == {"vanished": 4}

    released(desk, 4, 2)
    with pytest.raises(CheckFailed, match=f"more than Ada let in until {TOMORROW}: 0.125 then"):
        desk.ingest("DEMO_TABLE")

    ((facts,),) = select(desk.line.warehouse, f"SELECT facts {OPEN_HELD}")
    assert "0.125 then, 0.9355 now" in facts["findings"][0]


def test_of_several_decisions_the_one_that_let_in_most_holds(desk: Desk) -> None:
    released(desk, 1, 40)
    desk.ingest("DEMO_TABLE")
    for month, left in ((2, 35), (4, 20)):
        let_in_until_tomorrow(desk, month, left)
        released(desk, month + 1, 40)
        desk.ingest("DEMO_TABLE")

    released(desk, 6, 24)

    assert desk.ingest("DEMO_TABLE") == {"vanished": 16}


def test_a_held_release_that_passes_under_a_new_limit_goes_on(desk: Desk, tmp_path: Path) -> None:
    stage_id = held(desk, tmp_path)
    (tmp_path / "eurostat").mkdir()
    limits = "[checks]\nmax_lost_cells_share = 0.6\nmax_lost_series_share = 0.6\n"
    source = f'title = "Demo"\nfrequencies = ["A"]\n{limits}'
    (tmp_path / "eurostat" / "demo.toml").write_text(source)

    desk.line.require_passed(stage_id)

    assert desk.line.load(stage_id).changes == {"vanished": 1}
    assert told(desk) == ["raised", "resolved"]


def test_a_release_with_warnings_is_loaded_and_told_until_one_passes(
    desk: Desk, tmp_path: Path
) -> None:
    for day, value in enumerate((b"1000", b"1300", b"1301"), 1):
        desk.load_file("DEMO", table(tmp_path, value), f"2026-0{day}-01")

    titles = "SELECT severity, title, resolved_because FROM figures.alerts"
    ((severity, title, because),) = select(desk.line.warehouse, titles)
    assert (severity, title.partition(":")[0]) == (
        "warning",
        "the release of 2026-02-01 is loaded with warnings",
    )
    assert because == "the release of 2026-03-01 passed every check"


def test_the_decide_box_shows_the_facts_as_markdown(desk: Desk, tmp_path: Path) -> None:
    stage_id = held(desk, tmp_path)

    with desk.line.warehouse.connect() as connection:
        facts = facts_of(connection, stage_id)

    said = f"DEMO, release of 2026-02-01 (stage {stage_id}): cells are gone from the file"
    assert facts["subject"] == said
    for line in (
        "| A.G1 | 2024 | 200 | no figure |  |",
        "| vanished | 1 |",
        f"`vintages decide {stage_id} accept --name YOU --reason WHY (or reject)`",
    ):
        assert line in facts["body"]


def test_no_code_becomes_markup_in_the_decide_box(desk: Desk, tmp_path: Path) -> None:
    evil = b"![x](http://2130706433/)<img|`*"
    whole, half = (tmp_path / name for name in ("whole.tsv", "half.tsv"))
    whole.write_bytes(table_of(b"100", b"200").replace(b"G1", evil))
    half.write_bytes(table_of(b"100"))
    desk.load_file("DEMO", whole, "2026-01-01")
    with pytest.raises(CheckFailed):
        desk.load_file("DEMO", half, "2026-02-01")

    with desk.line.warehouse.connect() as connection:
        body = facts_of(connection, waiting(desk))["body"]

    assert r"| A.!\[x\](http://2130706433/)\<img\|\`\* | 2024 |" in body
    assert "[x]" not in body
    assert "<img" not in body.replace(r"\<img", "")


def test_an_answer_without_a_name_is_that_of_the_user_who_is_logged_in() -> None:
    answer = {"name": " ", "reason": "true", "remember_until": "2026-12-31", "user": "admin"}

    assert decision_of(answer) == Decision("admin", "true", date(2026, 12, 31))


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(Misconfigured, match="wants a day as 2026-12-31, found 'soon'"):
        decision_of({"reason": "true", "remember_until": "soon"})


def test_each_release_that_waits_has_the_link_of_its_own_run(desk: Desk, tmp_path: Path) -> None:
    held(desk, tmp_path)
    with pytest.raises(CheckFailed):
        desk.load_file("DEMO", table(tmp_path, b"101"), "2026-03-01")
    waits = "SELECT stage_id FROM figures.waiting ORDER BY released_at"
    stages = [stage_id for (stage_id,) in select(desk.line.warehouse, waits)]
    for stage_id in stages:
        desk.line.check(stage_id, f"http://airflow/{stage_id}")

    with desk.line.warehouse.connect() as connection:
        shown = run(connection, "page_waiting", dataset_code="DEMO").fetchall()

    assert {row.stage_id: row.link for row in shown} == {
        stage_id: f"http://airflow/{stage_id}" for stage_id in stages
    }


def test_of_a_first_release_no_cells_nor_a_vintage_before_it_are_spoken_of(
    desk: Desk, tmp_path: Path
) -> None:
    with pytest.raises(CheckFailed):
        desk.load_file("DEMO", table(tmp_path, b"1 q"), "2026-01-01")

    ((facts,),) = select(desk.line.warehouse, f"SELECT facts {OPEN_HELD}")
    with desk.line.warehouse.connect() as connection:
        body = facts_of(connection, waiting(desk))["body"]
    assert "Analysts see what they saw before it came." in facts["happened"]
    assert facts["happened"].endswith("what comes meanwhile is loaded without it.")
    assert facts["to_do"].startswith("Compare what was found with the source.")
    for text in (facts["happened"], body):
        assert "vintage before" not in text


def test_the_box_is_named_for_what_holds_the_release_not_for_what_was_let_in_before(
    desk: Desk, tmp_path: Path
) -> None:
    stage_id = held(desk, tmp_path)
    desk.line.decide(stage_id, Decision("Ada", "they go", TOMORROW), accept=True)
    desk.load_file("DEMO", table(tmp_path, *WHOLE), "2026-03-01")
    with pytest.raises(CheckFailed):
        desk.load_file("DEMO", table(tmp_path, b"102 p"), "2026-04-01")

    with desk.line.warehouse.connect() as connection:
        facts = facts_of(connection, waiting(desk))

    assert facts["subject"].endswith("flags changed in bulk")
    assert facts["body"].count(f"let in by Ada until {TOMORROW}") == 2


def test_a_check_that_died_makes_no_decision_forgotten(desk: Desk, tmp_path: Path) -> None:
    stage_id = held(desk, tmp_path)
    with desk.line.warehouse.connect() as connection:
        stage = stage_of(connection, stage_id)
    open_run(desk.line.warehouse, stage, {"rules": {}, "units": {}, "additivity": {}, "codes": {}})

    desk.line.decide(stage_id, Decision("Ada", "they go", TOMORROW), accept=True)

    remembered = "SELECT jsonb_array_length(remembered) FROM figures.decisions"
    assert select(desk.line.warehouse, remembered) == [(2,)]


def test_a_release_that_is_checked_again_from_a_shell_keeps_its_link_and_waits_since_it_did(
    desk: Desk, tmp_path: Path
) -> None:
    stage_id = held(desk, tmp_path)
    since = select(desk.line.warehouse, "SELECT held_at FROM figures.waiting")

    for link in (LINK, None):
        desk.line.check(stage_id, link)

    assert select(desk.line.warehouse, "SELECT held_at FROM figures.waiting") == since
    assert select(desk.line.warehouse, f"SELECT facts->>'link' {OPEN_HELD}") == [(LINK,)]


def test_a_dataset_whose_file_is_gone_keeps_its_title_and_its_rounds(
    desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "eurostat").mkdir()
    file = tmp_path / "eurostat" / "demo.toml"
    rounds = "[rounds.'2026 data']\nreleased_from = 2026-01-01\n"
    file.write_text(f'title = "A demonstration"\nfrequencies = ["A"]\n{rounds}')
    stage_id = held(desk, tmp_path)
    file.unlink()

    desk.line.decide(stage_id, Decision("Ada", "they left"), accept=True)

    titles = select(desk.line.warehouse, "SELECT title FROM figures.datasets")
    labels = select(desk.line.warehouse, "SELECT reporting_round FROM figures.reporting_rounds")
    assert (titles, labels) == ([("A demonstration",)], [("2026 data",)])


def test_a_decision_that_died_after_its_load_is_remembered_when_it_is_carried_out_again(
    desk: Desk, tmp_path: Path
) -> None:
    stage_id = held(desk, tmp_path)
    desk.load_file("DEMO", table(tmp_path, *THIRD), "2026-03-01")
    ada = Decision("Ada", "they go", TOMORROW)
    desk.line.load(stage_id, ada)
    with desk.line.warehouse.begin() as connection:
        staged_anew = standing(connection, stage_id)

    desk.line.decide(staged_anew, ada, accept=True)

    remembered = "SELECT stage_id, remember_until FROM figures.decisions"
    assert select(desk.line.warehouse, remembered) == [(staged_anew, TOMORROW)]


def test_a_decision_that_is_carried_out_again_is_kept_once(desk: Desk, tmp_path: Path) -> None:
    stage_id = held(desk, tmp_path)

    for _ in range(2):  # as by a box that is cleared
        desk.line.decide(stage_id, Decision("Ada", "they go", TOMORROW), accept=True)

    remembered = "SELECT jsonb_array_length(remembered) FROM figures.decisions"
    assert select(desk.line.warehouse, remembered) == [(2,)]
