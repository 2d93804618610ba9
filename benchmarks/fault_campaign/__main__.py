"""``make faults``: the campaign, the quiet run, the table; exit code 1 where anything differs."""

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks.fault_campaign import plan
from benchmarks.fault_campaign.campaign import Campaign
from benchmarks.fault_campaign.clock import Clock
from benchmarks.fault_campaign.disk import small_disk
from benchmarks.fault_campaign.proof import Proof, complaints, proof
from benchmarks.fault_campaign.quiet import quiet_run
from benchmarks.fault_campaign.report import fault_table, proof_table
from benchmarks.fault_campaign.shelf import shelved
from benchmarks.fault_campaign.site import Site
from benchmarks.fault_campaign.strikes import Striker
from benchmarks.fault_campaign.witness import Witness
from examples.eurostat_stand_in import StandIn
from ingestion.archive import Archive
from warehouse.connection import engine

_STARTING_SECONDS = 600.0
_PATIENCE_SECONDS = 2400.0  # the half hour after which every dataset is compared anew, and more


def main() -> int:
    """Both runs, and their tables on standard output."""
    chosen = _arguments()
    kinds = plan.kinds_of(chosen.seed, chosen.faults, chosen.only or _possible_kinds())
    turns = plan.plan(chosen.seed, chosen.releases, chosen.datasets, kinds)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="vintages-faults-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # Postgres' own user passes through it
        shelf, sources = shelved(folder, turns)
        run, shaken = campaign(folder, (shelf, sources), turns, chosen)
        done = turns[: run.turns_done]
        say(f"{len(done)} of {len(turns)} turns: {time.monotonic() - started:.0f} s")
        quiet = quiet_run(folder, shelf, sources, done)
    say(f"with the run without a fault: {time.monotonic() - started:.0f} s\n")
    told = list(complaints(quiet, shaken))
    verdict = told or ["Every hash is that of the run without a fault."]
    for line in (*fault_table(run.struck), "", *proof_table(quiet, shaken), "", *verdict):
        say(line)
    return 1 if told or not all(each.is_done for each in run.struck) else 0


def campaign(
    folder: Path, files: tuple[Path, Path], turns: Sequence[plan.Turn], chosen: argparse.Namespace
) -> tuple[Campaign, Proof]:
    """The campaign in an installation of its own; what was seen, and what is held at the end."""
    until = time.monotonic() + chosen.minutes * 60
    wanted = {blow.kind for turn in turns for blow in turn.blows}
    with ExitStack() as stack:
        eurostat = stack.enter_context(StandIn(files[0]))
        disk = stack.enter_context(small_disk(folder / "disk")) if plan.DISK in wanted else None
        clock = Clock(folder) if wanted & {plan.CLOCK_AHEAD, plan.CLOCK_BACK} else None
        site = stack.enter_context(Site(folder, eurostat, files[1], disk, clock))
        site.wait_until_up(_STARTING_SECONDS)
        chance = random.Random(f"strikes {chosen.seed}")  # noqa: S311 - moments, not secrets
        striker = Striker(site, Witness(site), chance)
        run = Campaign(site, striker, say, chosen.patience)
        run.run(turns, until)
        loader = engine(site.server.url("warehouse", "vintages_owner"))
        return run, proof(loader, Archive(f"file://{site.home}/archive"))


def say(line: str) -> None:
    """A line on standard output, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _possible_kinds() -> tuple[str, ...]:
    """What can be struck on this machine; what cannot be is said."""
    missing = {
        plan.DISK: "" if os.geteuid() == 0 else "only root may mount a disk that can be filled",
        **dict.fromkeys(
            (plan.CLOCK_AHEAD, plan.CLOCK_BACK),
            "" if shutil.which("cc") else "it wants a C compiler",
        ),
    }
    for kind, reason in missing.items():
        if reason:
            say(f"{kind}: left out, {reason}")
    return tuple(kind for kind in plan.KINDS if not missing.get(kind))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A hundred releases while everything is killed.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--releases", type=int, default=100)
    parser.add_argument("--datasets", type=int, default=12)
    parser.add_argument("--faults", type=int, default=3 * len(plan.KINDS), help="how many in all")
    parser.add_argument("--minutes", type=float, default=240, help="begin no turn after these")
    parser.add_argument("--patience", type=float, default=_PATIENCE_SECONDS, help="s per turn")
    parser.add_argument("--only", action="append", choices=plan.KINDS, help="these kinds alone")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
