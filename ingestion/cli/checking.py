"""Commands about checks: what the rules saw, what waits for a person, who was told."""

from typing import TYPE_CHECKING, Annotated

import typer

from ingestion.cli.asking import As, Code, To
from ingestion.cli.desk import analyst, require_dataset
from ingestion.cli.formats import write
from ingestion.errors import Misconfigured

if TYPE_CHECKING:
    from sqlalchemy import Engine


def checks(
    code: Code,
    failed: Annotated[bool, typer.Option("--failed", help="Only what did not pass.")] = False,
    history: Annotated[
        bool, typer.Option("--history", help="Of every release, not only of the last one checked.")
    ] = False,
    written_as: As = "table",
    to: To = None,
) -> None:
    """Show what each rule saw of a dataset's releases, also where it passed."""
    from warehouse.query import own

    warehouse = analyst()
    dataset_code = require_dataset(warehouse, code, "datasets_checked")
    values = {"dataset_code": dataset_code, "failed": failed}
    write(warehouse, own("checks_of", **values, history=history), written_as, to)


def quarantine(
    stage: Annotated[
        int | None,
        typer.Argument(metavar="[STAGE]", help="Its number: each cell that would change."),
    ] = None,
    written_as: As = "table",
    to: To = None,
) -> None:
    """Show the releases that wait for a decision, or what one of them would change."""
    from warehouse.query import own

    warehouse = analyst()
    name = "quarantined" if stage is None else "quarantined_cells"
    if stage is not None:
        _require_waiting(warehouse, stage)
    write(warehouse, own(name, wanted_stage=stage), written_as, to)


def alerts(
    resolved: Annotated[bool, typer.Option("--resolved", help="Also those that are over.")] = False,
    written_as: As = "table",
    to: To = None,
) -> None:
    """Show what is wrong now, and whether those concerned were told."""
    from warehouse.query import own

    write(analyst(), own("alerts_shown", with_resolved=resolved), written_as, to)


def _require_waiting(warehouse: "Engine", stage: int) -> None:
    """Raises Misconfigured for a stage of which no rows would say that it changes nothing."""
    from warehouse.query import own, rows_of

    waiting = [number for number, *_ in rows_of(warehouse, own("quarantined"))]
    if stage not in waiting:
        there = ", ".join(map(str, waiting)) or "none"
        raise Misconfigured(f"no release waits as stage {stage}; those that wait: {there}")
