"""All vintages of a folder through our line, one after the other, by one worker.

python -m benchmarks.speed.many_step URL HOME FOLDER
"""

import json
import sys
from datetime import datetime
from pathlib import Path

from benchmarks.generator.releases import CODE
from benchmarks.speed.clock import Clock
from benchmarks.speed.line_step import carry, line_at, warm_up


def main(url: str, home: str, folder: str) -> None:
    """Each vintage has a clock of its own, and all have one together."""
    line = line_at(url, Path(home))
    warm_up(line)
    vintages = json.loads(Path(folder, "truth.json").read_text())["vintages"]
    clock, seconds = Clock(), []
    for name, facts in vintages.items():
        own = Clock()
        at = datetime.fromisoformat(facts["released_at"])
        carry(line, (CODE, Path(folder, f"{name}.tsv.gz"), at), own)
        seconds.append(own.stages)
        for stage, spent in own.stages.items():
            clock.stages[stage] = clock.stages.get(stage, 0) + spent
    clock.report(seconds=seconds)


if __name__ == "__main__":
    main(*sys.argv[1:])
