"""Tables and picture of docs/performance.md, from the files that runs left.

    python -m benchmarks.speed.page .vintages/bench.json [LARGER.json ...]

The last file is the one that the picture and the goals are about.
"""

import argparse
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.page import DOCS, SPEED_PAGE, row, write_table
from benchmarks.speed import goals, table
from benchmarks.speed.drawing import drawing
from warehouse.charts.files import svg

NAME = "python -m benchmarks.speed"
PICTURE = DOCS / "images" / "speed.svg"
Run = dict[str, Any]
TABLES = {
    "goals": (("work", "goal", "reached", "within"), goals.rows),
    "steps": (table.STEP_HEADINGS, table.steps),
    "stages": (("step", "stage", "seconds", "spread", "of the limit"), table.stages),
    "questions": (table.ASKED_HEADINGS, table.questions),
    "beside": (("what", "measured"), table.facts),
    "peers": (("peer", "vintage", "rows held as current", "rows there are"), table.peers),
}


def main() -> None:
    """Write every table, for every run that has it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed.page")
    parser.add_argument("runs", type=Path, nargs="+")
    runs = [json.loads(path.read_text()) for path in parser.parse_args().runs]
    for name, (headings, rows) in TABLES.items():
        lines = [line for run in runs for line in _titled(run, headings, rows(run))]
        write_table(f"{NAME}, {name}", lines[1:] or ["Not measured yet."], SPEED_PAGE)
    grown = [row(*each) for each in goals.growth(runs)]
    headings = goals.growth_headings(runs)
    lines = [row(*headings), row(*("---" for _ in headings)), *grown]
    write_table(f"{NAME}, growth", lines, SPEED_PAGE)
    write_table(NAME, [line for run in runs for line in _made_by(run)], SPEED_PAGE)
    PICTURE.write_bytes(svg(drawing(runs[-1])))


def _titled(run: Run, headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    found = list(rows)
    if found:
        yield from ("", f"{run['options']['cells']:,} cells:", "")
        yield row(*headings)
        yield row(*("---" for _ in headings))
        yield from (row(*cells) for cells in found)


def _made_by(run: Run) -> Iterator[str]:
    machine, postgres = run["machine"], run["machine"]["postgres"]
    yield f"- `{run['command']}`: {machine['cores']} cores ({machine['processor']}),"
    yield f"  {machine['memory'] / 1e9:.0f} GB, Python {machine['python']}, load at the end"
    yield f"  {machine['load']:.1f}, shared_buffers {postgres['shared_buffers']}."


if __name__ == "__main__":
    main()
