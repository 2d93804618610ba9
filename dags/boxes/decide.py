"""The box in which a person decides about a held release, in Airflow's *Required Actions*."""

from datetime import timedelta
from typing import Any

from airflow.providers.standard.operators.hitl import HITLBranchOperator
from airflow.sdk import Param, task
from airflow.sdk.exceptions import AirflowFailException, TaskAwaitingInput
from sqlalchemy.exc import OperationalError

from dags.boxes.each_box import steps
from warehouse.errors import WarehouseUnreachable

LOOKS_AGAIN = timedelta(hours=1)
TASK_ID, FACTS, ANSWER = "decide", "facts", "answer"  # the last two are keys of XComs
OPTIONS = {"Accept": "load", "Reject": "reject"}
_FORM = {
    "reason": Param(
        "",
        type="string",
        title="Reason",
        description="Kept with the decision, and wanted: without one, or of blanks alone, nothing "
        "is decided, and the same question stands here again.",
    ),
    "name": Param(
        None,
        type=["null", "string"],
        title="Your name",
        description="Empty: the name you are logged in with.",
    ),
    "remember_until": Param(
        None,
        type=["null", "string"],
        format="date",
        title="Accept the same until",
        description="Until that day the same rules let the same members in, without asking, where "
        "they move no further than now; a rule that names none, as much as now.",
    ),
}


class Decide(HITLBranchOperator):
    """Accept or Reject; what was typed, and by whom, is the XCom ``answer`` for the box after.

    Unanswered it looks once an hour whether there still is something to decide, and ends where the
    release was decided elsewhere, or another download of it took its place.
    """

    def execute_complete(self, context: Any, event: dict[str, Any]) -> Any:
        """Keep the answer, which the branch alone would drop. Without a reason, ask once more."""
        if event.get("error_type") == "timeout":
            return self._looked_again(context)
        user = event.get("responded_by_user") or {}
        said = {**(event.get("params_input") or {}), "user": user.get("name")}
        if not (said.get("reason") or "").strip():
            self.execute(context)  # as it was asked: Airflow changes no text of an open question
        context["ti"].xcom_push(key=ANSWER, value=said)
        return super().execute_complete(context=context, event=event)

    def _looked_again(self, context: Any) -> Any:
        try:
            waits = steps().waits_for_a_person(context["ti"].xcom_pull(task_ids="stage"))
        except (OperationalError, WarehouseUnreachable) as error:
            self.log.warning("asked again in an hour: %s", error)
            waits = True
        if waits:
            raise TaskAwaitingInput(method_name="execute_complete", timeout=LOOKS_AGAIN)
        return self.do_branch(context, None)


def decide_box(checked_by: str) -> Decide:
    """The box; the task ``checked_by`` leaves ``subject`` and ``body`` for it, as Markdown."""
    facts = f"ti.xcom_pull(task_ids='{checked_by}', key='{FACTS}')"
    return Decide(
        task_id=TASK_ID,
        subject=f"{{{{ {facts}.subject }}}}",
        body=f"{{{{ {facts}.body }}}}",
        options=list(OPTIONS),
        options_mapping=OPTIONS,
        params=_FORM,
        response_timeout=LOOKS_AGAIN,
    )


def answer(ti: Any, checked_by: str = "check") -> dict[str, Any] | None:
    """What the person said; None where nobody was asked.

    An answer outlives the clearing of its run: it counts where the check left facts for it, which
    go with every new check.
    """
    if ti.xcom_pull(task_ids=checked_by, key=FACTS) is None:
        return None
    said: dict[str, Any] | None = ti.xcom_pull(task_ids=TASK_ID, key=ANSWER)
    return said


@task(on_failure_callback=None)  # red on purpose, and no alert: a person did it
def reject(stage_id: int, ti: Any = None) -> None:
    """Keep the release out, and end the run so that it is seen."""
    raise AirflowFailException(steps().reject(stage_id, answer(ti) or {}))


def where_to_decide(ti: Any) -> str:
    """The page of the UI on which the run of this task instance is decided."""
    run = ti.log_url.split("/tasks/")[0]
    return f"{run}/tasks/{TASK_ID}/required_actions"
