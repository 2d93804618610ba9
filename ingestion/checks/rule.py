"""Rules: what every release is held to, and what a dataset's file makes of them."""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from ingestion.errors import Misconfigured
from ingestion.release import announced_count
from ingestion.source import Source
from warehouse.structure import Structure

HERE = Path(__file__).parent
Kind = Literal["rows", "value"]
Severity = Literal["info", "warning", "critical"]
# Counts and shares in Eurostat's units; a dataset whose figures leave the range is not held to it.
UNITS: Mapping[str, Mapping[str, Any]] = {
    "NR": {"least": 0, "whole": True},
    "PER": {"least": 0, "whole": True},
    "PC": {"least": 0, "most": 100},
    "P_HTHAB": {"least": 0},
}
_EU15 = "AT BE DE DK EL ES FI FR IE IT LU NL PT SE UK"
_EU25 = f"{_EU15} CY CZ EE HU LT LV MT PL SI SK"
_EA17 = "AT BE CY DE EE EL ES FI FR IE IT LU MT NL PT SI SK"
# Members as Eurostat's code says them, so that like is compared with like: EU28 has the United
# Kingdom, EU27_2020 has not. "EU" and "EA" change their members in time and can be no sum.
_COMPOSITIONS = {
    "EU15": _EU15,
    "EU25": _EU25,
    "EU27_2007": f"{_EU25} BG RO",
    "EU28": f"{_EU25} BG RO HR",
    "EU27_2020": f"{_EU25} BG RO HR".replace(" UK", ""),
    "EA17": _EA17,
    "EA18": f"{_EA17} LV",
    "EA19": f"{_EA17} LV LT",
    "EA20": f"{_EA17} LV LT HR",
    "EA21": f"{_EA17} LV LT HR BG",
}
# Counts only: a rate of the Union is no sum, and money is converted. 1 in 200 for rounded counts.
AGGREGATES: Mapping[str, Mapping[str, Any]] = {
    f"{code}, {unit}": {
        "check_id": "aggregate.members",
        "unit": unit,
        "dimension": "geo",
        "total": code,
        "parts": members.split(),
        "tolerance": 5,
        "tolerance_share": 0.005,
    }
    for code, members in _COMPOSITIONS.items()
    for unit in ("NR", "PER", "THS_PER")
}


@dataclass(frozen=True)
class Rule:
    """One thing that must hold of a release; ``limit`` is absent where a single row is too many."""

    check_id: str
    kind: Kind
    severity: Severity
    description: str
    limit: float | None = None
    because: str = ""  # why the limit is what it is

    @property
    def sql(self) -> str:
        """The text of the rule, over the bench that a stage is laid out on."""
        return (HERE / "sql" / f"{self.check_id}.sql").read_text(encoding="utf-8")


@cache
def default_rules() -> Mapping[str, Rule]:
    """The rules as they come with the program, by id."""
    content = tomllib.loads((HERE / "rules.toml").read_text(encoding="utf-8"))
    return {check_id: Rule(check_id, **table) for check_id, table in content.items()}


def rules_of(source: Source) -> tuple[Rule, ...]:
    """The rules for a dataset; raises Misconfigured where its file names one that is not there."""
    checks = source.checks
    limits = {
        "cells.lost": checks.max_lost_cells_share,
        "series.lost": checks.max_lost_series_share,
    }
    rules = dict(default_rules())
    for check_id, share in limits.items():
        rules[check_id] = replace(rules[check_id], limit=share)
    for check_id, wanted in checks.rules.items():
        if check_id not in rules:
            raise Misconfigured(
                f'{source.dataset_code} [checks.rules."{check_id}"]: there is no such rule; '
                f"there are {', '.join(rules)}"
            )
        rule = rules[check_id]
        limit = rule.limit if wanted.limit is None else wanted.limit
        rules[check_id] = replace(rule, severity=wanted.severity or rule.severity, limit=limit)
    off = {check_id for check_id, wanted in checks.rules.items() if wanted.off}
    return tuple(rule for check_id, rule in rules.items() if check_id not in off)


def profile(
    source: Source, structure: Structure | None, stamps: Mapping[str, str]
) -> dict[str, Any]:
    """All that the rules need to know beside the figures, as it is recorded with each run."""
    return {
        "dimensions": list(source.dimensions),
        "rules": {rule.check_id: asdict(rule) for rule in rules_of(source)},
        "units": {**UNITS, **_declared_units(source)},
        "additivity": {**AGGREGATES, **_declared_sums(source)},
        "codes": _codes(structure),
        "observation_count": announced_count(stamps),
        "expected_within_days": source.expected_within_days,
    }


def _declared_units(source: Source) -> dict[str, Any]:
    return {
        unit: {**asdict(domain), "declared": True} for unit, domain in source.checks.units.items()
    }


def _declared_sums(source: Source) -> dict[str, Any]:
    return {
        name: {**asdict(declared), "check_id": "additivity.parts"}
        for name, declared in source.checks.additivity.items()
    }


def _codes(structure: Structure | None) -> dict[str, list[str]]:
    if structure is None:
        return {}
    return {
        dimension: [code.code_id for code in structure.codelists[dimension].codes]
        for dimension in structure.dimensions
        if dimension in structure.codelists
    }
