"""Load one file by the line, as a process of its own that a test can kill.

    python -m tests.load_in_a_process CODE FILE RELEASED_AT

Says "began" once everything is imported, so that what is killed is the line and not Python.
"""

import sys
from datetime import datetime
from pathlib import Path

from ingestion.eurostat.line import Line, line
from ingestion.release import Release


def load_file(line: Line, code: str, path: Path, at: datetime) -> None:
    """Archive, stage, check and load a file at hand."""
    part = line.archive.put(path)
    release = Release(code, at, at, "tsv", (part,), evidence="backfilled", origins=(path.name,))
    stage = line.stage(line.archive.put_release(release))
    if stage is not None:
        line.require_passed(stage)
        line.load(stage)


if __name__ == "__main__":
    sys.stdout.write("began\n")
    sys.stdout.flush()
    load_file(line(), sys.argv[1], Path(sys.argv[2]), datetime.fromisoformat(sys.argv[3]))
