"""The command that looks for what is wrong, and says what to do about it."""

import typer

from ingestion.cli.desk import chosen_settings
from ingestion.cli.output import answer, table


def doctor() -> None:
    """Look for what is wrong here, and say what to do; exit code 1 when something is."""
    from ingestion.cli.findings import findings

    found = findings(chosen_settings())
    rows = [(each.state, each.check, each.found, each.advice) for each in found]
    wrong = [each for each in found if each.state == "wrong"]
    told = {"healthy": not wrong, "checks": found}
    answer(told, table("", "check", "found", "what to do", rows=rows))
    if wrong:
        raise typer.Exit(1)
