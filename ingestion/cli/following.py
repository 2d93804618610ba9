"""The command that begins to follow a dataset: follow."""

from typing import TYPE_CHECKING

from ingestion.cli.asking import Code
from ingestion.cli.desk import opened_line
from ingestion.cli.output import answer
from ingestion.cli.progress import steps

if TYPE_CHECKING:
    from ingestion.eurostat.line import Line
    from ingestion.follow import Announced


def follow(code: Code) -> None:
    """Follow a dataset: write its source file from Eurostat's own metadata."""
    from ingestion.follow import follow as write_source

    line = opened_line()
    with steps(2) as say:
        say(f"asking Eurostat about {code.upper()}")
        announced = _announced(line, code)
        say("writing its source file")
        path = write_source(announced, line.settings.sources[0])
    told = {"dataset_code": announced.dataset_code, "title": announced.title, "file": path}
    answer(
        told,
        f"{announced.dataset_code}: {announced.title}",
        f"is followed by {path}",
        f"Read its limits, then load it now: vintages ingest {announced.dataset_code}",
    )


def _announced(line: "Line", code: str) -> "Announced":
    """What Eurostat says of a dataset in its dataflow, its structure and its constraint."""
    from ingestion.eurostat.read_structure import read_structure
    from ingestion.follow import Announced
    from ingestion.normal_form import FREQUENCY

    probe = line.eurostat.probe(code)
    codes = line.eurostat.constraint(code)
    return Announced(
        dataset_code=probe.dataset_code,
        title=probe.title,
        dimensions=read_structure(line.eurostat.structure(code)).dimensions,
        frequencies=next((found for name, found in codes.items() if name.lower() == FREQUENCY), ()),
        stamps=probe.stamps,
        observation_count=probe.observation_count,
    )
