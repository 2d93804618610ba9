"""Verdicts: what the vintages of its time say of a printed figure, and what they say now."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import Engine, text

from ingestion.publications.statement import Binding, Cells, Quantity
from tests.press import (
    DAYS,
    DIMENSIONS,
    NEWS_2022,
    NEWS_2024,
    PRINTED,
    Press,
    a_document,
    news_of_2022,
    news_of_2024,
    printed_cells,
    stated,
    victims,
    with_statements,
    women,
)
from tests.rounds import moment, select, snapshot_of_cells
from warehouse.connection import Access, engine
from warehouse.journal import record_announced
from warehouse.verdicts import datasets_unjudged

BY_2022 = tuple(day for day in DAYS if day <= "2022-12-13")
V2022 = f"{PRINTED}@2022-12-13T10:00:00Z"
V2024 = f"{PRINTED}@2024-01-24T10:00:00Z"
CURRENT = """
    SELECT statement_id, verdict, vintage_id, value::float, value_now::float, change_percent::float
      FROM figures.verdicts WHERE is_current AND document_id = :document ORDER BY statement_id"""


@pytest.fixture
def press(warehouse: Engine) -> Press:
    """A warehouse to print in."""
    return Press(warehouse)


def verdicts(press: Press, document: str) -> list[tuple[Any, ...]]:
    """The verdicts that hold: verdict, vintage, value, value now, change in percent."""
    return [row[1:] for row in select(press.engine, CURRENT, document=document)]


def test_a_figure_of_its_time_is_reproduced_by_a_named_vintage(press: Press) -> None:
    press.release(*BY_2022)
    press.print(news_of_2022(), NEWS_2022, "2022-12-14")

    assert verdicts(press, "news-2022") == [
        ("reproduced", V2022, 64, 64, 0),
        ("reproduced", V2022, 6534, 6534, 0),
    ]


def test_a_later_release_turns_a_statement_and_the_alert_says_which_sentence(press: Press) -> None:
    press.release(*BY_2022)
    press.print(news_of_2022(), NEWS_2022, "2022-12-14")

    press.release("2024-01-24")

    assert ("revised_since", V2022, 64, 68, 6.25) in verdicts(press, "news-2022")
    query = "SELECT severity, key, title, facts -> 'findings' FROM figures.alerts"
    ((severity, key, title, findings),) = select(press.engine, query)
    assert (severity, key) == ("warning", V2024)
    assert title == "1 printed statement is no longer what the data say"
    (finding,) = findings
    for said in ("news-2022", "women and girls were 64 %", f"{V2022} gives 64", "68 (+4.0 points)"):
        assert said in finding


def test_a_verdict_that_comes_back_ends_the_alert(press: Press) -> None:
    press.release(*BY_2022)
    press.print(news_of_2022(), NEWS_2022, "2022-12-14")
    press.release("2024-01-24")
    again = {key: "64" if "FEMALE" in key[0] else each for key, each in _cells("2024-01-24")}
    press.rounds.load(PRINTED, "2024-02-01", again, DIMENSIONS)

    press.judge(dataset_code=PRINTED)

    assert ("reproduced", V2022, 64, 64, 0) in verdicts(press, "news-2022")
    query = (
        "SELECT key, resolved_at IS NULL FROM figures.alerts WHERE kind = 'statement' ORDER BY 1"
    )
    assert select(press.engine, query) == [
        (V2024, False),
        (f"{PRINTED}@2024-02-01T00:00:00Z", True),
    ]


def test_the_history_keeps_the_verdicts_that_were_replaced(press: Press) -> None:
    press.release(*BY_2022)
    press.print(news_of_2022(), NEWS_2022, "2022-12-14")
    press.release("2023-02-09", "2024-01-24")

    query = """SELECT verdict, is_current FROM figures.verdicts
                WHERE printed = '64' ORDER BY judged_at"""
    assert select(press.engine, query) == [("reproduced", False), ("revised_since", True)]


def test_judging_again_changes_nothing(press: Press) -> None:
    press.release(*DAYS)
    press.print(news_of_2022(), NEWS_2022, "2022-12-14")
    before = everything(press)

    press.print(news_of_2022(), NEWS_2022, "2022-12-14")
    judged = press.judge(dataset_code=PRINTED)

    assert judged.new == 0
    assert everything(press) == before


def test_what_a_document_prints_before_the_data_has_no_vintage_to_check_against(
    press: Press,
) -> None:
    press.release("2024-01-24")
    press.print(news_of_2022(), NEWS_2022, "2022-12-14")

    assert verdicts(press, "news-2022") == [
        ("no_vintage", None, None, 68, None),
        ("no_vintage", None, None, 6534, None),
    ]
    query = "SELECT reason FROM figures.verdicts ORDER BY statement_id"
    (women_said,), (victims_said,) = select(press.engine, query)
    assert women_said.endswith("the newest gives 68, which prints otherwise")
    assert victims_said.endswith("the newest gives 6\u00a0534, which prints so")


PARTS, TOTAL, BOTH_RELEASED = ("PARTS", "TOTAL", "2024-01-24")


@pytest.fixture
def share(press: Press) -> Press:
    """A share over two datasets, 50 of 100. Released anew are 60 of 120; one of them is loaded."""
    said = "They were 50 % of all in 2020."
    parts, total = (Cells(code, ("BE",), ("2020",)) for code in (PARTS, TOTAL))
    quantity = Quantity("some", "parts", "all", (2020,))
    sentence = stated(said, "50", quantity, Binding(parts, total))
    for code, figure in ((PARTS, "50"), (TOTAL, "100")):
        press.rounds.load(code, "2022-12-13", {("BE", "2020"): figure})
    press.print(a_document("share", "2022-12-14", sentence), said, "2022-12-14")
    for code in (PARTS, TOTAL):
        record_announced(press.engine, code, moment(BOTH_RELEASED))
    press.rounds.load(PARTS, BOTH_RELEASED, {("BE", "2020"): "60"})
    return press


def test_a_share_waits_for_the_other_dataset_that_was_released_with_the_first(share: Press) -> None:
    share.judge(dataset_code=PARTS)
    with share.engine.connect() as connection:
        put_off = datasets_unjudged(connection)
    share.rounds.load(TOTAL, BOTH_RELEASED, {("BE", "2020"): "120"})
    for code in (PARTS, TOTAL):
        share.judge(dataset_code=code)

    assert PARTS in put_off
    assert verdicts(share, "share") == [("reproduced", f"{PARTS}@2022-12-13T00:00:00Z", 50, 50, 0)]
    assert select(share.engine, "SELECT key FROM figures.alerts") == []
    assert select(share.engine, "SELECT count(*) FROM figures.verdicts") == [(1,)]


def test_a_share_does_not_wait_for_a_dataset_that_waits_for_a_person(share: Press) -> None:
    stage_id, _ = share.rounds.staged(
        TOTAL, BOTH_RELEASED, snapshot_of_cells({("BE", "2020"): "1"})
    )
    held = text("UPDATE stage.stage SET status = 'held' WHERE stage_id = :stage_id")
    with share.engine.begin() as connection:
        connection.execute(held, {"stage_id": stage_id})
    share.judge(dataset_code=PARTS)

    ((verdict, *_, now, _),) = verdicts(share, "share")
    assert (verdict, now) == ("revised_since", 60)


def test_a_figure_that_was_withdrawn_since_has_no_number_now(press: Press) -> None:
    text = "There were 10 100 registered victims in 2022."
    early = a_document("early", "2023-06-01", victims(text, "10 100", 2022))
    wrong = a_document("wrong", "2024-06-01", victims(text, "10 100", 2022))
    press.release("2024-01-24")
    kept = {key: each for key, each in _cells("2024-01-24") if key[1] != "2022"}
    press.rounds.load(PRINTED, "2024-07-01", kept, DIMENSIONS)
    press.print(early, text, "2024-08-01")
    press.print(wrong, text, "2024-08-01")

    now = f"{PRINTED}@2024-07-01T00:00:00Z"
    query = "SELECT verdict, value::int, vintage_now, value_now FROM figures.verdicts ORDER BY 1"
    assert select(press.engine, query) == [
        ("never_matched", 10093, now, None),
        ("no_vintage", None, now, None),
    ]
    query = "SELECT reason FROM figures.verdicts WHERE verdict = 'no_vintage'"
    ((reason,),) = select(press.engine, query)
    assert reason.endswith("came after it was printed; the newest has no number for it")


def test_without_any_vintage_nothing_is_called_wrong(press: Press) -> None:
    press.print(news_of_2022(), NEWS_2022, "2022-12-14")

    query = "SELECT DISTINCT verdict, reason FROM figures.verdicts"
    assert select(press.engine, query) == [("no_vintage", f"no vintage of {PRINTED} is held")]


def test_a_figure_that_the_vintages_held_cannot_have_yet_waits_for_one(press: Press) -> None:
    press.release("2018-12-03")
    press.print(news_of_2022(), NEWS_2022, "2022-12-14")

    query = "SELECT DISTINCT verdict, reason FROM figures.verdicts"
    ((verdict, reason),) = select(press.engine, query)
    assert verdict == "no_vintage"
    assert reason.endswith("and the newest is older than the figure")


def test_a_release_of_the_day_of_printing_is_of_its_time(press: Press) -> None:
    press.release("2024-01-24")
    press.print(news_of_2024(), NEWS_2024, "2024-06-01")

    assert verdicts(press, "news-2024") == [("reproduced", V2024, 68, 68, 0)]


def test_a_quotation_of_an_older_vintage_is_reproduced_and_said_to_be_old(press: Press) -> None:
    text = "Women and girls were 64 % of the victims of 2020, we say in summer 2024."
    press.release(*DAYS)
    press.print(a_document("late", "2024-06-01", women(text, "64")), text, "2024-06-02")

    query = "SELECT verdict, vintage_id, reason FROM figures.verdicts"
    ((verdict, vintage, reason),) = select(press.engine, query)
    assert (verdict, vintage) == ("revised_since", V2022)
    assert f"although {V2024} with 68 was out when it was printed" in reason


def test_a_figure_that_no_vintage_gives_names_the_nearest(press: Press) -> None:
    text = "There were 10 100 registered victims in 2022."
    press.release(*DAYS)
    press.print(
        a_document("wrong", "2024-06-01", victims(text, "10 100", 2022)), text, "2024-06-02"
    )

    assert verdicts(press, "wrong") == [("never_matched", V2024, 10093, 10093, None)]
    assert select(press.engine, "SELECT misses_by FROM figures.verdicts") == [(7,)]


UNMATCHED = """
    SELECT title, dataset_code, key, messages, resolved_at IS NULL, facts ->> 'findings'
      FROM figures.alerts WHERE kind = 'never_matched'"""


def test_a_figure_that_no_vintage_gives_is_told_once_and_with_its_sentence(press: Press) -> None:
    text = "There were 10 100 registered victims in 2022."
    wrong = a_document("wrong", "2024-06-01", victims(text, "10 100", 2022))
    press.release("2022-12-13")
    press.print(wrong, text, "2024-06-02")
    press.release("2024-01-24")
    press.print(wrong, text, "2024-06-03")
    press.judge(dataset_code=PRINTED)

    ((title, *told, said),) = select(press.engine, UNMATCHED)
    assert title == "1 figure printed in wrong matches no vintage"
    assert told == [PRINTED, "wrong", 1, True]
    assert f"{text}”: never matched: no vintage of its time gives it; nearest is {V2024}" in said


def test_a_late_vintage_of_its_time_ends_the_alert_about_a_figure(press: Press) -> None:
    press.release("2024-01-24")
    text = "Women and girls were 64 % of the victims of 2020, we say in summer 2024."
    press.print(a_document("late", "2024-06-01", women(text, "64")), text, "2024-06-02")
    assert [row[3:5] for row in select(press.engine, UNMATCHED)] == [(1, True)]

    press.release("2022-12-13")

    assert [row[3:5] for row in select(press.engine, UNMATCHED)] == [(2, False)]


def test_a_figure_that_its_document_corrects_ends_the_alert_about_it(press: Press) -> None:
    text = "There were {} registered victims in 2022."
    wrong, right = text.format("10 100"), text.format("10 093")
    press.release(*DAYS)
    press.print(
        a_document("news", "2024-06-01", victims(wrong, "10 100", 2022)), wrong, "2024-06-02"
    )

    press.print(
        a_document("news", "2024-06-01", victims(right, "10 093", 2022)), right, "2024-06-03"
    )

    assert [row[3:5] for row in select(press.engine, UNMATCHED)] == [(2, False)]


def test_what_a_person_mends_was_turned_by_no_vintage(press: Press) -> None:
    press.release(*DAYS)
    for printed, seen_at in (("46", "2023-06-02"), ("64", "2023-06-03")):
        said = NEWS_2022.replace("64", printed)
        press.print(a_document("news", "2023-06-01", women(said, printed)), said, seen_at)

    assert verdicts(press, "news") == [("revised_since", V2022, 64, 68, 6.25)]
    assert select(press.engine, "SELECT kind FROM figures.alerts") == [("never_matched",)]


def test_what_a_vintage_turned_stays_told_while_a_person_mends_its_statement(press: Press) -> None:
    press.release(*BY_2022)
    press.print(news_of_2022(), NEWS_2022, "2022-12-14")
    press.release("2024-01-24")
    mended = replace(news_of_2022().statements[0], below=Decimal(65), at_least=Decimal(63))

    press.print(with_statements(news_of_2022(), mended), NEWS_2022, "2024-02-01")

    query = "SELECT key, messages, resolved_at IS NULL FROM figures.alerts"
    assert select(press.engine, query) == [(V2024, 1, True)]


def test_a_figure_that_is_corrected_after_a_vintage_ends_the_alert_about_it(press: Press) -> None:
    old = women(NEWS_2022, "64", statement_id="old")
    press.release(*BY_2022)
    press.print(a_document("news", "2022-12-13", old), NEWS_2022, "2022-12-14")
    press.release("2024-01-24")

    right = NEWS_2022.replace("64", "68")
    new = women(right, "68", statement_id="new")
    press.print(a_document("news", "2022-12-13", old, new), right, "2024-02-01")

    query = "SELECT kind, resolved_at IS NULL FROM figures.alerts ORDER BY alert_id"
    assert select(press.engine, query) == [("statement", False)]
    assert [each[0] for each in verdicts(press, "news")] == ["reproduced", "revised_since"]


def test_a_statement_without_a_binding_says_why_it_cannot_be_compared(press: Press) -> None:
    text = "There were 135 prosecutions in three countries."
    quantity = Quantity("prosecutions")
    told = stated(text, "135", quantity, None, unbound_because="no dataset counts these")
    press.print(a_document("other", "2024-06-01", told), text, "2024-06-02")

    query = "SELECT verdict, reason FROM figures.verdicts"
    assert select(press.engine, query) == [("not_comparable", "no dataset counts these")]


def test_any_order_of_editions_and_vintages_gives_the_same_verdicts(
    press: Press, access: Access
) -> None:
    steps: dict[str, Callable[[], object]] = {
        "2022": lambda: press.release("2022-12-13"),
        "2024": lambda: press.release("2024-01-24"),
        "news": lambda: press.print(news_of_2022(), NEWS_2022, "2022-12-14"),
        "edited": lambda: press.print(news_of_2022(), f"{NEWS_2022} Edited.", "2023-01-01"),
        "restated": lambda: press.print(news_of_2024(), NEWS_2024, "2024-01-25"),
    }
    states = []
    for order in list(permutations(steps))[::_TAKEN]:
        for step in order:
            steps[step]()
        states.append(everything(press))
        _empty(access)
        press.rounds.snapshots.clear()

    assert len(states[0][0]) == 3
    assert [state for state in states if state != states[0]] == []


def everything(press: Press) -> list[list[tuple[Any, ...]]]:
    """All that analysts see of documents now, but system time and numbers of rows."""
    return [sorted(select(press.engine, query), key=repr) for query in _EVERYTHING]


_TAKEN = 11  # one order of eleven, as each takes a second; all 120 were seen to agree
_EVERYTHING = (
    """SELECT document_id, statement_id, verdict, reason, vintage_id, value, reading, vintage_now,
              value_now, change_percent, against, page, quote
         FROM figures.verdicts WHERE is_current""",
    """SELECT document_id, statement_id, printed_on, quote, starts, ends, in_current_edition,
              orphaned, first_edition, last_edition, verdict, reason FROM figures.statements""",
    """SELECT document_id, edition, is_current, first_seen_at, last_seen_at, difference, text_hash,
              release_key FROM figures.editions""",
    "SELECT * FROM figures.documents",
    "SELECT * FROM figures.bound_values",
    "SELECT * FROM figures.restatements",
)


def _cells(day: str) -> list[tuple[tuple[str, str], str]]:
    return list(printed_cells(day).items())


def _empty(access: Access) -> None:
    """The warehouse as new."""
    tables = """SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') FROM pg_tables
                 WHERE schemaname IN ('vintages', 'stage', 'documents', 'alerts')"""
    partitions = "SELECT tablename FROM pg_tables WHERE tablename ~ '^(lone_)?strip_'"
    with engine(access.owner).begin() as connection:
        for (name,) in connection.execute(text(partitions)).all():
            connection.execute(text(f"DROP TABLE vintages.{name}"))
        (names,) = connection.execute(text(tables)).one()
        connection.execute(text(f"TRUNCATE {names} CASCADE"))
