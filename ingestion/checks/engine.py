"""The run of the rules by Great Expectations, with a guard for each way in which a check can pass
without having been made: no rule, a rule dropped, an empty table, an evaluation that failed.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import URL

from ingestion.checks.rule import Rule
from ingestion.errors import CheckNotMade

_TEN_MINUTES = 600_000
_BENCH_LAID_OUT = "bench.laid_out"


@dataclass(frozen=True)
class Outcome:
    """What became of one rule: pass, fail or error, and what was seen, also where it passed.

    ``let_in`` says who let it in for this time, or how much less was let in than there is now.
    ``sizes``: how far each member moved, of rules that say so.
    """

    rule: Rule
    outcome: str
    observed: float | None = None
    limit: float | None = None
    bad_rows: int | None = None
    sample: Sequence[Mapping[str, Any]] = ()
    members: Sequence[str | None] = ()
    error: str | None = None
    remembered_id: int | None = field(default=None, compare=False)
    let_in: str | None = None
    sizes: Mapping[str, float] = field(default_factory=dict)

    @property
    def severity(self) -> str:
        """The rule's, but critical for a rule that could not be asked."""
        return "critical" if self.outcome == "error" else self.rule.severity

    @property
    def reason(self) -> str:
        """The rule in words, with the worst that it found."""
        return self.told(5)

    def told(self, shown: int) -> str:
        """The rule in words, with at most so many of the worst that it found."""
        if self.error:
            return f"{self.rule.check_id} could not be checked: {self.error.splitlines()[0]}"
        worst = "; ".join(str(row["said"]) for row in self.sample[:shown] if row.get("said"))
        more = (self.bad_rows or 0) - shown
        said = f"{self.rule.description}: {worst}" if worst else self.rule.description
        said += f"; and {more} more" if more > 0 else ""
        return f"{said}; {self.let_in}" if self.let_in else said


def outcomes(rules: Sequence[Rule], bench: str, url: URL) -> list[Outcome]:
    """Ask every rule of the stage that is laid out on a bench, in the order of the rules.

    Raises CheckNotMade when a rule got lost on the way.
    """
    if not rules:
        raise CheckNotMade("no rule is left to check by: turn some on again in the dataset's file")
    results = _results(rules, bench, url)
    _require_laid_out(results, bench)
    by_id = {result.expectation_config.meta["check_id"]: result for result in results}
    lost = [rule.check_id for rule in rules if rule.check_id not in by_id]
    if lost or len(by_id) != len(rules) + 1:
        raise CheckNotMade(f"{', '.join(lost) or 'a rule'} was dropped on the way: not checked")
    return [_outcome(rule, by_id[rule.check_id]) for rule in rules]


def _require_laid_out(results: Sequence[Any], bench: str) -> None:
    """Over an empty table every rule would pass: raises CheckNotMade unless there is a fact."""
    for result in results:
        if result.expectation_config.meta["check_id"] == _BENCH_LAID_OUT and not result.success:
            said = _error(result.exception_info or {}) or "the stage was not laid out"
            raise CheckNotMade(f"there is nothing on {bench}: {said}")


def _results(rules: Sequence[Rule], bench: str, url: URL) -> list[Any]:
    # Both before the import: it takes seconds and memory, and logs every function it registers.
    logging.getLogger("great_expectations").setLevel(logging.CRITICAL)
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral", project_config=_quiet())
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_postgres(
        "warehouse", connection_string=_connection(url), kwargs=_kwargs(bench)
    )
    try:
        asset = source.add_table_asset("facts", table_name="facts")
        suite = context.suites.add(gx.ExpectationSuite("release", expectations=_asked(rules)))
        batch = asset.add_batch_definition_whole_table("run").get_batch()
        found = batch.validate(suite, result_format="SUMMARY")
    finally:
        source.get_execution_engine().close()
        source.get_engine().dispose()
    return list(found.results)


def _quiet() -> Any:
    """Nothing is told to Great Expectations' makers, and no folder is made for its documents."""
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
    )

    stores = InMemoryStoreBackendDefaults()
    return DataContextConfig(store_backend_defaults=stores, analytics_enabled=False)


def _asked(rules: Sequence[Rule]) -> list[Any]:
    """An expectation for each rule, and one that the bench is not empty."""
    from great_expectations.expectations import ExpectTableRowCountToEqual

    from ingestion.checks.expectations import (
        ExpectNoFailingRows,
        ExpectValueAtMost,
    )

    def asked(rule: Rule) -> Any:
        said = {"severity": rule.severity, "meta": {"check_id": rule.check_id}}
        if rule.kind == "rows":
            return ExpectNoFailingRows(rows_text=rule.sql, **said)
        return ExpectValueAtMost(value_text=rule.sql, most=float(rule.limit or 0), **said)

    laid_out = ExpectTableRowCountToEqual(value=1, meta={"check_id": _BENCH_LAID_OUT})
    return [laid_out, *(asked(rule) for rule in rules)]


def _connection(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _kwargs(bench: str) -> dict[str, Any]:
    """One connection that reads only, and finds the bench's names first."""
    options = (
        f"-c search_path={bench},pg_catalog -c default_transaction_read_only=on "
        f"-c statement_timeout={_TEN_MINUTES} -c timezone=UTC -c jit=off"
    )
    return {"connect_args": {"options": options}, "pool_size": 1, "max_overflow": 0}


def _outcome(rule: Rule, result: Any) -> Outcome:
    error = _error(result.exception_info or {})
    if error or "observed_value" not in result.result:
        return Outcome(rule, "error", error=error or "it gave no answer")
    details = result.result["details"]
    return Outcome(
        rule,
        "pass" if result.success else "fail",
        result.result["observed_value"],
        details.get("allowed", rule.limit),
        details.get("bad_rows"),
        details["sample"],
        details.get("members", ()),
        sizes=details.get("sizes", {}),
    )


def _error(info: Mapping[str, Any]) -> str:
    """One dict, or one for each metric; empty where nothing was raised."""
    infos = [info] if "raised_exception" in info else list(info.values())
    raised = [each for each in infos if each.get("raised_exception", True)]
    return "; ".join(str(each.get("exception_message")) for each in raised)
