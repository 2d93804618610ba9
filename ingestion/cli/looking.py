"""The command that shows what runs, what is held and what waits."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingestion.cli.desk import chosen_settings, opened_line
from ingestion.cli.output import answer, table
from ingestion.cli.overview import (
    LEFT_RUNNING,
    Holdings,
    datasets_table,
    holdings,
    minute,
    missing_lines,
    processes,
    short,
    waiting_lines,
    watcher_lines,
)
from warehouse.errors import VintagesError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ingestion.settings import Settings

Told = dict[str, Any]


def status() -> None:
    """Show what runs, what is held, and what waits for a person."""
    settings = chosen_settings()
    airflow = _airflow(settings.home)
    warehouse, held = _warehouse()
    followed, complaint = _followed(settings)
    here = [row for row in held.missing if row["dataset_code"] in followed]
    held = replace(held, missing=here)
    unloaded = sorted(set(followed) - {row["dataset_code"] for row in held.datasets})
    told = {
        "home": settings.home,
        "warehouse": warehouse,
        "airflow": airflow,
        "datasets": held.datasets,
        "followed_without_release": unloaded,
        "sources_error": complaint,
        "waiting": held.waiting,
        "watchers": held.watchers,
        "failed_fetches": held.failed_fetches,
        "missing_releases": held.missing,
    }
    answer(told, *_processes_shown(warehouse, airflow), *_held_shown(held, unloaded, complaint))


def _airflow(home: Path) -> Told:
    """Where it runs and by which processes, and whether anybody watches over them."""
    from ingestion.stack.state import left_running, running

    state = running(home)
    left = None if state else left_running(home)
    found = state or left
    return {
        "url": found and found.url,
        "watched_over": state is not None,
        "processes": processes(found),
    }


def _warehouse() -> tuple[Told, Holdings]:
    """Where the warehouse is and what it holds, or why it does not answer."""
    try:
        engine = opened_line().warehouse
    except VintagesError as error:
        return {"answers": False, "error": str(error)}, Holdings()
    where = f"{engine.url.host}:{engine.url.port}/{engine.url.database}"
    return {"answers": True, "where": where}, holdings(engine)


def _followed(settings: "Settings") -> tuple[list[str], str | None]:
    """The codes of all source files, or what is wrong with one of them."""
    from ingestion.errors import Misconfigured
    from ingestion.source import sources

    try:
        return [each.dataset_code for each in sources(settings.sources)], None
    except Misconfigured as error:
        return [], str(error)


def _processes_shown(warehouse: Told, airflow: Told) -> list["RenderableType"]:
    answers = f"answers at {warehouse['where']}" if warehouse["answers"] else warehouse["error"]
    alive = [each["name"] for each in airflow["processes"] if each["alive"]]
    dead = [each["name"] for each in airflow["processes"] if not each["alive"]]
    where = f"runs at {airflow['url']}" if airflow["url"] else "does not run: `vintages up`"
    if airflow["url"] and not airflow["watched_over"]:
        where += f", and nobody watches over it: {LEFT_RUNNING}"
    return [
        f"Warehouse: {answers}",
        f"Airflow: {where}",
        *([f"Processes: {', '.join(alive)}"] if alive else []),
        *([f"Dead: {', '.join(dead)}"] if dead else []),
    ]


def _held_shown(
    held: Holdings, unloaded: list[str], complaint: str | None
) -> list["RenderableType"]:
    shown: list[RenderableType] = [*watcher_lines(held.watchers), datasets_table(held.datasets)]
    if unloaded:
        shown.append(f"Followed, and no release held yet: {', '.join(unloaded)}")
    if complaint:
        shown.append(f"A source file is wrong: {complaint}")
    shown += waiting_lines(held.waiting) + missing_lines(held.missing)
    if held.failed_fetches:
        rows = [
            (
                minute(row["started_at"]),
                row["dataset_code"],
                row["purpose"],
                row["outcome"],
                short((row["error"] or "").replace(row["url"], "").lstrip(": ")),
            )
            for row in held.failed_fetches
        ]
        headings = ("when", "dataset", "purpose", "outcome", "error")
        shown.append(table(*headings, rows=rows, title="Last failed fetches"))
    return shown
