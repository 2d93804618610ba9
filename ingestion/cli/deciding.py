"""Commands about decisions: decide, and ask-again, which ends what one lets in."""

from datetime import datetime
from typing import Annotated, Literal

import typer

from ingestion.cli.bringing import judge, tell
from ingestion.cli.desk import opened_line
from ingestion.cli.output import answer, note
from ingestion.cli.progress import steps
from ingestion.errors import Misconfigured


def decide(
    stage: Annotated[
        int, typer.Argument(metavar="STAGE", help="Its number; `vintages status` lists them.")
    ],
    verdict: Annotated[
        Literal["accept", "reject"],
        typer.Argument(metavar="accept|reject", help="Let it in, or keep it out."),
    ],
    name: Annotated[str, typer.Option(help="Who decides; kept with the release.")],
    reason: Annotated[str, typer.Option(help="Why; kept with the release.")],
    remember_until: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DAY",
            help="Until that day, let the same members in by the same rules without asking, where "
            "they move no further than now; by a rule that names none, as much as now.",
        ),
    ] = None,
) -> None:
    """Decide about a release that a check held back."""
    from ingestion.checks.decision import Decision
    from ingestion.stack.required_actions import answer_box
    from warehouse.decide import require_open

    for option, text in (("--name", name), ("--reason", reason)):
        if not text.strip():
            raise typer.BadParameter(f"{option} is empty: it is kept with the decision")
    if remember_until and verdict == "reject":
        raise typer.BadParameter("--remember-until goes with accept: nothing is rejected unseen")
    decision = Decision(name, reason, remember_until and remember_until.date())
    line = opened_line()
    if verdict == "accept":
        with line.warehouse.connect() as connection:
            require_open(connection, stage, (name, reason))
    with steps(1) as say:
        say(f"{verdict}ing stage {stage}")
        loaded = line.decide(stage, decision, accept=verdict == "accept")
        answered = answer_box(line.settings.home, stage, decision, accept=verdict == "accept")
    if not answered:
        note(f"no box of Airflow was answered: one that waits for stage {stage} ends in an hour")
    judge(line)
    if loaded is None:
        told = {"stage_id": stage, "outcome": "rejected", "decided_by": name, "reason": reason}
        answer(told, f"Stage {stage} is rejected. Its bytes stay in the archive.")
    else:
        tell(loaded, None)


def ask_again(
    stage: Annotated[
        int, typer.Argument(metavar="STAGE", help="Its number, as figures.decisions has it.")
    ],
) -> None:
    """End what a decision lets in without asking, before the day until which it was remembered."""
    from warehouse.quality import forget
    from warehouse.stage import stage_of

    with opened_line().warehouse.begin() as connection:
        dataset_code = stage_of(connection, stage).dataset_code
        ended = forget(connection, stage)
    if not ended:
        raise Misconfigured(
            f"stage {stage} of {dataset_code} lets nothing in without asking: "
            "figures.decisions has remember_until of those that do"
        )
    answer(
        {"stage_id": stage, "dataset_code": dataset_code, "ended": ended},
        f"{dataset_code}: what stage {stage} let in is asked about again.",
    )
