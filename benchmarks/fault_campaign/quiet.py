"""The same releases without a fault: one after the other through the line, without Airflow."""

from dataclasses import replace
from pathlib import Path

from benchmarks.fault_campaign.plan import Turn
from benchmarks.fault_campaign.proof import Proof, proof
from benchmarks.fault_campaign.shelf import code
from benchmarks.rounds import own_warehouse
from examples.eurostat_stand_in import StandIn
from ingestion.eurostat.line import Line
from ingestion.settings import settings


def quiet_run(folder: Path, shelf: Path, sources: Path, turns: tuple[Turn, ...]) -> Proof:
    """Fetch, stage, check and load every release in this process; what is held then.

    The boxes of Airflow call the same line: only what runs them, and when, is another.
    Raises CheckFailed should the gate hold a release: then the campaign would wait for a person.
    """
    with own_warehouse() as access, StandIn(shelf) as eurostat:
        told = {
            "VINTAGES_HOME": str(folder / "quiet"),
            "VINTAGES_EUROSTAT_URL": eurostat.url,
            "VINTAGES_SOURCES": str(sources),
            "VINTAGES_PACE_SECONDS": "0",
        }
        line = Line(replace(settings(told), warehouse_url=access.owner))
        for dataset, number in (release for turn in turns for release in turn.releases):
            eurostat.publish(code(dataset), number)
            stage = line.stage(line.fetch(code(dataset)))
            if stage is not None:
                line.require_passed(stage)
                line.load(stage)
        return proof(line.warehouse, line.archive)
