"""What a campaign saw, as Markdown."""

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median

from benchmarks.fault_campaign import plan
from benchmarks.fault_campaign.campaign import Struck
from benchmarks.fault_campaign.proof import Proof
from benchmarks.page import row

_RECOVERS = {
    plan.BOX: "Airflow runs the box again",
    plan.WORKER: "Airflow misses the box's heartbeat, runs it again",
    plan.SCHEDULER: "`vintages up` starts it again",
    plan.FROZEN: "`vintages up` ends it after three minutes of silence, starts it again",
    plan.TRIGGERER: "`vintages up` starts it again",
    plan.DAG_PROCESSOR: "`vintages up` starts it again",
    plan.API_SERVER: "`vintages up` starts it again",
    plan.POSTGRES: "`vintages up` starts it again",
    plan.POSTGRES_STOPPED: "`vintages up` starts it again",
    plan.BACKEND: "Postgres recovers by itself",
    plan.SUPERVISOR: "`vintages up` again, by hand or a service",
    plan.EVERYTHING: "`vintages up` again, by hand or a service",
    plan.NETWORK: "the fetch asks again, then Airflow",
    plan.DISK: "`vintages up`, once there is room",
    plan.CLOCK_AHEAD: "Airflow, by itself",
    plan.CLOCK_BACK: "Airflow, by itself",
    plan.NOTHING: "",
}


def fault_table(struck: Sequence[Struck]) -> Iterator[str]:
    """A line per kind of fault, in the order of the plan's list; seconds are median and longest."""
    yield row(
        *("fault", "times", "boxes that ran when it struck", "seen"),
        *("what recovers", "works again after, s", "all releases held after, s"),
    )
    yield "|---|--:|---|---|---|--:|--:|"
    for kind in (plan.NOTHING, *plan.KINDS):
        fallen = [each for each in struck if each.kind == kind]
        if fallen:
            boxes = Counter(box for each in fallen for box in each.boxes or ("none",))
            seen = sum((each.seen for each in fallen), Counter[str]())
            yield row(
                *(kind, len(fallen), _counted(boxes), _counted(seen) or "nothing"),
                _RECOVERS[kind],
                _seconds([each.well_seconds for each in fallen]),
                _seconds([each.held_seconds for each in fallen]),
            )


def proof_table(quiet: Proof, shaken: Proof) -> Iterator[str]:
    """Both runs side by side."""
    yield row("", "without a fault", "campaign")
    yield "|---|--:|--:|"
    both = (quiet, shaken)
    yield row("releases held", *(len(each.vintages) for each in both))
    yield row("vintages", *(sum(o == "vintage" for o, _ in e.vintages.values()) for e in both))
    for name in quiet.figures:
        told = (f"{each.figures[name][0]:,}, `{each.figures[name][1][:12]}`" for each in both)
        yield row(f"`figures.{name}`: rows, hash", *told)
    yield row("twice, by half, damaged or left open", *(len(each.wrong) for each in both))


def _counted(names: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(names.items()))


def _seconds(found: Sequence[float | None]) -> str:
    known = [seconds for seconds in found if seconds is not None]
    never = len(found) - len(known)
    told = f"{median(known):.0f} / {max(known):.0f}" if known else ""
    return ", ".join(filter(None, (told, f"{never} never" if never else "")))
