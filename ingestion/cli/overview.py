"""What runs and what the warehouse holds, for `status`, `doctor` and the end of `up`."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ingestion.cli.output import table

if TYPE_CHECKING:
    from rich.console import RenderableType
    from sqlalchemy import Engine

    from ingestion.stack.state import StackState

Row = dict[str, Any]
LEFT_RUNNING = "`vintages up` was killed; another one ends what is left of it, and starts anew"
_LONGEST_CELL = 100


@dataclass(frozen=True)
class Holdings:
    """What the warehouse holds now, as rows by column name."""

    datasets: list[Row] = field(default_factory=list)
    waiting: list[Row] = field(default_factory=list)
    watchers: list[Row] = field(default_factory=list)
    failed_fetches: list[Row] = field(default_factory=list)
    missing: list[Row] = field(default_factory=list)


def holdings(warehouse: "Engine") -> Holdings:
    """Datasets, stages that wait for a person, watchers, failed fetches and missing releases."""
    names = (
        "datasets_overview",
        "waiting_stages",
        "watchers",
        "failed_fetches",
        "missing_releases",
    )
    return Holdings(*(rows_of(warehouse, name) for name in names))


def rows_of(warehouse: "Engine", name: str) -> list[Row]:
    """The rows of one of the warehouse's own statements."""
    from warehouse.statement import run

    with warehouse.connect() as connection:
        return [row._asdict() for row in run(connection, name)]


def datasets_table(datasets: list[Row]) -> "RenderableType":
    """A line per dataset with its newest vintage."""
    if not datasets:
        return "No dataset is held yet."
    rows = [
        (row["dataset_code"], row["vintages"], minute(row["last_vintage_at"]), short(row["title"]))
        for row in datasets
    ]
    return table("dataset", "vintages", "newest vintage", "title", rows=rows)


def waiting_lines(waiting: list[Row]) -> list[str]:
    """What waits for a person, why, and how to decide."""
    from warehouse.decide import DECIDE

    return [
        f"Waits for a decision: {row['dataset_code']}, released {minute(row['released_at'])}, "
        f"because {row['reason']}\n  {DECIDE.format(row['stage_id'])}"
        for row in waiting
    ]


def missing_lines(missing: list[Row]) -> list[str]:
    """What was announced and is not held, since when and why; what waits is told elsewhere."""
    return [
        f"Announced and not held: {row['dataset_code']}, released {minute(row['released_at'])}, "
        f"seen since {minute(row['announced_at'])}, {row['state'].replace('_', ' ')}: "
        f"{short(row['because'])}\n  {row['to_do']}"
        for row in missing
        if row["state"] not in ("waiting", "rejected")
    ]


def watcher_lines(watchers: list[Row]) -> list[str]:
    """How long ago each feed was asked, and how that went."""
    return [
        f"Watcher {row['feed']}: asked {row['age_seconds']:.0f} s ago, "
        + (
            f"{row['errors_in_a_row']} failures in a row: {short(row['last_error'])}"
            if row["errors_in_a_row"]
            else "well"
        )
        for row in watchers
    ] or ["Watcher: no feed was asked yet"]


def processes(state: "StackState | None") -> list[Row]:
    """The processes that were started, and which of them live."""
    if state is None:
        return []
    return [
        {"name": each.name, "pid": each.pid, "alive": each.alive()}
        for each in (state.supervisor, *state.processes)
    ]


def minute(moment: datetime | None) -> str:
    """A moment for people."""
    return "" if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def short(text: str | None) -> str:
    """One line that fits a table."""
    line = " ".join((text or "").split())
    return line if len(line) <= _LONGEST_CELL else f"{line[: _LONGEST_CELL - 1]}…"
