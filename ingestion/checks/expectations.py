"""Two expectations of our own for Great Expectations: the only file that touches its internals.

Each runs one statement, counts exactly and brings at most twenty rows back. They rest on classes
that Great Expectations does not promise to keep: tests/test_expectations.py says what must hold.
"""

from typing import Any, ClassVar

from great_expectations.compatibility.sqlalchemy import sqlalchemy as sa
from great_expectations.execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.query_metric_provider import QueryMetricProvider

_ROWS = """
WITH bad AS MATERIALIZED ({text}),
concerned AS MATERIALIZED (
  SELECT told->>'member' AS member, max((told->>'size')::float8) AS size
    FROM bad CROSS JOIN LATERAL (SELECT to_jsonb(bad) AS told OFFSET 0) AS each
   GROUP BY told->>'member')
SELECT (SELECT count(*) FROM bad) AS bad_rows,
       (SELECT coalesce(jsonb_agg(shown), '[]')
          FROM (SELECT * FROM bad LIMIT 20) AS shown) AS sample,
       (SELECT coalesce(jsonb_agg(member ORDER BY member), '[]') FROM concerned) AS members,
       (SELECT coalesce(jsonb_object_agg(member, size), '{{}}') FROM concerned
         WHERE member IS NOT NULL AND size IS NOT NULL) AS sizes"""
_VALUE = "SELECT to_jsonb(found) AS found FROM ({text}) AS found"


class FailingRows(QueryMetricProvider):  # type: ignore[misc] # no stubs
    """The rows that a rule's text finds: their number, the first twenty, the members concerned.

    ``sizes``: how far a member moved at most, where the rows have a column ``size``.
    """

    metric_name = "vintages.failing_rows"
    value_keys = ("rows_text",)

    @metric_value(engine=SqlAlchemyExecutionEngine)  # type: ignore[untyped-decorator] # no stubs
    def _sqlalchemy(  # Great Expectations makes a class method of it
        cls,  # noqa: N805 - see above
        execution_engine: Any,
        metric_value_kwargs: Any,
        **_: Any,
    ) -> dict[str, Any]:
        text = sa.text(_ROWS.format(text=metric_value_kwargs["rows_text"]))
        return dict(execution_engine.execute_query(text).mappings().one())


class FoundValue(QueryMetricProvider):  # type: ignore[misc] # no stubs
    """The one row that a rule's text gives: what it observed, and a sentence about it."""

    metric_name = "vintages.found_value"
    value_keys = ("value_text",)

    @metric_value(engine=SqlAlchemyExecutionEngine)  # type: ignore[untyped-decorator] # no stubs
    def _sqlalchemy(  # Great Expectations makes a class method of it
        cls,  # noqa: N805 - see above
        execution_engine: Any,
        metric_value_kwargs: Any,
        **_: Any,
    ) -> dict[str, Any]:
        text = sa.text(_VALUE.format(text=metric_value_kwargs["value_text"]))
        found = dict(execution_engine.execute_query(text).mappings().one()["found"])
        return found | {"observed": found["observed"]}  # a text without it would always pass


class ExpectNoFailingRows(BatchExpectation):  # type: ignore[misc] # no stubs
    """Expect that a rule's text finds no row."""

    rows_text: str
    domain_keys: ClassVar = ("batch_id",)
    metric_dependencies: ClassVar = ("vintages.failing_rows",)
    success_keys: ClassVar = ("rows_text",)

    def _validate(self, metrics: dict[str, Any], **_: Any) -> dict[str, Any]:
        found = metrics["vintages.failing_rows"]
        result = {"observed_value": found["bad_rows"], "details": found}
        return {"success": found["bad_rows"] == 0, "result": result}


class ExpectValueAtMost(BatchExpectation):  # type: ignore[misc] # no stubs
    """Expect that the number a rule's text observes is not above a limit; nothing to see passes.

    A text may allow more than the limit, where the dataset's own past says so.
    """

    value_text: str
    most: float
    domain_keys: ClassVar = ("batch_id",)
    metric_dependencies: ClassVar = ("vintages.found_value",)
    success_keys: ClassVar = ("value_text", "most")

    def _validate(self, metrics: dict[str, Any], **_: Any) -> dict[str, Any]:
        found = metrics["vintages.found_value"]
        observed = found["observed"]
        allowed = max(self.most, found.get("allowed") or self.most)
        result = {"observed_value": observed, "details": {"sample": [found], "allowed": allowed}}
        return {"success": observed is None or observed <= allowed, "result": result}
