"""What our two expectation classes and the run of Great Expectations must go on doing.

They rest on classes that Great Expectations does not promise to keep. Each way in which a check can
pass without having been made has its test here.
"""

import pytest
from sqlalchemy import text

from ingestion.checks.engine import Outcome, outcomes
from ingestion.checks.rule import Rule, default_rules
from ingestion.errors import CheckNotMade
from warehouse.connection import Access, engine

BENCH = "check_0"
ROWS = "SELECT place AS member, 'seen ' || place AS said FROM place WHERE number > {}"
VALUE = "SELECT max(number)::float8 AS observed, 'the highest' AS said FROM place WHERE number > {}"


class Text(Rule):
    """A rule whose text is its description."""

    @property
    def sql(self) -> str:
        """The text, without a file."""
        return self.description


@pytest.fixture
def bench(access: Access) -> Access:
    """A bench with a row of facts, and a table of three places."""
    with engine(access.owner).begin() as connection:
        for statement in (
            f"CREATE SCHEMA {BENCH}",
            f"CREATE TABLE {BENCH}.facts AS SELECT 1 AS observations",
            f"CREATE TABLE {BENCH}.place (place, number) AS VALUES ('AT', 1), ('BE', 2), ('CY', 3)",
            f"CREATE SEQUENCE {BENCH}.drawn",
            f"GRANT USAGE ON SCHEMA {BENCH} TO vintages_loader",
            f"GRANT SELECT ON ALL TABLES IN SCHEMA {BENCH} TO vintages_loader",
            f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {BENCH} TO vintages_loader",
        ):
            connection.execute(text(statement))
    return access


def asked(access: Access, *rules: Rule) -> list[Outcome]:
    """What becomes of rules on the bench."""
    return outcomes(rules, BENCH, engine(access.loader).url)


def test_rows_that_are_not_there_pass_and_rows_that_are_fail_with_their_members(
    bench: Access,
) -> None:
    none, some = asked(
        bench,
        Text("none", "rows", "critical", ROWS.format(9)),
        Text("some", "rows", "warning", ROWS.format(1)),
    )

    assert (none.outcome, none.observed, none.members) == ("pass", 0, [])
    assert (some.outcome, some.observed, some.bad_rows) == ("fail", 2, 2)
    assert sorted(str(member) for member in some.members) == ["BE", "CY"]
    assert [row["said"] for row in some.sample] == ["seen BE", "seen CY"]


def test_a_value_passes_up_to_its_limit_and_is_kept_also_then(bench: Access) -> None:
    within, above, nothing = asked(
        bench,
        Text("within", "value", "critical", VALUE.format(0), limit=3),
        Text("above", "value", "critical", VALUE.format(0), limit=2.9),
        Text("nothing", "value", "critical", VALUE.format(9), limit=0),
    )

    assert (within.outcome, within.observed, within.limit) == ("pass", 3, 3)
    assert (above.outcome, above.observed) == ("fail", 3)
    assert (nothing.outcome, nothing.observed) == ("pass", None)


def test_the_datasets_own_past_can_allow_more_than_the_limit_and_never_less(bench: Access) -> None:
    allowed = "SELECT 3 AS observed, {} AS allowed, 'x' AS said"

    more, less, unknown = asked(
        bench,
        Text("more", "value", "critical", allowed.format(4), limit=2),
        Text("less", "value", "critical", allowed.format(1), limit=5),
        Text("unknown", "value", "critical", allowed.format("NULL"), limit=2),
    )

    assert [each.outcome for each in (more, less, unknown)] == ["pass", "pass", "fail"]
    assert (more.limit, less.limit, unknown.limit) == (4, 5, 2)


@pytest.mark.parametrize(
    ("kind", "broken"),
    [
        ("rows", "SELECT * FROM nowhere"),
        ("rows", "SELECT 1 / 0 AS said"),
        ("value", "SELECT 1 / 0 AS observed"),
        ("value", "SELECT 1 AS observed WHERE false"),  # no row is no answer
        ("value", "SELECT 1 AS observed UNION ALL SELECT 2"),
        ("value", "SELECT 1 AS said"),  # a text that observes nothing
    ],
)
def test_a_rule_that_gives_no_answer_is_an_error_and_critical_and_harms_no_other(
    bench: Access, kind: str, broken: str
) -> None:
    wrong, right = asked(
        bench,
        Text("wrong", kind, "info", broken, limit=9),  # type: ignore[arg-type] # parametrised
        Text("right", "rows", "critical", ROWS.format(1)),
    )

    assert (wrong.outcome, wrong.severity) == ("error", "critical")
    assert wrong.reason.startswith("wrong could not be checked")
    assert right.outcome == "fail"


def test_the_connection_of_the_rules_can_write_nothing(bench: Access) -> None:
    (found,) = asked(bench, Text("draws", "rows", "info", "SELECT nextval('drawn') AS said"))

    assert "read-only" in str(found.error)


def test_the_connection_of_the_rules_reads_only_and_ends_what_takes_too_long(bench: Access) -> None:
    setting = "SELECT 'x' AS said WHERE current_setting('{}') = '{}'"

    found = asked(
        bench,
        Text("reads", "rows", "info", setting.format("default_transaction_read_only", "on")),
        Text("ends", "rows", "info", setting.format("statement_timeout", "10min")),
    )

    assert [each.outcome for each in found] == ["fail", "fail"]  # each found its row


def test_a_suite_without_rules_is_no_check(bench: Access) -> None:
    with pytest.raises(CheckNotMade, match="no rule is left"):
        asked(bench)


def test_a_bench_without_its_facts_is_no_check(bench: Access) -> None:
    with engine(bench.owner).begin() as connection:
        connection.execute(text(f"TRUNCATE {BENCH}.facts"))

    with pytest.raises(CheckNotMade, match=f"nothing on {BENCH}"):
        asked(bench, Text("none", "rows", "critical", ROWS.format(9)))


def test_a_rule_that_is_lost_on_the_way_is_no_check(bench: Access) -> None:
    twice = Text("none", "rows", "critical", ROWS.format(9))

    with pytest.raises(CheckNotMade, match="dropped"):
        asked(bench, twice, twice)


def test_great_expectations_drops_what_it_does_not_know_which_is_why_they_are_counted() -> None:
    """Where this fails, the guard of the engine may go."""
    import great_expectations as gx

    suite = gx.ExpectationSuite("release", expectations=[{"type": "expect_nothing", "kwargs": {}}])

    assert suite.expectations == []


def test_each_rule_says_why_its_limit_is_what_it_is() -> None:
    rules = default_rules().values()

    assert [rule.check_id for rule in rules if not rule.because] == []
    unlimited = [r.check_id for r in rules if (r.limit is None) and r.kind == "value"]
    assert unlimited == []
